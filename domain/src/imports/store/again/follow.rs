//! How imports go on knowing a post that is changed once more.

use crate::{
    Error, Result,
    archive::Table,
    imports::store::rows::{fingerprint, key_values, rows_in},
    platform::{Sql, Tx},
};

/// Has all imports know what a post has become that they know as what it was, so that it is theirs as before.
pub(in crate::imports::store) async fn follow(
    tx: &Tx,
    table: &Table,
    key: &str,
    (before, after): (&str, &str),
) -> Result<()> {
    let mut sql = Sql::new("UPDATE import_rows SET hash = ");
    sql.bind(after).push(" WHERE source IS NOT NULL AND file = ").bind(table.file).push(" AND key = ").bind(key);
    sql.push(" AND hash = ").bind(before);
    sql.run(&**tx).await?;
    Ok(())
}

/// What tells whether a post is still what it is now.
pub(super) async fn now(tx: &Tx, table: &'static Table, key: &str) -> Result<String> {
    let row = rows_in(tx, table, &[key_values(table, key)?]).await?.remove(key);
    Ok(fingerprint(&row.ok_or_else(|| Error::internal("a post vanished"))?))
}
