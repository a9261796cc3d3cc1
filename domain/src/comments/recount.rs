//! Counting replies and reactions of comments anew, after they came or went by the hundred.

use uuid::Uuid;

use super::{mentions, next::next, refresh, store};
use crate::{
    Context, Result,
    ids::CommentId,
    platform::{Sql, Tx},
    reactions,
};

/// Makes the counts, and what is found, of the next so many comments after this one what they should be. Tells which they were.
///
/// # Errors
/// The database's.
pub(crate) async fn recount(cx: &Context, tx: &Tx, after: Option<Uuid>, limit: usize) -> Result<Vec<Uuid>> {
    let engine = cx.deps.db.engine();
    // Whoever counts one more has to wait for this, and is then not counted yet.
    let ids = next(tx, engine, (after, limit), "FOR NO KEY UPDATE").await?;
    let mut sql = Sql::new(
        "UPDATE comments SET reply_count = (SELECT COUNT(*) FROM comments r WHERE r.parent_id = comments.id \
         AND r.deleted_at IS NULL AND r.hidden_at IS NULL), score = (SELECT COUNT(*) FROM reactions x WHERE x.subject_id = comments.id) WHERE id",
    );
    sql.any_of(engine, ids.clone());
    sql.run(&**tx).await?;
    reactions::recount(tx, engine, &ids).await?;
    refresh(cx, tx, &ids).await?;
    Ok(ids)
}

/// Makes a comment that was written elsewhere name whom its source names.
///
/// # Errors
/// The database's.
pub(crate) async fn name_people(tx: &Tx, id: CommentId, source: &str) -> Result<()> {
    let names = mentions::named(source);
    if names.is_empty() { Ok(()) } else { store::set_mentions(tx, id, &names).await }
}
