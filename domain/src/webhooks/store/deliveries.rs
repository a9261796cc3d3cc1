//! Deliveries.

use chrono::{DateTime, SecondsFormat, Utc};
use sea_orm::{ConnectionTrait, FromQueryResult};
use uuid::Uuid;

use crate::{
    Context, Error, Result,
    events::Event,
    ids::{self, EventId, WebhookDeliveryId, WebhookDeliveryKind, WebhookId},
    page::{Key, List, Order, Page, PageRequest, Position},
    platform::{
        Sql, Tx,
        db::{Holds, Rows, Table},
    },
    webhooks::{Delivery, DeliveryFilter, DeliveryState, TEST},
};

pub(in crate::webhooks) const DELIVERIES: List =
    List { name: "webhook-deliveries", key: "d.created_at", id: "d.id", order: Order::Descending };

const COLUMNS: &str = "SELECT d.id, d.webhook_id, d.event_id, d.event_type, d.event_seq, d.body, d.state, d.attempts, \
                       d.round, d.next_attempt_at, d.last_status, d.last_error, d.created_at, d.finished_at FROM \
                       webhook_deliveries d WHERE ";

const TABLE: Table = Table {
    name: "webhook_deliveries",
    columns: &[
        ("id", Holds::Id),
        ("webhook_id", Holds::Id),
        ("event_id", Holds::Id),
        ("event_type", Holds::Text),
        ("event_seq", Holds::BigInt),
        ("body", Holds::Text),
        ("state", Holds::Text),
        ("attempts", Holds::Int),
        ("round", Holds::Int),
        ("next_attempt_at", Holds::Time),
        ("created_at", Holds::Time),
    ],
};

#[derive(FromQueryResult)]
struct Row {
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

pub(in crate::webhooks) async fn page_of_deliveries(
    cx: &Context,
    webhook: WebhookId,
    filter: DeliveryFilter,
    request: &PageRequest,
) -> Result<Page<Delivery>> {
    let mut sql = Sql::new(COLUMNS);
    sql.push("d.webhook_id = ").bind(webhook.uuid());
    if let Some(state) = filter.state {
        sql.push(" AND d.state = ").bind(state.as_str());
    }
    let whole = sql.clone();
    request.apply(DELIVERIES, &mut sql);
    let rows = sql.all::<Row>(cx.deps.db.reader()).await?;
    let deliveries = rows.into_iter().map(Delivery::try_from).collect::<Result<Vec<_>>>()?;
    let position = |one: &Delivery| Position { key: Key::Time(one.created_at), id: one.id.uuid() };
    Ok(request.page(cx, DELIVERIES, deliveries, position).of(whole))
}

pub(in crate::webhooks) async fn delivery(cx: &Context, id: WebhookDeliveryId) -> Result<Option<Delivery>> {
    find(cx.deps.db.reader(), id).await
}

/// A delivery whose webhook is locked.
pub(in crate::webhooks) async fn lock_delivery(tx: &Tx, id: WebhookDeliveryId) -> Result<Option<Delivery>> {
    find(&**tx, id).await
}

async fn find(db: &impl ConnectionTrait, id: WebhookDeliveryId) -> Result<Option<Delivery>> {
    let mut sql = Sql::new(COLUMNS);
    sql.push("d.id = ").bind(id.uuid());
    sql.one::<Row>(db).await?.map(Delivery::try_from).transpose()
}

/// A delivery that is new: of this event, to this webhook.
pub(in crate::webhooks) struct Fresh<'a> {
    pub webhook: WebhookId,
    pub event: &'a Event,
    pub body: &'a str,
}

/// Writes deliveries and tells their ids, in the same order.
pub(in crate::webhooks) async fn insert_deliveries(
    cx: &Context,
    tx: &Tx,
    fresh: &[Fresh<'_>],
) -> Result<Vec<WebhookDeliveryId>> {
    let mut rows = Rows::of(TABLE);
    let mut written = Vec::with_capacity(fresh.len());
    for Fresh { webhook, event, body } in fresh {
        let id: WebhookDeliveryId = ids::new::<WebhookDeliveryKind>(cx);
        rows.push([
            id.uuid().into(),
            webhook.uuid().into(),
            event.id.uuid().into(),
            event.kind.as_str().into(),
            event.seq.into(),
            (*body).into(),
            DeliveryState::Pending.as_str().into(),
            0_i32.into(),
            0_i32.into(),
            cx.now.into(),
            cx.now.into(),
        ]);
        written.push(id);
    }
    rows.insert(&**tx, cx.deps.db.engine()).await?;
    Ok(written)
}

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

/// Deliveries whose attempt should have come by a time and did not, the longest due first.
pub(in crate::webhooks) async fn overdue(cx: &Context, by: DateTime<Utc>, limit: usize) -> Result<Vec<Delivery>> {
    let mut sql = Sql::new(COLUMNS);
    sql.push("d.state = 'pending' AND d.next_attempt_at <= ").bind(by);
    sql.push(&format!(" ORDER BY d.next_attempt_at, d.id LIMIT {limit}"));
    sql.all::<Row>(cx.deps.db.reader()).await?.into_iter().map(Delivery::try_from).collect()
}

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

/// Why a delivery failed without another attempt.
const GIVEN_UP: &str = "the webhook was disabled";

/// Removes deliveries that have ended and are older than a time, with their attempts; at most one batch. Tells how many.
pub(in crate::webhooks) async fn purge(cx: &Context, tx: &Tx, before: DateTime<Utc>, limit: usize) -> Result<u64> {
    let mut sql = Sql::new("DELETE FROM webhook_deliveries WHERE ");
    sql.id_among(cx.deps.db.engine(), |sql| {
        sql.push("SELECT id FROM webhook_deliveries WHERE state <> 'pending' AND created_at < ").bind(before);
        sql.push(&format!(" ORDER BY created_at LIMIT {limit}"));
    });
    Ok(sql.run(&**tx).await?)
}
