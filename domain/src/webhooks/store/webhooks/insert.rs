//! Writing a webhook that is new.

use crate::{
    Context, Result,
    events::EventType,
    ids,
    platform::{Sql, Tx},
    webhooks::{DisabledReason, Webhook, service::NewWebhook},
};

pub(in crate::webhooks) async fn insert(cx: &Context, tx: &Tx, new: NewWebhook, salt: &str) -> Result<Webhook> {
    let webhook = Webhook {
        id: ids::new(cx),
        url: new.url,
        description: new.description,
        event_types: new.event_types,
        ordered: new.ordered,
        enabled: new.enabled,
        disabled_reason: (!new.enabled).then_some(DisabledReason::Asked),
        disabled_at: (!new.enabled).then_some(cx.now),
        failing_since: None,
        former_secret_until: None,
        version: 1,
        created_at: cx.now,
        updated_at: cx.now,
    };
    let mut sql = Sql::new(
        "INSERT INTO webhooks (id, url, description, event_types, ordered, enabled, disabled_reason, disabled_at, salt, \
         version, created_at, updated_at) VALUES (",
    );
    sql.bind(webhook.id.uuid()).push(", ").bind(webhook.url.clone()).push(", ").bind(webhook.description.clone());
    sql.push(", ").bind(names(&webhook.event_types)).push(", ").bind(webhook.ordered).push(", ").bind(webhook.enabled);
    sql.push(", ")
        .bind(webhook.disabled_reason.map(|why| why.as_str().to_owned()))
        .push(", ")
        .bind(webhook.disabled_at);
    sql.push(", ").bind(salt).push(", 1, ").bind(cx.now).push(", ").bind(cx.now).push(")");
    sql.run(&**tx).await?;
    Ok(webhook)
}

pub(super) fn names(kinds: &[EventType]) -> String {
    kinds.iter().map(|kind| kind.as_str()).collect::<Vec<_>>().join(" ")
}
