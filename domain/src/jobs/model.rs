//! A job as its owner sees it.

use std::str::FromStr;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::QueueName;
use crate::{
    Error, Result,
    fault::Faults,
    ids::{JobId, UserId},
    text,
};

/// Where a job stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum JobState {
    /// Waits for its time.
    Scheduled,
    /// Due; waits for a worker.
    Queued,
    /// A worker has it.
    Running,
    /// Done.
    Succeeded,
    /// Failed for good; an operator may retry it.
    Dead,
    /// Called off.
    Cancelled,
    /// No handler of its kind in this release; a newer worker picks it up.
    Parked,
    /// Its children run; it runs when they have ended.
    Waiting,
    /// Due; waits until enough others of its group have ended.
    Held,
    /// One that only another release knows; that one looks after it.
    Unknown,
}

impl JobState {
    /// Every state that this release knows.
    pub const ALL: [Self; 9] = [
        Self::Scheduled,
        Self::Queued,
        Self::Running,
        Self::Succeeded,
        Self::Dead,
        Self::Cancelled,
        Self::Parked,
        Self::Waiting,
        Self::Held,
    ];

    /// The name in the ledger and on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Scheduled => "scheduled",
            Self::Queued => "queued",
            Self::Running => "running",
            Self::Succeeded => "succeeded",
            Self::Dead => "dead",
            Self::Cancelled => "cancelled",
            Self::Parked => "parked",
            Self::Waiting => "waiting",
            Self::Held => "held",
            Self::Unknown => "unknown",
        }
    }

    /// The state that a row is in: while two releases work on one ledger, it may be one that this release does not know.
    #[must_use]
    pub fn of_row(name: &str) -> Self {
        Self::ALL.into_iter().find(|state| state.as_str() == name).unwrap_or(Self::Unknown)
    }

    /// Whether nothing more will happen by itself.
    #[must_use]
    pub const fn is_finished(self) -> bool {
        matches!(self, Self::Succeeded | Self::Dead | Self::Cancelled)
    }
}

/// The states of a job that has not ended, in SQL, as they stand in the partial indexes.
pub(crate) const UNFINISHED: &str = "('scheduled', 'queued', 'running', 'parked', 'waiting', 'held')";
/// Those of a job that has not begun and still may.
pub(super) const NOT_BEGUN: &str = "('scheduled', 'queued', 'parked', 'held')";

impl FromStr for JobState {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self, Error> {
        let mut all = Self::ALL.into_iter().chain([Self::Unknown]);
        all.find(|state| state.as_str() == name)
            .ok_or_else(|| Error::malformed("invalid_parameter", "jobs have no such state"))
    }
}

/// How far a job is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Progress {
    /// Units done.
    pub done: i64,
    /// Units in all, once known.
    pub total: Option<i64>,
    /// What is being done, for a person.
    pub note: Option<String>,
}

/// An attempt that failed.
#[derive(Debug, Clone)]
pub struct JobFailure {
    /// Which attempt, from 1.
    pub attempt: i32,
    /// The worker that made it.
    pub worker: String,
    /// Why it failed, in words that give no internals away.
    pub error: String,
    /// When.
    pub failed_at: DateTime<Utc>,
}

/// Which jobs to list.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct JobFilter {
    /// Only in this state.
    pub state: Option<JobState>,
    /// Only of this kind.
    pub kind: Option<String>,
    /// Only of this queue.
    pub queue: Option<QueueName>,
    /// Only the children of this one.
    pub parent: Option<JobId>,
    /// Only what was enqueued at or after this time.
    pub since: Option<DateTime<Utc>>,
    /// Only what was enqueued before this time.
    pub until: Option<DateTime<Utc>>,
    /// Only those whose last error has this text in it, in upper or lower case.
    pub error: Option<String>,
}

impl JobFilter {
    /// How long a text to look for may be, in characters.
    pub const TEXT_MAX: usize = 200;

    /// The same filter, with its texts as they can be looked for.
    ///
    /// # Errors
    /// `Invalid` with the places of texts that are empty, too long or not storable.
    pub fn checked(mut self) -> Result<Self> {
        let mut faults = Faults::default();
        for (pointer, part) in [("/kind", &mut self.kind), ("/error", &mut self.error)] {
            if let Some(text) = part {
                *part = faults.take(pointer, text::line(text, Self::TEXT_MAX));
            }
        }
        faults.finish(Some(self))
    }
}

/// A part of a job that is done, whatever becomes of the attempt.
#[derive(Debug, Clone)]
pub struct JobStep {
    /// Its name, unique within the job.
    pub name: String,
    /// What came of it.
    pub result: Value,
    /// When.
    pub finished_at: DateTime<Utc>,
}

/// How the children of a job stand, as far as the ledger has not forgotten them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ChildCounts {
    /// All of them.
    pub total: i64,
    /// Done.
    pub succeeded: i64,
    /// Failed for good.
    pub dead: i64,
    /// Called off.
    pub cancelled: i64,
    /// Not ended yet.
    pub remaining: i64,
}

/// A receipt: what became of the work that a request set in motion.
#[derive(Debug, Clone, PartialEq)]
pub struct JobRecord {
    /// The public id.
    pub id: JobId,
    /// What kind of work.
    pub kind: String,
    /// Where it waits.
    pub queue: String,
    /// Where it stands.
    pub state: JobState,
    /// How often it was started.
    pub attempt: i32,
    /// How often it may be started.
    pub max_attempts: i32,
    /// How far it is.
    pub progress: Progress,
    /// What came of it, once it succeeded.
    pub result: Option<Value>,
    /// Why the last attempt failed, in words that give no internals away.
    pub error: Option<String>,
    /// Somebody has called it off; a running job stops at its next step.
    pub cancel_requested: bool,
    /// The job that it is a part of.
    pub parent: Option<JobId>,
    /// How its children stand, when it has any.
    pub children: Option<ChildCounts>,
    /// The worker that has it, or had it last.
    pub worker: Option<String>,
    /// Which others share the limits of a group with it: the kind, a colon, and what they have in common.
    pub group: Option<String>,
    /// The id of the trace that it goes on with: 32 hexadecimal digits.
    pub trace: Option<String>,
    /// The id of the request that set it in motion, or of the job.
    pub request_id: Option<String>,
    /// Who set it in motion.
    pub enqueued_by: Option<UserId>,
    /// Not before this time.
    pub run_at: DateTime<Utc>,
    /// Not begun by then it never is.
    pub deadline: Option<DateTime<Utc>>,
    /// When it was enqueued.
    pub created_at: DateTime<Utc>,
    /// When the last attempt began.
    pub started_at: Option<DateTime<Utc>>,
    /// When it ended for good.
    pub finished_at: Option<DateTime<Utc>>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_of_another_release_is_unknown_and_no_fault() {
        for state in JobState::ALL {
            assert_eq!(JobState::of_row(state.as_str()), state);
        }
        assert_eq!(JobState::of_row("frozen"), JobState::Unknown);
        assert!(!JobState::Unknown.is_finished());
        assert!("frozen".parse::<JobState>().is_err(), "who asks has to know what for");
    }

    #[test]
    fn statements_and_rules_agree_on_which_jobs_have_not_ended() {
        for state in JobState::ALL {
            let name = format!("'{state}'", state = state.as_str());
            assert_eq!(UNFINISHED.contains(&name), !state.is_finished(), "{name}");
            assert!(UNFINISHED.contains(&name) || !NOT_BEGUN.contains(&name), "{name}");
        }
    }
}
