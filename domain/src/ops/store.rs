//! The only file that speaks SQL about what operators see.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::{Presence, QueueStats, WorkerInfo};
use crate::{
    Context, Result,
    ids::JobId,
    jobs::QueueName,
    platform::{Sql, Tx, queue::Dispatch},
};

/// A worker that was not heard of for this long is gone.
const GONE: TimeDelta = TimeDelta::seconds(60);

pub(super) async fn queue_stats(cx: &Context) -> Result<Vec<QueueStats>> {
    #[derive(FromQueryResult)]
    struct Count {
        queue: String,
        state: String,
        jobs: i64,
        oldest: DateTime<Utc>,
    }
    #[derive(FromQueryResult)]
    struct Paused {
        name: String,
        paused_at: DateTime<Utc>,
    }
    let db = cx.deps.db.reader();
    let counts = Sql::new(
        "SELECT queue, state, COUNT(*) AS jobs, MIN(run_at) AS oldest FROM jobs \
         WHERE state IN ('queued', 'scheduled') GROUP BY queue, state \
         UNION ALL SELECT queue, state, COUNT(*) AS jobs, MIN(run_at) AS oldest FROM jobs \
         WHERE state IN ('running', 'parked', 'dead') GROUP BY queue, state",
    );
    let counts = counts.all::<Count>(db).await?;
    let paused = Sql::new("SELECT name, paused_at FROM queues").all::<Paused>(db).await?;
    let paused: HashMap<String, DateTime<Utc>> = paused.into_iter().map(|row| (row.name, row.paused_at)).collect();
    let of =
        |queue: QueueName, state: &str| counts.iter().find(|row| row.queue == queue.as_str() && row.state == state);
    let count = |queue, state| of(queue, state).map_or(0, |row| row.jobs);
    let stats = QueueName::ALL.into_iter().map(|name| {
        let waited = of(name, "queued").map(|row| (cx.now - row.oldest).as_seconds_f64().max(0.0));
        QueueStats {
            name,
            scheduled: count(name, "scheduled"),
            queued: count(name, "queued"),
            running: count(name, "running"),
            dead: count(name, "dead"),
            parked: count(name, "parked"),
            oldest_due_age: waited.unwrap_or_default(),
            paused_at: paused.get(name.as_str()).copied(),
        }
    });
    Ok(stats.collect())
}

/// The longest due jobs of a queue, to wake workers with.
pub(super) async fn first_due(cx: &Context, tx: &Tx, queue: QueueName) -> Result<Vec<Dispatch>> {
    #[derive(FromQueryResult)]
    struct Row {
        id: Uuid,
    }
    let mut sql = Sql::new("SELECT id FROM jobs WHERE state IN ('queued', 'scheduled') AND queue = ");
    sql.bind(queue.as_str()).push(" AND run_at <= ").bind(cx.now).push(" ORDER BY run_at, id LIMIT 500");
    let rows = sql.all::<Row>(&**tx).await?;
    Ok(rows.into_iter().map(|row| Dispatch { id: JobId::from_uuid(row.id), queue }).collect())
}

pub(super) async fn workers(cx: &Context) -> Result<Vec<WorkerInfo>> {
    #[derive(FromQueryResult)]
    struct Row {
        id: String,
        queues: String,
        concurrency: i32,
        running: i32,
        version: String,
        started_at: DateTime<Utc>,
        seen_at: DateTime<Utc>,
        drain_requested_at: Option<DateTime<Utc>>,
    }
    let mut sql = Sql::new(
        "SELECT id, queues, concurrency, running, version, started_at, seen_at, drain_requested_at FROM workers \
         WHERE seen_at > ",
    );
    sql.bind(cx.now - GONE).push(" ORDER BY started_at, id");
    let rows = sql.all::<Row>(cx.deps.db.reader()).await?;
    let info = |row: Row| WorkerInfo {
        id: row.id,
        queues: row.queues.split(',').map(str::to_owned).collect(),
        concurrency: row.concurrency,
        running: row.running,
        version: row.version,
        started_at: row.started_at,
        seen_at: row.seen_at,
        draining_since: row.drain_requested_at,
    };
    Ok(rows.into_iter().map(info).collect())
}

/// Writes that a worker lives, and sweeps out those that are long gone.
pub(super) async fn report(cx: &Context, tx: &Tx, presence: &Presence) -> Result<bool> {
    #[derive(FromQueryResult)]
    struct Row {
        drain_requested_at: Option<DateTime<Utc>>,
    }
    let number = |n: usize| i32::try_from(n).unwrap_or(i32::MAX);
    let queues: Vec<&str> = presence.queues.iter().map(|queue| queue.as_str()).collect();
    let mut gone = Sql::new("DELETE FROM workers WHERE seen_at < ");
    gone.bind(cx.now - GONE * 60);
    gone.run(&**tx).await?;
    let mut sql =
        Sql::new("INSERT INTO workers (id, queues, concurrency, running, version, started_at, seen_at) VALUES (");
    sql.bind(presence.id.clone()).push(", ").bind(queues.join(",")).push(", ").bind(number(presence.concurrency));
    sql.push(", ").bind(number(presence.running)).push(", ").bind(env!("CARGO_PKG_VERSION"));
    sql.push(", ").bind(cx.now).push(", ").bind(cx.now);
    sql.push(") ON CONFLICT (id) DO UPDATE SET running = excluded.running, seen_at = excluded.seen_at");
    sql.push(" RETURNING drain_requested_at");
    Ok(sql.one::<Row>(&**tx).await?.is_some_and(|row| row.drain_requested_at.is_some()))
}

/// What the database knows of a schedule.
#[derive(Debug, Default, FromQueryResult)]
pub(super) struct ScheduleState {
    pub known_since: Option<DateTime<Utc>>,
    pub paused_at: Option<DateTime<Utc>>,
    pub last_at: Option<DateTime<Utc>>,
}

pub(super) async fn schedule_state(cx: &Context, name: &'static str) -> Result<ScheduleState> {
    let mut sql = Sql::new("SELECT s.known_since, s.paused_at, (SELECT MAX(t.tick_at) FROM schedule_ticks t WHERE ");
    sql.push("t.schedule = s.name) AS last_at FROM schedules s WHERE s.name = ").bind(name);
    Ok(sql.one::<ScheduleState>(cx.deps.db.reader()).await?.unwrap_or_default())
}

pub(super) async fn make_known(cx: &Context, name: &'static str) -> Result<()> {
    let tx = cx.begin().await?;
    let mut sql = Sql::new("INSERT INTO schedules (name, known_since) VALUES (");
    sql.bind(name).push(", ").bind(cx.now).push(") ON CONFLICT DO NOTHING");
    sql.run(&*tx).await?;
    tx.commit().await
}

pub(super) async fn set_schedule_paused(cx: &Context, name: &str, paused_at: Option<DateTime<Utc>>) -> Result<()> {
    let tx = cx.begin().await?;
    let mut sql = Sql::new("INSERT INTO schedules (name, known_since, paused_at) VALUES (");
    sql.bind(name.to_owned()).push(", ").bind(cx.now).push(", ").bind(paused_at);
    sql.push(") ON CONFLICT (name) DO UPDATE SET paused_at = excluded.paused_at");
    sql.run(&*tx).await?;
    tx.commit().await
}
