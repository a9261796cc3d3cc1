//! Finding webhooks.

use sea_orm::{ConnectionTrait, FromQueryResult};

use super::row::{COLUMNS, Kept, Row};
use crate::{
    Context, Result,
    ids::WebhookId,
    page::{Key, List, Order, Page, PageRequest, Position},
    platform::{Sql, Tx, db::Engine},
    webhooks::Webhook,
};

pub(in crate::webhooks) const WEBHOOKS: List =
    List { name: "webhooks", key: "w.created_at", id: "w.id", order: Order::Descending };

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
