//! Claiming: due rows become this worker's, with an attempt counted and a lease to renew.

use std::{sync::Arc, time::Duration};

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::FromQueryResult;
use serde_json::Value;
use type_safe_id::TypeSafeId;
use uuid::Uuid;

use super::{park_unread, statement};
use crate::{
    Context, Result,
    ids::{JobId, UserId},
    jobs::{ChangeMany, Claimed, Job, QueueName, tell},
    platform::{Sql, db::Engine},
};

/// A claim does not wait for the disk. Should PostgreSQL's machine die right after it, the claim may be forgotten, as if it
/// had not been made: the row is due again, and the fence stops the run that believes to have it. Nothing that this run
/// does can outlive its claim: completions and effects are later in the same log and wait until all before them is on the
/// disk, too. The setting holds for this one transaction; as it has no column in it, it is made once, before any row.
const WITHOUT_WAITING: &str = " AND (SELECT set_config('synchronous_commit', 'off', true)) = 'off'";

/// The payload as text: one that is no JSON must not take the rest of its batch with it.
const RETURNING: &str = " RETURNING id, kind, queue, CAST(payload AS TEXT) AS payload, attempt, max_attempts, enqueued_by, trace_context, created_at, run_at, \
     deadline, parent_id, group_key, group_apart, progress_done";

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    kind: String,
    queue: String,
    payload: String,
    attempt: i32,
    max_attempts: i32,
    enqueued_by: Option<Uuid>,
    trace_context: Option<String>,
    created_at: DateTime<Utc>,
    run_at: DateTime<Utc>,
    deadline: Option<DateTime<Utc>>,
    parent_id: Option<Uuid>,
    group_key: Option<String>,
    /// Milliseconds.
    group_apart: Option<i32>,
    progress_done: i64,
}

/// What a claim brought.
#[derive(Default)]
struct Haul {
    jobs: Vec<Claimed>,
    /// How many of the claimed could not be read at all, and are parked.
    unread: usize,
}

/// Claims those of these ids that are due. Ids that another worker has, or that are done, are passed over, and so is what is
/// in a queue that this release does not know. What is queued was found due by whoever queued it, and is not asked for its time
/// again: this machine's clock may be some milliseconds behind, and an id that comes back unclaimed waits for the sweeper.
///
/// # Errors
/// The database's.
pub async fn claim_ids(cx: &Context, worker: &Arc<str>, ids: &[JobId], lease: Duration) -> Result<Vec<Claimed>> {
    let haul = claim(cx, worker, lease, |sql| {
        sql.push("id").any_of(cx.deps.db.engine(), ids.iter().map(TypeSafeId::uuid).collect());
        // Not as the index of due jobs has it: PostgreSQL may read all of a backlog there to narrow down these few.
        sql.push(" AND (state || '' = 'queued' OR state || '' = 'scheduled' AND run_at <= ").bind(cx.now).push(")");
        sql.push(" AND queue || '' IN ").bind_all(QueueName::ALL.map(QueueName::as_str));
    })
    .await?;
    Ok(haul.jobs)
}

/// Claims the longest due jobs of a queue, at most `max`, and before them what changes many. What can't be read makes room
/// for the next.
///
/// # Errors
/// The database's.
pub async fn claim_due(
    cx: &Context,
    worker: &Arc<str>,
    queue: QueueName,
    max: usize,
    lease: Duration,
) -> Result<Vec<Claimed>> {
    let mut jobs = Vec::new();
    if queue == ChangeMany::QUEUE {
        jobs = claim_changes(cx, worker, max, lease).await?;
        if jobs.len() >= max {
            return Ok(jobs);
        }
    }
    loop {
        let haul = claim_longest_due(cx, worker, queue, max - jobs.len(), lease).await?;
        jobs.extend(haul.jobs);
        if haul.unread == 0 || jobs.len() >= max {
            return Ok(jobs);
        }
    }
}

/// What changes many jobs is claimed before those that it may be about, however many they are. There nearly never is any, so
/// the look takes no lock.
async fn claim_changes(cx: &Context, worker: &Arc<str>, max: usize, lease: Duration) -> Result<Vec<Claimed>> {
    #[derive(FromQueryResult)]
    struct Found {
        id: Uuid,
    }
    let mut sql = Sql::new(&format!("SELECT id FROM jobs WHERE kind = '{}' AND state = 'queued'", ChangeMany::KIND));
    sql.push(" AND run_at <= ").bind(cx.now).push(&format!(" ORDER BY run_at, id LIMIT {max}"));
    let due = sql.all::<Found>(cx.deps.db.reader()).await?;
    if due.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<_> = due.into_iter().map(|found| JobId::from_uuid(found.id)).collect();
    claim_ids(cx, worker, &ids, lease).await
}

