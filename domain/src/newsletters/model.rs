//! The value types of newsletters.

use chrono::{DateTime, Utc};

use crate::{
    ids::{SubscriberId, UserId},
    suppressions::SuppressionReason,
};

/// What somebody sends to get newsletters.
#[derive(Debug, Clone, Default)]
pub struct SubscribeInput {
    /// The address; that of the account of who is logged in when missing.
    pub email: Option<String>,
}

/// What came of it.
#[derive(Debug, Clone)]
pub struct Subscription {
    /// The address.
    pub email: String,
    /// Whether newsletters come; otherwise a link to confirm it is on its way, unless newsletters come already.
    pub confirmed: bool,
}

/// Whether newsletters come to the one who asks.
#[derive(Debug, Clone)]
pub struct Preference {
    /// The address of the account.
    pub email: String,
    /// Whether it is subscribed.
    pub subscribed: bool,
    /// Why no newsletters go there all the same.
    pub suppressed: Option<SuppressionReason>,
}

/// Somebody who gets newsletters.
#[derive(Debug, Clone)]
pub struct Subscriber {
    /// The id.
    pub id: SubscriberId,
    /// The address that was subscribed; of who has an account, the one that it has now.
    pub email: String,
    /// The account, of somebody who has one.
    pub user: Option<UserId>,
    /// When it was confirmed.
    pub confirmed_at: DateTime<Utc>,
    /// When it was asked for.
    pub created_at: DateTime<Utc>,
}
