//! On which terms a job is enqueued.

use chrono::{DateTime, Utc};

use crate::ids::JobId;

/// On which terms a job is enqueued: when it may begin, and by when it must have.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Terms {
    /// Not before this time; at once when missing.
    pub run_at: Option<DateTime<Utc>>,
    /// Not begun by then it never is; running then it is called off.
    pub deadline: Option<DateTime<Utc>>,
    /// The job that this is a part of; see [`super::enqueue_children`], which sets it.
    pub(super) parent: Option<JobId>,
}

impl Terms {
    /// At once, however late it gets.
    #[must_use]
    pub const fn now() -> Self {
        Self { run_at: None, deadline: None, parent: None }
    }

    /// Not before a time.
    #[must_use]
    pub const fn at(run_at: DateTime<Utc>) -> Self {
        Self { run_at: Some(run_at), deadline: None, parent: None }
    }

    /// The same with a deadline.
    #[must_use]
    pub const fn by(self, deadline: DateTime<Utc>) -> Self {
        Self { deadline: Some(deadline), ..self }
    }

    pub(super) const fn under(self, parent: JobId) -> Self {
        Self { parent: Some(parent), ..self }
    }
}
