//! The SQL of queues, workers and schedules; `depths` and `history` have that of what went through queues.

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

/// What there is at this moment.
pub(super) struct Figures {
    /// Every queue, the most urgent first.
    pub queues: Vec<QueueStats>,
    /// Worker processes that take jobs.
    pub active_workers: i64,
    /// Worker processes that were asked to drain.
    pub draining_workers: i64,
}

#[derive(FromQueryResult)]
struct Figure {
    queue: String,
    what: String,
    jobs: i64,
    since: DateTime<Utc>,
}

/// One statement for all of it: dashboards and scalers ask often. A job whose time has come is due whether or not a worker
/// lives that has called it so, because scalers start the first worker by this figure.
pub(super) async fn figures(cx: &Context) -> Result<Figures> {
    let mut sql = Sql::new(
        "SELECT queue, 'due' AS what, COUNT(*) AS jobs, MIN(run_at) AS since FROM jobs \
         WHERE state IN ('queued', 'scheduled') AND run_at <= ",
    );
    sql.bind(cx.now).push(" GROUP BY queue UNION ALL SELECT queue, 'scheduled', COUNT(*), MIN(run_at) FROM jobs ");
    sql.push("WHERE state IN ('queued', 'scheduled') AND run_at > ").bind(cx.now).push(" GROUP BY queue");
    sql.push(" UNION ALL SELECT queue, state, COUNT(*), MIN(run_at) FROM jobs ");
    sql.push("WHERE state = 'running' GROUP BY queue, state");
    sql.push(" UNION ALL SELECT queue, state, COUNT(*), MIN(run_at) FROM jobs ");
    sql.push("WHERE state IN ('parked', 'dead') GROUP BY queue, state");
    sql.push(
        " UNION ALL SELECT queue, state, COUNT(*), MIN(run_at) FROM jobs WHERE state = 'held' GROUP BY queue, state",
    );
    sql.push(" UNION ALL SELECT queue, state, COUNT(*), MIN(run_at) FROM jobs ");
    sql.push("WHERE state = 'waiting' GROUP BY queue, state");
    sql.push(" UNION ALL SELECT name, 'paused', 1, paused_at FROM queues");
    sql.push(" UNION ALL SELECT '', CASE WHEN drain_requested_at IS NULL THEN 'active' ELSE 'draining' END, ");
    sql.push("COUNT(*), MIN(seen_at) FROM workers WHERE seen_at > ").bind(cx.now - GONE).push(" GROUP BY 2");
    let found = sql.all::<Figure>(cx.deps.db.reader()).await?;
    let workers = |what| figure(&found, "", what).map_or(0, |row| row.jobs);
    let queues = QueueName::ALL.into_iter().map(|name| stats(cx, name, &found)).collect();
    Ok(Figures { queues, active_workers: workers("active"), draining_workers: workers("draining") })
}

fn figure<'a>(found: &'a [Figure], queue: &str, what: &str) -> Option<&'a Figure> {
    found.iter().find(|row| row.queue == queue && row.what == what)
}

