//! The value types of reports.

use std::{fmt, str::FromStr};

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::{
    Error, Result,
    fault::{Faults, Refusal},
    ids::{CommentId, NodeId, PostId, ReportId, UserId},
    text,
};

/// Most characters of a note.
pub const NOTE_MAX: usize = 2_000;

macro_rules! named {
    ($(#[$doc:meta])* $name:ident, $what:literal, $($(#[$variant_doc:meta])* $variant:ident = $text:literal;)*) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[$variant_doc])* $variant,)*
        }

        impl $name {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The name in the database and on the wire.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $text,)*
                }
            }
        }

        impl FromStr for $name {
            type Err = Error;

            fn from_str(name: &str) -> Result<Self> {
                let found = Self::ALL.iter().copied().find(|one| one.as_str() == name);
                found.ok_or_else(|| Error::internal(format!(concat!("unknown ", $what, " {:?}"), name)))
            }
        }
    };
}

named! {
    /// What is wrong with a thing.
    ReportReason, "reason of a report",
    /// Advertising, or the same again and again.
    Spam = "spam";
    /// It goes after somebody.
    Harassment = "harassment";
    /// It goes after people for what they are.
    Hate = "hate";
    /// It threatens, or glorifies doing harm.
    Violence = "violence";
    /// Sexual, where that has no place.
    Sexual = "sexual";
    /// Against the law.
    Illegal = "illegal";
    /// Anything else; the note says what.
    Other = "other";
}

named! {
    /// What came of a report.
    ReportOutcome, "outcome of a report",
    /// It was right.
    Upheld = "upheld";
    /// There is nothing wrong.
    Dismissed = "dismissed";
}

/// What a report is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ReportSubject {
    /// A post.
    Post(PostId),
    /// A comment.
    Comment(CommentId),
    /// A person.
    User(UserId),
}

impl ReportSubject {
    /// The name of its kind in the database.
    #[must_use]
    pub const fn kind(self) -> &'static str {
        match self {
            Self::Post(_) => "post",
            Self::Comment(_) => "comment",
            Self::User(_) => "user",
        }
    }

    /// The id as the database has it.
    pub(crate) fn uuid(self) -> Uuid {
        match self {
            Self::Post(id) => id.uuid(),
            Self::Comment(id) => id.uuid(),
            Self::User(id) => id.uuid(),
        }
    }

    pub(crate) fn kept(kind: &str, id: Uuid) -> Result<Self> {
        match kind {
            "post" => Ok(Self::Post(PostId::from_uuid(id))),
            "comment" => Ok(Self::Comment(CommentId::from_uuid(id))),
            "user" => Ok(Self::User(UserId::from_uuid(id))),
            _ => Err(Error::internal(format!("unknown kind of reported thing {kind:?}"))),
        }
    }

    pub(crate) fn parse(id: &str) -> Result<Self, Refusal> {
        match NodeId::parse(id) {
            Ok(NodeId::Post(id)) => Ok(Self::Post(id)),
            Ok(NodeId::Comment(id)) => Ok(Self::Comment(id)),
            Ok(NodeId::User(id)) => Ok(Self::User(id)),
            _ => Err(Refusal::new("invalid_id", "not the id of a post, a comment or a person")),
        }
    }
}

impl fmt::Display for ReportSubject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Post(id) => id.fmt(f),
            Self::Comment(id) => id.fmt(f),
            Self::User(id) => id.fmt(f),
        }
    }
}

/// What somebody sends to report a thing.
#[derive(Debug, Clone)]
pub struct ReportInput {
    /// The id of a post, a comment or a person.
    pub subject_id: String,
    /// What is wrong with it.
    pub reason: ReportReason,
    /// More about it.
    pub note: Option<String>,
}

/// A report to be written.
#[derive(Debug)]
pub(super) struct NewReport {
    pub subject: ReportSubject,
    pub reason: ReportReason,
    pub note: String,
}

impl NewReport {
    pub(super) fn parse(input: &ReportInput) -> Result<Self> {
        let mut faults = Faults::default();
        let subject = faults.take("/subjectId", ReportSubject::parse(&input.subject_id));
        let note = faults.take("/note", text::block(input.note.as_deref().unwrap_or_default(), NOTE_MAX));
        let says_nothing = note.as_ref().is_some_and(|note| note.trim().is_empty());
        if input.reason == ReportReason::Other && says_nothing {
            faults.push("/note", "required", "say what is wrong with it");
        }
        let reason = input.reason;
        faults.finish(subject.zip(note).map(|(subject, note)| Self { subject, reason, note }))
    }
}

/// What a moderator sends to resolve a report.
#[derive(Debug, Clone)]
pub struct ResolveInput {
    /// Whether it was right.
    pub outcome: ReportOutcome,
    /// Why, for other moderators.
    pub note: Option<String>,
}

impl ResolveInput {
    pub(super) fn note(&self) -> Result<String> {
        let mut faults = Faults::default();
        let note = faults.take("/note", text::block(self.note.as_deref().unwrap_or_default(), NOTE_MAX));
        faults.finish(note)
    }
}

/// A report, as who wrote it and moderators see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// The public id.
    pub id: ReportId,
    /// Who says so.
    pub reporter_id: UserId,
    /// What it is about.
    pub subject: ReportSubject,
    /// What is wrong with it.
    pub reason: ReportReason,
    /// More about it; empty when nothing was said.
    pub note: String,
    /// When it was written.
    pub created_at: DateTime<Utc>,
    /// When it was resolved.
    pub resolved_at: Option<DateTime<Utc>>,
    /// Who resolved it; for moderators.
    pub resolved_by: Option<UserId>,
    /// What came of it.
    pub outcome: Option<ReportOutcome>,
    /// Why; for moderators.
    pub resolution_note: Option<String>,
}

impl Report {
    /// What who wrote it sees: what came of it, and neither by whom nor why.
    pub(super) fn for_reporter(self) -> Self {
        Self { resolved_by: None, resolution_note: None, ..self }
    }
}

/// How many open reports give a reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReasonCount {
    /// The reason.
    pub reason: ReportReason,
    /// How many.
    pub count: u32,
}

/// A thing with open reports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportCase {
    /// What they are about.
    pub subject: ReportSubject,
    /// How many there are.
    pub report_count: u32,
    /// What they say, the most frequent first.
    pub reasons: Vec<ReasonCount>,
    /// The last few, the last first.
    pub reports: Vec<Report>,
    /// When the first was written.
    pub opened_at: DateTime<Utc>,
    /// When the last was written.
    pub latest_at: DateTime<Utc>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_faults_of_a_report_are_reported_together() {
        let (subject_id, note) = ("tag_01h2xcejqtf2nbrexx3vqjhp41".to_owned(), Some(" ".to_owned()));
        let input = ReportInput { subject_id, reason: ReportReason::Other, note };
        let Err(Error::Invalid(faults)) = NewReport::parse(&input) else { panic!("accepted") };
        let found: Vec<_> = faults.iter().map(|fault| (fault.pointer.as_str(), fault.code)).collect();
        assert_eq!(found, [("/subjectId", "invalid_id"), ("/note", "required")]);
    }

    #[test]
    fn names_read_back_as_what_they_name() {
        for reason in ReportReason::ALL {
            assert_eq!(reason.as_str().parse::<ReportReason>().unwrap(), *reason);
        }
        for outcome in ReportOutcome::ALL {
            assert_eq!(outcome.as_str().parse::<ReportOutcome>().unwrap(), *outcome);
        }
    }
}
