//! Sweeping: jobs whose time has come, and due jobs of which the queue knows nothing (Redis was emptied, or a process
//! died between its commit and the push).
//!
//! `state IN ('queued', 'scheduled')` is the predicate of the partial index, word by word: SQLite uses it only then.

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::FromQueryResult;

use super::{
    lease::{Found, SWEEP_BATCH, requeue},
    statement,
};
use crate::{
    Context, Result,
    ids::JobId,
    jobs::{ChangeMany, Job, QueueName, family, group::DUE, model::NOT_BEGUN, tell},
    platform::Sql,
};

/// How long a due job is given to arrive by itself, and how long before the same job is pushed once more.
const GRACE: TimeDelta = TimeDelta::seconds(2);
const AGAIN: TimeDelta = TimeDelta::seconds(30);
/// Why a job was cancelled that nobody called off.
const DEADLINE_PASSED: &str = "its deadline passed before it could begin";

/// Makes jobs due whose time has come, and tells the queue.
///
/// # Errors
/// The database's.
pub async fn promote(cx: &Context) -> Result<usize> {
    let mut sql = Sql::new(&format!("UPDATE jobs SET state = {DUE} WHERE state = 'scheduled' AND "));
    sql.id_among(cx.deps.db.engine(), |sql| {
        sql.push("SELECT id FROM jobs WHERE state = 'scheduled' AND run_at <= ").bind(cx.now);
        sql.push(&format!(" ORDER BY run_at LIMIT {SWEEP_BATCH}"));
    });
    sql.push(" RETURNING id, queue");
    requeue(cx, sql).await
}

/// When the next job becomes due, or the next of a group may begin.
///
/// # Errors
/// The database's.
pub async fn next_scheduled(cx: &Context) -> Result<Option<DateTime<Utc>>> {
    #[derive(FromQueryResult)]
    struct Soonest {
        job: Option<DateTime<Utc>>,
        group: Option<DateTime<Utc>>,
    }
    let mut sql = Sql::new("SELECT (SELECT MIN(run_at) FROM jobs WHERE state = 'scheduled') AS job, ");
    sql.push("(SELECT MIN(next_at) FROM job_groups WHERE next_at > ").bind(cx.now).push(") AS \"group\"");
    let next = sql.one::<Soonest>(cx.deps.db.reader()).await?;
    Ok(next.and_then(|next| next.job.into_iter().chain(next.group).min()))
}

/// Pushes due jobs that the queue seems not to know: all when the queue holds nothing, otherwise those that are so much older than
/// the one it would hand out next that they can't have been pushed a moment after it. At most one batch; each job again only
/// after a while; none of a paused queue, which would be handed out and come back for as long as the pause lasts.
///
/// # Errors
/// `unavailable` when the queue or the database is away.
pub async fn undelivered(cx: &Context, queue: QueueName) -> Result<usize> {
    let Some(next) = cx.deps.queue.next(queue).await? else { return Ok(0) };
    let mut before = cx.now - GRACE;
    if let Some(Next { run_at, kind }) = next_of(cx, next).await? {
        if kind == ChangeMany::KIND {
            // It went before all that waits, and tells nothing of that: pushed now, a backlog would stand before it.
            return Ok(0);
        }
        before = before.min(run_at - GRACE);
    }
    let which = format!(
        "state IN ('queued', 'scheduled') AND state = 'queued' AND queue = '{queue}' \
         AND NOT EXISTS (SELECT 1 FROM queues q WHERE q.name = '{queue}')"
    );
    push(cx, queue, &which, before).await
}

/// The same for what changes many jobs, which must not wait behind those: whatever the queue hands out next.
///
/// # Errors
/// As [`undelivered`].
pub async fn undelivered_changes(cx: &Context) -> Result<usize> {
    let queue = ChangeMany::QUEUE;
    if cx.deps.queue.next(queue).await?.is_none() {
        return Ok(0);
    }
    let which = format!("kind = '{}' AND state = 'queued'", ChangeMany::KIND);
    push(cx, queue, &which, cx.now - GRACE).await
}

/// Pushes those that were due before a time to the front, unless that was done just now.
async fn push(cx: &Context, queue: QueueName, which: &str, before: DateTime<Utc>) -> Result<usize> {
    let mut sql = Sql::new("UPDATE jobs SET swept_at = ");
    sql.bind(cx.now).push(" WHERE state = 'queued' AND ");
    sql.id_among(cx.deps.db.engine(), |sql| {
        sql.push(&format!("SELECT id FROM jobs WHERE {which} AND run_at < ")).bind(before);
        sql.push(" AND (swept_at IS NULL OR swept_at < ").bind(cx.now - AGAIN);
        sql.push(&format!(") ORDER BY run_at, id LIMIT {SWEEP_BATCH}"));
    });
    sql.push(" RETURNING id, queue");
    let tx = cx.begin().await?;
    let found = sql.all::<Found>(&*tx).await?;
    tx.commit().await?;
    let jobs: Vec<_> = found.iter().filter_map(Found::dispatch).collect();
    cx.deps.queue.dispatch_first(&jobs);
    cx.deps.metrics.jobs.swept(queue, jobs.len() as u64);
    Ok(jobs.len())
}

/// What the queue would hand out next.
#[derive(FromQueryResult)]
struct Next {
    run_at: DateTime<Utc>,
    kind: String,
}

async fn next_of(cx: &Context, id: Option<JobId>) -> Result<Option<Next>> {
    let Some(id) = id else { return Ok(None) };
    let mut sql = Sql::new("SELECT run_at, kind FROM jobs WHERE id = ");
    sql.bind(id.uuid());
    Ok(sql.one::<Next>(cx.deps.db.reader()).await?)
}

/// Lets parents run whose last child ended unnoticed: its process died before it could look.
///
/// # Errors
/// The database's.
pub async fn settle_parents(cx: &Context) -> Result<usize> {
    family::settle_all(cx, SWEEP_BATCH).await
}

/// Ends jobs that have not begun by their deadline: cancelled, with the reason.
///
/// # Errors
/// The database's.
pub async fn expire(cx: &Context) -> Result<usize> {
    let mut sql = Sql::new("UPDATE jobs SET state = 'cancelled', finished_at = ");
    sql.bind(cx.now).push(&format!(", last_error = '{DEADLINE_PASSED}' WHERE state IN {NOT_BEGUN} AND "));
    sql.id_among(cx.deps.db.engine(), |sql| {
        sql.push("SELECT id FROM jobs WHERE deadline IS NOT NULL AND finished_at IS NULL AND deadline <= ")
            .bind(cx.now);
        sql.push(&format!(" AND state IN {NOT_BEGUN} ORDER BY deadline LIMIT {SWEEP_BATCH}"));
    });
    sql.push(" RETURNING id, queue");
    let expired = statement::all::<Found>(cx, sql).await?;
    tell::changed(cx, expired.iter().map(|one| JobId::from_uuid(one.id)));
    Ok(expired.len())
}
