//! Finding posts: by id, by slug, and locked for a change.

use sea_orm::ConnectionTrait;
use type_safe_id::TypeSafeId;

use super::{
    columns::Row,
    joined,
    marks::row,
    visible::{deleted_to, visible_to},
};
use crate::{
    Context, Result,
    ids::PostId,
    platform::{
        Sql, Tx,
        db::Engine,
        freshness::{self, Mark, Table},
    },
    posts::{Post, PostInclude},
};

pub(in crate::posts) async fn by_id(
    cx: &Context,
    db: &impl ConnectionTrait,
    id: PostId,
    include: PostInclude,
) -> Result<Option<Post>> {
    let mut sql = visible_to(cx, include);
    sql.push(" AND p.id = ").bind(id.uuid());
    freshness::saw([row(id)]);
    Ok(read(cx, db, sql, include).await?.pop())
}

pub(in crate::posts) async fn by_ids(cx: &Context, ids: &[PostId], include: PostInclude) -> Result<Vec<Post>> {
    let mut sql = visible_to(cx, include);
    sql.push(" AND p.id").any_of(cx.deps.db.engine(), ids.iter().map(TypeSafeId::uuid).collect());
    freshness::saw(ids.iter().map(|id| row(*id)));
    read(cx, cx.deps.db.reader(), sql, include).await
}

/// By any slug the post ever had; at most one post has it.
pub(in crate::posts) async fn by_slug(cx: &Context, slug: &str, include: PostInclude) -> Result<Option<Post>> {
    let mut sql = visible_to(cx, include);
    sql.push(" AND p.id = (SELECT s.post_id FROM slugs s WHERE s.slug = ").bind(slug.to_owned()).push(")");
    // A slug stays with its post; that one without a post may get one is marked by the list.
    freshness::saw([Mark::list(Table::Posts)]);
    Ok(read(cx, cx.deps.db.reader(), sql, include).await?.pop())
}

/// Runs a query that begins with [`visible_to`] or its like.
pub(super) async fn read(
    cx: &Context,
    db: &impl ConnectionTrait,
    mut sql: Sql,
    include: PostInclude,
) -> Result<Vec<Post>> {
    sql.rows_of(joined::ROWS_OF);
    sql.rows(db).await?.iter().map(|found| joined::read(cx, include, found)).collect()
}

/// Locks a post for a change, as far as the engine has row locks; SQLite has one writer anyway.
pub(in crate::posts) async fn lock(cx: &Context, tx: &Tx, id: PostId) -> Result<Option<Post>> {
    let mut sql = visible_to(cx, PostInclude::NONE);
    sql.push(" AND p.id = ").bind(id.uuid());
    if cx.deps.db.engine() == Engine::Postgres {
        sql.push(" FOR UPDATE");
    }
    sql.one::<Row>(&**tx).await?.map(|row| row.seen_by(&cx.actor)).transpose()
}

/// Locks a deleted post.
pub(in crate::posts) async fn lock_deleted(cx: &Context, tx: &Tx, id: PostId) -> Result<Option<Post>> {
    let mut sql = deleted_to(cx, PostInclude::NONE);
    sql.push(" AND p.id = ").bind(id.uuid());
    if cx.deps.db.engine() == Engine::Postgres {
        sql.push(" FOR UPDATE");
    }
    sql.one::<Row>(&**tx).await?.map(|row| row.seen_by(&cx.actor)).transpose()
}
