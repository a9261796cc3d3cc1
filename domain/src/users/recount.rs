//! Counting followers anew, after people came or went by the hundred.

use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::refresh;
use crate::{
    Context, Result,
    platform::{Sql, Tx, db::Engine},
};

/// Makes the counts, and what is found, of the next so many people after this one what they should be. Tells who they were.
///
/// # Errors
/// The database's.
pub(crate) async fn recount(cx: &Context, tx: &Tx, after: Option<Uuid>, limit: usize) -> Result<Vec<Uuid>> {
    #[derive(FromQueryResult)]
    struct Row {
        id: Uuid,
    }
    let mut sql = Sql::new("SELECT u.id FROM users u WHERE u.id > ");
    sql.bind(after.unwrap_or_default()).push(&format!(" ORDER BY u.id LIMIT {limit}"));
    if cx.deps.db.engine() == Engine::Postgres {
        // Whoever counts one more has to wait for this, and is then not counted yet.
        sql.push(" FOR NO KEY UPDATE");
    }
    let ids: Vec<Uuid> = sql.all::<Row>(&**tx).await?.into_iter().map(|row| row.id).collect();
    let mut sql = Sql::new(
        "UPDATE users SET follower_count = (SELECT COUNT(*) FROM follows f WHERE f.followee_id = users.id), \
         following_count = (SELECT COUNT(*) FROM follows f WHERE f.follower_id = users.id) WHERE id",
    );
    sql.any_of(cx.deps.db.engine(), ids.clone());
    sql.run(&**tx).await?;
    refresh(cx, tx, &ids).await?;
    Ok(ids)
}
