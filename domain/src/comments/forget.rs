//! What is left of the comments of a person who is erased.

use crate::{
    Result,
    ids::UserId,
    platform::{Sql, Tx},
};

/// The former texts go, and the texts of deleted comments; nobody is named by them or names them any more; what they felt about
/// others' comments counts no more. Tells how many former texts there were.
///
/// # Errors
/// The database's.
pub(crate) async fn forget(tx: &Tx, user: UserId) -> Result<u64> {
    let mine = "comment_id IN (SELECT id FROM comments WHERE author_id = ";
    let mut sql = Sql::new(&format!("DELETE FROM comment_revisions WHERE {mine}"));
    sql.bind(user.uuid()).push(")");
    let former = sql.run(&**tx).await?;
    let mut sql = Sql::new("DELETE FROM comment_mentions WHERE user_id = ");
    sql.bind(user.uuid());
    sql.run(&**tx).await?;
    let mut sql =
        Sql::new("UPDATE comments SET markdown = '', html = '' WHERE deleted_at IS NOT NULL AND author_id = ");
    sql.bind(user.uuid());
    sql.run(&**tx).await?;
    let mut sql = Sql::new(
        "UPDATE comments SET score = score - (SELECT COUNT(*) FROM reactions r WHERE r.subject_id = comments.id \
         AND r.user_id = ",
    );
    sql.bind(user.uuid()).push(") WHERE id IN (SELECT subject_id FROM reactions WHERE user_id = ");
    sql.bind(user.uuid()).push(")");
    sql.run(&**tx).await?;
    Ok(former)
}
