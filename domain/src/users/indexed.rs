//! What can be found of people: those whose mail address is confirmed and who have not been erased.

use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::store::LIVING;
use crate::{
    Context, Result,
    ids::UserId,
    index::{self, Entry},
    platform::{Sql, Tx, db::Engine},
};

/// Makes what is found of these people what they show now, in the transaction that has changed it.
///
/// # Errors
/// The database's.
pub(crate) async fn refresh(cx: &Context, tx: &Tx, ids: &[Uuid]) -> Result<()> {
    #[derive(FromQueryResult)]
    struct Row {
        id: Uuid,
        username: String,
        display_name: String,
        bio: String,
    }
    if ids.is_empty() {
        return Ok(());
    }
    let mut sql =
        Sql::new(&format!("SELECT u.id, u.username, u.display_name, u.bio FROM users u WHERE {LIVING} AND u.id"));
    sql.any_of(cx.deps.db.engine(), ids.to_vec());
    let rows = sql.all::<Row>(&**tx).await?.into_iter();
    let entry = |row: Row| Entry::user(UserId::from_uuid(row.id), &row.username, &row.display_name, &row.bio);
    index::refresh(cx, tx, ids, &rows.map(entry).collect::<Vec<_>>()).await
}

/// The same for the next so many people after this one, in the order of their ids. Tells who they were.
///
/// # Errors
/// The database's.
pub(crate) async fn reindex(cx: &Context, tx: &Tx, after: Option<Uuid>, limit: usize) -> Result<Vec<Uuid>> {
    #[derive(FromQueryResult)]
    struct Row {
        id: Uuid,
    }
    let mut sql = Sql::new("SELECT u.id FROM users u WHERE u.id > ");
    sql.bind(after.unwrap_or_default()).push(&format!(" ORDER BY u.id LIMIT {limit}"));
    if cx.deps.db.engine() == Engine::Postgres {
        // Whoever is about to change one of them writes its entry after this.
        sql.push(" FOR SHARE OF u");
    }
    let ids: Vec<Uuid> = sql.all::<Row>(&**tx).await?.into_iter().map(|row| row.id).collect();
    refresh(cx, tx, &ids).await?;
    Ok(ids)
}
