//! What later imports have made of posts.

use std::collections::HashSet;

use sea_orm::FromQueryResult;

use crate::{
    Context, Result,
    archive::Table,
    ids::ImportId,
    platform::{Sql, Tx},
};

/// Which of these posts an import has changed that is younger than this one, by their keys: their slugs and tags are what that has made them.
pub(in crate::imports) async fn changed_later(
    cx: &Context,
    tx: &Tx,
    import: ImportId,
    table: &Table,
    keys: Vec<String>,
) -> Result<HashSet<String>> {
    #[derive(FromQueryResult)]
    struct Key {
        key: String,
    }
    let mut sql = Sql::new(
        "SELECT r.key FROM import_rows r WHERE r.source IS NOT NULL AND r.former IS NOT NULL AND r.import_id > ",
    );
    sql.bind(import.uuid()).push(" AND r.file = ").bind(table.file).push(" AND r.key");
    sql.any_of(cx.deps.db.engine(), keys);
    Ok(sql.all::<Key>(&**tx).await?.into_iter().map(|row| row.key).collect())
}
