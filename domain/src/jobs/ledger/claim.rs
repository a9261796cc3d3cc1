//! Claiming: due rows become this worker's, with an attempt counted and a lease to renew.

use std::{sync::Arc, time::Duration};

use chrono::{DateTime, Utc};
use sea_orm::FromQueryResult;
use serde_json::Value;
use type_safe_id::TypeSafeId;
use uuid::Uuid;

use super::statement;
use crate::{
    Context, Result,
    ids::{JobId, UserId},
    jobs::{Claimed, QueueName, tell},
    platform::{Sql, db::Engine},
};

/// A claim does not wait for the disk. Should PostgreSQL's machine die right after it, the claim may be forgotten, as if it
/// had not been made: the row is due again, and the fence stops the run that believes to have it. Nothing that this run
/// does can outlive its claim: completions and effects are later in the same log and wait until all before them is on the
/// disk, too. The setting holds for this one transaction; as it has no column in it, it is made once, before any row.
const WITHOUT_WAITING: &str = " AND (SELECT set_config('synchronous_commit', 'off', true)) = 'off'";

const RETURNING: &str = " RETURNING id, kind, queue, payload, attempt, max_attempts, enqueued_by, trace_context, created_at, run_at, \
     deadline, parent_id, group_key, progress_done";

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    kind: String,
    queue: String,
    payload: Value,
    attempt: i32,
    max_attempts: i32,
    enqueued_by: Option<Uuid>,
    trace_context: Option<String>,
    created_at: DateTime<Utc>,
    run_at: DateTime<Utc>,
    deadline: Option<DateTime<Utc>>,
    parent_id: Option<Uuid>,
    group_key: Option<String>,
    progress_done: i64,
}

/// Claims those of these ids that are due. Ids that another worker has, or that are done, are passed over.
///
/// # Errors
/// The database's.
pub async fn claim_ids(cx: &Context, worker: &Arc<str>, ids: &[JobId], lease: Duration) -> Result<Vec<Claimed>> {
    claim(cx, worker, lease, |sql| {
        sql.push("id").any_of(cx.deps.db.engine(), ids.iter().map(TypeSafeId::uuid).collect());
        // Not as the index of due jobs has it: PostgreSQL may read all of a backlog there to narrow down these few.
        sql.push(" AND state || '' IN ('queued', 'scheduled') AND run_at <= ").bind(cx.now);
    })
    .await
}

/// Claims the longest due jobs of a queue, at most `max`.
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

async fn claim(cx: &Context, worker: &Arc<str>, lease: Duration, which: impl FnOnce(&mut Sql)) -> Result<Vec<Claimed>> {
    // A paused queue gives nothing out, whatever a worker was told; its jobs stay as they are.
    let mut sql = Sql::new("UPDATE jobs SET state = 'running', attempt = attempt + 1, worker = ");
    sql.bind(worker.to_string()).push(", started_at = ").bind(cx.now).push(", lease_until = ").bind(cx.now + lease);
    sql.push(" WHERE ");
    which(&mut sql);
    // A delayed job of a group is let in before it is claimed.
    sql.push(" AND (group_key IS NULL OR state = 'queued')");
    sql.push(" AND NOT EXISTS (SELECT 1 FROM queues q WHERE q.name = jobs.queue)");
    sql.push(" AND (deadline IS NULL OR deadline > ").bind(cx.now).push(")");
    if cx.deps.db.engine() == Engine::Postgres {
        sql.push(WITHOUT_WAITING);
    }
    sql.push(RETURNING);
    let rows: Vec<Row> = statement::all(cx, sql).await?;
    let mut claimed: Vec<Claimed> = rows.into_iter().map(|row| row.claimed(worker)).collect::<Result<_>>()?;
    claimed.sort_by_key(|job| (job.run_at, job.id));
    tell::changed(cx, claimed.iter().map(|job| job.id));
    Ok(claimed)
}

impl Row {
    fn claimed(self, worker: &Arc<str>) -> Result<Claimed> {
        Ok(Claimed {
            id: JobId::from_uuid(self.id),
            kind: self.kind,
            queue: self.queue.parse()?,
            payload: self.payload,
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
        })
    }
}
