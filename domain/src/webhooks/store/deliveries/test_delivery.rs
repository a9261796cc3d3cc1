//! Writing a delivery that only tests a webhook.

use chrono::SecondsFormat;

use crate::{
    Context, Result,
    ids::{self, EventId, WebhookId},
    platform::{Sql, Tx},
    webhooks::{Delivery, DeliveryState, TEST},
};

/// Writes a delivery without an event behind it.
pub(in crate::webhooks) async fn insert_test(cx: &Context, tx: &Tx, webhook: WebhookId) -> Result<Delivery> {
    let event_id: EventId = ids::new(cx);
    let body = serde_json::json!({
        "id": event_id.to_string(),
        "type": TEST,
        "version": 1,
        "seq": null,
        "timestamp": cx.now.to_rfc3339_opts(SecondsFormat::Micros, true),
        "data": { "webhookId": webhook.to_string() },
    });
    let delivery = Delivery {
        id: ids::new(cx),
        webhook_id: webhook,
        event_id,
        event_type: TEST.to_owned(),
        event_seq: None,
        body: body.to_string(),
        state: DeliveryState::Pending,
        attempts: 0,
        round: 0,
        next_attempt_at: Some(cx.now),
        last_status: None,
        last_error: None,
        created_at: cx.now,
        finished_at: None,
    };
    let mut sql = Sql::new(
        "INSERT INTO webhook_deliveries (id, webhook_id, event_id, event_type, body, state, attempts, round, \
         next_attempt_at, created_at) VALUES (",
    );
    sql.bind(delivery.id.uuid()).push(", ").bind(webhook.uuid()).push(", ").bind(event_id.uuid()).push(", ");
    sql.bind(TEST).push(", ").bind(delivery.body.clone()).push(", ").bind(delivery.state.as_str());
    sql.push(", 0, 0, ").bind(cx.now).push(", ").bind(cx.now).push(")");
    sql.run(&**tx).await?;
    Ok(delivery)
}
