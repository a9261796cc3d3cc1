//! The jobs of imports. Each may die at any point and be run again: a plan begins anew, the others go on behind their last page.

use serde_json::{Value, json};

use super::{
    ApplyImport, FetchMedia, Import, ImportReport, PlanImport, UndoImport,
    apply::{Opened, opened},
    fetched::Fetched,
    journal::Journal,
    service, settle, store, undo,
    walk::Walk,
};
use crate::{
    Error, Result,
    ids::{ImportId, JobId},
    jobs::{self, Run},
    platform::Tx,
};

/// Tells what taking an archive in would do.
///
/// # Errors
/// `invalid_archive` and faults of an author who is gone, which the import shows, too; `job_cancelled`; the database's and the store's.
pub async fn run_plan(run: &Run, job: &PlanImport) -> Result<()> {
    let Some(import) = wanted(run, job.import, |import| import.job_id).await? else { return finish_gone(run).await };
    let here = open(run, &import).await?;
    let journal = Journal::of(run, import.id);
    let walked = Walk::new(&run.cx, here.opened, None, journal).all().await;
    let (mut report, journal) = refused(run, import.id, walked).await?;
    let tx = run.cx.begin().await?;
    journal.close(&tx, &mut report).await?;
    store::planned(&run.cx, &tx, import.id).await?;
    finish(run, tx, "planned", &report).await
}

/// Takes an archive in.
///
/// # Errors
/// As [`run_plan`]; what is written stays written.
pub async fn run_apply(run: &Run, job: &ApplyImport) -> Result<()> {
    let Some(import) = wanted(run, job.import, |import| import.job_id).await? else { return finish_gone(run).await };
    let here = open(run, &import).await?;
    identify(run, &import, &here.opened).await?;
    let walk = Walk::new(&run.cx, here.opened, Some(import.id), Journal::of(run, import.id));
    let (mut report, mut journal) = refused(run, import.id, walk.all().await).await?;
    settle::all(&run.cx, &mut journal, &mut report).await?;
    let mut tx = run.cx.begin().await?;
    journal.close(&tx, &mut report).await?;
    store::finish(&run.cx, &tx, import.id).await?;
    fetch_later(run, &mut tx, import.id).await?;
    finish(run, tx, "applied", &report).await
}

/// Removes what an import has created, and puts back what it has changed.
///
/// # Errors
/// `job_cancelled`; the database's. What is removed stays removed.
pub async fn run_undo(run: &Run, job: &UndoImport) -> Result<()> {
    let Some(import) = wanted(run, job.import, |import| import.job_id).await? else { return finish_gone(run).await };
    let mut journal = Journal::of(run, import.id);
    let mut report = undo::removed(&run.cx, import.id, &mut journal).await?;
    settle::all(&run.cx, &mut journal, &mut report).await?;
    let tx = run.cx.begin().await?;
    journal.close(&tx, &mut report).await?;
    store::undone(&run.cx, &tx, import.id).await?;
    finish(run, tx, "undone", &report).await
}

/// An archive that is open, and the file that it is read from.
struct Here {
    opened: Opened,
    _file: Fetched,
}

/// The import, if anybody still wants it, and this of it: a job that it has no more does nothing, whoever retries it.
///
/// # Errors
/// `unavailable` when a retry has this run beside another import; the database's.
pub(super) async fn wanted(run: &Run, id: ImportId, job_of: fn(&Import) -> Option<JobId>) -> Result<Option<Import>> {
    let import = match service::find(&run.cx, id).await {
        Ok(import) if job_of(&import) == Some(run.job.id) => import,
        Ok(_) | Err(Error::NotFound { .. }) => return Ok(None),
        Err(error) => return Err(error),
    };
    match store::ahead_of(&run.cx, run.job.id).await? {
        Some(busy) => Err(Error::unavailable("imports", format!("a job is busy with {busy}"))),
        None => Ok(Some(import)),
    }
}

async fn open(run: &Run, import: &Import) -> Result<Here> {
    let file = refused(run, import.id, Fetched::bring(run, import).await).await?;
    let opened = opened(&run.cx, file.path(), &import.form, Some(import.id)).await;
    Ok(Here { opened: refused(run, import.id, opened).await?, _file: file })
}

/// Shows why an archive can't be taken in.
async fn refused<T>(run: &Run, import: ImportId, outcome: Result<T>) -> Result<T> {
    if let Err(error @ (Error::Malformed { .. } | Error::Invalid(_))) = &outcome {
        let tx = run.cx.begin().await?;
        store::refuse(&tx, import, &error.detail()).await?;
        tx.commit().await?;
    }
    outcome
}

async fn identify(run: &Run, import: &Import, opened: &Opened) -> Result<()> {
    let tx = run.cx.begin().await?;
    store::identify(&tx, import.id, &opened.sha256, opened.origin()).await?;
    tx.commit().await
}

/// Sets off the job that fetches pictures, where it is known where they are.
async fn fetch_later(run: &Run, tx: &mut Tx, id: ImportId) -> Result<()> {
    let import = store::by_id(&**tx, id).await?;
    if import.is_some_and(|import| import.origin.is_some()) {
        let job = jobs::enqueue(&run.cx, tx, &FetchMedia { import: id }).await?;
        store::set_media_job(tx, id, job).await?;
    }
    Ok(())
}

/// Ends the job in the transaction of its effect.
async fn finish(run: &Run, tx: Tx, state: &str, report: &ImportReport) -> Result<()> {
    run.finish(&tx, &told(state, report)).await?;
    tx.commit().await
}

fn told(state: &str, report: &ImportReport) -> Value {
    let (created, updated) = (report.sum(|it| it.created), report.sum(|it| it.updated));
    let (skipped, conflicts) = (report.sum(|it| it.skipped), report.sum(|it| it.conflicts));
    json!({ "state": state, "created": created, "updated": updated, "skipped": skipped, "conflicts": conflicts })
}

/// Ends without an effect.
pub(super) async fn finish_gone(run: &Run) -> Result<()> {
    let tx = run.cx.begin().await?;
    run.finish(&tx, &json!({ "state": "gone" })).await?;
    tx.commit().await
}
