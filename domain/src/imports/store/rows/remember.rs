//! Writing down what an import has created, and forgetting it.

use super::{fingerprint::fingerprint, keys::KEYS};
use crate::{
    Context, Result,
    archive::Table,
    ids::ImportId,
    imports::walk::Candidate,
    platform::{Sql, Tx},
};

/// Writes down what an import has created, what it was, and what it was in its source. What has come before and was removed since comes anew.
pub(in crate::imports) async fn remember(tx: &Tx, import: ImportId, table: &Table, page: &[Candidate]) -> Result<()> {
    let mut sql = Sql::new("INSERT INTO import_rows (import_id, file, key, hash, source) VALUES ");
    for (n, candidate) in page.iter().enumerate() {
        sql.push(if n == 0 { "(" } else { ", (" }).bind(import.uuid()).push(", ").bind(table.file);
        sql.push(", ").bind(candidate.row.key(table)).push(", ").bind(fingerprint(&candidate.row.json));
        sql.push(", ").bind(candidate.digest.clone()).push(")");
    }
    sql.push(
        " ON CONFLICT (import_id, file, key) DO UPDATE SET hash = excluded.hash, source = excluded.source, former = NULL",
    );
    sql.run(&**tx).await?;
    Ok(())
}

/// Forgets that an import has created or changed these rows.
pub(in crate::imports) async fn forget_created(
    cx: &Context,
    tx: &Tx,
    import: ImportId,
    table: &Table,
    keys: &[String],
) -> Result<()> {
    for some in keys.chunks(KEYS) {
        let mut sql = Sql::new("DELETE FROM import_rows WHERE import_id = ");
        sql.bind(import.uuid()).push(" AND file = ").bind(table.file).push(" AND key");
        sql.any_of(cx.deps.db.engine(), some.to_vec());
        sql.run(&**tx).await?;
    }
    Ok(())
}
