//! People as clients see them.

use async_graphql::{Enum, ID, SimpleObject};
use presswork_domain::users;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::scalars::Time;

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

/// A person's public face.
#[derive(Debug, Clone, Serialize, Deserialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
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
        }
    }
}
