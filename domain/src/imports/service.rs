//! Asking for imports, looking at them, and setting their jobs off.

use serde_json::json;

use super::{
    ApplyImport, Finding, Import, ImportInput, ImportState, ImportTask, PlanImport, UndoImport, life::NewImport,
    policy, store, translation::author_of,
};
use crate::{
    Context, Error, Result,
    audit::{self, Entry},
    housekeeping::PurgeImports,
    ids::{self, ImportId, JobId},
    jobs,
    page::{Page, PageArgs, PageRequest},
    platform::Tx,
};

/// Asks for an import. Its archive is to be sent then.
///
/// # Errors
/// `session_required` for a token; `forbidden` for everybody but admins; `reauthentication_required`; all faults of the input together.
pub async fn create(cx: &Context, input: &ImportInput) -> Result<ImportId> {
    policy::require_proved(&cx.actor, cx.now, cx.settings().auth.proof_lifetime())?;
    let new = NewImport::parse(cx, input)?;
    if let Some(author) = new.form.author() {
        author_of(cx, author).await?;
    }
    let mut tx = cx.begin().await?;
    let id: ImportId = ids::new(cx);
    store::add(cx, &tx, id, &new).await?;
    let told = json!({ "form": new.form.kind().as_str(), "bytes": new.size });
    audit::record(cx, &mut tx, Entry::done("import.created").on(id).with(told));
    tx.commit().await?;
    Ok(id)
}

/// The imports, the newest first.
///
/// # Errors
/// `session_required` for a token; `forbidden` for everybody but admins; faults of the page arguments.
pub async fn list(cx: &Context, args: &PageArgs) -> Result<Page<Import>> {
    policy::require_admin(&cx.actor)?;
    store::page(cx, &PageRequest::parse(cx, store::IMPORTS, args)?).await
}

/// One import.
///
/// # Errors
/// `session_required` for a token; `forbidden` for everybody but admins; `not_found`.
pub async fn get(cx: &Context, id: ImportId) -> Result<Import> {
    policy::require_admin(&cx.actor)?;
    find(cx, id).await
}

pub(super) async fn find(cx: &Context, id: ImportId) -> Result<Import> {
    store::by_id(cx.deps.db.reader(), id).await?.ok_or(Error::not_found("import"))
}

/// What the last task of an import has found that can't come, or can't go; the first of it.
///
/// # Errors
/// As [`get`]; faults of the page arguments.
pub async fn findings(cx: &Context, id: ImportId, args: &PageArgs) -> Result<Page<Finding>> {
    get(cx, id).await?;
    store::findings(cx, id, &PageRequest::parse(cx, store::FINDINGS, args)?).await
}

/// Sets off the job that tells what taking an archive in would do.
///
/// # Errors
/// As [`get`]; `upload_incomplete`; `gone` when the archive is removed; `import_running`.
pub async fn request_plan(cx: &Context, id: ImportId) -> Result<JobId> {
    policy::require_admin(&cx.actor)?;
    start(cx, id, ImportTask::Plan).await
}

/// Sets off the job that takes an archive in. What was taken in before stays; what is missing comes.
///
/// # Errors
/// As [`request_plan`]; `reauthentication_required`.
pub async fn request_apply(cx: &Context, id: ImportId) -> Result<JobId> {
    policy::require_proved(&cx.actor, cx.now, cx.settings().auth.proof_lifetime())?;
    start(cx, id, ImportTask::Apply).await
}

/// Sets off the job that removes what an import has created.
///
/// # Errors
/// As [`get`]; `reauthentication_required`; `import_not_applied` when there is nothing to take back; `import_running`.
pub async fn request_undo(cx: &Context, id: ImportId) -> Result<JobId> {
    policy::require_proved(&cx.actor, cx.now, cx.settings().auth.proof_lifetime())?;
    start(cx, id, ImportTask::Undo).await
}

/// Asking again while the job runs answers with the same receipt.
async fn start(cx: &Context, id: ImportId, task: ImportTask) -> Result<JobId> {
    let mut tx = cx.begin().await?;
    store::lock(cx, &tx).await?;
    let import = store::by_id(&*tx, id).await?.ok_or(Error::not_found("import"))?;
    let same = import.task == Some(task) && import.is_busy();
    if let Some(job) = import.job_id.filter(|_| same) {
        return Ok(job);
    }
    require_none_running(&tx).await?;
    require_ready(&tx, &import, task).await?;
    let job = match task {
        ImportTask::Plan => jobs::enqueue(cx, &mut tx, &PlanImport { import: id }).await?,
        ImportTask::Apply => jobs::enqueue(cx, &mut tx, &ApplyImport { import: id }).await?,
        ImportTask::Undo => jobs::enqueue(cx, &mut tx, &UndoImport { import: id }).await?,
    };
    store::begin_task(cx, &tx, id, task, job).await?;
    match task {
        ImportTask::Plan => {}
        ImportTask::Apply => audit::record(cx, &mut tx, Entry::done("import.applied").on(id)),
        ImportTask::Undo => audit::record(cx, &mut tx, Entry::done("import.undone").on(id)),
    }
    tx.commit().await?;
    Ok(job)
}

impl Import {
    /// Whether a job is busy with its last task.
    const fn is_busy(&self) -> bool {
        matches!(self.state, ImportState::Planning | ImportState::Applying | ImportState::Undoing)
    }
}

/// One import at a time: two would look at what is not finished.
pub(super) async fn require_none_running(tx: &Tx) -> Result<()> {
    match store::running(tx).await? {
        Some(busy) => {
            Err(Error::conflict("import_running", format!("a job is busy with {busy}; wait for it, or call it off")))
        }
        None => Ok(()),
    }
}

async fn require_ready(tx: &Tx, import: &Import, task: ImportTask) -> Result<()> {
    if task == ImportTask::Undo {
        let stands = import.state != ImportState::Undone && store::has_created(tx, import.id).await?;
        let nothing = || Error::conflict("import_not_applied", "this import has created nothing to take back");
        return if stands { Ok(()) } else { Err(nothing()) };
    }
    match &import.archive {
        None => Err(Error::Gone { what: "archive" }),
        Some(archive) if archive.is_whole() => Ok(()),
        Some(archive) => Err(Error::conflict(
            "upload_incomplete",
            format!("{} of {} bytes have arrived", archive.received, archive.size),
        )),
    }
}

/// Deletes an import with its archive and all that is known of it; a job that is busy with it is called off. What it has created stays,
/// and can't be taken back any more.
///
/// # Errors
/// As [`get`].
pub async fn delete(cx: &Context, id: ImportId) -> Result<()> {
    policy::require_admin(&cx.actor)?;
    let mut tx = cx.begin().await?;
    store::lock(cx, &tx).await?;
    let import = store::by_id(&*tx, id).await?.ok_or(Error::not_found("import"))?;
    if !store::mark_deleted(cx, &tx, id).await? {
        return Err(Error::not_found("import"));
    }
    audit::record(cx, &mut tx, Entry::done("import.deleted").on(id));
    for job in [import.job_id, import.media_job_id].into_iter().flatten() {
        jobs::call_off(cx, &tx, job).await?;
    }
    if !import.is_busy() {
        jobs::enqueue(cx, &mut tx, &PurgeImports {}).await?;
    }
    tx.commit().await
}
