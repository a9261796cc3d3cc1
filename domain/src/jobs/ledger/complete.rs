//! Ending an attempt.

use std::time::Duration;

use serde_json::Value;

use super::statement;
use crate::{
    Context, Result,
    jobs::{Claimed, JobState, Outcome},
    platform::{Sql, Tx, db::Engine},
};

/// An attempt that ended without completing its job in a transaction of its own.
pub struct Completion {
    /// The claim.
    pub job: Claimed,
    /// What came of it.
    pub result: Value,
    /// Something to remember although it is done: why there was nothing to do.
    pub note: Option<String>,
}

/// Marks many attempts as succeeded, in one statement. Those that lost their claim are passed over.
///
/// # Errors
/// The database's; none of them is marked then.
pub async fn succeed_all(cx: &Context, ended: &[Completion]) -> Result<u64> {
    if ended.is_empty() {
        return Ok(0);
    }
    let postgres = cx.deps.db.engine() == Engine::Postgres;
    let mut sql = Sql::new("WITH ended (id, attempt, worker, result, note) AS (VALUES ");
    for (n, one) in ended.iter().enumerate() {
        sql.push(if n == 0 { "(" } else { ", (" });
        sql.bind(one.job.id.uuid()).push(", ").bind(attempt(&one.job)).push(", ").bind(one.job.worker.to_string());
        sql.push(", ").bind(one.result.clone()).push(", ").bind(one.note.clone()).push(")");
    }
    // PostgreSQL takes the parameters' types from the first use; VALUES alone would make all of them text.
    let cast = |column: &str, kind: &str| if postgres { format!("e.{column}::{kind}") } else { format!("e.{column}") };
    sql.push(&format!(
        ") UPDATE jobs SET state = 'succeeded', lease_until = NULL, result = {}, last_error = {}, finished_at = ",
        cast("result", "jsonb"),
        cast("note", "text"),
    ));
    sql.bind(cx.now).push(&format!(
        " FROM ended e WHERE jobs.id = {} AND jobs.attempt = {} AND jobs.worker = {} AND jobs.state = 'running'",
        cast("id", "uuid"),
        cast("attempt", "int"),
        cast("worker", "text"),
    ));
    statement::run(cx, sql).await
}

/// Marks one attempt as succeeded.
///
/// # Errors
/// The database's.
pub async fn complete(cx: &Context, ended: Completion) -> Result<bool> {
    Ok(succeed_all(cx, &[ended]).await? == 1)
}

/// Ends an attempt that failed: to be tried again later, or for good.
///
/// # Errors
/// The database's.
pub async fn fail(cx: &Context, job: &Claimed, outcome: &Outcome, why: &str) -> Result<bool> {
    match outcome {
        Outcome::Retry(wait) => end(cx, job, JobState::Scheduled, Some(*wait), why).await,
        Outcome::Dead => end(cx, job, JobState::Dead, None, why).await,
        Outcome::Cancelled => end(cx, job, JobState::Cancelled, None, why).await,
        Outcome::Done => {
            let note = Some(why.to_owned());
            complete(cx, Completion { job: job.clone(), result: Value::Null, note }).await
        }
    }
}

/// Puts a job aside that this release can't read; a newer worker picks it up. The attempt does not count.
///
/// # Errors
/// The database's.
pub async fn park(cx: &Context, job: &Claimed, why: &str) -> Result<bool> {
    end(cx, job, JobState::Parked, None, why).await
}

async fn end(cx: &Context, job: &Claimed, state: JobState, wait: Option<Duration>, why: &str) -> Result<bool> {
    let mut sql = Sql::new(&format!("UPDATE jobs SET state = '{}', lease_until = NULL, last_error = ", state.as_str()));
    sql.bind(why.to_owned());
    match wait {
        Some(wait) => sql.push(", run_at = ").bind(cx.now + wait),
        None if state == JobState::Parked => sql.push(", attempt = attempt - 1"),
        None => sql.push(", finished_at = ").bind(cx.now),
    };
    sql.push(" WHERE state = 'running' AND id = ").bind(job.id.uuid());
    sql.push(" AND attempt = ").bind(attempt(job)).push(" AND worker = ").bind(job.worker.to_string());
    let tx = cx.begin().await?;
    let changed = sql.run(&*tx).await? == 1;
    if changed && matches!(state, JobState::Scheduled | JobState::Dead) {
        remember(cx, &tx, job, why).await?;
    }
    tx.commit().await?;
    Ok(changed)
}

/// Keeps why an attempt failed, for whoever looks into it.
async fn remember(cx: &Context, tx: &Tx, job: &Claimed, why: &str) -> Result<()> {
    let mut sql = Sql::new("INSERT INTO job_failures (job_id, attempt, worker, error, failed_at) VALUES (");
    sql.bind(job.id.uuid()).push(", ").bind(attempt(job)).push(", ").bind(job.worker.to_string()).push(", ");
    sql.bind(why.to_owned()).push(", ").bind(cx.now).push(") ON CONFLICT DO NOTHING");
    sql.run(&**tx).await?;
    Ok(())
}

fn attempt(job: &Claimed) -> i32 {
    i32::try_from(job.attempt).unwrap_or(i32::MAX)
}
