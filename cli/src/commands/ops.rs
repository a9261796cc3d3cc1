//! `presswork queues`, `workers` and `schedules`, for operators.

use presswork_domain::{
    ops::{self, QueueStats, ScheduleInfo, WorkerInfo},
    platform::Settings,
};

use super::operate::as_system;
use crate::{
    Failure,
    args::{Queues, Schedules, Workers},
    table,
};

pub(crate) async fn queues(settings: Settings, action: Queues) -> Result<(), Failure> {
    as_system(settings, |cx| async move {
        let queues = match action {
            Queues::Stats => ops::queues(&cx).await?,
            Queues::Pause { name } => vec![ops::pause_queue(&cx, name).await?],
            Queues::Resume { name } => vec![ops::resume_queue(&cx, name).await?],
        };
        let head = [
            "QUEUE",
            "SCHEDULED",
            "QUEUED",
            "HELD",
            "WAITING",
            "RUNNING",
            "DEAD",
            "PARKED",
            "OLDEST DUE",
            "PAUSED SINCE",
        ];
        Ok(aligned(head, queues.iter().map(queue)))
    })
    .await
}

pub(crate) async fn workers(settings: Settings, action: Workers) -> Result<(), Failure> {
    as_system(settings, |cx| async move {
        let workers = match action {
            Workers::List => ops::workers(&cx).await?,
            Workers::Drain { id } => vec![ops::drain_worker(&cx, &id).await?],
        };
        let head = ["WORKER", "QUEUES", "CONCURRENCY", "RUNNING", "VERSION", "SEEN", "DRAINING SINCE"];
        Ok(aligned(head, workers.into_iter().map(worker)))
    })
    .await
}

pub(crate) async fn schedules(settings: Settings, action: Schedules) -> Result<(), Failure> {
    as_system(settings, |cx| async move {
        let schedules = match action {
            Schedules::List => ops::schedules(&cx).await?,
            Schedules::Pause { name } => vec![ops::pause_schedule(&cx, &name).await?],
            Schedules::Resume { name } => vec![ops::resume_schedule(&cx, &name).await?],
            Schedules::Trigger { name } => {
                return Ok(format!("{} is on its way\n", ops::trigger_schedule(&cx, &name).await?.id));
            }
        };
        Ok(aligned(["SCHEDULE", "CRON", "TIME ZONE", "NEXT", "LAST", "PAUSED SINCE"], schedules.iter().map(schedule)))
    })
    .await
}

fn aligned<const N: usize>(head: [&str; N], rows: impl Iterator<Item = [String; N]>) -> String {
    table::aligned(&std::iter::once(head.map(str::to_owned)).chain(rows).collect::<Vec<_>>())
}

fn queue(queue: &QueueStats) -> [String; 10] {
    let age = format!("{:.1} s", queue.oldest_due_age);
    let counts = [queue.scheduled, queue.queued, queue.held, queue.waiting, queue.running, queue.dead, queue.parked];
    let [scheduled, queued, held, waiting, running, dead, parked] = counts.map(|count| count.to_string());
    [queue.name.to_string(), scheduled, queued, held, waiting, running, dead, parked, age, time(queue.paused_at)]
}

fn worker(worker: WorkerInfo) -> [String; 7] {
    let (concurrency, running) = (worker.concurrency.to_string(), worker.running.to_string());
    let (seen, draining) = (worker.seen_at.to_rfc3339(), time(worker.draining_since));
    [worker.id, worker.queues.join(","), concurrency, running, worker.version, seen, draining]
}

fn schedule(schedule: &ScheduleInfo) -> [String; 6] {
    let (next, last) = (time(schedule.next_at), time(schedule.last_at));
    let (name, cron, zone) = (schedule.name.to_owned(), schedule.cron.to_owned(), schedule.time_zone.to_owned());
    [name, cron, zone, next, last, time(schedule.paused_at)]
}

fn time(at: Option<chrono::DateTime<chrono::Utc>>) -> String {
    at.map(|at| at.to_rfc3339()).unwrap_or_default()
}
