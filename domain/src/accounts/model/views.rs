//! What people see of themselves.

use chrono::{DateTime, Utc};

use crate::{ids::SessionId, users::User};

/// Where a login comes from, shown to its owner in the list of sessions.
#[derive(Debug, Clone, Default)]
pub struct Device {
    /// The `User-Agent` header, cut to 255 characters.
    pub user_agent: String,
    /// The network address.
    pub address: String,
}

/// A fresh pair of tokens.
#[derive(Debug, Clone)]
pub struct AuthTokens {
    /// The JWT to send as `Authorization: Bearer`.
    pub access_token: String,
    /// When it stops working.
    pub access_token_expires_at: DateTime<Utc>,
    /// The token that buys the next pair, once.
    pub refresh_token: String,
    /// When it stops working.
    pub refresh_token_expires_at: DateTime<Utc>,
    /// Who is logged in.
    pub user: User,
}

/// A login of a person, as they see it.
#[derive(Debug, Clone)]
pub struct Session {
    /// Its id.
    pub id: SessionId,
    /// The device, as its `User-Agent` header described it.
    pub device: String,
    /// The network address of the login.
    pub address: String,
    /// When it began.
    pub created_at: DateTime<Utc>,
    /// When it was last used, to the minute.
    pub last_used_at: DateTime<Utc>,
    /// When it ends unless it is refreshed before; after `auth.session_ttl` in any case.
    pub expires_at: DateTime<Utc>,
    /// Whether it is the one that asks.
    pub current: bool,
}

/// A person as they see themselves.
#[derive(Debug, Clone)]
pub struct Me {
    /// The public face.
    pub user: User,
    /// The mail address.
    pub email: String,
    /// When it was confirmed.
    pub email_verified_at: Option<DateTime<Utc>>,
    /// Whether a login takes a second factor.
    pub two_factor_enabled: bool,
    /// Counts the changes.
    pub version: i64,
}
