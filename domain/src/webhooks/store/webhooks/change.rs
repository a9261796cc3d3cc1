//! Changing webhooks.

use chrono::{DateTime, Utc};

use super::{insert::names, state::disabled};
use crate::{
    Context, Result,
    ids::WebhookId,
    platform::{Sql, Tx},
    webhooks::{DisabledReason, secret::Salts, service::Change},
};

/// Begins a change of a webhook.
pub(super) fn changed(cx: &Context) -> Sql {
    let mut sql = Sql::new("UPDATE webhooks SET version = version + 1, updated_at = ");
    sql.bind(cx.now);
    sql
}

pub(super) async fn of(mut sql: Sql, tx: &Tx, id: WebhookId) -> Result<()> {
    sql.push(" WHERE id = ").bind(id.uuid());
    sql.run(&**tx).await?;
    Ok(())
}

pub(in crate::webhooks) async fn change(cx: &Context, tx: &Tx, id: WebhookId, change: Change) -> Result<()> {
    let mut sql = changed(cx);
    if let Some(url) = change.url {
        sql.push(", url = ").bind(url);
    }
    if let Some(description) = change.description {
        sql.push(", description = ").bind(description);
    }
    if let Some(kinds) = change.event_types {
        sql.push(", event_types = ").bind(names(&kinds));
    }
    if let Some(ordered) = change.ordered {
        sql.push(", ordered = ").bind(ordered);
    }
    match change.enabled {
        Some(true) => {
            sql.push(", enabled = ").bind(true);
            sql.push(", disabled_reason = NULL, disabled_at = NULL, failing_since = NULL");
        }
        Some(false) => disabled(&mut sql, cx, DisabledReason::Asked),
        None => {}
    }
    of(sql, tx, id).await
}

/// Writes of what the secrets are made; the last of the former ones signs until a time.
pub(in crate::webhooks) async fn set_salts(
    cx: &Context,
    tx: &Tx,
    id: WebhookId,
    salts: &Salts,
    former_until: DateTime<Utc>,
) -> Result<()> {
    let mut sql = changed(cx);
    sql.push(", former_salt = ").bind(salts.written()).push(", former_until = ").bind(former_until);
    sql.push(", salt = ").bind(salts.present.clone());
    of(sql, tx, id).await
}

/// Removes a webhook with its deliveries; false when there is none.
pub(in crate::webhooks) async fn remove(tx: &Tx, id: WebhookId) -> Result<bool> {
    let mut sql = Sql::new("DELETE FROM webhooks WHERE id = ");
    sql.bind(id.uuid());
    Ok(sql.run(&**tx).await? == 1)
}
