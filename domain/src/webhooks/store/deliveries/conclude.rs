//! What becomes of a delivery.

use crate::{
    Context, Result,
    ids::WebhookDeliveryId,
    platform::{Sql, Tx},
    webhooks::Delivery,
};

/// Writes what an attempt has made of a delivery.
pub(in crate::webhooks) async fn conclude(tx: &Tx, delivery: &Delivery) -> Result<()> {
    let mut sql = Sql::new("UPDATE webhook_deliveries SET state = ");
    sql.bind(delivery.state.as_str()).push(", attempts = ").bind(delivery.attempts);
    sql.push(", round = ").bind(delivery.round).push(", next_attempt_at = ").bind(delivery.next_attempt_at);
    sql.push(", last_status = ").bind(delivery.last_status).push(", last_error = ").bind(delivery.last_error.clone());
    sql.push(", finished_at = ").bind(delivery.finished_at).push(" WHERE id = ").bind(delivery.id.uuid());
    sql.run(&**tx).await?;
    Ok(())
}

/// Begins deliveries anew: all attempts are before them again, the first one now.
pub(in crate::webhooks) async fn reset(cx: &Context, tx: &Tx, deliveries: &[WebhookDeliveryId]) -> Result<()> {
    let mut sql = Sql::new("UPDATE webhook_deliveries SET state = 'pending', round = 0, finished_at = NULL, ");
    sql.push("next_attempt_at = ").bind(cx.now).push(" WHERE id");
    sql.any_of(cx.deps.db.engine(), deliveries.iter().map(type_safe_id::TypeSafeId::uuid).collect());
    sql.run(&**tx).await?;
    Ok(())
}
