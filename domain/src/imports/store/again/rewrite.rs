//! Making a post what it is in its source now.

use std::collections::HashMap;

use sea_orm::Value as Bound;
use serde_json::{Map, Value};

use super::{
    columns::set,
    follow::now,
    former::{Former, belonging, markdown},
    parts::{call, delete},
    revision::record,
    tables::post_of,
};
use crate::{
    Context, Error, Result,
    archive::{Table, files},
    ids::ImportId,
    imports::{
        store::rows::{locked, text},
        walk::Candidate,
    },
    platform::{Sql, Tx},
    posts::revisions,
};

/// What these posts are now, by their keys. They stay so until the transaction ends.
pub(in crate::imports) async fn held(
    cx: &Context,
    tx: &Tx,
    table: &'static Table,
    page: &[Candidate],
) -> Result<HashMap<String, Map<String, Value>>> {
    let keys = page.iter().map(|candidate| table.key.iter().map(|at| candidate.row.values[*at].clone()).collect());
    locked(cx, tx, table, &keys.collect::<Vec<Vec<Bound>>>()).await
}

/// Makes a post what it is in its source now, which `row` says it was not. Its tags come behind. The caller has locked it.
pub(in crate::imports) async fn rewrite(
    cx: &Context,
    tx: &Tx,
    import: ImportId,
    table: &'static Table,
    (of, row): (&Candidate, Map<String, Value>),
) -> Result<()> {
    let post = post_of(&of.row, table)?;
    let former = Former {
        row,
        markdown: markdown(tx, post).await?,
        slugs: belonging(tx, files::POST_SLUGS, post).await?,
        tags: belonging(tx, files::POST_TAGS, post).await?,
    };
    revisions::begin(tx, post).await?;
    call(tx, post, &of.row).await?;
    delete(tx, "post_tags", post).await?;
    let text = text(of.markdown.clone().unwrap_or_default(), of.article.clone())?;
    set(cx, tx, (table, post), &of.row, text).await?;
    record(cx, tx, post, "import").await?;
    let key = of.row.key(table);
    let after = now(tx, table, &key).await?;
    let mut sql = Sql::new("INSERT INTO import_rows (import_id, file, key, hash, source, former) VALUES (");
    sql.bind(import.uuid()).push(", ").bind(table.file).push(", ").bind(key).push(", ").bind(after).push(", ");
    sql.bind(of.digest.clone()).push(", ").bind(serde_json::to_string(&former).map_err(Error::internal)?);
    // What it was before the first time is what it has to be again.
    sql.push(") ON CONFLICT (import_id, file, key) DO UPDATE SET hash = excluded.hash, source = excluded.source");
    sql.run(&**tx).await?;
    Ok(())
}
