//! The statement that writes jobs: one text for any number of rows on PostgreSQL, so that it is prepared once.

use chrono::{DateTime, Utc};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::{GroupLimits, Job, JobState, QueueName, Terms};
use crate::{
    Context, Result,
    ids::JobId,
    platform::{Sql, Tx, db::Engine},
};

/// What jobs that are enqueued together have in common.
pub(super) struct Batch {
    pub kind: &'static str,
    pub queue: QueueName,
    pub state: JobState,
    once: bool,
    max_attempts: i32,
    pub run_at: DateTime<Utc>,
    deadline: Option<DateTime<Utc>>,
    parent: Option<JobId>,
    limits: GroupLimits,
    per_person: bool,
}

/// What each has for itself.
#[derive(Clone)]
pub(super) struct Row {
    pub id: Uuid,
    /// JSON.
    pub payload: String,
    pub unique_key: Option<String>,
    pub group: Option<String>,
    /// What it carries of what enqueued it, as [`crate::trace::Trace::carried`] writes it.
    pub trace: String,
}

/// A row that is written.
#[derive(FromQueryResult)]
pub(super) struct Written {
    pub id: Uuid,
    pub group_key: Option<String>,
    /// It waits until its group has room.
    pub held: bool,
}

impl Batch {
    pub(super) fn of<J: Job>(cx: &Context, terms: &Terms, state: JobState) -> Self {
        Self {
            kind: J::KIND,
            queue: J::QUEUE,
            state,
            once: J::ONCE,
            max_attempts: i32::try_from(J::MAX_ATTEMPTS).unwrap_or(i32::MAX),
            run_at: terms.run_at.unwrap_or(cx.now).max(cx.now),
            deadline: terms.deadline,
            parent: terms.parent,
            limits: J::group_limits(cx.settings()),
            per_person: J::PER_PERSON,
        }
    }
}

/// Writes the rows whose unique key is free and tells which.
pub(super) async fn rows(cx: &Context, tx: &Tx, batch: &Batch, rows: Vec<Row>) -> Result<Vec<Written>> {
    Ok(writing(cx, batch, rows).all(&**tx).await?)
}

/// What [`rows`] runs, for who writes something else with it.
pub(super) fn writing(cx: &Context, batch: &Batch, rows: Vec<Row>) -> Sql {
    let (engine, alone) = (cx.deps.db.engine(), rows.len() == 1);
    let mut sql = Sql::new("WITH e (id, payload, unique_key, group_key, trace_context) AS (");
    match engine {
        Engine::Postgres => arrays(&mut sql, rows),
        Engine::Sqlite => values(&mut sql, rows),
    }
    sql.push(
        ") INSERT INTO jobs (id, payload, unique_key, kind, queue, state, max_attempts, run_at, deadline, \
         parent_id, trace_context, enqueued_by, created_at, group_key, group_at_once, group_apart) SELECT e.id, ",
    );
    sql.push(if engine == Engine::Postgres { "CAST(e.payload AS jsonb)" } else { "e.payload" });
    sql.push(", e.unique_key, ").bind(batch.kind).push(", ").bind(batch.queue.as_str());
    sql.push(", ");
    if batch.state == JobState::Queued {
        sql.push("CASE WHEN e.group_key IS NULL THEN 'queued'");
        if batch.per_person && alone {
            room(&mut sql, batch.limits);
        }
        sql.push(" ELSE 'held' END");
    } else {
        sql.bind(batch.state.as_str());
    }
    sql.push(", ").bind(batch.max_attempts).push(", ").bind(batch.run_at);
    sql.push(", ").bind(batch.deadline).push(", ").bind(batch.parent.map(|parent| parent.uuid()));
    sql.push(", e.trace_context, ").bind(cx.actor.account().map(|user| user.uuid())).push(", ").bind(cx.now);
    sql.push(", e.group_key, CASE WHEN e.group_key IS NOT NULL THEN ").bind(whole(batch.limits.at_once)).push(" END");
    sql.push(", CASE WHEN e.group_key IS NOT NULL THEN ").bind(whole(batch.limits.apart.as_millis())).push(" END");
    sql.push(" FROM e WHERE ");
    if batch.once {
        // Each by the index, instead of all that there ever was of the kind into a hash.
        sql.push("(SELECT 1 FROM jobs j WHERE j.unique_key IS NOT NULL AND j.unique_key = e.unique_key AND j.kind = ");
        sql.bind(batch.kind).push(" LIMIT 1) IS NULL");
    } else {
        sql.push("1 = 1");
    }
    sql.push(" ON CONFLICT DO NOTHING RETURNING id, group_key, state = 'held' AS held");
    sql
}

/// Lets the only job in at once where its person has nothing waiting and few at work, which is nearly always so. Nobody is
/// locked out meanwhile: two at the same moment may both come in.
fn room(sql: &mut Sql, limits: GroupLimits) {
    sql.push(
        " WHEN (SELECT COUNT(*) FROM jobs j WHERE j.state IN ('queued', 'running') AND j.group_key = e.group_key) < ",
    );
    sql.push(&format!("{}", limits.at_once));
    sql.push(
        " AND NOT EXISTS (SELECT 1 FROM jobs j WHERE j.state = 'held' AND j.group_key = e.group_key) THEN 'queued'",
    );
}

fn whole(number: impl TryInto<i32>) -> i32 {
    number.try_into().unwrap_or(i32::MAX)
}

/// An array has no NULL in it here, so a key stands behind a sign of its own.
fn arrays(sql: &mut Sql, rows: Vec<Row>) {
    let (mut ids, mut payloads, mut keys, mut groups) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let mut traces = Vec::new();
    for row in rows {
        ids.push(row.id);
        payloads.push(row.payload);
        keys.push(row.unique_key.map(|key| format!("={key}")).unwrap_or_default());
        groups.push(row.group.unwrap_or_default());
        traces.push(row.trace);
    }
    sql.push("SELECT u.id, u.payload, CASE WHEN u.unique_key <> '' THEN substr(u.unique_key, 2) END, ");
    sql.push("NULLIF(u.group_key, ''), u.trace_context FROM unnest(");
    sql.bind(ids).push(", ").bind(payloads).push(", ").bind(keys).push(", ").bind(groups).push(", ").bind(traces);
    sql.push(") AS u (id, payload, unique_key, group_key, trace_context)");
}

fn values(sql: &mut Sql, rows: Vec<Row>) {
    sql.push("VALUES ");
    for (n, row) in rows.into_iter().enumerate() {
        sql.push(if n == 0 { "(" } else { ", (" });
        sql.bind(row.id).push(", ").bind(row.payload).push(", ").bind(row.unique_key).push(", ").bind(row.group);
        sql.push(", ").bind(row.trace).push(")");
    }
}
