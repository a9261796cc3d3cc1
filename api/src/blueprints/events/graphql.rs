//! Events in GraphQL.

use async_graphql::{Context, Object};
use presswork_domain::events::{self, EventFilter};

use super::dto::EventType;
use crate::{
    failure::Failure,
    graphql::{args::page_args, cx},
    page::EventConnection,
};

/// Queries of events.
#[derive(Default)]
pub struct EventsQuery;

#[Object]
impl EventsQuery {
    /// What happened, the oldest first, for 30 days unless the operator has decided otherwise. A cursor that has passed an event has
    /// missed none before it. For admins and their tokens.
    async fn events(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many items from the start, 1 to 100; 20 when missing.")] first: Option<i64>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many items from the end, 1 to 100.")] last: Option<i64>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<String>,
        #[graphql(name = "type", desc = "Only of this type: a name of `eventTypes`.")] kind: Option<String>,
    ) -> Result<Option<EventConnection>, Failure> {
        let args = page_args(first, after, last, before);
        Ok(Some(events::list(cx(ctx)?, &args, &EventFilter { kind }).await?.into()))
    }

    /// The types of events, with what they mean.
    #[expect(clippy::unused_async, reason = "a field of GraphQL is asynchronous")]
    async fn event_types(&self) -> Result<Option<Vec<EventType>>, Failure> {
        Ok(Some(events::EventType::ALL.map(EventType::from).to_vec()))
    }
}
