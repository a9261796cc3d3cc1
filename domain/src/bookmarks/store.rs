//! The only file that speaks SQL about bookmarks.

use chrono::{DateTime, Utc};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use crate::{
    Context, Error, Result,
    ids::{PostId, UserId},
    page::{Key, List, Order, Page, PageRequest, Position},
    platform::{Sql, Tx},
    posts,
};

pub(super) const BOOKMARKS: List =
    List { name: "bookmarks", key: "b.created_at", id: "b.post_id", order: Order::Descending };

#[derive(FromQueryResult)]
struct Row {
    post_id: Uuid,
    created_at: DateTime<Utc>,
}

/// A page of bookmarks whose posts the actor may see.
pub(super) async fn page(cx: &Context, user: UserId, request: &PageRequest) -> Result<Page<(PostId, DateTime<Utc>)>> {
    let mut sql =
        Sql::new("SELECT b.post_id, b.created_at FROM bookmarks b JOIN posts p ON p.id = b.post_id WHERE b.user_id = ");
    sql.bind(user.uuid()).push(" AND ");
    posts::push_visible(&mut sql, &cx.actor);
    let whole = sql.clone();
    request.apply(BOOKMARKS, &mut sql);
    let rows = sql.all::<Row>(cx.deps.db.reader()).await?.into_iter();
    let rows = rows.map(|row| (PostId::from_uuid(row.post_id), row.created_at)).collect();
    Ok(request.page(cx, BOOKMARKS, rows, |(post, at)| Position { key: Key::Time(*at), id: post.uuid() }).of(whole))
}

/// Sets a bookmark, or finds the one that is there; answers when it was set.
pub(super) async fn insert(cx: &Context, tx: &Tx, user: UserId, post: PostId) -> Result<DateTime<Utc>> {
    let mut sql = Sql::new("INSERT INTO bookmarks (user_id, post_id, created_at) VALUES (");
    sql.bind(user.uuid()).push(", ").bind(post.uuid()).push(", ").bind(cx.now);
    // Written over itself, so that the row that was there is answered.
    sql.push(") ON CONFLICT (user_id, post_id) DO UPDATE SET created_at = bookmarks.created_at RETURNING post_id, created_at");
    let row = sql.one::<Row>(&**tx).await?.ok_or_else(|| Error::internal("an upsert without a row"))?;
    Ok(row.created_at)
}

pub(super) async fn delete(tx: &Tx, user: UserId, post: PostId) -> Result<()> {
    let mut sql = Sql::new("DELETE FROM bookmarks WHERE user_id = ");
    sql.bind(user.uuid()).push(" AND post_id = ").bind(post.uuid());
    sql.run(&**tx).await?;
    Ok(())
}

/// Removes every bookmark of a person who is erased. Tells how many.
///
/// # Errors
/// The database's.
pub(crate) async fn forget(tx: &Tx, user: UserId) -> Result<u64> {
    let mut sql = Sql::new("DELETE FROM bookmarks WHERE user_id = ");
    sql.bind(user.uuid());
    Ok(sql.run(&**tx).await?)
}
