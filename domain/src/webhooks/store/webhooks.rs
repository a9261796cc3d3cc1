//! Webhooks themselves.

use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, FromQueryResult};
use uuid::Uuid;

use crate::{
    Context, Error, Result,
    events::EventType,
    ids::{self, WebhookId},
    page::{Key, List, Order, Page, PageRequest, Position},
    platform::{Sql, Tx, db::Engine},
    webhooks::{
        DisabledReason, Webhook,
        secret::Salts,
        service::{Change, NewWebhook},
    },
};

pub(in crate::webhooks) const WEBHOOKS: List =
    List { name: "webhooks", key: "w.created_at", id: "w.id", order: Order::Descending };

const COLUMNS: &str = "SELECT w.id, w.url, w.description, w.event_types, w.ordered, w.enabled, w.disabled_reason, \
                       w.disabled_at, w.failing_since, w.former_until, w.version, w.created_at, w.updated_at, w.salt, \
                       w.former_salt FROM webhooks w WHERE ";

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    url: String,
    description: String,
    event_types: String,
    ordered: bool,
    enabled: bool,
    disabled_reason: Option<String>,
    disabled_at: Option<DateTime<Utc>>,
    failing_since: Option<DateTime<Utc>>,
    former_until: Option<DateTime<Utc>>,
    version: i64,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
    salt: String,
    former_salt: Option<String>,
}

/// A webhook with what its secrets are made of.
pub(in crate::webhooks) struct Kept {
    pub webhook: Webhook,
    pub salts: Salts,
}

impl Row {
    fn read(self, now: DateTime<Utc>) -> Result<Kept> {
        let kinds = self
            .event_types
            .split_ascii_whitespace()
            .map(|name| name.parse::<EventType>().map_err(|_| Error::internal(format!("unknown event {name:?}"))));
        let former_secret_until = self.former_until.filter(|until| *until > now);
        let webhook = Webhook {
            id: WebhookId::from_uuid(self.id),
            url: self.url,
            description: self.description,
            event_types: kinds.collect::<Result<_>>()?,
            ordered: self.ordered,
            enabled: self.enabled,
            disabled_reason: self.disabled_reason.as_deref().map(str::parse::<DisabledReason>).transpose()?,
            disabled_at: self.disabled_at,
            failing_since: self.failing_since,
            former_secret_until,
            version: self.version,
            created_at: self.created_at,
            updated_at: self.updated_at,
        };
        let former = self.former_salt.filter(|_| former_secret_until.is_some());
        Ok(Kept { webhook, salts: Salts { present: self.salt, former } })
    }
}

pub(in crate::webhooks) async fn page(cx: &Context, request: &PageRequest) -> Result<Page<Webhook>> {
    let mut sql = Sql::new(COLUMNS);
    sql.push("1 = 1");
    let whole = sql.clone();
    request.apply(WEBHOOKS, &mut sql);
    let rows = sql.all::<Row>(cx.deps.db.reader()).await?;
    let webhooks = rows.into_iter().map(|row| Ok(row.read(cx.now)?.webhook)).collect::<Result<Vec<_>>>()?;
    let position = |one: &Webhook| Position { key: Key::Time(one.created_at), id: one.id.uuid() };
    Ok(request.page(cx, WEBHOOKS, webhooks, position).of(whole))
}

pub(in crate::webhooks) async fn by_id(cx: &Context, id: WebhookId) -> Result<Option<Webhook>> {
    Ok(find(cx, cx.deps.db.reader(), id, "").await?.map(|found| found.webhook))
}

/// The same with what its secrets are made of.
pub(in crate::webhooks) async fn kept(cx: &Context, id: WebhookId) -> Result<Option<Kept>> {
    find(cx, cx.deps.db.reader(), id, "").await
}

/// Locks a webhook; not against those who only write rows that belong to it.
pub(in crate::webhooks) async fn lock(cx: &Context, tx: &Tx, id: WebhookId) -> Result<Option<Kept>> {
    find(cx, &**tx, id, lock_of(cx)).await
}

async fn find(cx: &Context, db: &impl ConnectionTrait, id: WebhookId, lock: &str) -> Result<Option<Kept>> {
    let mut sql = Sql::new(COLUMNS);
    sql.push("w.id = ").bind(id.uuid()).push(lock);
    sql.one::<Row>(db).await?.map(|row| row.read(cx.now)).transpose()
}

/// All that hear of anything, locked in one order, so that no two wait for each other.
pub(in crate::webhooks) async fn listening(cx: &Context, tx: &Tx) -> Result<Vec<Webhook>> {
    let mut sql = Sql::new(COLUMNS);
    sql.push("w.enabled ORDER BY w.id").push(lock_of(cx));
    sql.all::<Row>(&**tx).await?.into_iter().map(|row| Ok(row.read(cx.now)?.webhook)).collect()
}

fn lock_of(cx: &Context) -> &'static str {
    if cx.deps.db.engine() == Engine::Postgres { " FOR NO KEY UPDATE" } else { "" }
}

/// How many there are.
pub(in crate::webhooks) async fn count(tx: &Tx) -> Result<i64> {
    #[derive(FromQueryResult)]
    struct Count {
        n: i64,
    }
    Ok(Sql::new("SELECT COUNT(*) AS n FROM webhooks").one::<Count>(&**tx).await?.map_or(0, |count| count.n))
}

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

fn names(kinds: &[EventType]) -> String {
    kinds.iter().map(|kind| kind.as_str()).collect::<Vec<_>>().join(" ")
}

/// Begins a change of a webhook.
fn changed(cx: &Context) -> Sql {
    let mut sql = Sql::new("UPDATE webhooks SET version = version + 1, updated_at = ");
    sql.bind(cx.now);
    sql
}

async fn of(mut sql: Sql, tx: &Tx, id: WebhookId) -> Result<()> {
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

pub(in crate::webhooks) async fn disable(cx: &Context, tx: &Tx, id: WebhookId, why: DisabledReason) -> Result<()> {
    let mut sql = changed(cx);
    disabled(&mut sql, cx, why);
    of(sql, tx, id).await
}

fn disabled(sql: &mut Sql, cx: &Context, why: DisabledReason) {
    sql.push(", enabled = ").bind(false).push(", disabled_reason = ").bind(why.as_str());
    sql.push(", disabled_at = ").bind(cx.now);
}

/// Notes down since when every attempt has failed. That is no change that anybody made: the version stays.
pub(in crate::webhooks) async fn set_failing(tx: &Tx, id: WebhookId, since: Option<DateTime<Utc>>) -> Result<()> {
    let mut sql = Sql::new("UPDATE webhooks SET failing_since = ");
    sql.bind(since);
    of(sql, tx, id).await
}

/// Makes the present secret the former one, which signs until a time.
pub(in crate::webhooks) async fn set_salt(
    cx: &Context,
    tx: &Tx,
    id: WebhookId,
    salt: &str,
    former_until: DateTime<Utc>,
) -> Result<()> {
    let mut sql = changed(cx);
    sql.push(", former_salt = salt, former_until = ").bind(former_until).push(", salt = ").bind(salt);
    of(sql, tx, id).await
}

/// Removes a webhook with its deliveries; false when there is none.
pub(in crate::webhooks) async fn remove(tx: &Tx, id: WebhookId) -> Result<bool> {
    let mut sql = Sql::new("DELETE FROM webhooks WHERE id = ");
    sql.bind(id.uuid());
    Ok(sql.run(&**tx).await? == 1)
}
