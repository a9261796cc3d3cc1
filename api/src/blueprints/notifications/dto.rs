//! Notifications as clients see them.

use async_graphql::{Enum, ID, SimpleObject};
use presswork_domain::notifications;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{blueprints::users::dto::User, scalars::Time};

/// What one is told of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Enum, ToSchema)]
#[serde(rename_all = "snake_case")]
#[graphql(rename_items = "snake_case", remote = "notifications::NotificationKind")]
pub enum NotificationKind {
    /// Somebody one follows has published a post.
    PostPublished,
    /// Somebody has commented on one's post.
    Comment,
    /// Somebody has replied to one's comment.
    Reply,
    /// Somebody has named one in a comment.
    Mention,
    /// Somebody feels something about one's post or comment.
    Reaction,
    /// Somebody follows one.
    Follow,
    /// Moderators have done something about one, or about what one wrote. It always comes; nobody chooses how.
    Moderation,
}

/// How often what happened comes together in one mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Enum, ToSchema)]
#[serde(rename_all = "lowercase")]
#[graphql(rename_items = "lowercase", remote = "notifications::Digest")]
pub enum Digest {
    /// Never.
    Off,
    /// Each day.
    Daily,
    /// Each week, on Monday.
    Weekly,
}

/// Something that one is told, once or of several people at a time.
#[derive(Debug, Clone, Serialize, Deserialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Notification {
    /// The public id.
    #[schema(value_type = String, example = "notif_01h455vb4pex5vsknk084sn02q")]
    pub id: ID,
    /// Of what.
    pub kind: NotificationKind,
    /// Who did it: the last three at most, the last first.
    pub actors: Vec<User>,
    /// How many people did it.
    #[schema(example = 7)]
    pub actor_count: u32,
    /// The post it is about; null for a follower.
    #[schema(value_type = Option<String>, example = "post_01h455vb4pex5vsknk084sn02q")]
    pub post_id: Option<ID>,
    /// The title of that post.
    #[schema(example = "Hello, world")]
    pub title: Option<String>,
    /// The comment it is about: the last one that was written, or the one that people reacted to; null for a post itself.
    #[schema(value_type = Option<String>)]
    pub comment_id: Option<ID>,
    /// What moderators did; null for everything else.
    #[schema(value_type = Option<String>)]
    pub action_id: Option<ID>,
    /// When the first of it happened.
    pub created_at: Time,
    /// When the last of it happened.
    pub updated_at: Time,
    /// When it was read; null for what is unread, in which what happens next is gathered.
    pub read_at: Option<Time>,
}

impl From<notifications::Notification> for Notification {
    fn from(it: notifications::Notification) -> Self {
        Self {
            id: it.id.to_string().into(),
            kind: it.kind.into(),
            actors: it.actors.into_iter().map(User::from).collect(),
            actor_count: it.actor_count,
            post_id: it.post_id.map(|id| id.to_string().into()),
            title: it.title,
            comment_id: it.comment_id.map(|id| id.to_string().into()),
            action_id: it.action_id.map(|id| id.to_string().into()),
            created_at: it.created_at.into(),
            updated_at: it.updated_at.into(),
            read_at: it.read_at.map(Time::from),
        }
    }
}

/// How much one has not read.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct UnreadCount {
    /// How many notifications.
    #[schema(minimum = 0, example = 3)]
    pub count: i64,
}

/// By which ways one wants to hear of a kind.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct NotificationPreference {
    /// The kind.
    pub kind: NotificationKind,
    /// Whether it comes to the inbox.
    #[schema(example = true)]
    pub inbox: bool,
    /// Whether a mail comes at once.
    #[schema(example = false)]
    pub mail: bool,
    /// Whether it comes in a digest.
    pub digest: Digest,
}

/// What one wants to hear, by which ways and when.
#[derive(Debug, Clone, Serialize, Deserialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct NotificationPreferences {
    /// The zone whose clocks digests go by: a name of the IANA database.
    #[schema(example = "Europe/Berlin")]
    pub time_zone: String,
    /// The hour of the day at which digests come, 0 to 23.
    #[schema(example = 8)]
    pub digest_hour: u32,
    /// One for each kind.
    pub kinds: Vec<NotificationPreference>,
}

impl From<notifications::Preference> for NotificationPreference {
    fn from(it: notifications::Preference) -> Self {
        Self { kind: it.kind.into(), inbox: it.inbox, mail: it.mail, digest: it.digest.into() }
    }
}

impl From<notifications::Preferences> for NotificationPreferences {
    fn from(all: notifications::Preferences) -> Self {
        Self {
            time_zone: all.time_zone,
            digest_hour: all.digest_hour,
            kinds: all.kinds.into_iter().map(NotificationPreference::from).collect(),
        }
    }
}
