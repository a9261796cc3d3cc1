//! The value types of blocking.

use chrono::{DateTime, Utc};

use crate::users::User;

/// Somebody whom one has blocked.
#[derive(Debug, Clone)]
pub struct Block {
    /// The person.
    pub user: User,
    /// Since when.
    pub created_at: DateTime<Utc>,
}
