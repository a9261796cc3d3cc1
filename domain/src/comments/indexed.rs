//! What can be found of comments: those that were not deleted.

use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::next::next;
use crate::{
    Context, Result,
    ids::{CommentId, PostId},
    index::{self, Entry},
    platform::{Sql, Tx},
};

/// Makes what is found of these comments what they say now.
///
/// # Errors
/// The database's.
pub(crate) async fn refresh(cx: &Context, tx: &Tx, ids: &[Uuid]) -> Result<()> {
    #[derive(FromQueryResult)]
    struct Row {
        id: Uuid,
        post_id: Uuid,
        html: String,
    }
    if ids.is_empty() {
        return Ok(());
    }
    let mut sql = Sql::new(
        "SELECT c.id, c.post_id, c.html FROM comments c WHERE c.deleted_at IS NULL AND c.hidden_at IS NULL AND c.id",
    );
    sql.any_of(cx.deps.db.engine(), ids.to_vec());
    let rows = sql.all::<Row>(&**tx).await?.into_iter();
    let entry = |row: Row| Entry::comment(CommentId::from_uuid(row.id), PostId::from_uuid(row.post_id), &row.html);
    index::refresh(cx, tx, ids, &rows.map(entry).collect::<Vec<_>>()).await
}

/// The same for the next so many comments after this one, in the order of their ids. Tells which they were.
///
/// # Errors
/// The database's.
pub(crate) async fn reindex(cx: &Context, tx: &Tx, after: Option<Uuid>, limit: usize) -> Result<Vec<Uuid>> {
    // Whoever is about to change one of them writes its entry after this.
    let ids = next(tx, cx.deps.db.engine(), (after, limit), "FOR SHARE").await?;
    refresh(cx, tx, &ids).await?;
    Ok(ids)
}
