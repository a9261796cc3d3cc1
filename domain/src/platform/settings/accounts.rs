//! `[accounts]`: who may join, and as what.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{duration, faults::Faults};

/// Who may join, and as what, and how accounts end.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Accounts {
    /// Who may register.
    pub registration: Registration,
    /// Role of a new account.
    pub default_role: DefaultRole,
    /// A new account has to confirm its e-mail address before it may write.
    pub require_verified_email: bool,
    /// Life of an invitation.
    #[serde(with = "duration")]
    pub invitation_ttl: Duration,
    /// Life of the link that makes the first admin.
    #[serde(with = "duration")]
    pub setup_ttl: Duration,
    /// Between the wish to be deleted and the erasure.
    #[serde(with = "duration")]
    pub deletion_grace: Duration,
}

impl Accounts {
    /// Refuses what can't work.
    pub fn validate(&self, faults: &mut Faults) {
        let (minute, hour, year) = (Duration::from_mins(1), Duration::from_hours(1), Duration::from_hours(366 * 24));
        faults.lasts("accounts.invitation_ttl", self.invitation_ttl, hour..=year);
        faults.lasts("accounts.setup_ttl", self.setup_ttl, minute..=Duration::from_hours(24));
        faults.lasts("accounts.deletion_grace", self.deletion_grace, Duration::ZERO..=year);
    }
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
