//! Receipts: following the work that a request set in motion.

use super::{Job, JobFailure, JobFilter, JobRecord, JobStep, store};
use crate::{
    Actor, Context, Error, Result,
    ids::JobId,
    page::{Page, PageArgs, PageRequest},
    platform::Tx,
};

/// The receipt of a job.
///
/// # Errors
/// `not_found` when there is no such job or the actor may not see it.
pub async fn get(cx: &Context, id: JobId) -> Result<JobRecord> {
    find_visible(cx, id).await?.ok_or(Error::not_found("job"))
}

/// The receipt of a job that the actor has just set in motion: theirs to see even where somebody else had set the same in motion
/// before, and both wait for one job (a unique key).
///
/// # Errors
/// `not_found` when the job was forgotten meanwhile.
pub async fn receipt(cx: &Context, id: JobId) -> Result<JobRecord> {
    get(&cx.clone().with_actor(Actor::System), id).await
}

/// The receipt of a job, when there is one that the actor may see.
///
/// # Errors
/// The database's.
pub async fn find_visible(cx: &Context, id: JobId) -> Result<Option<JobRecord>> {
    let found = store::by_id(cx, id).await?;
    Ok(found.filter(|job| super::policy::can_see(&cx.actor, job.enqueued_by)))
}

/// Several receipts at once, in no particular order; what is missing or not to be seen is left out.
///
/// # Errors
/// The database's.
pub async fn get_many(cx: &Context, ids: &[JobId]) -> Result<Vec<JobRecord>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    store::by_ids(cx, ids).await
}

/// The failed attempts of a job, the first one first.
///
/// # Errors
/// `not_found` when there is no such job or the actor may not see it.
pub async fn failures(cx: &Context, id: JobId) -> Result<Vec<JobFailure>> {
    get(cx, id).await?;
    store::failures(cx, id).await
}

/// The finished steps of a job, the first one first.
///
/// # Errors
/// `not_found` when there is no such job or the actor may not see it.
pub async fn steps(cx: &Context, id: JobId) -> Result<Vec<JobStep>> {
    get(cx, id).await?;
    store::steps(cx, id).await
}

/// The jobs that the actor set in motion, newest first; for admins, all.
///
/// # Errors
/// `authentication_required` for anonymous; faults of the page arguments.
pub async fn list(cx: &Context, args: &PageArgs, filter: &JobFilter) -> Result<Page<JobRecord>> {
    cx.actor.require_known()?;
    let request = PageRequest::parse(cx, store::JOBS, args)?;
    store::page(cx, &request, filter).await
}

/// Whether a job of a kind that has not ended holds this unique key.
///
/// # Errors
/// The database's.
pub async fn is_pending<J: Job>(tx: &Tx, key: &str) -> Result<bool> {
    Ok(store::unfinished(tx, J::KIND, key).await?.is_some())
}
