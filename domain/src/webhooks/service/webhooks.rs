//! Making, changing and removing webhooks.

use serde_json::json;
use url::Url;

use super::inputs::{Change, NewWebhook};
use crate::{
    Context, Error, Result,
    audit::{self, Entry},
    expected::Expected,
    housekeeping::SettleWebhooks,
    ids::WebhookId,
    jobs,
    page::{Page, PageArgs, PageRequest},
    webhooks::{
        IssuedWebhook, Webhook, WebhookInput, WebhookPatchInput, policy, secret,
        store::{self, WEBHOOKS},
    },
};

/// The webhooks, the newest first.
///
/// # Errors
/// `authentication_required`, `insufficient_scope`, `forbidden`; faults of the page arguments.
pub async fn list(cx: &Context, args: &PageArgs) -> Result<Page<Webhook>> {
    policy::require_keeper(&cx.actor)?;
    let request = PageRequest::parse(cx, WEBHOOKS, args)?;
    store::page(cx, &request).await
}

/// One webhook.
///
/// # Errors
/// `authentication_required`, `insufficient_scope`, `forbidden`; `not_found`.
pub async fn get(cx: &Context, id: WebhookId) -> Result<Webhook> {
    policy::require_keeper(&cx.actor)?;
    store::by_id(cx, id).await?.ok_or_else(gone)
}

/// Makes a webhook. Its secret is in this answer and nowhere else.
///
/// # Errors
/// `authentication_required`, `insufficient_scope`, `forbidden`; all faults of the input together; `too_many_webhooks`.
pub async fn create(cx: &Context, input: &WebhookInput) -> Result<IssuedWebhook> {
    policy::require_keeper(&cx.actor)?;
    let new = NewWebhook::parse(cx, input).await?;
    let salt = secret::salt(cx);
    let most = cx.settings().webhooks.max_endpoints;
    let mut tx = cx.begin().await?;
    if store::count(&tx).await? >= i64::from(most) {
        return Err(Error::conflict("too_many_webhooks", format!("{most} webhooks are enough; delete one")));
    }
    let webhook = store::insert(cx, &tx, new, &salt).await?;
    let entry = Entry::done("webhook.created").on(webhook.id);
    audit::record(cx, &mut tx, entry.with(json!({ "host": host(&webhook.url) })));
    tx.commit().await?;
    let secret = secret::shown(cx, webhook.id, &salt);
    Ok(IssuedWebhook { webhook, secret })
}

/// Changes a webhook. `expected` says which versions it may meet, when it must not overwrite another change. One that is enabled
/// again begins without failures.
///
/// # Errors
/// `authentication_required`, `insufficient_scope`, `forbidden`; `not_found`; `stale_version`; all faults of the input together.
pub async fn update(cx: &Context, id: WebhookId, input: &WebhookPatchInput, expected: &Expected) -> Result<Webhook> {
    policy::require_keeper(&cx.actor)?;
    let change = Change::parse(cx, input).await?;
    let mut tx = cx.begin().await?;
    let webhook = store::lock(cx, &tx, id).await?.ok_or_else(gone)?.webhook;
    if !expected.admits(webhook.version) {
        return Err(Error::Stale { what: "webhook" });
    }
    let change = change.without_what_is(&webhook);
    let enabled = change.enabled;
    if change.is_empty() {
        return Ok(webhook);
    }
    let entry = Entry::done("webhook.updated").on(id).with(json!({ "enabled": enabled }));
    store::change(cx, &tx, id, change).await?;
    if enabled == Some(false) {
        jobs::enqueue(cx, &mut tx, &SettleWebhooks {}).await?;
    }
    audit::record(cx, &mut tx, entry);
    tx.commit().await?;
    store::by_id(cx, id).await?.ok_or_else(gone)
}

/// Deletes a webhook with its deliveries.
///
/// # Errors
/// `authentication_required`, `insufficient_scope`, `forbidden`; `not_found`.
pub async fn delete(cx: &Context, id: WebhookId) -> Result<()> {
    policy::require_keeper(&cx.actor)?;
    let mut tx = cx.begin().await?;
    if !store::remove(&tx, id).await? {
        return Err(gone());
    }
    audit::record(cx, &mut tx, Entry::done("webhook.deleted").on(id));
    tx.commit().await
}

/// Gives a webhook another secret, which is in this answer and nowhere else. Those before it sign beside it, each for a while
/// (`webhooks.rotation_overlap`).
///
/// # Errors
/// `authentication_required`, `insufficient_scope`, `forbidden`; `not_found`.
pub async fn rotate_secret(cx: &Context, id: WebhookId) -> Result<IssuedWebhook> {
    policy::require_keeper(&cx.actor)?;
    let salt = secret::salt(cx);
    let mut tx = cx.begin().await?;
    let kept = store::lock(cx, &tx, id).await?.ok_or_else(gone)?;
    let until = cx.now + cx.settings().webhooks.rotation_overlap;
    let salts = kept.salts.rotated(salt, until);
    store::set_salts(cx, &tx, id, &salts, until).await?;
    audit::record(cx, &mut tx, Entry::done("webhook.secret_rotated").on(id));
    tx.commit().await?;
    let webhook = store::by_id(cx, id).await?.ok_or_else(gone)?;
    Ok(IssuedWebhook { webhook, secret: secret::shown(cx, id, &salts.present) })
}

/// Whose the address is, without what may be secret of it.
pub(in crate::webhooks) fn host(url: &str) -> String {
    Url::parse(url).ok().and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default()
}

/// There is no such webhook.
pub(in crate::webhooks) const fn gone() -> Error {
    Error::not_found("webhook")
}
