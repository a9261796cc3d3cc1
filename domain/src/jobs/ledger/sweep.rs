//! Sweeping: jobs whose time has come, and due jobs of which the queue knows nothing (Redis was emptied, or a process
//! died between its commit and the push).
//!
//! `state IN ('queued', 'scheduled')` is the predicate of the partial index, word by word: SQLite uses it only then.

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::FromQueryResult;

use super::lease::{Found, SWEEP_BATCH, requeue};
use crate::{
    Context, Result,
    ids::JobId,
    jobs::QueueName,
    platform::{Sql, db::Engine, queue::Dispatch},
};

/// How long a due job is given to arrive by itself, and how long before the same job is pushed once more.
const GRACE: TimeDelta = TimeDelta::seconds(2);
const AGAIN: TimeDelta = TimeDelta::seconds(30);

/// Makes jobs due whose time has come, and tells the queue.
///
/// # Errors
/// The database's.
pub async fn promote(cx: &Context) -> Result<usize> {
    let mut sql = Sql::new("UPDATE jobs SET state = 'queued' WHERE state = 'scheduled' AND id IN (");
    sql.push("SELECT id FROM jobs WHERE state IN ('queued', 'scheduled') AND state = 'scheduled' AND run_at <= ")
        .bind(cx.now);
    sql.push(&format!(" ORDER BY run_at LIMIT {SWEEP_BATCH}{})", skip_locked(cx))).push(" RETURNING id, queue");
    requeue(cx, sql).await
}

/// When the next job becomes due.
///
/// # Errors
/// The database's.
pub async fn next_scheduled(cx: &Context) -> Result<Option<DateTime<Utc>>> {
    #[derive(FromQueryResult)]
    struct Next {
        run_at: DateTime<Utc>,
    }
    let sql = Sql::new(
        "SELECT run_at FROM jobs WHERE state IN ('queued', 'scheduled') AND state = 'scheduled' ORDER BY run_at LIMIT 1",
    );
    Ok(sql.one::<Next>(cx.deps.db.reader()).await?.map(|next| next.run_at))
}

/// Pushes due jobs that the queue seems not to know: all when the queue holds nothing, otherwise those that are older
/// than the one it would hand out next. At most one batch; each job again only after a while.
///
/// # Errors
/// `unavailable` when the queue or the database is away.
pub async fn undelivered(cx: &Context, queue: QueueName) -> Result<usize> {
    let Some(next) = cx.deps.queue.next(queue).await? else { return Ok(0) };
    let mut before = cx.now - GRACE;
    if let Some(next) = next {
        before = before.min(due_since(cx, next).await?.unwrap_or(before));
    }
    let mut sql = Sql::new("UPDATE jobs SET swept_at = ");
    sql.bind(cx.now).push(" WHERE state = 'queued' AND id IN (SELECT id FROM jobs WHERE state IN ('queued', 'scheduled') AND state = 'queued' AND queue = ");
    sql.push(&format!("'{queue}' AND run_at < ")).bind(before);
    sql.push(" AND (swept_at IS NULL OR swept_at < ").bind(cx.now - AGAIN);
    sql.push(&format!(") ORDER BY run_at, id LIMIT {SWEEP_BATCH}{}) RETURNING id, queue", skip_locked(cx)));
    let tx = cx.begin().await?;
    let found = sql.all::<Found>(&*tx).await?;
    tx.commit().await?;
    let jobs = found.into_iter().map(Dispatch::try_from).collect::<Result<Vec<_>>>()?;
    cx.deps.queue.dispatch_first(&jobs);
    Ok(jobs.len())
}

async fn due_since(cx: &Context, id: JobId) -> Result<Option<DateTime<Utc>>> {
    #[derive(FromQueryResult)]
    struct Due {
        run_at: DateTime<Utc>,
    }
    let mut sql = Sql::new("SELECT run_at FROM jobs WHERE id = ");
    sql.bind(id.uuid());
    Ok(sql.one::<Due>(cx.deps.db.reader()).await?.map(|due| due.run_at))
}

fn skip_locked(cx: &Context) -> &'static str {
    if cx.deps.db.engine() == Engine::Postgres { " FOR UPDATE SKIP LOCKED" } else { "" }
}
