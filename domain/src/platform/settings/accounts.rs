//! `[accounts]`: who may join, and as what.

use serde::{Deserialize, Serialize};

/// Who may join, and as what. Every combination works, so there is nothing to validate outside of production.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Accounts {
    /// Who may register.
    pub registration: Registration,
    /// Role of a new account.
    pub default_role: DefaultRole,
    /// A new account has to confirm its e-mail address before it may write.
    pub require_verified_email: bool,
}

/// Who may register.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Registration {
    /// Anyone.
    Open,
    /// Who was invited.
    Invitation,
    /// Nobody; accounts are made by administrators.
    Closed,
}

/// The role that a new account gets. Only a name here: what roles may do is the rules' matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum DefaultRole {
    /// Reads, comments, reacts.
    Member,
    /// Writes posts as well.
    Author,
    /// Edits and schedules everybody's posts as well.
    Editor,
    /// Moderates as well; refused in production.
    Moderator,
    /// Everything; refused in production.
    Admin,
}

impl DefaultRole {
    /// The role's name, as in settings and in the API.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Member => "member",
            Self::Author => "author",
            Self::Editor => "editor",
            Self::Moderator => "moderator",
            Self::Admin => "admin",
        }
    }
}
