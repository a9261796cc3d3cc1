//! The value types of invitations.

use chrono::{DateTime, Utc};

use crate::{ids::InvitationId, users::Role};

/// What an admin sends to invite somebody.
#[derive(Debug, Clone, Default)]
pub struct InvitationInput {
    /// To which address.
    pub email: String,
    /// As what; the role of every new account when missing.
    pub role: Option<Role>,
}

/// What an invited person sends to join.
#[derive(Clone, Default)]
pub struct AcceptInvitationInput {
    /// The token of the mail.
    pub token: String,
    /// The handle.
    pub username: String,
    /// The password.
    pub password: String,
    /// The name shown to people; the handle when missing.
    pub display_name: Option<String>,
}

/// An invitation that was neither accepted nor revoked.
#[derive(Debug, Clone)]
pub struct Invitation {
    /// Its id.
    pub id: InvitationId,
    /// The address that it was mailed to.
    pub email: String,
    /// The role of the account that it makes.
    pub role: Role,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it stops working.
    pub expires_at: DateTime<Utc>,
}
