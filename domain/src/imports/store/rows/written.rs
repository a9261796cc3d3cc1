//! What an import has written down of rows.

use std::collections::HashMap;

use sea_orm::FromQueryResult;

use super::keys::KEYS;
use crate::{
    Context, Result,
    archive::{Table, files},
    ids::ImportId,
    imports::walk::POSTS_AT_ONCE,
    platform::Sql,
};

/// A row that an import has created or changed.
#[derive(FromQueryResult)]
pub(in crate::imports) struct Created {
    pub key: String,
    pub hash: String,
    /// Whether it was here before: what it was then is written down, too.
    pub is_changed: bool,
}

/// Begins a statement that reads what an import has written down of a table.
fn written_of(import: ImportId, table: &Table) -> Sql {
    let mut sql =
        Sql::new("SELECT r.key, r.hash, (r.former IS NOT NULL) AS is_changed FROM import_rows r WHERE r.import_id = ");
    sql.bind(import.uuid()).push(" AND r.file = ").bind(table.file);
    sql
}

/// What an import has written down of these rows, by their keys.
pub(in crate::imports) async fn recorded(
    cx: &Context,
    import: ImportId,
    table: &Table,
    keys: Vec<String>,
) -> Result<HashMap<String, Created>> {
    let mut sql = written_of(import, table);
    sql.push(" AND r.key").any_of(cx.deps.db.engine(), keys);
    let rows = sql.all::<Created>(cx.deps.db.reader()).await?;
    Ok(rows.into_iter().map(|row| (row.key.clone(), row)).collect())
}

/// What an import has created or changed in a table, from the last key to the first; so much of it as may be taken back at once.
pub(in crate::imports) async fn created(
    cx: &Context,
    import: ImportId,
    table: &Table,
    before: Option<&str>,
) -> Result<Vec<Created>> {
    let mut sql = written_of(import, table);
    if let Some(before) = before {
        sql.push(" AND r.key < ").bind(before);
    }
    let most = if table.file == files::POSTS { POSTS_AT_ONCE } else { KEYS };
    sql.push(&format!(" ORDER BY r.key DESC LIMIT {most}"));
    Ok(sql.all::<Created>(cx.deps.db.reader()).await?)
}
