//! Finding deliveries.

use sea_orm::ConnectionTrait;

use super::row::{COLUMNS, Row};
use crate::{
    Context, Result,
    ids::{WebhookDeliveryId, WebhookId},
    page::{Key, List, Order, Page, PageRequest, Position},
    platform::{Sql, Tx},
    webhooks::{Delivery, DeliveryFilter},
};

pub(in crate::webhooks) const DELIVERIES: List =
    List { name: "webhook-deliveries", key: "d.created_at", id: "d.id", order: Order::Descending };

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
