//! What is left of the comments of a person who is erased.

use crate::{
    Context, Result,
    ids::UserId,
    platform::{Sql, Tx, db::Engine},
};

/// Locks the comments that change with the erasure of a person, the deepest first: who deletes or hides one locks it before what it
/// answers, and they would wait for each other otherwise. On SQLite there is one writer anyway.
///
/// # Errors
/// The database's.
pub(crate) async fn hold(cx: &Context, tx: &Tx, user: UserId) -> Result<()> {
    if cx.deps.db.engine() == Engine::Sqlite {
        return Ok(());
    }
    let mut sql = Sql::new(
        "SELECT c.id FROM comments c WHERE c.id = ANY(ARRAY(\
         SELECT r.subject_id FROM reactions r WHERE r.user_id = ",
    );
    sql.bind(user.uuid())
        .push(" UNION ALL SELECT d.id FROM comments d WHERE d.deleted_at IS NOT NULL AND d.author_id = ");
    sql.bind(user.uuid()).push(")) ORDER BY c.depth DESC, c.id FOR NO KEY UPDATE");
    sql.run(&**tx).await?;
    Ok(())
}

/// The former texts go, and the texts of deleted comments; nobody is named by them or names them any more; what they felt about
/// others' comments counts no more. Tells how many former texts there were. The caller has locked the comments.
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
