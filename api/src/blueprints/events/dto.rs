//! Events as clients see them.

use async_graphql::{ID, Json, SimpleObject};
use presswork_domain::events;
use serde::Serialize;
use utoipa::ToSchema;

use crate::scalars::Time;

/// Something that happened. Webhooks send the same.
#[derive(Debug, Clone, Serialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Event {
    /// The public id: whoever hears of an event twice knows by it.
    #[schema(value_type = String, example = "evt_01h455vb4pex5vsknk084sn02q")]
    pub id: ID,
    /// What happened: a name of `eventTypes`.
    #[serde(rename = "type")]
    #[graphql(name = "type")]
    #[schema(example = "post.published")]
    pub kind: String,
    /// Of which version `data` is.
    #[schema(minimum = 1, example = 1)]
    pub version: i32,
    /// Its place among all events: strictly growing in the order in which they can be read.
    #[schema(minimum = 1, example = 42)]
    pub seq: i64,
    /// When.
    pub timestamp: Time,
    /// What it happened to: ids and a few facts, by type.
    #[schema(
        value_type = Object,
        example = json!({ "postId": "post_01h455vb4pex5vsknk084sn02q", "authorId": "user_01h455vb4pex5vsknk084sn02q", "slug": "hello-world" })
    )]
    pub data: Json<serde_json::Value>,
}

impl From<events::Event> for Event {
    fn from(event: events::Event) -> Self {
        Self {
            id: event.id.to_string().into(),
            kind: event.kind.as_str().to_owned(),
            version: event.version,
            seq: event.seq,
            timestamp: event.at.into(),
            data: Json(serde_json::from_str(&event.data).unwrap_or_default()),
        }
    }
}

/// A type of events.
#[derive(Debug, Clone, Serialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct EventType {
    /// Its name.
    #[serde(rename = "type")]
    #[graphql(name = "type")]
    #[schema(example = "post.published")]
    pub kind: String,
    /// What it means.
    #[schema(example = "A post went public, at once or as planned.")]
    pub description: String,
    /// The version of `data` that is written now. A new member makes no new version; one that goes or changes its meaning does.
    #[schema(minimum = 1, example = 1)]
    pub version: i32,
    /// The members of `data`.
    #[schema(example = json!(["postId", "authorId", "slug"]))]
    pub members: Vec<String>,
}

impl From<events::EventType> for EventType {
    fn from(kind: events::EventType) -> Self {
        Self {
            kind: kind.as_str().to_owned(),
            description: kind.description().to_owned(),
            version: kind.version(),
            members: kind.members().iter().map(|member| (*member).to_owned()).collect(),
        }
    }
}
