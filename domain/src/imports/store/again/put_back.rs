//! Making a post again what it was before an import has changed it.

use sea_orm::FromQueryResult;
use serde_json::{Map, Value};

use super::{
    columns::set,
    follow::{follow, now},
    former::Former,
    parts::{delete, put},
    revision::record,
    tables::{post_of, table_of},
};
use crate::{
    Context, Error, Result,
    archive::{self, Row, Table, files},
    ids::ImportId,
    imports::store::rows::{fingerprint, text},
    platform::{Sql, Tx, article::Article},
};

/// Puts back what a post was before an import has changed it; false where it can't be that here any more. `article` is what its text of then
/// becomes. The caller has locked it.
pub(in crate::imports) async fn put_back(
    cx: &Context,
    tx: &Tx,
    import: ImportId,
    table: &'static Table,
    (key, article): (&str, Article),
) -> Result<bool> {
    #[derive(FromQueryResult)]
    struct Kept {
        former: Option<String>,
    }
    let mut sql = Sql::new("SELECT r.former FROM import_rows r WHERE r.import_id = ");
    sql.bind(import.uuid()).push(" AND r.file = ").bind(table.file).push(" AND r.key = ").bind(key);
    let Some(former) = sql.one::<Kept>(&**tx).await?.and_then(|kept| kept.former) else { return Ok(false) };
    let former: Former = serde_json::from_str(&former).map_err(Error::internal)?;
    let Some(row) = read(table, &former.row) else { return Ok(false) };
    let post = post_of(&row, table)?;
    for (file, name, rows) in
        [(files::POST_SLUGS, "slugs", &former.slugs), (files::POST_TAGS, "post_tags", &former.tags)]
    {
        let table = table_of(file)?;
        delete(tx, name, post).await?;
        for row in rows.iter().filter_map(|row| read(table, row)) {
            put(tx, table, &row).await?;
        }
    }
    set(cx, tx, (table, post), &row, text(former.markdown, article)?).await?;
    record(cx, tx, post, "import taken back").await?;
    let after = now(tx, table, key).await?;
    follow(tx, table, key, (&fingerprint(&former.row), &after)).await?;
    Ok(true)
}

fn read(table: &Table, row: &Map<String, Value>) -> Option<Row> {
    archive::row(table, &Value::Object(row.clone()).to_string()).ok()
}
