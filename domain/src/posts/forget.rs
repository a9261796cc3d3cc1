//! What is removed for good: what nobody else may see of a person who is erased, and what was deleted long ago.

use chrono::{DateTime, Utc};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use crate::{
    Context, Result,
    ids::UserId,
    platform::{Sql, Tx, db::Engine},
};

/// What nobody else may see goes for good: drafts, and what was deleted. Tells how many.
///
/// # Errors
/// The database's.
pub(crate) async fn forget(tx: &Tx, user: UserId) -> Result<u64> {
    remove_those(tx, |sql| {
        sql.push("SELECT id FROM posts WHERE (status <> 'published' OR deleted_at IS NOT NULL) AND author_id = ");
        sql.bind(user.uuid());
    })
    .await
}

/// Posts that were deleted before a time, locked; those that somebody has locked, to restore them, are passed over.
pub(super) async fn lock_expired(cx: &Context, tx: &Tx, before: DateTime<Utc>, max: usize) -> Result<Vec<Uuid>> {
    #[derive(FromQueryResult)]
    struct Row {
        id: Uuid,
    }
    let mut sql = Sql::new("SELECT id FROM posts WHERE deleted_at IS NOT NULL AND deleted_at < ");
    sql.bind(before).push(&format!(" ORDER BY deleted_at, id LIMIT {max}"));
    if cx.deps.db.engine() == Engine::Postgres {
        sql.push(" FOR UPDATE SKIP LOCKED");
    }
    Ok(sql.all::<Row>(&**tx).await?.into_iter().map(|row| row.id).collect())
}

/// Removes these posts with everything that hangs on them. Tells how many.
pub(super) async fn remove(tx: &Tx, posts: &[Uuid]) -> Result<u64> {
    if posts.is_empty() {
        return Ok(0);
    }
    remove_those(tx, |sql| {
        sql.push("SELECT id FROM posts WHERE id IN ").bind_all(posts.iter().copied());
    })
    .await
}

async fn remove_those(tx: &Tx, which: impl Fn(&mut Sql)) -> Result<u64> {
    // These know their subject by its bare id; everything else goes with the post.
    for table in ["reactions", "reaction_counts"] {
        for of in ["", "SELECT c.id FROM comments c WHERE c.post_id IN ("] {
            let mut sql = Sql::new(&format!("DELETE FROM {table} WHERE subject_id IN ({of}"));
            which(&mut sql);
            sql.push(if of.is_empty() { ")" } else { "))" });
            sql.run(&**tx).await?;
        }
    }
    let mut sql = Sql::new("DELETE FROM posts WHERE id IN (");
    which(&mut sql);
    sql.push(")");
    Ok(sql.run(&**tx).await?)
}
