//! Ticking: each tick sets off its job once in the whole cluster, because a row per tick can be written only once.

use chrono::{DateTime, Utc};

use super::{SCHEDULES, Schedule, ScheduleInfo, policy, store};
use crate::{
    Context, Result,
    audit::{self, Entry},
    ids::JobId,
    jobs::{self, JobRecord},
};

/// Sets off what is due. Every worker calls this; one of them wins each tick. Ticks that nobody was there for come to one,
/// and a schedule that is new here waits for its first tick. Tells how many jobs were set off.
///
/// # Errors
/// The database's.
pub async fn tick(cx: &Context) -> Result<usize> {
    let mut set_off = 0;
    for schedule in SCHEDULES {
        if tick_one(cx, schedule).await?.is_some() {
            set_off += 1;
        }
    }
    Ok(set_off)
}

async fn tick_one(cx: &Context, schedule: &Schedule) -> Result<Option<JobId>> {
    let at = schedule.last_tick(cx.now)?;
    let state = store::schedule_state(cx, schedule.name).await?;
    if state.known_since.is_none() {
        store::make_known(cx, schedule.name).await?;
        return Ok(None);
    }
    let is_old = state.known_since.is_some_and(|since| at <= since) || state.last_at.is_some_and(|last| at <= last);
    if is_old || state.paused_at.is_some() {
        return Ok(None);
    }
    set_off(cx, schedule, at).await
}

async fn set_off(cx: &Context, schedule: &Schedule, at: DateTime<Utc>) -> Result<Option<JobId>> {
    let mut tx = cx.begin().await?;
    let job = (schedule.enqueue)(cx, &mut tx).await?;
    if !store::write_tick(&tx, schedule.name, at, job).await? {
        return Ok(None); // Another worker has this tick; the job goes with the transaction.
    }
    tx.commit().await?;
    Ok(Some(job))
}

/// Every schedule.
///
/// # Errors
/// `authentication_required`, `forbidden`.
pub async fn schedules(cx: &Context) -> Result<Vec<ScheduleInfo>> {
    policy::require(&cx.actor)?;
    let mut all = Vec::new();
    for schedule in SCHEDULES {
        all.push(info(cx, schedule).await?);
    }
    Ok(all)
}

/// Sets off a schedule's job now, beside its ticks.
///
/// # Errors
/// `authentication_required`, `forbidden`, `not_found`.
pub async fn trigger_schedule(cx: &Context, name: &str) -> Result<JobRecord> {
    policy::require(&cx.actor)?;
    let schedule = Schedule::named(name)?;
    let mut tx = cx.begin().await?;
    let job = (schedule.enqueue)(cx, &mut tx).await?;
    audit::record(cx, &mut tx, Entry::done("schedule.triggered").on(format_args!("schedule:{name}")));
    tx.commit().await?;
    jobs::receipt(cx, job).await
}

/// Lets a schedule set off nothing until it is resumed. Pausing twice is once.
///
/// # Errors
/// `authentication_required`, `forbidden`, `not_found`.
pub async fn pause_schedule(cx: &Context, name: &str) -> Result<ScheduleInfo> {
    set_paused(cx, name, Some(cx.now), Entry::done("schedule.paused")).await
}

/// Lets a schedule go on with its next tick; those that were missed meanwhile are not made up for.
///
/// # Errors
/// `authentication_required`, `forbidden`, `not_found`.
pub async fn resume_schedule(cx: &Context, name: &str) -> Result<ScheduleInfo> {
    set_paused(cx, name, None, Entry::done("schedule.resumed")).await
}

async fn set_paused(cx: &Context, name: &str, paused_at: Option<DateTime<Utc>>, entry: Entry) -> Result<ScheduleInfo> {
    policy::require(&cx.actor)?;
    let schedule = Schedule::named(name)?;
    let mut tx = cx.begin().await?;
    store::set_schedule_paused(cx, &tx, name, paused_at).await?;
    audit::record(cx, &mut tx, entry.on(format_args!("schedule:{name}")));
    tx.commit().await?;
    info(cx, schedule).await
}

async fn info(cx: &Context, schedule: &Schedule) -> Result<ScheduleInfo> {
    let state = store::schedule_state(cx, schedule.name).await?;
    let next_at = if state.paused_at.is_some() { None } else { Some(schedule.next_tick(cx.now)?) };
    Ok(ScheduleInfo {
        name: schedule.name,
        cron: schedule.cron,
        time_zone: schedule.time_zone.name(),
        description: schedule.description,
        next_at,
        last_at: state.last_at,
        paused_at: state.paused_at,
    })
}
