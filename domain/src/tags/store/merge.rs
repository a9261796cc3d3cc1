//! Moving what hangs on a tag to another one, a part at a time, each part with its counts in one transaction.

use std::collections::BTreeSet;

use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::{
    links::{Changes, count, lock},
    names,
};
use crate::{
    Context, Error, Result,
    ids::TagId,
    platform::{
        Sql, Tx,
        db::Engine,
        freshness::{Mark, Table},
    },
    tags::MergeTag,
};

/// How many posts and followers a tag has left.
pub(in crate::tags) async fn remaining(cx: &Context, tag: TagId) -> Result<i64> {
    #[derive(FromQueryResult)]
    struct Left {
        n: i64,
    }
    let mut sql = Sql::new("SELECT (SELECT COUNT(*) FROM post_tags pt WHERE pt.tag_id = ");
    sql.bind(tag.uuid()).push(") + (SELECT COUNT(*) FROM tag_follows f WHERE f.tag_id = ");
    sql.bind(tag.uuid()).push(") AS n");
    Ok(sql.one::<Left>(cx.deps.db.reader()).await?.map_or(0, |row| row.n))
}

#[derive(FromQueryResult)]
struct Of {
    id: Uuid,
}

#[derive(FromQueryResult)]
struct Link {
    listed: bool,
}

/// Moves some posts; tells how many. Those that carry both tags keep the other one.
pub(in crate::tags) async fn move_posts(cx: &Context, tx: &Tx, merge: &MergeTag, max: usize) -> Result<usize> {
    let mut sql =
        Sql::new("SELECT pt.post_id AS id FROM post_tags pt JOIN posts p ON p.id = pt.post_id WHERE pt.tag_id = ");
    sql.bind(merge.from.uuid()).push(&format!(" ORDER BY pt.post_id LIMIT {max}"));
    if cx.deps.db.engine() == Engine::Postgres {
        // Posts before tags, like everybody who changes both.
        sql.push(" FOR NO KEY UPDATE OF p");
    }
    let posts = sql.all::<Of>(&**tx).await?.into_iter().map(|row| row.id).collect::<Vec<_>>();
    require_both(cx, tx, merge).await?;
    if posts.is_empty() {
        return Ok(0);
    }
    let marks: Vec<Mark> =
        posts.iter().map(|post| Mark::row(Table::Posts, *post)).chain([Mark::list(Table::Posts)]).collect();
    let (engine, at) = (cx.deps.db.engine(), tx.at(&marks));
    let mut sql = Sql::new("DELETE FROM post_tags WHERE tag_id = ");
    sql.bind(merge.from.uuid()).push(" AND post_id").any_of(engine, posts.clone());
    sql.push(" AND EXISTS (SELECT 1 FROM post_tags o WHERE o.post_id = post_tags.post_id AND o.tag_id = ");
    sql.bind(merge.into.uuid()).push(") RETURNING listed_at IS NOT NULL AS listed");
    let doubled = sql.all::<Link>(&at).await?;
    let mut sql = Sql::new("UPDATE post_tags SET tag_id = ");
    sql.bind(merge.into.uuid()).push(" WHERE tag_id = ").bind(merge.from.uuid());
    sql.push(" AND post_id").any_of(engine, posts.clone()).push(" RETURNING listed_at IS NOT NULL AS listed");
    let moved = sql.all::<Link>(&at).await?;
    recount(tx, "post_count", merge, listed(&doubled), listed(&moved)).await?;
    Ok(posts.len())
}

/// Moves some followers; tells how many. Those who follow both follow the other one.
pub(in crate::tags) async fn move_followers(cx: &Context, tx: &Tx, merge: &MergeTag, max: usize) -> Result<usize> {
    require_both(cx, tx, merge).await?;
    let mut sql = Sql::new("SELECT f.user_id AS id FROM tag_follows f WHERE f.tag_id = ");
    sql.bind(merge.from.uuid()).push(&format!(" ORDER BY f.user_id LIMIT {max}"));
    let people = sql.all::<Of>(&**tx).await?.into_iter().map(|row| row.id).collect::<Vec<_>>();
    if people.is_empty() {
        return Ok(0);
    }
    let engine = cx.deps.db.engine();
    let mut sql = Sql::new("DELETE FROM tag_follows WHERE tag_id = ");
    sql.bind(merge.from.uuid()).push(" AND user_id").any_of(engine, people.clone());
    sql.push(" AND EXISTS (SELECT 1 FROM tag_follows o WHERE o.user_id = tag_follows.user_id AND o.tag_id = ");
    sql.bind(merge.into.uuid()).push(")");
    let doubled = sql.run(&**tx).await?;
    let mut sql = Sql::new("UPDATE tag_follows SET tag_id = ");
    sql.bind(merge.into.uuid()).push(" WHERE tag_id = ").bind(merge.from.uuid());
    sql.push(" AND user_id").any_of(engine, people.clone());
    let moved = sql.run(&**tx).await?;
    recount(tx, "follower_count", merge, whole(doubled), whole(moved)).await?;
    Ok(people.len())
}

/// Ends a tag that has nothing left: its slugs lead to the other one. False when something was linked to it meanwhile.
pub(in crate::tags) async fn end(cx: &Context, tx: &Tx, merge: &MergeTag) -> Result<bool> {
    #[derive(FromQueryResult)]
    struct Left {
        something: bool,
    }
    names::lock_names(cx, tx).await?;
    if !names::close(cx, tx, merge.from.uuid()).await? {
        return Err(Error::not_found("tag"));
    }
    require_both(cx, tx, merge).await?;
    let mut sql = Sql::new("SELECT EXISTS (SELECT 1 FROM post_tags pt WHERE pt.tag_id = ");
    sql.bind(merge.from.uuid()).push(") OR EXISTS (SELECT 1 FROM tag_follows f WHERE f.tag_id = ");
    sql.bind(merge.from.uuid()).push(") AS something");
    if sql.one::<Left>(&**tx).await?.is_none_or(|row| row.something) {
        return Ok(false);
    }
    let mut sql = Sql::new("UPDATE tag_slugs SET is_current = ");
    sql.bind(false).push(", tag_id = ").bind(merge.into.uuid()).push(" WHERE tag_id = ").bind(merge.from.uuid());
    sql.run(&**tx).await?;
    names::remove(tx, merge.from.uuid()).await?;
    Ok(true)
}

/// Locks both tags.
async fn require_both(cx: &Context, tx: &Tx, merge: &MergeTag) -> Result<()> {
    let both = BTreeSet::from([merge.from.uuid(), merge.into.uuid()]);
    if lock(cx, tx, &both).await? == both { Ok(()) } else { Err(Error::not_found("tag")) }
}

async fn recount(tx: &Tx, column: &'static str, merge: &MergeTag, doubled: i32, moved: i32) -> Result<()> {
    let changes = Changes::from([(merge.from.uuid(), -(doubled + moved)), (merge.into.uuid(), moved)]);
    count(tx, column, &changes).await
}

fn listed(links: &[Link]) -> i32 {
    whole(links.iter().filter(|link| link.listed).count() as u64)
}

fn whole(n: u64) -> i32 {
    i32::try_from(n).unwrap_or(i32::MAX)
}
