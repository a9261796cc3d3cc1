//! Who follows which tags.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::{
    links::{Changes, count, lock},
    push_visible,
};
use crate::{
    Context, Result,
    ids::{TagId, UserId},
    page::{Key, List, Order, Page, PageRequest, Position},
    platform::{Sql, Tx},
};

pub(in crate::tags) const FOLLOWED: List =
    List { name: "tags.followed", key: "f.created_at", id: "f.tag_id", order: Order::Descending };

#[derive(FromQueryResult)]
struct Row {
    tag_id: Uuid,
    created_at: DateTime<Utc>,
}

/// A page of the tags that somebody follows and that the actor may see.
pub(in crate::tags) async fn followed(
    cx: &Context,
    user: UserId,
    request: &PageRequest,
) -> Result<Page<(TagId, DateTime<Utc>)>> {
    let mut sql =
        Sql::new("SELECT f.tag_id, f.created_at FROM tag_follows f JOIN tags t ON t.id = f.tag_id WHERE f.user_id = ");
    sql.bind(user.uuid()).push(" AND ");
    push_visible(&mut sql, &cx.actor);
    let whole = sql.clone();
    request.apply(FOLLOWED, &mut sql);
    let rows = sql.all::<Row>(cx.deps.db.reader()).await?.into_iter();
    let rows = rows.map(|row| (TagId::from_uuid(row.tag_id), row.created_at)).collect();
    Ok(request.page(cx, FOLLOWED, rows, |(tag, at)| Position { key: Key::Time(*at), id: tag.uuid() }).of(whole))
}

/// Adds one who follows. None when the tag has ended; otherwise how many tags they follow now. The caller has locked the account.
pub(in crate::tags) async fn insert(cx: &Context, tx: &Tx, user: UserId, tag: TagId) -> Result<Option<i64>> {
    #[derive(FromQueryResult)]
    struct Followed {
        n: i64,
    }
    if lock(cx, tx, &BTreeSet::from([tag.uuid()])).await?.is_empty() {
        return Ok(None);
    }
    let mut sql = Sql::new("INSERT INTO tag_follows (user_id, tag_id, created_at) VALUES (");
    sql.bind(user.uuid()).push(", ").bind(tag.uuid()).push(", ").bind(cx.now).push(") ON CONFLICT DO NOTHING");
    if sql.run(&**tx).await? == 1 {
        count(tx, "follower_count", &Changes::from([(tag.uuid(), 1)])).await?;
    }
    let mut sql = Sql::new("SELECT COUNT(*) AS n FROM tag_follows f WHERE f.user_id = ");
    sql.bind(user.uuid());
    Ok(sql.one::<Followed>(&**tx).await?.map(|row| row.n))
}

/// Ends following; one need not have followed.
pub(in crate::tags) async fn remove(cx: &Context, tx: &Tx, user: UserId, tag: TagId) -> Result<()> {
    lock(cx, tx, &BTreeSet::from([tag.uuid()])).await?;
    let mut sql = Sql::new("DELETE FROM tag_follows WHERE user_id = ");
    sql.bind(user.uuid()).push(" AND tag_id = ").bind(tag.uuid());
    if sql.run(&**tx).await? == 1 {
        count(tx, "follower_count", &Changes::from([(tag.uuid(), -1)])).await?;
    }
    Ok(())
}

/// Removes which tags a person who is erased followed. Tells how many.
///
/// # Errors
/// The database's.
pub(crate) async fn forget(cx: &Context, tx: &Tx, user: UserId) -> Result<u64> {
    #[derive(FromQueryResult)]
    struct Gone {
        tag_id: Uuid,
    }
    let mut sql = Sql::new("SELECT f.tag_id, f.created_at FROM tag_follows f WHERE f.user_id = ");
    sql.bind(user.uuid());
    let followed = sql.all::<Row>(&**tx).await?.into_iter().map(|row| row.tag_id).collect();
    lock(cx, tx, &followed).await?;
    let mut sql = Sql::new("DELETE FROM tag_follows WHERE user_id = ");
    sql.bind(user.uuid()).push(" RETURNING tag_id");
    let gone = sql.all::<Gone>(&**tx).await?;
    count(tx, "follower_count", &gone.iter().map(|row| (row.tag_id, -1)).collect()).await?;
    Ok(gone.len() as u64)
}
