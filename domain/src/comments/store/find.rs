//! Finding comments: by id, and locked for a change.

use sea_orm::ConnectionTrait;
use type_safe_id::TypeSafeId;

use super::{row::Row, visible::visible_to};
use crate::{
    Context, Error, Result,
    comments::Comment,
    ids::CommentId,
    platform::{Tx, db::Engine},
};

pub(in crate::comments) async fn by_id(
    cx: &Context,
    db: &impl ConnectionTrait,
    id: CommentId,
) -> Result<Option<Comment>> {
    let mut sql = visible_to(cx);
    sql.push(" AND c.id = ").bind(id.uuid());
    Ok(sql.one::<Row>(db).await?.map(|row| row.seen_by(&cx.actor)))
}

pub(in crate::comments) async fn by_ids(cx: &Context, ids: &[CommentId]) -> Result<Vec<Comment>> {
    let mut sql = visible_to(cx);
    sql.push(" AND c.id").any_of(cx.deps.db.engine(), ids.iter().map(TypeSafeId::uuid).collect());
    let rows = sql.all::<Row>(cx.deps.db.reader()).await?;
    Ok(rows.into_iter().map(|row| row.seen_by(&cx.actor)).collect())
}

/// Locks a comment for a change, as far as the engine has row locks; SQLite has one writer anyway.
pub(in crate::comments) async fn lock(cx: &Context, tx: &Tx, id: CommentId) -> Result<Option<Comment>> {
    let mut sql = visible_to(cx);
    sql.push(" AND c.id = ").bind(id.uuid());
    if cx.deps.db.engine() == Engine::Postgres {
        sql.push(" FOR UPDATE OF c");
    }
    Ok(sql.one::<Row>(&**tx).await?.map(|row| row.seen_by(&cx.actor)))
}

pub(in crate::comments) fn gone() -> Error {
    Error::not_found("comment")
}