fn stats(cx: &Context, name: QueueName, found: &[Figure]) -> QueueStats {
    let of = |what| figure(found, name.as_str(), what);
    let count = |what| of(what).map_or(0, |row| row.jobs);
    let waited = of("due").map(|row| (cx.now - row.since).as_seconds_f64().max(0.0));
    QueueStats {
        name,
        scheduled: count("scheduled"),
        queued: count("due"),
        held: count("held"),
        waiting: count("waiting"),
        running: count("running"),
        dead: count("dead"),
        parked: count("parked"),
        oldest_due_age: waited.unwrap_or_default(),
        paused_at: of("paused").map(|row| row.since),
    }
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

/// Stops a queue; false where it stands still already.
pub(super) async fn pause_queue(cx: &Context, tx: &Tx, queue: QueueName) -> Result<bool> {
    let mut sql = Sql::new("INSERT INTO queues (name, paused_at, paused_by) VALUES (");
    sql.bind(queue.as_str()).push(", ").bind(cx.now).push(", ").bind(cx.actor.account().map(|user| user.uuid()));
    sql.push(") ON CONFLICT DO NOTHING");
    Ok(sql.run(&**tx).await? == 1)
}

/// Lets a queue go on; false where it does.
pub(super) async fn resume_queue(tx: &Tx, queue: QueueName) -> Result<bool> {
    let mut sql = Sql::new("DELETE FROM queues WHERE name = ");
    sql.bind(queue.as_str());
    Ok(sql.run(&**tx).await? == 1)
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

pub(super) async fn is_asked_to_drain(cx: &Context, id: &str) -> Result<bool> {
    #[derive(FromQueryResult)]
    struct Row {
        asked: bool,
    }
    let mut sql = Sql::new("SELECT drain_requested_at IS NOT NULL AS asked FROM workers WHERE id = ");
    sql.bind(id.to_owned());
    Ok(sql.one::<Row>(cx.deps.db.reader()).await?.is_some_and(|row| row.asked))
}

/// No two clocks that are looked after are so far apart: a time beyond it was written by one that was wrong.
const AHEAD: TimeDelta = TimeDelta::seconds(300);

/// What the database knows of a schedule.
#[derive(Debug, Default, FromQueryResult)]
pub(super) struct ScheduleState {
    pub known_since: Option<DateTime<Utc>>,
    pub paused_at: Option<DateTime<Utc>>,
    pub last_at: Option<DateTime<Utc>>,
}

pub(super) async fn schedule_state(cx: &Context, name: &'static str) -> Result<ScheduleState> {
    // Ticks of a clock that was ahead keep none from being set off before their time has come: each has a row of its own anyway.
    let mut sql = Sql::new("SELECT s.known_since, s.paused_at, (SELECT MAX(t.tick_at) FROM schedule_ticks t WHERE ");
    sql.push("t.schedule = s.name AND t.tick_at <= ").bind(cx.now);
    sql.push(") AS last_at FROM schedules s WHERE s.name = ").bind(name);
    let state = sql.one::<ScheduleState>(cx.deps.db.reader()).await?.unwrap_or_default();
    let known_since = state.known_since.filter(|since| *since <= cx.now + AHEAD);
    Ok(ScheduleState { known_since, ..state })
}

pub(super) async fn make_known(cx: &Context, name: &'static str) -> Result<()> {
    let tx = cx.begin().await?;
    let mut sql = Sql::new("INSERT INTO schedules (name, known_since) VALUES (");
    sql.bind(name).push(", ").bind(cx.now);
    sql.push(") ON CONFLICT (name) DO UPDATE SET known_since = excluded.known_since WHERE schedules.known_since > ");
    sql.bind(cx.now + AHEAD);
    sql.run(&*tx).await?;
    tx.commit().await
}

pub(super) async fn set_schedule_paused(
    cx: &Context,
    tx: &Tx,
    name: &str,
    paused_at: Option<DateTime<Utc>>,
) -> Result<()> {
    let mut sql = Sql::new("INSERT INTO schedules (name, known_since, paused_at) VALUES (");
    sql.bind(name.to_owned()).push(", ").bind(cx.now).push(", ").bind(paused_at);
    sql.push(") ON CONFLICT (name) DO UPDATE SET ");
    match paused_at {
        // Pausing twice is once.
        Some(_) => sql.push("paused_at = COALESCE(schedules.paused_at, excluded.paused_at)"),
        // Known anew: what was missed is not made up for.
        None => sql.push("known_since = excluded.known_since, paused_at = NULL WHERE schedules.paused_at IS NOT NULL"),
    };
    sql.run(&**tx).await?;
    Ok(())
}

/// Asks a worker to take nothing new; false where it was asked already.
pub(super) async fn ask_to_drain(cx: &Context, tx: &Tx, worker: &str) -> Result<bool> {
    let mut sql = Sql::new("UPDATE workers SET drain_requested_at = ");
    sql.bind(cx.now).push(" WHERE drain_requested_at IS NULL AND id = ").bind(worker.to_owned());
    Ok(sql.run(&**tx).await? == 1)
}

/// Removes a worker that has stopped.
pub(super) async fn forget_worker(tx: &Tx, worker: &str) -> Result<()> {
    let mut sql = Sql::new("DELETE FROM workers WHERE id = ");
    sql.bind(worker.to_owned());
    sql.run(&**tx).await?;
    Ok(())
}

/// Writes down that a tick has set off its job; false where another worker has.
pub(super) async fn write_tick(tx: &Tx, schedule: &'static str, at: DateTime<Utc>, job: JobId) -> Result<bool> {
    let mut sql = Sql::new("INSERT INTO schedule_ticks (schedule, tick_at, job_id) VALUES (");
    sql.bind(schedule).push(", ").bind(at).push(", ").bind(job.uuid()).push(") ON CONFLICT DO NOTHING");
    Ok(sql.run(&**tx).await? == 1)
}
