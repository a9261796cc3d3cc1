//! What links tags to posts, and the counts that follow from it.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use sea_orm::FromQueryResult;
use type_safe_id::TypeSafeId;
use uuid::Uuid;

use super::{names, row};
use crate::{
    Context, Error, Result,
    ids::PostId,
    platform::{
        Sql, Tx,
        db::Engine,
        freshness::{Mark, Table},
    },
    tags::TagSet,
};

/// How often names are looked up again that led to tags which ended meanwhile.
const TRIES: usize = 5;

/// What a column of `tags` changes by, for each tag.
pub(super) type Changes = BTreeMap<Uuid, i32>;

#[derive(FromQueryResult)]
struct TagOf {
    tag_id: Uuid,
}

/// Locks tags in the order of their ids, so that their counts can be changed; tells which of them there are.
pub(in crate::tags) async fn lock(cx: &Context, tx: &Tx, tags: &BTreeSet<Uuid>) -> Result<BTreeSet<Uuid>> {
    locked(cx, tx, tags, " FOR NO KEY UPDATE").await
}

async fn locked(cx: &Context, tx: &Tx, tags: &BTreeSet<Uuid>, how: &str) -> Result<BTreeSet<Uuid>> {
    #[derive(FromQueryResult)]
    struct Id {
        id: Uuid,
    }
    if tags.is_empty() {
        return Ok(BTreeSet::new());
    }
    let engine = cx.deps.db.engine();
    let mut sql = Sql::new("SELECT t.id FROM tags t WHERE t.id");
    sql.any_of(engine, tags.iter().copied().collect()).push(" ORDER BY t.id");
    if engine == Engine::Postgres {
        sql.push(how);
    }
    Ok(sql.all::<Id>(&**tx).await?.into_iter().map(|row| row.id).collect())
}

/// Gives a post exactly these tags, making those that are new. Tells whether it had others, or them in another order. The caller has
/// locked the post and says since when it is listed.
pub(crate) async fn attach(
    cx: &Context,
    tx: &Tx,
    post: PostId,
    set: &TagSet,
    listed_at: Option<DateTime<Utc>>,
) -> Result<bool> {
    let before = of(tx, post).await?;
    for _ in 0..TRIES {
        let wanted = names::resolve(cx, tx, set).await?;
        if wanted == before {
            return Ok(false);
        }
        let touched: BTreeSet<Uuid> = before.iter().chain(&wanted).copied().collect();
        // Counts are changed only where the post is listed; otherwise it is enough that no tag ends.
        let how = if listed_at.is_some() { " FOR NO KEY UPDATE" } else { " FOR KEY SHARE" };
        let there = locked(cx, tx, &touched, how).await?;
        if wanted.iter().all(|tag| there.contains(tag)) {
            replace(tx, post, &before, &wanted, listed_at).await?;
            return Ok(true);
        }
    }
    Err(Error::unavailable("tags", "the tags of a post end faster than they are found"))
}

/// The tags of a post in their order.
async fn of(tx: &Tx, post: PostId) -> Result<Vec<Uuid>> {
    let mut sql = Sql::new("SELECT pt.tag_id FROM post_tags pt WHERE pt.post_id = ");
    sql.bind(post.uuid()).push(" ORDER BY pt.position");
    Ok(sql.all::<TagOf>(&**tx).await?.into_iter().map(|row| row.tag_id).collect())
}

async fn replace(
    tx: &Tx,
    post: PostId,
    before: &[Uuid],
    wanted: &[Uuid],
    listed_at: Option<DateTime<Utc>>,
) -> Result<()> {
    let marks = [Mark::row(Table::Posts, post.uuid())];
    let of_post = tx.at(&marks);
    if !before.is_empty() {
        let mut sql = Sql::new("DELETE FROM post_tags WHERE post_id = ");
        sql.bind(post.uuid());
        sql.run(&of_post).await?;
    }
    if !wanted.is_empty() {
        let mut sql = Sql::new("INSERT INTO post_tags (post_id, tag_id, position, listed_at) VALUES ");
        for (position, tag) in (0i32..).zip(wanted) {
            sql.push(if position == 0 { "(" } else { ", (" }).bind(post.uuid()).push(", ").bind(*tag);
            sql.push(", ").bind(position).push(", ").bind(listed_at).push(")");
        }
        sql.run(&of_post).await?;
    }
    if listed_at.is_none() {
        return Ok(());
    }
    let gone = before.iter().filter(|tag| !wanted.contains(tag)).map(|tag| (*tag, -1));
    let new = wanted.iter().filter(|tag| !before.contains(tag)).map(|tag| (*tag, 1));
    count(tx, "post_count", &gone.chain(new).collect()).await
}

/// Counts these posts where they are tagged: they are for everyone to read from now on. The caller has locked and changed them.
pub(crate) async fn show_posts(cx: &Context, tx: &Tx, posts: &[PostId]) -> Result<()> {
    let set = "(SELECT p.published_at FROM posts p WHERE p.id = post_tags.post_id)";
    list(cx, tx, posts, set, "listed_at IS NULL", 1).await
}

/// Counts these posts no longer where they are tagged. The caller has locked and changed them.
pub(crate) async fn hide_posts(cx: &Context, tx: &Tx, posts: &[PostId]) -> Result<()> {
    list(cx, tx, posts, "NULL", "listed_at IS NOT NULL", -1).await
}

async fn list(cx: &Context, tx: &Tx, posts: &[PostId], set: &str, those: &str, by: i32) -> Result<()> {
    if posts.is_empty() {
        return Ok(());
    }
    let (engine, ids) = (cx.deps.db.engine(), posts.iter().map(TypeSafeId::uuid).collect::<Vec<_>>());
    let mut sql = Sql::new(&format!("SELECT DISTINCT tag_id FROM post_tags WHERE {those} AND post_id"));
    sql.any_of(engine, ids.clone());
    let tags: BTreeSet<Uuid> = sql.all::<TagOf>(&**tx).await?.into_iter().map(|row| row.tag_id).collect();
    lock(cx, tx, &tags).await?;
    if tags.is_empty() {
        return Ok(());
    }
    let marks: Vec<Mark> = ids.iter().map(|post| Mark::row(Table::Posts, *post)).collect();
    let mut sql = Sql::new(&format!("UPDATE post_tags SET listed_at = {set} WHERE {those} AND post_id"));
    sql.any_of(engine, ids).push(" RETURNING tag_id");
    let mut changes = Changes::new();
    for row in sql.all::<TagOf>(&tx.at(&marks)).await? {
        *changes.entry(row.tag_id).or_default() += by;
    }
    count(tx, "post_count", &changes).await
}

/// Changes a count of tags, which the caller has locked: one statement for all that change by the same.
pub(super) async fn count(tx: &Tx, column: &'static str, changes: &Changes) -> Result<()> {
    let mut alike: BTreeMap<i32, Vec<Uuid>> = BTreeMap::new();
    for (tag, by) in changes.iter().filter(|(_, by)| **by != 0) {
        alike.entry(*by).or_default().push(*tag);
    }
    for (by, tags) in alike {
        let marks: Vec<Mark> = tags.iter().map(|tag| row(*tag)).chain([Mark::list(Table::Tags)]).collect();
        let mut sql = Sql::new(&format!("UPDATE tags SET {column} = {column} + "));
        sql.bind(by).push(" WHERE id IN ").bind_all(tags);
        sql.run(&tx.at(&marks)).await?;
    }
    Ok(())
}
