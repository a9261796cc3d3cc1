//! People as clients see them.

use async_graphql::{ComplexObject, Context, Enum, ID, SimpleObject};
use presswork_domain::{follows::Side, users};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    failure::Failure,
    graphql::{
        args::{nested, page_args},
        loaders,
    },
    page::UserConnection,
    scalars::Time,
};

/// What a person may do. Each role includes the ones before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Enum, ToSchema)]
#[serde(rename_all = "lowercase")]
#[graphql(rename_items = "lowercase")]
pub enum Role {
    /// Reads, comments, reacts.
    Member,
    /// Also writes and publishes posts.
    Author,
    /// Also edits everyone's posts.
    Editor,
    /// Also keeps order.
    Moderator,
    /// Runs the place.
    Admin,
}

impl From<users::Role> for Role {
    fn from(role: users::Role) -> Self {
        match role {
            users::Role::Member => Self::Member,
            users::Role::Author => Self::Author,
            users::Role::Editor => Self::Editor,
            users::Role::Moderator => Self::Moderator,
            users::Role::Admin => Self::Admin,
        }
    }
}

impl From<Role> for users::Role {
    fn from(role: Role) -> Self {
        match role {
            Role::Member => Self::Member,
            Role::Author => Self::Author,
            Role::Editor => Self::Editor,
            Role::Moderator => Self::Moderator,
            Role::Admin => Self::Admin,
        }
    }
}

/// How the one who asks stands to a person.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Relationship {
    /// Whether one follows them.
    #[schema(example = true)]
    pub following: bool,
    /// Whether they follow one.
    #[schema(example = false)]
    pub followed_by: bool,
    /// Whether one has blocked them.
    #[schema(example = false)]
    pub blocking: bool,
}

impl From<users::Relationship> for Relationship {
    fn from(relationship: users::Relationship) -> Self {
        let users::Relationship { following, followed_by, blocking } = relationship;
        Self { following, followed_by, blocking }
    }
}

/// A person's public face.
#[derive(Debug, Clone, Serialize, Deserialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
#[graphql(complex)]
pub struct User {
    /// The public id.
    #[schema(value_type = String, example = "user_01h455vb4pex5vsknk084sn02q")]
    pub id: ID,
    /// The handle, unique.
    #[schema(example = "ada")]
    pub username: String,
    /// The name shown to people.
    #[schema(example = "Ada Lovelace")]
    pub display_name: String,
    /// A few words about themselves; may be empty.
    pub bio: String,
    /// What they may do.
    pub role: Role,
    /// When they joined.
    pub created_at: Time,
    /// How many people follow them.
    #[schema(example = 12)]
    pub follower_count: u32,
    /// How many people they follow.
    #[schema(example = 7)]
    pub following_count: u32,
    /// How the one who asks stands to them; null for who has not logged in, and for oneself.
    pub relationship: Option<Relationship>,
}

#[ComplexObject]
impl User {
    /// Those who follow them, the latest first.
    #[graphql(complexity = "nested(first, last, child_complexity)")]
    async fn followers(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many items from the start, 1 to 100; 20 when missing.")] first: Option<i64>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many items from the end, 1 to 100.")] last: Option<i64>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<String>,
    ) -> Result<UserConnection, Failure> {
        loaders::follows(ctx, &self.id, Side::Followers, &page_args(first, after, last, before)).await
    }

    /// Those whom they follow, the latest first.
    #[graphql(complexity = "nested(first, last, child_complexity)")]
    async fn following(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many items from the start, 1 to 100; 20 when missing.")] first: Option<i64>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many items from the end, 1 to 100.")] last: Option<i64>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<String>,
    ) -> Result<UserConnection, Failure> {
        loaders::follows(ctx, &self.id, Side::Following, &page_args(first, after, last, before)).await
    }
}

impl From<users::User> for User {
    fn from(user: users::User) -> Self {
        Self {
            id: user.id.to_string().into(),
            username: user.username,
            display_name: user.display_name,
            bio: user.bio,
            role: user.role.into(),
            created_at: user.created_at.into(),
            follower_count: user.follower_count,
            following_count: user.following_count,
            relationship: user.relationship.map(Relationship::from),
        }
    }
}
