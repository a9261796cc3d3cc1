//! Entries, as they are written and read.

use std::{fmt, str::FromStr};

use chrono::{DateTime, Utc};
use serde_json::Value;
use uuid::Uuid;

use crate::{
    Actor, Error,
    ids::{SessionId, UserId},
    text,
};

/// What came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It was done.
    Success,
    /// It was tried and did not succeed: a wrong password, a link that has expired.
    Failure,
    /// It was refused: not allowed, or too often.
    Denied,
}

impl Outcome {
    /// Every outcome.
    pub const ALL: [Self; 3] = [Self::Success, Self::Failure, Self::Denied];

    /// The name in the database and on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Success => "success",
            Self::Failure => "failure",
            Self::Denied => "denied",
        }
    }
}

impl FromStr for Outcome {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self, Error> {
        let found = Self::ALL.into_iter().find(|outcome| outcome.as_str() == name);
        found.ok_or_else(|| Error::internal(format!("unknown outcome {name:?}")))
    }
}

/// What to write down: `Entry::done("queue.paused").on("queue:bulk")`. Who and from where follow from the context.
#[derive(Debug, Clone)]
pub struct Entry {
    pub(super) action: &'static str,
    pub(super) outcome: Outcome,
    pub(super) target: Option<String>,
    pub(super) actor: Option<(UserId, Option<SessionId>)>,
    pub(super) details: Option<Value>,
}

impl Entry {
    /// It was done. The name stands in [`super::ACTIONS`].
    #[must_use]
    pub const fn done(action: &'static str) -> Self {
        Self::new(action, Outcome::Success)
    }

    /// It was tried and did not succeed.
    #[must_use]
    pub const fn failed(action: &'static str) -> Self {
        Self::new(action, Outcome::Failure)
    }

    /// It was refused.
    #[must_use]
    pub const fn denied(action: &'static str) -> Self {
        Self::new(action, Outcome::Denied)
    }

    const fn new(action: &'static str, outcome: Outcome) -> Self {
        Self { action, outcome, target: None, actor: None, details: None }
    }

    /// What it was done to: an id, or a name behind its kind, such as `queue:bulk`.
    #[must_use]
    pub fn on(self, target: impl fmt::Display) -> Self {
        Self { target: Some(target.to_string()), ..self }
    }

    /// Who did it, where the context can't know yet: a login.
    #[must_use]
    pub const fn by(mut self, user: UserId, session: Option<SessionId>) -> Self {
        self.actor = Some((user, session));
        self
    }

    /// More about it: small, and never a secret.
    #[must_use]
    pub fn with(self, details: Value) -> Self {
        Self { details: Some(details), ..self }
    }

    /// Who did it, in which session, with which token, as they are written down.
    pub(super) fn who(&self, actor: &Actor) -> (String, Option<String>, Option<String>) {
        match (self.actor, actor) {
            (Some((user, session)), _) => (user.to_string(), session.map(|session| session.to_string()), None),
            (None, Actor::User(user)) => (user.id.to_string(), Some(user.session.to_string()), None),
            (None, Actor::Token(token)) => (token.owner.to_string(), None, Some(token.token.to_string())),
            (None, Actor::Anonymous) => ("anonymous".to_owned(), None, None),
            (None, Actor::System) => ("system".to_owned(), None, None),
        }
    }
}

/// An entry of the log.
#[derive(Debug, Clone, PartialEq)]
pub struct AuditEntry {
    /// Its id.
    pub id: Uuid,
    /// Its place in the log, from 1, without gaps.
    pub seq: i64,
    /// When.
    pub at: DateTime<Utc>,
    /// What was done or tried: one of [`super::ACTIONS`].
    pub action: String,
    /// What came of it.
    pub outcome: Outcome,
    /// Who: a `user_...` id, `anonymous` or `system`.
    pub actor: String,
    /// The session of the request.
    pub session: Option<String>,
    /// The API token of the request.
    pub token: Option<String>,
    /// What it was done to.
    pub target: Option<String>,
    /// The network address of the request.
    pub address: Option<String>,
    /// The `User-Agent` of the request.
    pub user_agent: String,
    /// The request, as the logs know it.
    pub request_id: String,
    /// More about it: JSON.
    pub details: Option<String>,
}

/// Which entries to list.
#[derive(Debug, Clone, Default)]
pub struct AuditFilter {
    /// Only by this actor: a `user_...` id, `anonymous` or `system`.
    pub actor: Option<String>,
    /// Only this action.
    pub action: Option<String>,
    /// Only on this target.
    pub target: Option<String>,
    /// Only since then.
    pub since: Option<DateTime<Utc>>,
}

impl AuditFilter {
    /// Most characters of what is looked for.
    pub const TEXT_MAX: usize = 200;

    /// Refuses to look for what no entry has.
    pub(super) fn check(&self) -> Result<(), Error> {
        for (pointer, text) in [("/actor", &self.actor), ("/action", &self.action), ("/target", &self.target)] {
            text::no_longer(pointer, text.as_deref(), Self::TEXT_MAX)?;
        }
        Ok(())
    }
}

/// A head of the log that was noted down elsewhere: the number of its last entry and that entry's hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Anchor {
    /// The entry.
    pub seq: i64,
    /// Its hash.
    pub hash: String,
}

impl fmt::Display for Anchor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.seq, self.hash)
    }
}

impl FromStr for Anchor {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let parts = text.split_once(':').and_then(|(seq, hash)| Some((seq.parse().ok()?, hash)));
        let (seq, hash) = parts.ok_or_else(|| {
            Error::malformed("invalid_anchor", "an anchor is the number and the hash of an entry: 42:...")
        })?;
        Ok(Self { seq, hash: hash.to_owned() })
    }
}

/// What is wrong with the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AuditFault {
    /// This entry is not what was written.
    Changed(i64),
    /// The entries from the first to the last of these numbers are not there.
    Missing(i64, i64),
    /// What stands before this entry is not what stood there when it was written.
    Misplaced(i64),
    /// The signature of the head is wrong.
    HeadForged,
    /// The head had been found forged before, when this entry was written.
    HeadRejected(i64),
    /// The entry of the anchor has another hash.
    AnchorLost(i64),
}

impl fmt::Display for AuditFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Changed(seq) => write!(f, "entry {seq} was changed"),
            Self::Missing(first, last) if first == last => write!(f, "entry {first} is missing"),
            Self::Missing(first, last) => write!(f, "entries {first} to {last} are missing"),
            Self::Misplaced(seq) => write!(f, "entry {seq} does not follow the one before it"),
            Self::HeadForged => write!(f, "the head's signature is wrong: entries at the end may be missing"),
            Self::HeadRejected(seq) => write!(f, "the head was found forged when entry {seq} was written"),
            Self::AnchorLost(seq) => write!(f, "entry {seq} is not the one of the anchor"),
        }
    }
}

/// What came of looking through the whole log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verification {
    /// How many entries there are.
    pub entries: u64,
    /// The head: keep it elsewhere to be able to tell later that nothing before it is gone.
    pub head: Anchor,
    /// What is wrong; empty when the log is whole.
    pub faults: Vec<AuditFault>,
}
