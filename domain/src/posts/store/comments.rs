//! Whether a post is open to comments, and how many it has.

use chrono::{DateTime, Utc};
use sea_orm::FromQueryResult;

use super::marks::row;
use crate::{
    Context, Error, Result,
    ids::PostId,
    platform::{Sql, Tx},
};

/// Opens or closes a post to comments.
pub(in crate::posts) async fn set_comments_locked(cx: &Context, tx: &Tx, id: PostId, locked: bool) -> Result<()> {
    let mut sql = Sql::new("UPDATE posts SET version = version + 1, comments_locked = ");
    sql.bind(locked).push(", updated_at = ").bind(cx.now).push(" WHERE id = ").bind(id.uuid());
    sql.run(&tx.at(&[row(id)])).await?;
    Ok(())
}

/// Closes a post to comments whatever its author says, or leaves that to them again.
pub(in crate::posts) async fn hold_lock(cx: &Context, tx: &Tx, id: PostId, held: bool) -> Result<()> {
    let mut sql = Sql::new("UPDATE posts SET version = version + 1, lock_held_at = ");
    sql.bind(held.then_some(cx.now)).push(", updated_at = ").bind(cx.now).push(" WHERE id = ").bind(id.uuid());
    sql.run(&tx.at(&[row(id)])).await?;
    Ok(())
}

/// Who has closed a post to comments.
#[derive(FromQueryResult)]
pub(in crate::posts) struct Locks {
    comments_locked: bool,
    lock_held_at: Option<DateTime<Utc>>,
}

impl Locks {
    /// Its author has, or an editor.
    pub(in crate::posts) const fn by_author(&self) -> bool {
        self.comments_locked
    }

    /// Moderators have.
    pub(in crate::posts) const fn by_moderators(&self) -> bool {
        self.lock_held_at.is_some()
    }
}

/// Who has closed a post to comments, which the caller has locked.
pub(in crate::posts) async fn locks(tx: &Tx, id: PostId) -> Result<Locks> {
    let mut sql = Sql::new("SELECT p.comments_locked, p.lock_held_at FROM posts p WHERE p.id = ");
    sql.bind(id.uuid());
    sql.one::<Locks>(&**tx).await?.ok_or(Error::not_found("post"))
}

/// Counts one comment more or fewer.
pub(crate) async fn count_comment(tx: &Tx, id: PostId, by: i32) -> Result<()> {
    counting_comment(id, by).run(&tx.at(&[row(id)])).await?;
    Ok(())
}

/// What [`count_comment`] runs, for who writes something else with it.
pub(crate) fn counting_comment(id: PostId, by: i32) -> Sql {
    let mut sql = Sql::new("UPDATE posts SET comment_count = comment_count + ");
    sql.bind(by).push(" WHERE id = ").bind(id.uuid());
    sql
}

/// The same for the post whose id a part of this name returns as `post_id`, after that part has locked what it changes.
pub(crate) fn counting_comment_after(part: &'static str, by: i32) -> Sql {
    let mut sql = Sql::new("UPDATE posts SET comment_count = comment_count + ");
    sql.bind(by).push(&format!(" WHERE id = (SELECT post_id FROM {part})"));
    sql
}
