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
    jobs::{Claimed, QueueName},
    platform::{Sql, db::Engine},
};

const RETURNING: &str =
    " RETURNING id, kind, payload, attempt, max_attempts, enqueued_by, trace_context, created_at, run_at";

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    kind: String,
    payload: Value,
    attempt: i32,
    max_attempts: i32,
    enqueued_by: Option<Uuid>,
    trace_context: Option<String>,
    created_at: DateTime<Utc>,
    run_at: DateTime<Utc>,
}

/// Claims those of these ids that are due. Ids that another worker has, or that are done, are passed over.
///
/// # Errors
/// The database's.
pub async fn claim_ids(cx: &Context, worker: &Arc<str>, ids: &[JobId], lease: Duration) -> Result<Vec<Claimed>> {
    claim(cx, worker, lease, |sql| {
        sql.push("id IN ").bind_all(ids.iter().map(TypeSafeId::uuid));
        sql.push(" AND state IN ('queued', 'scheduled') AND run_at <= ").bind(cx.now);
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
    // Workers that look at the same time take different rows instead of waiting for each other.
    let lock = if cx.deps.db.engine() == Engine::Postgres { " FOR UPDATE SKIP LOCKED" } else { "" };
    claim(cx, worker, lease, |sql| {
        sql.push(&format!("id IN (SELECT id FROM jobs WHERE state IN ('queued', 'scheduled') AND queue = '{queue}'"));
        sql.push(" AND run_at <= ").bind(cx.now).push(&format!(" ORDER BY run_at, id LIMIT {max}{lock})"));
        sql.push(" AND state IN ('queued', 'scheduled')");
    })
    .await
}

async fn claim(cx: &Context, worker: &Arc<str>, lease: Duration, which: impl FnOnce(&mut Sql)) -> Result<Vec<Claimed>> {
    // A paused queue gives nothing out, whatever a worker was told; its jobs stay as they are.
    let mut sql = Sql::new("UPDATE jobs SET state = 'running', attempt = attempt + 1, worker = ");
    sql.bind(worker.to_string()).push(", started_at = ").bind(cx.now).push(", lease_until = ").bind(cx.now + lease);
    sql.push(" WHERE ");
    which(&mut sql);
    sql.push(" AND NOT EXISTS (SELECT 1 FROM queues q WHERE q.name = jobs.queue)");
    sql.push(RETURNING);
    let rows: Vec<Row> = statement::all(cx, sql).await?;
    let mut claimed: Vec<Claimed> = rows.into_iter().map(|row| row.claimed(worker)).collect();
    claimed.sort_by_key(|job| (job.run_at, job.id));
    Ok(claimed)
}

impl Row {
    fn claimed(self, worker: &Arc<str>) -> Claimed {
        Claimed {
            id: JobId::from_uuid(self.id),
            kind: self.kind,
            payload: self.payload,
            attempt: u32::try_from(self.attempt).unwrap_or_default(),
            max_attempts: u32::try_from(self.max_attempts).unwrap_or_default(),
            worker: Arc::clone(worker),
            enqueued_by: self.enqueued_by.map(UserId::from_uuid),
            trace: self.trace_context,
            created_at: self.created_at,
            run_at: self.run_at,
        }
    }
}
