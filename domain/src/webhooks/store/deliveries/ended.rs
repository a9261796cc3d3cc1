//! Deliveries to which nothing comes any more.

use chrono::{DateTime, Utc};

use crate::{
    Context, Result,
    platform::{Sql, Tx},
};

/// Why a delivery failed without another attempt.
const GIVEN_UP: &str = "the webhook was disabled";

/// Gives up what waits for webhooks that are disabled, at most one batch. Tells how many. Tests are none of it.
pub(in crate::webhooks) async fn give_up(cx: &Context, tx: &Tx, limit: usize) -> Result<u64> {
    let mut sql = Sql::new("UPDATE webhook_deliveries SET state = 'failed', next_attempt_at = NULL, finished_at = ");
    sql.bind(cx.now).push(", last_error = ").bind(GIVEN_UP).push(" WHERE state = 'pending' AND ");
    sql.id_among(cx.deps.db.engine(), |sql| {
        sql.push("SELECT d.id FROM webhook_deliveries d WHERE d.state = 'pending' AND d.event_seq IS NOT NULL AND ");
        sql.push("d.webhook_id IN (SELECT w.id FROM webhooks w WHERE NOT w.enabled)");
        sql.push(&format!(" ORDER BY d.webhook_id, d.event_seq LIMIT {limit}"));
    });
    Ok(sql.run(&**tx).await?)
}

/// Removes deliveries that have ended and are older than a time, with their attempts; at most one batch. Tells how many.
pub(in crate::webhooks) async fn purge(cx: &Context, tx: &Tx, before: DateTime<Utc>, limit: usize) -> Result<u64> {
    let mut sql = Sql::new("DELETE FROM webhook_deliveries WHERE ");
    sql.id_among(cx.deps.db.engine(), |sql| {
        sql.push("SELECT id FROM webhook_deliveries WHERE state <> 'pending' AND created_at < ").bind(before);
        sql.push(&format!(" ORDER BY created_at LIMIT {limit}"));
    });
    Ok(sql.run(&**tx).await?)
}
