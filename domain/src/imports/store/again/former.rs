//! What posts were before an import has changed them.

use std::collections::HashMap;

use sea_orm::FromQueryResult;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::tables::table_of;
use crate::{
    Context, Error, Result,
    archive::{self, Table},
    ids::{ImportId, PostId},
    imports::store::rows::Created,
    platform::{Sql, Tx, article::Article},
};

/// What a post was before an import has changed it.
#[derive(Serialize, Deserialize)]
pub(super) struct Former {
    pub row: Map<String, Value>,
    pub markdown: String,
    pub slugs: Vec<Map<String, Value>>,
    pub tags: Vec<Map<String, Value>>,
}

pub(super) async fn markdown(tx: &Tx, post: PostId) -> Result<String> {
    #[derive(FromQueryResult)]
    struct Source {
        markdown: String,
    }
    let mut sql = Sql::new("SELECT p.markdown FROM posts p WHERE p.id = ");
    sql.bind(post.uuid());
    Ok(sql.one::<Source>(&**tx).await?.map(|row| row.markdown).unwrap_or_default())
}

/// The rows of a file that belong to a post.
pub(super) async fn belonging(tx: &Tx, file: &str, post: PostId) -> Result<Vec<Map<String, Value>>> {
    let table = table_of(file)?;
    let mut sql = archive::selection(table);
    sql.push(" WHERE t.post_id = ").bind(post.uuid());
    let rows = sql.rows(&**tx).await?;
    rows.iter().map(|row| archive::json(table, row)).collect()
}

/// What the former texts of those of these posts become that an import has changed, by their keys. Those that can't be rendered any more
/// are not among them.
pub(in crate::imports) async fn articles(
    cx: &Context,
    import: ImportId,
    table: &Table,
    page: &[Created],
) -> Result<HashMap<String, Article>> {
    #[derive(FromQueryResult)]
    struct Kept {
        key: String,
        former: String,
    }
    let keys: Vec<String> = page.iter().filter(|row| row.is_changed).map(|row| row.key.clone()).collect();
    let mut articles = HashMap::new();
    if keys.is_empty() {
        return Ok(articles);
    }
    let mut sql = Sql::new("SELECT r.key, r.former FROM import_rows r WHERE r.former IS NOT NULL AND r.import_id = ");
    sql.bind(import.uuid()).push(" AND r.file = ").bind(table.file).push(" AND r.key");
    sql.any_of(cx.deps.db.engine(), keys);
    for Kept { key, former } in sql.all::<Kept>(cx.deps.db.reader()).await? {
        let former: Former = serde_json::from_str(&former).map_err(Error::internal)?;
        articles.extend(cx.deps.renderer.article(&former.markdown).await?.ok().map(|article| (key, article)));
    }
    Ok(articles)
}
