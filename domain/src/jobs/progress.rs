//! How far a run is, and whether it should stop: what a long job says and hears.

use super::{Run, retry::JOB_CANCELLED, tell};
use crate::{
    Error, Result,
    platform::{Sql, Tx},
};

impl Run {
    /// Tells how far the run is: units done, units in all (once known), and what is being done. Most calls write nothing,
    /// so a loop may call this at every step; the first and the last one of a run always count.
    ///
    /// # Errors
    /// `stale_version` when this run has lost its claim: the caller should end.
    pub async fn progress(&self, done: i64, total: Option<i64>, note: &str) -> Result<()> {
        let now = self.cx.deps.clock.now();
        if Some(done) != total && !self.may_report(now) {
            return Ok(());
        }
        let tx = self.cx.begin().await?;
        self.progress_in(&tx, done, total, note).await?;
        tx.commit().await
    }

    /// The same in the transaction of what was done, always: another attempt goes on from there (`Claimed::progress_done`).
    ///
    /// # Errors
    /// As [`Self::progress`].
    pub async fn progress_in(&self, tx: &Tx, done: i64, total: Option<i64>, note: &str) -> Result<()> {
        let mut sql = Sql::new("UPDATE jobs SET progress_done = ");
        sql.bind(done).push(", progress_total = ").bind(total).push(", progress_note = ").bind(note.to_owned());
        self.fence(&mut sql);
        if sql.run(&**tx).await? == 0 {
            return Err(Error::Stale { what: "job" });
        }
        tx.tell_after_commit(tell::signal(self.job.id));
        Ok(())
    }

    /// Ends with an error when somebody has called the job off. Long jobs ask at every step.
    ///
    /// # Errors
    /// `job_cancelled`.
    pub fn check_cancelled(&self) -> Result<()> {
        if self.cancellation().is_cancelled() { Err(Self::called_off()) } else { Ok(()) }
    }

    /// The error with which a run ends whose job was called off.
    #[must_use]
    pub fn called_off() -> Error {
        Error::conflict(JOB_CANCELLED, "the job was called off")
    }
}
