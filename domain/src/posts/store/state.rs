//! Deleting, restoring and hiding posts, and telling whoever follows one.

use super::marks::row_and_lists;
use crate::{
    Context, Result,
    ids::PostId,
    platform::{
        Sql, Tx,
        events::{Channel, Signal},
    },
    posts::PostStatus,
};

/// Tells whoever follows a post that it may be seen by others now, or by nobody.
pub(in crate::posts) fn tell_followed(tx: &Tx, id: PostId) {
    tx.tell_after_commit(Signal::Changed(Channel::post(id)));
}

pub(in crate::posts) async fn mark_deleted(cx: &Context, tx: &Tx, id: PostId) -> Result<()> {
    let mut sql = Sql::new("UPDATE posts SET version = version + 1, deleted_at = ");
    sql.bind(cx.now).push(", publish_at = NULL, publish_by = NULL, unpublish_at = NULL, unpublish_by = NULL");
    sql.push(", status = CASE WHEN status = 'scheduled' THEN 'draft' ELSE status END, updated_at = ");
    sql.bind(cx.now).push(" WHERE id = ").bind(id.uuid());
    sql.run(&tx.at(&row_and_lists(id))).await?;
    tell_followed(tx, id);
    Ok(())
}

pub(in crate::posts) async fn mark_restored(cx: &Context, tx: &Tx, id: PostId) -> Result<()> {
    let mut sql = Sql::new("UPDATE posts SET version = version + 1, deleted_at = NULL, updated_at = ");
    sql.bind(cx.now).push(" WHERE id = ").bind(id.uuid());
    sql.run(&tx.at(&row_and_lists(id))).await?;
    Ok(())
}

/// A published post stays published for good.
pub(in crate::posts) async fn forget_withdrawal(cx: &Context, tx: &Tx, id: PostId) -> Result<()> {
    let mut sql =
        Sql::new("UPDATE posts SET version = version + 1, unpublish_at = NULL, unpublish_by = NULL, updated_at = ");
    sql.bind(cx.now).push(" WHERE id = ").bind(id.uuid());
    sql.run(&tx.at(&row_and_lists(id))).await?;
    Ok(())
}

/// Takes a published post out of sight, or brings a hidden one back into it, deleted or not. Tells whether it changed.
pub(in crate::posts) async fn set_hidden(cx: &Context, tx: &Tx, id: PostId, hidden: bool) -> Result<bool> {
    let (from, to) =
        if hidden { (PostStatus::Published, PostStatus::Hidden) } else { (PostStatus::Hidden, PostStatus::Published) };
    let mut sql = Sql::new("UPDATE posts SET version = version + 1, status = ");
    sql.bind(to.as_str()).push(", hidden_at = ").bind(hidden.then_some(cx.now)).push(", updated_at = ").bind(cx.now);
    sql.push(" WHERE status = ").bind(from.as_str()).push(" AND id = ").bind(id.uuid());
    let changed = sql.run(&tx.at(&row_and_lists(id))).await? == 1;
    tell_followed(tx, id);
    Ok(changed)
}
