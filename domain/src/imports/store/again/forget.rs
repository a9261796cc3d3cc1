//! Forgetting what posts were.

use sea_orm::FromQueryResult;

use super::tables::table_of;
use crate::{
    Context, Result,
    archive::files,
    ids::UserId,
    imports::store::rows::{KEYS, key_values, rows_in},
    platform::{Sql, Tx},
};

/// Forgets posts of somebody that were changed, with what they were before; tells how many.
pub(in crate::imports) async fn forget_former(tx: &Tx, user: UserId) -> Result<u64> {
    let mut sql = Sql::new("DELETE FROM import_rows WHERE former LIKE ");
    sql.bind(format!("%\"authorId\":\"{user}\"%"));
    Ok(sql.run(&**tx).await?)
}

/// Forgets what posts were before that are gone for good, of the next of those behind a key. Tells the last key; none behind the last.
pub(in crate::imports) async fn forget_gone(cx: &Context, tx: &Tx, after: Option<&str>) -> Result<Option<String>> {
    #[derive(FromQueryResult)]
    struct Key {
        key: String,
    }
    let table = table_of(files::POSTS)?;
    let mut sql =
        Sql::new("SELECT DISTINCT r.key FROM import_rows r WHERE r.source IS NOT NULL AND r.former IS NOT NULL");
    if let Some(after) = after {
        sql.push(" AND r.key > ").bind(after);
    }
    sql.push(&format!(" ORDER BY r.key LIMIT {KEYS}"));
    let keys: Vec<String> = sql.all::<Key>(&**tx).await?.into_iter().map(|row| row.key).collect();
    let Some(last) = keys.last().cloned() else { return Ok(None) };
    let values = keys.iter().map(|key| key_values(table, key)).collect::<Result<Vec<_>>>()?;
    let here = rows_in(tx, table, &values).await?;
    let gone: Vec<String> = keys.into_iter().filter(|key| !here.contains_key(key)).collect();
    if !gone.is_empty() {
        let mut sql = Sql::new("DELETE FROM import_rows WHERE former IS NOT NULL AND file = ");
        sql.bind(table.file).push(" AND key").any_of(cx.deps.db.engine(), gone);
        sql.run(&**tx).await?;
    }
    Ok(Some(last))
}
