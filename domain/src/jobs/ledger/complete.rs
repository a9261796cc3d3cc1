//! Ending an attempt.

use std::{collections::BTreeSet, time::Duration};

use serde_json::{Map, Value, json};

use super::{admit::admit, park::RELEASE, statement};
use crate::{
    Context, Result,
    jobs::{Claimed, JobState, Outcome, family, tell},
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
    let mut sql = match cx.deps.db.engine() {
        Engine::Postgres => looked_up(cx, ended),
        Engine::Sqlite => joined(cx, ended),
    };
    // By the ids, whatever PostgreSQL believes to know of the table: not by an index of all that run, nor by reading it all.
    sql.push(" AND jobs.state || '' = 'running' AND jobs.id");
    sql.any_of(cx.deps.db.engine(), ended.iter().map(|one| one.job.id.uuid()).collect());
    let written = statement::run(cx, sql).await?;
    tell::changed(cx, ended.iter().map(|one| one.job.id));
    settle(cx, ended.iter().map(|one| &one.job)).await;
    Ok(written)
}

/// A run has completed its job itself: its parent may have waited for that.
pub async fn ended(cx: &Context, job: &Claimed) {
    settle(cx, [job].into_iter()).await;
}

/// Lets parents run whose last child has just ended, and the next ones of a group in. What fails here the sweeper makes
/// up for.
async fn settle<'a>(cx: &Context, ended: impl Iterator<Item = &'a Claimed> + Clone) {
    let parents: BTreeSet<_> = ended.clone().filter_map(|job| job.parent).collect();
    let parents: Vec<_> = parents.into_iter().collect();
    if let Err(error) = family::settle(cx, &parents).await {
        tracing::warn!(%error, "parents go on with the next sweep");
    }
    let groups: BTreeSet<_> = ended.filter_map(|job| job.group.as_deref()).collect();
    if let Err(error) = admit(cx, groups).await {
        tracing::warn!(%error, "groups go on with the next sweep");
    }
}

/// One text for any number of rows, so that it is prepared once. Each row looks its end up in an object: joined with arrays, of whose
/// length PostgreSQL knows nothing, every row was compared with every end (for 500 of them 216 ms, now 17; PostgreSQL 15).
fn looked_up(cx: &Context, ended: &[Completion]) -> Sql {
    let mut all = Map::new();
    // Of two runs of one job the later one may have its claim still.
    let mut in_order: Vec<_> = ended.iter().collect();
    in_order.sort_by_key(|one| one.job.attempt);
    for Completion { job, result, note } in in_order {
        all.insert(job.id.uuid().to_string(), json!([attempt(job), &*job.worker, result, note]));
    }
    let mut sql = Sql::new("WITH ended AS MATERIALIZED (SELECT ");
    sql.bind(Value::Object(all)).push(" AS it) UPDATE jobs SET state = 'succeeded', lease_until = NULL");
    sql.push(&format!(", result = {END} -> 2, last_error = {END} ->> 3, finished_at = ")).bind(cx.now);
    sql.push(&format!(" WHERE jobs.attempt = CAST({END} ->> 0 AS integer) AND jobs.worker = {END} ->> 1"));
    sql
}

/// How a job has ended: its attempt, worker, result and note.
const END: &str = "(SELECT it FROM ended) -> CAST(jobs.id AS text)";

fn joined(cx: &Context, ended: &[Completion]) -> Sql {
    let mut sql = Sql::new("WITH ended (id, attempt, worker, result, note) AS (VALUES ");
    for (n, one) in ended.iter().enumerate() {
        sql.push(if n == 0 { "(" } else { ", (" });
        sql.bind(one.job.id.uuid()).push(", ").bind(attempt(&one.job)).push(", ").bind(one.job.worker.to_string());
        sql.push(", ").bind(one.result.clone()).push(", ").bind(one.note.clone()).push(")");
    }
    sql.push(
        ") UPDATE jobs SET state = 'succeeded', lease_until = NULL, result = e.result, last_error = e.note, \
         finished_at = ",
    );
    sql.bind(cx.now).push(" FROM ended e WHERE jobs.id = e.id AND jobs.attempt = e.attempt AND jobs.worker = e.worker");
    sql
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
        Outcome::Retry(wait) => end(cx, job, End::Again(*wait), why).await,
        Outcome::Dead => end(cx, job, End::Dead, why).await,
        Outcome::Cancelled => end(cx, job, End::Cancelled, why).await,
        Outcome::Parked => end(cx, job, End::PutAside, why).await,
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
    end(cx, job, End::Unread, why).await
}

/// The same right at the claim. Where that fails the lease runs out, and the next claim tries again.
pub(super) async fn park_unread(cx: &Context, job: &Claimed, why: &str) {
    tracing::warn!(job = %job.id, why, "a job is parked: no release can read it as it is");
    if let Err(error) = park(cx, job, why).await {
        tracing::warn!(job = %job.id, %error, "it could not be parked");
    }
}

/// How an attempt ends that did not succeed.
#[derive(Clone, Copy)]
enum End {
    /// Another attempt after this wait.
    Again(Duration),
    Dead,
    Cancelled,
    /// It could not be read, so it was no attempt.
    Unread,
    /// It could be read and not be done, by this release.
    PutAside,
}

impl End {
    const fn state(self) -> JobState {
        match self {
            Self::Again(_) => JobState::Scheduled,
            Self::Dead => JobState::Dead,
            Self::Cancelled => JobState::Cancelled,
            Self::Unread | Self::PutAside => JobState::Parked,
        }
    }

    /// Whether the attempt is kept as one that failed.
    const fn failed(self) -> bool {
        matches!(self, Self::Again(_) | Self::Dead | Self::PutAside)
    }
}

async fn end(cx: &Context, job: &Claimed, end: End, why: &str) -> Result<bool> {
    let state = end.state().as_str();
    let mut sql = Sql::new("UPDATE jobs SET lease_until = NULL, last_error = ");
    sql.bind(why.to_owned());
    match end {
        End::Dead | End::Cancelled => {
            sql.push(&format!(", state = '{state}', finished_at = ")).bind(cx.now);
        }
        End::Again(_) | End::Unread | End::PutAside => unless_called_off(&mut sql, cx, state),
    }
    match end {
        End::Again(wait) => sql.push(", run_at = ").bind(cx.now + wait),
        End::Unread => sql.push(", parked_by = NULL, attempt = attempt - 1"),
        End::PutAside => sql.push(", parked_by = ").bind(RELEASE),
        End::Dead | End::Cancelled => &mut sql,
    };
    sql.push(" WHERE state || '' = 'running' AND id = ").bind(job.id.uuid());
    sql.push(" AND attempt = ").bind(attempt(job)).push(" AND worker = ").bind(job.worker.to_string());
    let tx = cx.begin().await?;
    let changed = sql.run(&*tx).await? == 1;
    if changed && end.failed() {
        remember(cx, &tx, job, why).await?;
    }
    tx.tell_after_commit(tell::signal(job.id));
    tx.commit().await?;
    if changed {
        settle(cx, [job].into_iter()).await;
    }
    Ok(changed)
}

/// A job that somebody has called off while it ran does not begin again: it is cancelled instead.
pub(super) fn unless_called_off(sql: &mut Sql, cx: &Context, state: &str) {
    sql.push(&format!(", state = CASE WHEN cancel_requested_at IS NULL THEN '{state}' ELSE 'cancelled' END"));
    sql.push(", finished_at = CASE WHEN cancel_requested_at IS NOT NULL THEN ").bind(cx.now).push(" END");
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
