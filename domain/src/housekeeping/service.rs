//! The purges.

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::{Context, Error, Result, jobs::Run, platform::Sql};

/// How many rows one transaction removes at most.
const BATCH: i64 = 500;

/// How long a token or session is kept after its time: long enough to tell a thief's second use from a stranger's guess.
const TOKENS_KEPT: TimeDelta = TimeDelta::days(7);

/// How many ticks of schedules back are kept: a tick must not run twice, and nobody ticks a day late.
const TICKS_KEPT: TimeDelta = TimeDelta::days(30);

/// No group keeps its jobs so far apart: a time beyond it was written by a clock that was ahead, and would keep them waiting until then.
const FAR: TimeDelta = TimeDelta::days(1);

/// How much of the history of queues is kept: as much as operators can ask for.
const HISTORY_KEPT: TimeDelta = TimeDelta::days(1);

/// Removes finished jobs that are older than the settings keep them, old ticks of schedules and the history of queues.
///
/// # Errors
/// The database's; what is removed stays removed.
pub async fn purge_jobs(run: &Run) -> Result<Value> {
    let kept = &run.cx.settings().jobs.retention;
    let mut removed = 0;
    for (state, kept) in [("succeeded", kept.succeeded), ("cancelled", kept.cancelled), ("dead", kept.dead)] {
        let before = run.cx.now - TimeDelta::from_std(kept).map_err(Error::internal)?;
        removed += in_batches(run, removed, |sql| {
            let over = format!("state = '{state}' AND finished_at < ");
            sql.push(&format!("jobs WHERE {over}")).bind(before);
            sql.push(&format!(" AND id IN (SELECT id FROM jobs WHERE {over}")).bind(before);
            sql.push(&format!(" LIMIT {BATCH})"));
        })
        .await?;
    }
    for (of, kept) in [
        ("schedule_ticks WHERE tick_at < ", TICKS_KEPT),
        ("queue_history WHERE minute < ", HISTORY_KEPT),
        ("job_groups WHERE next_at < ", TimeDelta::zero()),
        ("job_groups WHERE next_at > ", -FAR),
    ] {
        once(&run.cx, |sql| {
            sql.push(of).bind(run.cx.now - kept);
        })
        .await?;
    }
    Ok(json!({ "removed": removed }))
}

/// Removes links, tokens, sessions, invitations, logins on their way, subscriptions that nobody has confirmed and names of reports of
/// mails whose time is long over, and answers that no idempotency key leads to any more.
///
/// # Errors
/// The database's; what is removed stays removed.
pub async fn purge_tokens(run: &Run) -> Result<Value> {
    let before = run.cx.now - TOKENS_KEPT;
    let mut removed = 0;
    for table in [
        "email_tokens",
        "refresh_tokens",
        "sessions",
        "login_challenges",
        "oauth_flows",
        "invitations",
        "subscribers",
        "mail_events",
    ] {
        removed += in_batches(run, removed, |sql| {
            sql.push(&format!("{table} WHERE expires_at < ")).bind(before);
            sql.push(&format!(" AND id IN (SELECT id FROM {table} WHERE expires_at < ")).bind(before);
            sql.push(&format!(" LIMIT {BATCH})"));
        })
        .await?;
    }
    // At once: they may have what somebody has written in them, and are good for nothing.
    let now = run.cx.now;
    removed += in_batches(run, removed, |sql| {
        sql.push("idempotency_keys WHERE expires_at <= ").bind(now);
        sql.push(" AND (caller, key) IN (SELECT caller, key FROM idempotency_keys WHERE expires_at <= ").bind(now);
        sql.push(&format!(" LIMIT {BATCH})"));
    })
    .await?;
    Ok(json!({ "removed": removed }))
}

async fn in_batches(run: &Run, before: i64, what: impl Fn(&mut Sql)) -> Result<i64> {
    let mut removed = 0;
    loop {
        run.check_cancelled()?;
        let batch = once(&run.cx, &what).await?;
        removed += batch;
        if batch < BATCH {
            return Ok(removed);
        }
        run.progress(before + removed, None, "removing").await?;
    }
}

/// The condition is asked twice where rows are chosen: on PostgreSQL who waits for a row that somebody changes asks the outer one anew, and a job
/// that is retried in this moment is over no more.
async fn once(cx: &Context, what: impl Fn(&mut Sql)) -> Result<i64> {
    let mut sql = Sql::new("DELETE FROM ");
    what(&mut sql);
    let tx = cx.begin().await?;
    let removed = sql.run(&*tx).await?;
    tx.commit().await?;
    Ok(i64::try_from(removed).unwrap_or(i64::MAX))
}
