//! Many comments one after the other, for who looks at all of them.

use sea_orm::FromQueryResult;
use uuid::Uuid;

use crate::{
    Result,
    platform::{Sql, Tx, db::Engine},
};

/// The ids of the next so many comments after this one, in their order. PostgreSQL locks them as asked, the deepest first: who writes,
/// deletes or hides a comment locks it before what it answers.
pub(super) async fn next(
    tx: &Tx,
    engine: Engine,
    (after, limit): (Option<Uuid>, usize),
    lock: &str,
) -> Result<Vec<Uuid>> {
    #[derive(FromQueryResult)]
    struct Row {
        id: Uuid,
    }
    let mut sql = Sql::new("SELECT c.id FROM comments c WHERE c.id > ");
    sql.bind(after.unwrap_or_default()).push(&format!(" ORDER BY c.id LIMIT {limit}"));
    if engine == Engine::Postgres {
        let those = std::mem::replace(&mut sql, Sql::new("SELECT c.id FROM comments c WHERE c.id = ANY(ARRAY("));
        sql.append(those).push(&format!(")) ORDER BY c.depth DESC, c.id {lock}"));
    }
    let mut ids: Vec<Uuid> = sql.all::<Row>(&**tx).await?.into_iter().map(|row| row.id).collect();
    ids.sort_unstable();
    Ok(ids)
}
