//! Counting comments and reactions of posts anew, and making what follows from their being published, after they came or went by the
//! hundred.

use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::{indexed, listing, store::PUBLIC};
use crate::{
    Context, Result,
    ids::PostId,
    platform::{Sql, Tx, db::Engine},
    reactions,
};

/// Makes the counts of the next so many posts after this one, their place in lists and ranks, and what is found, what they should be. Tells
/// which they were.
///
/// # Errors
/// The database's.
pub(crate) async fn recount(cx: &Context, tx: &Tx, after: Option<Uuid>, limit: usize) -> Result<Vec<Uuid>> {
    #[derive(FromQueryResult)]
    struct Row {
        id: Uuid,
        shown: bool,
    }
    let engine = cx.deps.db.engine();
    let mut sql = Sql::new(&format!("SELECT p.id, ({PUBLIC}) AS shown FROM posts p WHERE p.id > "));
    sql.bind(after.unwrap_or_default()).push(&format!(" ORDER BY p.id LIMIT {limit}"));
    if engine == Engine::Postgres {
        // Whoever counts one more has to wait for this, and is then not counted yet.
        sql.push(" FOR NO KEY UPDATE");
    }
    let rows = sql.all::<Row>(&**tx).await?;
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let mut sql = Sql::new(
        "UPDATE posts SET comment_count = (SELECT COUNT(*) FROM comments c WHERE c.post_id = posts.id \
         AND c.deleted_at IS NULL AND c.hidden_at IS NULL) WHERE id",
    );
    sql.any_of(engine, ids.clone());
    sql.run(&**tx).await?;
    reactions::recount(tx, engine, &ids).await?;
    let those = |shown: bool| rows.iter().filter(move |row| row.shown == shown).map(|row| PostId::from_uuid(row.id));
    listing::appear(cx, tx, &those(true).collect::<Vec<_>>()).await?;
    indexed::refresh(cx, tx, &those(false).collect::<Vec<_>>()).await?;
    Ok(ids)
}
