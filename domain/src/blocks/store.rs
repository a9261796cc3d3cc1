//! The only file that writes and lists who has blocked whom; `users` has the conditions that follow from it.

use chrono::{DateTime, Utc};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use crate::{
    Context, Result,
    ids::UserId,
    page::{Key, List, Order, Page, PageRequest, Position},
    platform::{Sql, Tx},
};

pub(super) const BLOCKS: List =
    List { name: "blocks", key: "b.created_at", id: "b.blocked_id", order: Order::Descending };

#[derive(FromQueryResult)]
struct Row {
    blocked_id: Uuid,
    created_at: DateTime<Utc>,
}

pub(super) async fn page(cx: &Context, me: UserId, request: &PageRequest) -> Result<Page<(UserId, DateTime<Utc>)>> {
    let mut sql = Sql::new("SELECT b.blocked_id, b.created_at FROM blocks b WHERE b.blocker_id = ");
    sql.bind(me.uuid());
    let whole = sql.clone();
    request.apply(BLOCKS, &mut sql);
    let rows = sql.all::<Row>(cx.deps.db.reader()).await?.into_iter();
    let rows = rows.map(|row| (UserId::from_uuid(row.blocked_id), row.created_at)).collect();
    Ok(request.page(cx, BLOCKS, rows, |(whom, at)| Position { key: Key::Time(*at), id: whom.uuid() }).of(whole))
}

pub(super) async fn insert(cx: &Context, tx: &Tx, me: UserId, whom: UserId) -> Result<()> {
    let mut sql = Sql::new("INSERT INTO blocks (blocker_id, blocked_id, created_at) VALUES (");
    sql.bind(me.uuid()).push(", ").bind(whom.uuid()).push(", ").bind(cx.now).push(") ON CONFLICT DO NOTHING");
    sql.run(&**tx).await?;
    Ok(())
}

pub(super) async fn delete(tx: &Tx, me: UserId, whom: UserId) -> Result<()> {
    let mut sql = Sql::new("DELETE FROM blocks WHERE blocker_id = ");
    sql.bind(me.uuid()).push(" AND blocked_id = ").bind(whom.uuid());
    sql.run(&**tx).await?;
    Ok(())
}

/// Removes whom a person who is erased has blocked, and who had blocked them. Tells how many.
///
/// # Errors
/// The database's.
pub(crate) async fn forget(tx: &Tx, user: UserId) -> Result<u64> {
    let mut sql = Sql::new("DELETE FROM blocks WHERE blocker_id = ");
    sql.bind(user.uuid()).push(" OR blocked_id = ").bind(user.uuid());
    Ok(sql.run(&**tx).await?)
}
