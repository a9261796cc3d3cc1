//! What each change does to a row: the same for one job and for many.

use super::{Change, JobState, group::DUE};
use crate::{Context, audit::Entry, platform::Sql};

impl Change {
    /// The states that it is meant for; of those of the second list only when the filter names the state.
    pub(super) const fn states(self) -> (&'static [JobState], &'static [JobState]) {
        use JobState::{Cancelled, Dead, Held, Parked, Queued, Running, Scheduled, Waiting};
        match self {
            Self::Retry => (&[Dead], &[Cancelled, Parked, Scheduled]),
            Self::Discard => (&[Dead, Parked], &[]),
            Self::Cancel => (&[Scheduled, Queued, Running, Parked, Waiting, Held], &[]),
        }
    }

    /// What the audit log says of an operator who asks for it; the receipt of the job that does it has the filter.
    pub(super) fn audited(self) -> Entry {
        match self {
            Self::Retry => Entry::done("job.retried"),
            Self::Discard => Entry::done("job.discarded"),
            Self::Cancel => Entry::done("job.cancelled"),
        }
    }

    /// Begins the statement; the caller says which rows.
    pub(super) fn update(self, cx: &Context) -> Sql {
        let mut sql = Sql::new("UPDATE jobs SET ");
        match self {
            Self::Retry => retried(&mut sql, cx),
            Self::Discard => {
                sql.push("state = 'cancelled', finished_at = ").bind(cx.now);
            }
            Self::Cancel => called_off(&mut sql, cx),
        }
        sql
    }
}

/// One attempt more, now; a deadline that has passed is lifted.
fn retried(sql: &mut Sql, cx: &Context) {
    sql.push(&format!("state = {DUE}, finished_at = NULL, cancel_requested_at = NULL, parked_by = NULL, run_at = "))
        .bind(cx.now);
    sql.push(", deadline = CASE WHEN deadline > ").bind(cx.now).push(" THEN deadline END");
    sql.push(", max_attempts = CASE WHEN max_attempts > attempt THEN max_attempts ELSE attempt + 1 END");
}

/// One that runs is asked to stop; any other ends here.
fn called_off(sql: &mut Sql, cx: &Context) {
    sql.push("state = CASE WHEN state = 'running' THEN state ELSE 'cancelled' END, cancel_requested_at = ")
        .bind(cx.now);
    sql.push(", finished_at = CASE WHEN state <> 'running' THEN ").bind(cx.now).push(" END");
}
