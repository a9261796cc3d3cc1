//! Attempts.

use chrono::{DateTime, Utc};
use sea_orm::FromQueryResult;

use crate::{
    Context, Error, Result,
    ids::WebhookDeliveryId,
    platform::{Sql, Tx},
    webhooks::Attempt,
};

#[derive(FromQueryResult)]
struct Row {
    number: i32,
    url: String,
    sent_at: DateTime<Utc>,
    millis: i32,
    status: Option<i32>,
    headers: Option<String>,
    body: Option<String>,
    error: Option<String>,
}

impl TryFrom<Row> for Attempt {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self> {
        let headers = row.headers.map(|text| serde_json::from_str(&text)).transpose().map_err(Error::internal)?;
        Ok(Self {
            number: row.number,
            url: row.url,
            sent_at: row.sent_at,
            millis: row.millis,
            status: row.status,
            headers,
            body: row.body,
            error: row.error,
        })
    }
}

/// The attempts of a delivery, the latest first.
pub(in crate::webhooks) async fn attempts(
    cx: &Context,
    delivery: WebhookDeliveryId,
    limit: usize,
) -> Result<Vec<Attempt>> {
    let mut sql = Sql::new(
        "SELECT number, url, sent_at, millis, status, headers, body, error FROM webhook_attempts WHERE delivery_id = ",
    );
    sql.bind(delivery.uuid()).push(&format!(" ORDER BY number DESC LIMIT {limit}"));
    sql.all::<Row>(cx.deps.db.reader()).await?.into_iter().map(Attempt::try_from).collect()
}

pub(in crate::webhooks) async fn insert_attempt(tx: &Tx, delivery: WebhookDeliveryId, attempt: &Attempt) -> Result<()> {
    let headers = attempt.headers.as_ref().map(serde_json::to_string).transpose().map_err(Error::internal)?;
    let mut sql = Sql::new(
        "INSERT INTO webhook_attempts (delivery_id, number, url, sent_at, millis, status, headers, body, error) VALUES (",
    );
    sql.bind(delivery.uuid()).push(", ").bind(attempt.number).push(", ").bind(attempt.url.clone()).push(", ");
    sql.bind(attempt.sent_at).push(", ").bind(attempt.millis).push(", ").bind(attempt.status).push(", ");
    sql.bind(headers).push(", ").bind(attempt.body.clone()).push(", ").bind(attempt.error.clone()).push(")");
    sql.run(&**tx).await?;
    Ok(())
}
