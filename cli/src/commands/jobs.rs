//! `presswork jobs`: the ledger, for operators.

use std::fmt::Write;

use chrono::{DateTime, Utc};
use presswork_domain::{
    Context, Error,
    ids::{self, JobId},
    jobs::{self, ChildCounts, JobFilter, JobRecord},
    page::PageArgs,
    platform::Settings,
};

use super::operate::as_system;
use crate::{
    Failure,
    args::{Filter, Jobs, ListArgs, Which},
    table,
};

/// How many children are shown of a job.
const CHILDREN: i64 = 100;

pub(crate) async fn run(settings: Settings, action: Jobs) -> Result<(), Failure> {
    as_system(settings, |cx| async move {
        match action {
            Jobs::List(args) => list(&cx, args).await,
            Jobs::Show { id } => show(&cx, &id).await,
            Jobs::Retry(Which { id: Some(id), .. }) => {
                jobs::retry(&cx, ids::parse(&id)?).await.map(|job| changed(&job))
            }
            Jobs::Retry(Which { filter, .. }) => jobs::retry_many(&cx, meant(filter)?).await.map(|job| begun(&job)),
            Jobs::Discard(Which { id: Some(id), .. }) => {
                jobs::discard(&cx, ids::parse(&id)?).await.map(|job| changed(&job))
            }
            Jobs::Discard(Which { filter, .. }) => jobs::discard_many(&cx, meant(filter)?).await.map(|job| begun(&job)),
            Jobs::Cancel(Which { id: Some(id), .. }) => {
                jobs::cancel(&cx, ids::parse(&id)?).await.map(|job| changed(&job))
            }
            Jobs::Cancel(Which { filter, .. }) => jobs::cancel_many(&cx, meant(filter)?).await.map(|job| begun(&job)),
        }
    })
    .await
}

async fn list(cx: &Context, args: ListArgs) -> Result<String, Error> {
    let filter = meant(args.filter)?;
    let args = PageArgs { first: Some(args.first), after: args.after, ..PageArgs::default() };
    let head = ["ID", "KIND", "QUEUE", "STATE", "ATTEMPT", "ENQUEUED", "ERROR"].map(str::to_owned);
    let page = jobs::list(cx, &args, &filter).await?;
    let next = page.edges.last().filter(|_| page.has_next_page).map(|edge| edge.cursor.clone());
    let rows = page.edges.into_iter().map(|edge| row(edge.node));
    let mut text = table::aligned(&std::iter::once(head).chain(rows).collect::<Vec<_>>());
    if let Some(next) = next {
        // Writing into a String can't fail.
        let _ = writeln!(text, "there are more: --after {next}");
    }
    Ok(text)
}

fn row(job: JobRecord) -> [String; 7] {
    let attempt = format!("{}/{}", job.attempt, job.max_attempts);
    let (state, enqueued) = (job.state.as_str().to_owned(), job.created_at.to_rfc3339());
    [job.id.to_string(), job.kind, job.queue, state, attempt, enqueued, job.error.unwrap_or_default()]
}

async fn show(cx: &Context, id: &str) -> Result<String, Error> {
    let id = ids::parse(id)?;
    let job = jobs::get(cx, id).await?;
    let more = details(&job);
    let names = ["id", "kind", "queue", "state", "attempt", "enqueued", "error"];
    let mut rows: Vec<[String; 2]> =
        names.into_iter().map(str::to_owned).zip(row(job.clone())).map(|(name, value)| [name, value]).collect();
    rows.extend(more.map(|(name, value)| [name.to_owned(), value]));
    let mut text = table::aligned(&rows);
    for step in jobs::steps(cx, id).await? {
        let at = step.finished_at.to_rfc3339();
        // Writing into a String can't fail.
        let _ = writeln!(text, "step {} done at {at}: {}", step.name, step.result);
    }
    for failure in jobs::failures(cx, id).await? {
        let (at, error) = (failure.failed_at.to_rfc3339(), failure.error);
        // Writing into a String can't fail.
        let _ = writeln!(text, "attempt {} failed at {at} on {}: {error}", failure.attempt, failure.worker);
    }
    if job.children.is_some() {
        text.push_str(&children(cx, id).await?);
    }
    Ok(text)
}

/// The newest children of a job, as `list` shows them.
async fn children(cx: &Context, parent: JobId) -> Result<String, Error> {
    let filter = JobFilter { parent: Some(parent), ..JobFilter::default() };
    let args = PageArgs { first: Some(CHILDREN), ..PageArgs::default() };
    let page = jobs::list(cx, &args, &filter).await?;
    let rows: Vec<_> = page.edges.into_iter().map(|edge| row(edge.node)).collect();
    let mut text = table::aligned(&rows);
    if page.has_next_page {
        // Writing into a String can't fail.
        let _ = writeln!(text, "there are more: presswork jobs list --parent {parent}");
    }
    Ok(text)
}

fn details(job: &JobRecord) -> [(&'static str, String); 12] {
    let time = |at: Option<DateTime<Utc>>| at.map(|at| at.to_rfc3339()).unwrap_or_default();
    let total = job.progress.total.map(|total| format!(" of {total}")).unwrap_or_default();
    let note = job.progress.note.as_deref().unwrap_or_default();
    [
        ("due", time(Some(job.run_at))),
        ("deadline", time(job.deadline)),
        ("worker", job.worker.clone().unwrap_or_default()),
        ("group", job.group.clone().unwrap_or_default()),
        ("trace", job.trace.clone().unwrap_or_default()),
        ("request", job.request_id.clone().unwrap_or_default()),
        ("started", time(job.started_at)),
        ("ended", time(job.finished_at)),
        ("progress", format!("{}{total} {note}", job.progress.done)),
        ("parent", job.parent.map(|parent| parent.to_string()).unwrap_or_default()),
        ("children", job.children.map(counted).unwrap_or_default()),
        ("result", job.result.as_ref().map(ToString::to_string).unwrap_or_default()),
    ]
}

fn counted(children: ChildCounts) -> String {
    let ChildCounts { total, succeeded, dead, cancelled, remaining } = children;
    format!("{total}: {succeeded} succeeded, {dead} dead, {cancelled} cancelled, {remaining} to come")
}

fn meant(filter: Filter) -> Result<JobFilter, Error> {
    let Filter { state, kind, queue, parent, since, until, error } = filter;
    let parent = parent.map(|id| ids::parse(&id)).transpose()?;
    JobFilter { state, kind, queue, parent, since, until, error }.checked()
}

fn begun(job: &JobRecord) -> String {
    format!("{} does it; watch it with: presswork jobs show {}\n", job.id, job.id)
}

fn changed(job: &JobRecord) -> String {
    let asked = if job.cancel_requested && !job.state.is_finished() { ", asked to stop" } else { "" };
    format!("{} is {}{asked}\n", job.id, job.state.as_str())
}
