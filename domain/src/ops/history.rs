//! How much goes through the queues, minute by minute. A process counts in memory; what has come together is added to the
//! minute's row once in a while, so that a job costs no statement more. A process that is killed takes the last moments of
//! its counting with it: this is for charts, the ledger is the record.

use chrono::{DateTime, DurationRound, TimeDelta, Utc};
use sea_orm::FromQueryResult;

use super::{QueueMinute, policy};
use crate::{
    Context, Error, Result,
    fault::Fault,
    jobs::QueueName,
    platform::{Sql, metrics::Counts},
};

/// How many minutes of the past are shown when nobody says.
pub const HISTORY_DEFAULT: i64 = 60;
/// How many minutes of the past are kept: a day.
pub const HISTORY_MAX: i64 = 1440;

/// How much went through a queue in each of the last minutes, the oldest first; the last one is not over yet. A minute in
/// which nothing happened is there, too.
///
/// # Errors
/// `authentication_required`, `forbidden`; `validation_failed` unless 1 to [`HISTORY_MAX`] minutes are asked for.
pub async fn queue_history(cx: &Context, name: QueueName, minutes: Option<i64>) -> Result<Vec<QueueMinute>> {
    policy::require(&cx.actor)?;
    let minutes = minutes.unwrap_or(HISTORY_DEFAULT);
    if !(1..=HISTORY_MAX).contains(&minutes) {
        let detail = format!("between 1 and {HISTORY_MAX}");
        return Err(Error::Invalid(vec![Fault::new("/minutes", "out_of_range", detail)]));
    }
    let last = minute(cx.now)?;
    let first = last - TimeDelta::minutes(minutes - 1);
    let mut sql = Sql::new(
        "SELECT minute, enqueued, started, succeeded, failed, due, oldest_due_age FROM queue_history WHERE queue = ",
    );
    sql.bind(name.as_str()).push(" AND minute >= ").bind(first).push(" ORDER BY minute");
    let mut known = sql.all::<Row>(cx.deps.db.reader()).await?.into_iter().peekable();
    let each = (0..minutes).map(|n| first + TimeDelta::minutes(n));
    Ok(each
        .map(|minute| known.next_if(|row| row.minute == minute).map_or_else(|| nothing(minute), Row::into))
        .collect())
}

/// Adds what this process has counted since it last wrote. Every process calls this every few seconds, and at its end.
///
/// # Errors
/// The database's; what was counted is kept for the next time.
pub async fn write_history(cx: &Context) -> Result<()> {
    let tally = &cx.deps.metrics.jobs.tally;
    let counted = tally.take();
    if counted.is_empty() {
        return Ok(());
    }
    let written = add(cx, &counted).await;
    if written.is_err() {
        for (queue, counts) in counted {
            tally.add(queue, counts);
        }
    }
    written
}

async fn add(cx: &Context, counted: &[(QueueName, Counts)]) -> Result<()> {
    let minute = minute(cx.now)?;
    let mut sql = Sql::new("INSERT INTO queue_history (queue, minute, enqueued, started, succeeded, failed) VALUES ");
    // Always in the same order, so that two processes never wait for each other's rows.
    for (n, (queue, counts)) in counted.iter().enumerate() {
        sql.push(if n == 0 { "(" } else { ", (" }).bind(queue.as_str()).push(", ").bind(minute);
        for count in [counts.enqueued, counts.started, counts.succeeded, counts.failed] {
            sql.push(", ").bind(i64::try_from(count).unwrap_or(i64::MAX));
        }
        sql.push(")");
    }
    sql.push(" ON CONFLICT (queue, minute) DO UPDATE SET enqueued = queue_history.enqueued + excluded.enqueued, ");
    sql.push("started = queue_history.started + excluded.started, ");
    sql.push("succeeded = queue_history.succeeded + excluded.succeeded, ");
    sql.push("failed = queue_history.failed + excluded.failed");
    let tx = cx.begin().await?;
    sql.run(&*tx).await?;
    tx.commit().await
}

#[derive(FromQueryResult)]
struct Row {
    minute: DateTime<Utc>,
    enqueued: i64,
    started: i64,
    succeeded: i64,
    failed: i64,
    due: Option<i64>,
    oldest_due_age: Option<f64>,
}

impl From<Row> for QueueMinute {
    fn from(row: Row) -> Self {
        let Row { minute, enqueued, started, succeeded, failed, due, oldest_due_age } = row;
        Self { minute, enqueued, started, succeeded, failed, due, oldest_due_age }
    }
}

const fn nothing(minute: DateTime<Utc>) -> QueueMinute {
    QueueMinute { minute, enqueued: 0, started: 0, succeeded: 0, failed: 0, due: None, oldest_due_age: None }
}

/// The minute of a time.
pub(super) fn minute(at: DateTime<Utc>) -> Result<DateTime<Utc>> {
    at.duration_trunc(TimeDelta::minutes(1)).map_err(Error::internal)
}
