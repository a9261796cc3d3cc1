//! How full the queues are, minute by minute: looked at a few times a minute by whichever process comes first, so that it
//! costs as much for fifty processes as for one. A minute keeps the worst that was seen of it.

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::FromQueryResult;

use super::{history::minute, store};
use crate::{Context, Result, platform::Sql};

/// How long a look is good for.
const FRESH: TimeDelta = TimeDelta::seconds(15);

/// Looks at the queues and keeps what there is, unless somebody has just looked. Every process calls this every few
/// seconds.
///
/// # Errors
/// The database's.
pub async fn look_at_depths(cx: &Context) -> Result<()> {
    let minute = minute(cx.now)?;
    if looked_at(cx, minute).await?.is_some_and(|at| cx.now - at < FRESH) {
        return Ok(());
    }
    let figures = store::figures(cx).await?;
    let mut sql = Sql::new(
        "INSERT INTO queue_history (queue, minute, enqueued, started, succeeded, failed, due, oldest_due_age, looked_at) \
         VALUES ",
    );
    // Always in the same order, so that two processes never wait for each other's rows.
    for (n, queue) in figures.queues.iter().enumerate() {
        sql.push(if n == 0 { "(" } else { ", (" }).bind(queue.name.as_str()).push(", ").bind(minute);
        sql.push(", 0, 0, 0, 0, ").bind(queue.queued).push(", ").bind(queue.oldest_due_age);
        sql.push(", ").bind(cx.now).push(")");
    }
    sql.push(" ON CONFLICT (queue, minute) DO UPDATE SET looked_at = excluded.looked_at, ");
    sql.push(&worst("due")).push(", ").push(&worst("oldest_due_age"));
    let tx = cx.begin().await?;
    sql.run(&*tx).await?;
    tx.commit().await
}

fn worst(column: &str) -> String {
    format!(
        "{column} = CASE WHEN queue_history.{column} > excluded.{column} THEN queue_history.{column} \
         ELSE excluded.{column} END"
    )
}

/// When somebody last looked, within this minute or the one before it.
async fn looked_at(cx: &Context, minute: DateTime<Utc>) -> Result<Option<DateTime<Utc>>> {
    #[derive(FromQueryResult)]
    struct Row {
        at: Option<DateTime<Utc>>,
    }
    let mut sql = Sql::new("SELECT MAX(looked_at) AS at FROM queue_history WHERE queue = 'interactive' AND minute >= ");
    sql.bind(minute - TimeDelta::minutes(1));
    Ok(sql.one::<Row>(cx.deps.db.reader()).await?.and_then(|row| row.at))
}
