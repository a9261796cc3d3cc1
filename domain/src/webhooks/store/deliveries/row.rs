//! A row of deliveries.

use chrono::{DateTime, Utc};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use crate::{
    Error, Result,
    ids::{EventId, WebhookDeliveryId, WebhookId},
    webhooks::Delivery,
};

pub(super) const COLUMNS: &str = "SELECT d.id, d.webhook_id, d.event_id, d.event_type, d.event_seq, d.body, d.state, d.attempts, \
                       d.round, d.next_attempt_at, d.last_status, d.last_error, d.created_at, d.finished_at FROM \
                       webhook_deliveries d WHERE ";

#[derive(FromQueryResult)]
pub(super) struct Row {
    id: Uuid,
    webhook_id: Uuid,
    event_id: Uuid,
    event_type: String,
    event_seq: Option<i64>,
    body: String,
    state: String,
    attempts: i32,
    round: i32,
    next_attempt_at: Option<DateTime<Utc>>,
    last_status: Option<i32>,
    last_error: Option<String>,
    created_at: DateTime<Utc>,
    finished_at: Option<DateTime<Utc>>,
}

impl TryFrom<Row> for Delivery {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self> {
        Ok(Self {
            id: WebhookDeliveryId::from_uuid(row.id),
            webhook_id: WebhookId::from_uuid(row.webhook_id),
            event_id: EventId::from_uuid(row.event_id),
            event_type: row.event_type,
            event_seq: row.event_seq,
            body: row.body,
            state: row.state.parse()?,
            attempts: row.attempts,
            round: row.round,
            next_attempt_at: row.next_attempt_at,
            last_status: row.last_status,
            last_error: row.last_error,
            created_at: row.created_at,
            finished_at: row.finished_at,
        })
    }
}