async fn claim_longest_due(
    cx: &Context,
    worker: &Arc<str>,
    queue: QueueName,
    max: usize,
    lease: Duration,
) -> Result<Haul> {
    let due = |sql: &mut Sql| {
        sql.push(&format!("SELECT id FROM jobs WHERE state IN ('queued', 'scheduled') AND queue = '{queue}'"));
        sql.push(" AND (group_key IS NULL OR state = 'queued')");
        sql.push(" AND run_at <= ").bind(cx.now).push(&format!(" ORDER BY run_at, id LIMIT {max}"));
    };
    claim(cx, worker, lease, |sql| {
        sql.id_among(cx.deps.db.engine(), due).push(" AND state IN ('queued', 'scheduled')");
    })
    .await
}

async fn claim(cx: &Context, worker: &Arc<str>, lease: Duration, which: impl FnOnce(&mut Sql)) -> Result<Haul> {
    // A paused queue gives nothing out, whatever a worker was told; its jobs stay as they are. What calls them off or
    // gives them up is no work of the queue, and waits for nobody.
    let mut sql = Sql::new("UPDATE jobs SET state = 'running', attempt = attempt + 1, worker = ");
    sql.bind(worker.to_string()).push(", started_at = ").bind(cx.now).push(", lease_until = ").bind(cx.now + lease);
    sql.push(" WHERE ");
    which(&mut sql);
    // A delayed job of a group is let in before it is claimed.
    sql.push(" AND (group_key IS NULL OR state = 'queued')");
    sql.push(&format!(" AND (kind || '' = '{}'", ChangeMany::KIND));
    sql.push(" OR NOT EXISTS (SELECT 1 FROM queues q WHERE q.name = jobs.queue))");
    sql.push(" AND (deadline IS NULL OR deadline > ").bind(cx.now).push(")");
    if cx.deps.db.engine() == Engine::Postgres {
        sql.push(WITHOUT_WAITING);
    }
    sql.push(RETURNING);
    let rows: Vec<Row> = statement::all(cx, sql).await?;
    let mut haul = Haul::default();
    for row in rows {
        if let Err(error) = keep_apart(cx, &row).await {
            // What is claimed is claimed: it has to be run, whether the next of its group waits long enough or not.
            tracing::warn!(%error, "the next of a group may begin too soon");
        }
        match row.claimed(worker)? {
            (job, None) => haul.jobs.push(job),
            (job, Some(why)) => {
                haul.unread += 1;
                park_unread(cx, &job, &why).await;
            }
        }
    }
    haul.jobs.sort_by_key(|job| (job.run_at, job.id));
    tell::changed(cx, haul.jobs.iter().map(|job| job.id));
    Ok(haul)
}

/// The next of its group begins so long after this one has begun: it was let in a moment ago, or a long one where nobody had time for it.
async fn keep_apart(cx: &Context, row: &Row) -> Result<()> {
    let (Some(key), Some(apart @ 1..)) = (&row.group_key, row.group_apart) else { return Ok(()) };
    let next_at = cx.now + TimeDelta::milliseconds(apart.into());
    let mut sql = Sql::new("UPDATE job_groups SET next_at = ");
    sql.bind(next_at).push(" WHERE key = ").bind(key.as_str()).push(" AND next_at < ").bind(next_at);
    statement::run(cx, sql).await.map(|_| ())
}

impl Row {
    /// The claim, and why its payload can't be read, if so.
    fn claimed(self, worker: &Arc<str>) -> Result<(Claimed, Option<String>)> {
        let (payload, why) = match serde_json::from_str(&self.payload) {
            Ok(payload) => (payload, None),
            Err(error) => (Value::Null, Some(format!("this release can't read the payload: {error}"))),
        };
        let job = Claimed {
            id: JobId::from_uuid(self.id),
            kind: self.kind,
            queue: self.queue.parse()?,
            payload,
            attempt: u32::try_from(self.attempt).unwrap_or_default(),
            max_attempts: u32::try_from(self.max_attempts).unwrap_or_default(),
            worker: Arc::clone(worker),
            enqueued_by: self.enqueued_by.map(UserId::from_uuid),
            trace: self.trace_context,
            created_at: self.created_at,
            run_at: self.run_at,
            deadline: self.deadline,
            parent: self.parent_id.map(JobId::from_uuid),
            group: self.group_key,
            progress_done: self.progress_done,
        };
        Ok((job, why))
    }
}
