//! What people change about themselves, and admins about others.

use chrono::{DateTime, Utc};

use crate::{
    Result,
    fault::{Faults, Refusal},
    patch::Patch,
    text,
    users::{DisplayName, Role, User},
};

/// What a person sends to change what they show of themselves (RFC 7396).
#[derive(Debug, Clone, Default)]
pub struct MePatchInput {
    /// The name; can't be cleared.
    pub display_name: Patch<String>,
    /// A few words; `null` empties them.
    pub bio: Patch<String>,
}

/// The same, checked: what is `None` stays as it is.
#[derive(Debug, Default)]
pub(in crate::accounts) struct MePatch {
    pub display_name: Option<DisplayName>,
    pub bio: Option<String>,
}

/// Most characters of a bio.
pub const BIO_MAX: usize = 500;

impl MePatch {
    pub(in crate::accounts) const fn is_empty(&self) -> bool {
        self.display_name.is_none() && self.bio.is_none()
    }

    /// The same without what is so already.
    pub(in crate::accounts) fn without_what_is(self, now: &User) -> Self {
        Self {
            display_name: self.display_name.filter(|name| name.as_str() != now.display_name),
            bio: self.bio.filter(|bio| *bio != now.bio),
        }
    }

    pub(in crate::accounts) fn parse(input: &MePatchInput) -> Result<Self> {
        let mut faults = Faults::default();
        let display_name = match &input.display_name {
            Patch::Absent => None,
            Patch::Null => faults.take("/displayName", Err(Refusal::new("required", "everybody has a name"))),
            Patch::Value(name) => faults.take("/displayName", DisplayName::parse(name)),
        };
        let bio = match &input.bio {
            Patch::Absent => None,
            Patch::Null => Some(String::new()),
            Patch::Value(bio) => faults.take("/bio", text::block(bio, BIO_MAX)),
        };
        faults.finish(Some(Self { display_name, bio }))
    }
}

/// What an admin sends to change somebody's account (RFC 7396).
#[derive(Debug, Clone, Default)]
pub struct UserPatchInput {
    /// What they may do.
    pub role: Patch<Role>,
    /// Whether they are kept out.
    pub suspended: Patch<bool>,
}

/// The same, checked: what is `None` stays as it is.
#[derive(Debug)]
pub(in crate::accounts) struct UserPatch {
    pub role: Option<Role>,
    pub suspended: Option<bool>,
}

impl UserPatch {
    pub(in crate::accounts) fn parse(input: &UserPatchInput) -> Result<Self> {
        let mut faults = Faults::default();
        if input.role == Patch::Null {
            faults.push("/role", "required", "everybody has a role");
        }
        if input.suspended == Patch::Null {
            faults.push("/suspended", "required", "true or false");
        }
        faults.finish(Some(Self { role: input.role.clone().value(), suspended: input.suspended.clone().value() }))
    }
}

/// An account as admins see it.
#[derive(Debug, Clone)]
pub struct ManagedUser {
    /// The public face.
    pub user: User,
    /// Since when they are kept out.
    pub suspended_at: Option<DateTime<Utc>>,
    /// Counts the changes.
    pub version: i64,
}
