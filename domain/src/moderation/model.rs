//! The value types of moderation.

use std::str::FromStr;

use chrono::{DateTime, Utc};

use crate::{
    Error, Result,
    ids::{AppealId, ModerationActionId, UserId},
    reports::{ReportReason, ReportSubject},
};

/// What moderators do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ActionKind {
    /// Take a post or a comment out of sight.
    Hide,
    /// Close a post to comments.
    Lock,
    /// Tell somebody that this must not happen again.
    Warn,
    /// Keep somebody out until a time.
    Suspend,
    /// Keep somebody out for good.
    Ban,
}

impl ActionKind {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Hide, Self::Lock, Self::Warn, Self::Suspend, Self::Ban];

    /// The name in the database and on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Hide => "hide",
            Self::Lock => "lock",
            Self::Warn => "warn",
            Self::Suspend => "suspend",
            Self::Ban => "ban",
        }
    }

    /// What it holds, once for each thing; a warning holds nothing.
    pub(super) const fn holds(self) -> Option<&'static str> {
        match self {
            Self::Hide => Some("sight"),
            Self::Lock => Some("comments"),
            Self::Suspend | Self::Ban => Some("account"),
            Self::Warn => None,
        }
    }

    /// Whether it can be done to this.
    pub(super) const fn fits(self, subject: ReportSubject) -> bool {
        match self {
            Self::Hide => matches!(subject, ReportSubject::Post(_) | ReportSubject::Comment(_)),
            Self::Lock => matches!(subject, ReportSubject::Post(_)),
            Self::Warn | Self::Suspend | Self::Ban => matches!(subject, ReportSubject::User(_)),
        }
    }
}

impl FromStr for ActionKind {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        let found = Self::ALL.into_iter().find(|kind| kind.as_str() == name);
        found.ok_or_else(|| Error::internal(format!("unknown kind of moderation {name:?}")))
    }
}

/// How something came to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// A moderator took it back.
    Reversed,
    /// Its time was over.
    Expired,
    /// Another suspension or a ban took its place.
    Replaced,
    /// Whom it concerns appealed, and was right.
    Overturned,
}

impl Ending {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Reversed, Self::Expired, Self::Replaced, Self::Overturned];

    /// The name in the database and on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Reversed => "reversed",
            Self::Expired => "expired",
            Self::Replaced => "replaced",
            Self::Overturned => "overturned",
        }
    }
}

impl FromStr for Ending {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        let found = Self::ALL.into_iter().find(|ending| ending.as_str() == name);
        found.ok_or_else(|| Error::internal(format!("unknown ending {name:?}")))
    }
}

/// What a moderator has done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModerationAction {
    /// The public id.
    pub id: ModerationActionId,
    /// What.
    pub kind: ActionKind,
    /// What it was done to.
    pub subject: ReportSubject,
    /// Whom it concerns: the person, or who wrote it.
    pub user_id: UserId,
    /// Who did it; for moderators.
    pub moderator_id: Option<UserId>,
    /// Why.
    pub reason: ReportReason,
    /// More about why; empty when nothing was said.
    pub note: String,
    /// Until when; none for what has no end.
    pub until: Option<DateTime<Utc>>,
    /// What whom it concerns says against it.
    pub appeal_id: Option<AppealId>,
    /// When.
    pub created_at: DateTime<Utc>,
    /// When it came to its end.
    pub ended_at: Option<DateTime<Utc>>,
    /// How.
    pub ended_as: Option<Ending>,
    /// By whom; for moderators.
    pub ended_by: Option<UserId>,
    /// Why; for moderators.
    pub end_note: Option<String>,
}

impl ModerationAction {
    /// Whether it holds something now.
    #[must_use]
    pub const fn is_in_force(&self) -> bool {
        self.kind.holds().is_some() && self.ended_at.is_none()
    }

    /// What the person whom it concerns sees: moderators speak for the place, and not for themselves.
    pub(super) fn for_concerned(self) -> Self {
        Self { moderator_id: None, ended_by: None, end_note: None, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_read_back_as_what_they_name() {
        for kind in ActionKind::ALL {
            assert_eq!(kind.as_str().parse::<ActionKind>().unwrap(), kind);
        }
        for ending in Ending::ALL {
            assert_eq!(ending.as_str().parse::<Ending>().unwrap(), ending);
        }
    }
}
