//! The value types of revisions.

use chrono::{DateTime, Utc};

use crate::{fault::Refusal, ids::UserId, text, users::User};

/// What a post said at a save.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revision {
    /// Counts the revisions of the post; starts at 1.
    pub number: i64,
    /// The version of the post that the save made.
    pub version: i64,
    /// Who saved it; none once the account is erased.
    pub author_id: Option<UserId>,
    /// The same, read.
    pub author: Option<User>,
    /// The heading.
    pub title: String,
    /// The source.
    pub markdown: String,
    /// Why, in the words of who saved it.
    pub reason: Option<String>,
    /// Whether an editor saved by itself.
    pub autosave: bool,
    /// The revision that was restored by this save.
    pub restored_from: Option<i64>,
    /// When it was saved.
    pub saved_at: DateTime<Utc>,
}

/// Why something was saved: at most 200 characters on one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason(String);

impl Reason {
    /// Most characters.
    pub const MAX: usize = 200;

    /// Checks a reason.
    ///
    /// # Errors
    /// `required`, `too_long` or `invalid_character`.
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        text::line(text, Self::MAX).map(Self)
    }

    /// The words.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// How something is saved.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Save {
    /// Why.
    pub reason: Option<Reason>,
    /// Whether an editor saves by itself.
    pub autosave: bool,
    /// The revision that this restores.
    pub restored_from: Option<i64>,
}
