//! What can be listened to.

use std::{fmt, sync::Arc};

use crate::ids::{JobId, PostId, SessionId, UserId};

/// Something that can be listened to, by name. Who may do so is not decided here.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Channel(Arc<str>);

impl Channel {
    /// The state and progress of a job.
    #[must_use]
    pub fn job(id: JobId) -> Self {
        Self(format!("job:{id}").into())
    }

    /// Posts that were published.
    #[must_use]
    pub fn feed() -> Self {
        Self("feed".into())
    }

    /// Events that have no number yet.
    #[must_use]
    pub fn outbox() -> Self {
        Self("outbox".into())
    }

    /// Whether a post is to be seen, and what people feel about it.
    #[must_use]
    pub fn post(id: PostId) -> Self {
        Self(format!("post:{id}").into())
    }

    /// Comments on a post, as they are written.
    #[must_use]
    pub fn comments(on: PostId) -> Self {
        Self(format!("comments:{on}").into())
    }

    /// What a person is told. How much that is stands in their inbox.
    #[must_use]
    pub fn inbox(of: UserId) -> Self {
        Self(format!("inbox:{of}").into())
    }

    /// Whether a session still lives.
    #[must_use]
    pub fn session(id: SessionId) -> Self {
        Self(format!("session:{id}").into())
    }

    /// What a person and their tokens may do: role, suspension, deletion, sessions and tokens that were revoked.
    #[must_use]
    pub fn standing(id: UserId) -> Self {
        Self(format!("standing:{id}").into())
    }

    /// One of which another process has told the name.
    #[must_use]
    pub fn named(name: &str) -> Self {
        Self(name.into())
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Channel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
