//! Where a job writes down what it has done, page by page in the transaction of the page: so that everybody sees how far it is, and another
//! attempt goes on behind it. A run that has lost its claim can't write, so its page is rolled back. The command line has none of this: it
//! begins anew, and passes over what is here.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{ImportReport, store};
use crate::{Context, Result, ids::ImportId, jobs::Run, platform::Tx};

/// Where a task goes on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum Place {
    /// Behind so many lines of this table, by its place among all, in the order in which they are `taken`. The release before this order
    /// wrote no such member.
    Rows {
        table: usize,
        line: u64,
        #[serde(default)]
        taken: bool,
    },
    /// Behind this thing of this kind, by its place among all.
    Settling { kind: usize, after: Option<Uuid> },
    /// Before this key of this table, by its place among all.
    Undoing { table: usize, before: Option<String> },
}

/// What is written down by whom.
pub(super) struct Journal<'a> {
    cx: &'a Context,
    job: Option<(&'a Run, ImportId)>,
    done: i64,
    total: Option<i64>,
}

impl<'a> Journal<'a> {
    /// The one of the command line.
    pub(super) const fn none(cx: &'a Context) -> Self {
        Self { cx, job: None, done: 0, total: None }
    }

    /// The one of a job.
    pub(super) fn of(run: &'a Run, import: ImportId) -> Self {
        Self { cx: &run.cx, job: Some((run, import)), done: 0, total: None }
    }

    /// What earlier attempts have written down: where to go on, and the report so far.
    ///
    /// # Errors
    /// The database's.
    pub(super) async fn resume(&mut self) -> Result<(Option<Place>, ImportReport)> {
        let Some((run, import)) = self.job else { return Ok((None, ImportReport::default())) };
        let (place, tallies, written) = store::noted(self.cx.deps.db.reader(), import).await?;
        if place.is_some() {
            // What this run has done since is not in its job.
            self.done = self.done.max(run.job.progress_done);
        }
        Ok((place, ImportReport { import: Some(import), tallies, written, ..ImportReport::default() }))
    }

    /// The import that a job is busy with.
    pub(super) fn import(&self) -> Option<ImportId> {
        self.job.map(|(_, import)| import)
    }

    /// How much there is to do in all.
    pub(super) const fn expect(&mut self, total: Option<i64>) {
        self.total = total;
    }

    /// Counts what is done.
    pub(super) fn count(&mut self, done: usize) {
        self.done += i64::try_from(done).unwrap_or_default();
    }

    /// Ends with an error when the job was called off.
    pub(super) fn check(&self) -> Result<()> {
        self.job.map_or(Ok(()), |(run, _)| run.check_cancelled())
    }

    /// Tells how far it is.
    ///
    /// # Errors
    /// `stale_version` when the run has lost its claim.
    pub(super) async fn tell(&self, what: &str) -> Result<()> {
        match self.job {
            Some((run, _)) => run.progress(self.done, self.total, what).await,
            None => Ok(()),
        }
    }

    /// Writes down where to go on, and what is done so far.
    ///
    /// # Errors
    /// As [`Self::tell`]: nothing may become true then.
    pub(super) async fn note(&self, tx: &Tx, place: &Place, report: &mut ImportReport, what: &str) -> Result<()> {
        let Some((run, import)) = self.job else { return Ok(()) };
        write(tx, import, Some(place), report).await?;
        run.progress_in(tx, self.done, self.total, what).await
    }

    /// Writes down what is done in the end.
    ///
    /// # Errors
    /// The database's.
    pub(super) async fn close(&self, tx: &Tx, report: &mut ImportReport) -> Result<()> {
        let Some((_, import)) = self.job else { return Ok(()) };
        write(tx, import, None, report).await
    }
}

async fn write(tx: &Tx, import: ImportId, place: Option<&Place>, report: &mut ImportReport) -> Result<()> {
    store::note(tx, import, &report.tallies, place).await?;
    store::add_findings(tx, import, report.written, &report.findings).await?;
    report.written += report.findings.len();
    report.findings.clear();
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_tells_which_release_wrote_it() {
        let of_the_last: Place = serde_json::from_str(r#"{"rows":{"table":9,"line":5}}"#).unwrap();
        assert_eq!(of_the_last, Place::Rows { table: 9, line: 5, taken: false });
        let place = Place::Rows { table: 9, line: 5, taken: true };
        let written = serde_json::to_string(&place).unwrap();
        assert_eq!(serde_json::from_str::<Place>(&written).unwrap(), place);
    }
}
