//! Blocks as clients see them.

use async_graphql::SimpleObject;
use presswork_domain::blocks;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{blueprints::users::dto::User, scalars::Time};

/// Somebody whom one has blocked.
#[derive(Debug, Clone, Serialize, Deserialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Block {
    /// The person.
    pub user: User,
    /// Since when.
    pub created_at: Time,
}

impl From<blocks::Block> for Block {
    fn from(block: blocks::Block) -> Self {
        Self { user: block.user.into(), created_at: block.created_at.into() }
    }
}
