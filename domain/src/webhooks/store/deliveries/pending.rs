//! What is to be delivered, and what was.

use chrono::{DateTime, Utc};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::row::{COLUMNS, Row};
use crate::{
    Context, Result,
    events::Event,
    ids::{EventId, WebhookDeliveryId, WebhookId},
    platform::{Sql, Tx},
    webhooks::{Delivery, DeliveryState},
};

/// What of these events a webhook was told, or is to be told: the delivery and its state.
pub(in crate::webhooks) async fn of_events(
    cx: &Context,
    tx: &Tx,
    webhook: WebhookId,
    events: &[Event],
) -> Result<Vec<(EventId, WebhookDeliveryId, DeliveryState)>> {
    #[derive(FromQueryResult)]
    struct Known {
        event_id: Uuid,
        id: Uuid,
        state: String,
    }
    let mut sql = Sql::new("SELECT event_id, id, state FROM webhook_deliveries WHERE webhook_id = ");
    sql.bind(webhook.uuid()).push(" AND event_id");
    sql.any_of(cx.deps.db.engine(), events.iter().map(|event| event.id.uuid()).collect());
    let known = sql.all::<Known>(&**tx).await?.into_iter();
    known
        .map(|row| Ok((EventId::from_uuid(row.event_id), WebhookDeliveryId::from_uuid(row.id), row.state.parse()?)))
        .collect()
}

/// The delivery whose turn it is at an ordered webhook, and when its next attempt is to come.
pub(in crate::webhooks) async fn first_pending(
    tx: &Tx,
    webhook: WebhookId,
) -> Result<Option<(WebhookDeliveryId, Option<DateTime<Utc>>)>> {
    #[derive(FromQueryResult)]
    struct First {
        id: Uuid,
        next_attempt_at: Option<DateTime<Utc>>,
    }
    let mut sql =
        Sql::new("SELECT id, next_attempt_at FROM webhook_deliveries WHERE state = 'pending' AND webhook_id = ");
    sql.bind(webhook.uuid()).push(" AND event_seq IS NOT NULL ORDER BY event_seq LIMIT 1");
    let first = sql.one::<First>(&**tx).await?;
    Ok(first.map(|row| (WebhookDeliveryId::from_uuid(row.id), row.next_attempt_at)))
}

/// Deliveries whose attempt should have come by a time and did not, the longest due first.
pub(in crate::webhooks) async fn overdue(cx: &Context, by: DateTime<Utc>, limit: usize) -> Result<Vec<Delivery>> {
    let mut sql = Sql::new(COLUMNS);
    sql.push("d.state = 'pending' AND d.next_attempt_at <= ").bind(by);
    sql.push(&format!(" ORDER BY d.next_attempt_at, d.id LIMIT {limit}"));
    sql.all::<Row>(cx.deps.db.reader()).await?.into_iter().map(Delivery::try_from).collect()
}
