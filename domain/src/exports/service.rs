//! Asking for exports, looking at them, downloading and deleting them.

use std::ops::Range;

use serde_json::json;

use super::{DataExport, ExportFile, ExportKind, ExportState, RunExport, link, policy, store};
use crate::{
    Context, Error, Result,
    audit::{self, Entry},
    housekeeping::PurgeExports,
    ids::{self, ExportId},
    jobs,
    page::{Page, PageArgs, PageRequest},
    platform::store::ByteStream,
    users,
};

/// Asks for an export. A job puts it together.
///
/// # Errors
/// `session_required` for a token; `forbidden` for what is not one's own; `reauthentication_required`; `export_pending`,
/// `too_many_exports`.
pub async fn create(cx: &Context, kind: ExportKind) -> Result<ExportId> {
    let person = cx.actor.user()?;
    policy::require(person, kind)?;
    person.require_recent(cx.now, cx.settings().auth.proof_lifetime())?;
    let mut tx = cx.begin().await?;
    // One after the other, so that nobody asks for two at once.
    users::lock_one(cx, &tx, person.id).await?;
    let (kept, same) = store::counts(cx, &tx, person.id, kind).await?;
    if same > 0 {
        return Err(Error::conflict("export_pending", "one of this kind is being put together already"));
    }
    let most = cx.settings().exports.max_per_person;
    if kept >= i64::from(most) {
        return Err(Error::conflict("too_many_exports", format!("{most} exports are enough; delete one")));
    }
    let id: ExportId = ids::new(cx);
    let job = jobs::enqueue(cx, &mut tx, &RunExport { export: id }).await?;
    store::insert(cx, &tx, (id, kind), person.id, job).await?;
    audit::record(cx, &mut tx, Entry::done("export.created").on(id).with(json!({ "kind": kind.as_str() })));
    tx.commit().await?;
    Ok(id)
}

/// The exports of the person asking, the newest first.
///
/// # Errors
/// `session_required` for a token; faults of the page arguments.
pub async fn list(cx: &Context, args: &PageArgs) -> Result<Page<DataExport>> {
    let person = cx.actor.user()?;
    let request = PageRequest::parse(cx, store::EXPORTS, args)?;
    store::page(cx, person, &request).await
}

/// One export of the person asking.
///
/// # Errors
/// `session_required` for a token; `not_found`, also for somebody else's.
pub async fn get(cx: &Context, id: ExportId) -> Result<DataExport> {
    let person = cx.actor.user()?;
    store::by_id(cx, cx.deps.db.reader(), person, id).await?.ok_or_else(gone)
}

/// Deletes an export with its file; one that is being put together is called off.
///
/// # Errors
/// `session_required` for a token; `not_found`, also for somebody else's.
pub async fn delete(cx: &Context, id: ExportId) -> Result<()> {
    let person = cx.actor.user()?;
    let mut tx = cx.begin().await?;
    let export = store::by_id(cx, &*tx, person, id).await?.ok_or_else(gone)?;
    if !store::mark_deleted(cx, &tx, id).await? {
        return Err(gone());
    }
    audit::record(cx, &mut tx, Entry::done("export.deleted").on(id));
    if export.state == ExportState::Pending {
        // Removed once its job has ended, by the schedule.
        jobs::call_off(cx, &tx, export.job_id).await?;
    } else {
        jobs::enqueue(cx, &mut tx, &PurgeExports {}).await?;
    }
    tx.commit().await
}

/// The file of an export, by who has an address that is signed and good for now.
///
/// # Errors
/// `invalid_link`; `gone` for an address or a file whose time is over; `not_found` for an export that was deleted.
pub async fn open(cx: &Context, id: ExportId, expires: i64, signature: &str) -> Result<ExportFile> {
    link::check(cx, id, expires, signature)?;
    let export = store::by_link(cx, id).await?.ok_or_else(gone)?;
    let file = export.file.ok_or_else(gone)?;
    if export.state == ExportState::Ready { Ok(file) } else { Err(Error::Gone { what: "file" }) }
}

/// Its bytes, or some of them.
///
/// # Errors
/// `unavailable`.
pub async fn read(cx: &Context, file: &ExportFile, range: Option<Range<u64>>) -> Result<ByteStream> {
    cx.deps.store.read(&file.key, range).await
}

/// There is no such export.
const fn gone() -> Error {
    Error::not_found("export")
}
