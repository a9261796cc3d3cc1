//! `presswork jobs`: the ledger, for operators.

use std::fmt::Write;

use presswork_domain::{
    Context, Error, ids,
    jobs::{self, JobFilter, JobRecord},
    page::PageArgs,
    platform::Settings,
};

use super::operate::as_system;
use crate::{
    Failure,
    args::{Jobs, ListArgs},
    table,
};

pub(crate) async fn run(settings: Settings, action: Jobs) -> Result<(), Failure> {
    as_system(settings, |cx| async move {
        match action {
            Jobs::List(args) => list(&cx, args).await,
            Jobs::Show { id } => show(&cx, &id).await,
            Jobs::Retry { id } => jobs::retry(&cx, ids::parse(&id)?).await.map(|job| changed(&job)),
            Jobs::Discard { id } => jobs::discard(&cx, ids::parse(&id)?).await.map(|job| changed(&job)),
            Jobs::Cancel { id } => jobs::cancel(&cx, ids::parse(&id)?).await.map(|job| changed(&job)),
        }
    })
    .await
}

async fn list(cx: &Context, args: ListArgs) -> Result<String, Error> {
    let filter = JobFilter { state: args.state, kind: args.kind, queue: args.queue };
    let page = PageArgs { first: Some(args.first), ..PageArgs::default() };
    let head = ["ID", "KIND", "QUEUE", "STATE", "ATTEMPT", "ENQUEUED", "ERROR"].map(str::to_owned);
    let rows = jobs::list(cx, &page, &filter).await?.edges.into_iter().map(|edge| row(edge.node));
    Ok(table::aligned(&std::iter::once(head).chain(rows).collect::<Vec<_>>()))
}

fn row(job: JobRecord) -> [String; 7] {
    let attempt = format!("{}/{}", job.attempt, job.max_attempts);
    let (state, enqueued) = (job.state.as_str().to_owned(), job.created_at.to_rfc3339());
    [job.id.to_string(), job.kind, job.queue, state, attempt, enqueued, job.error.unwrap_or_default()]
}

async fn show(cx: &Context, id: &str) -> Result<String, Error> {
    let id = ids::parse(id)?;
    let job = jobs::get(cx, id).await?;
    let result = job.result.clone().map(|result| result.to_string()).unwrap_or_default();
    let names = ["id", "kind", "queue", "state", "attempt", "enqueued", "error"];
    let mut rows: Vec<[String; 2]> =
        names.into_iter().map(str::to_owned).zip(row(job)).map(|(name, value)| [name, value]).collect();
    rows.push(["result".to_owned(), result]);
    let mut text = table::aligned(&rows);
    for failure in jobs::failures(cx, id).await? {
        let (at, error) = (failure.failed_at.to_rfc3339(), failure.error);
        // Writing into a String can't fail.
        let _ = writeln!(text, "attempt {} failed at {at} on {}: {error}", failure.attempt, failure.worker);
    }
    Ok(text)
}

fn changed(job: &JobRecord) -> String {
    let asked = if job.cancel_requested && !job.state.is_finished() { ", asked to stop" } else { "" };
    format!("{} is {}{asked}\n", job.id, job.state.as_str())
}
