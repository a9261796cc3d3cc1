//! What imports have written down of posts that come again.

use std::collections::{HashMap, HashSet};

use sea_orm::{FromQueryResult, Value as Bound};
use uuid::Uuid;

use super::tables::table_of;
use crate::{
    Context, Result,
    archive::{Table, files},
    ids::{ImportId, PostId},
    imports::store::rows::{KEYS, fingerprint, locked},
    platform::{Sql, Tx},
};

/// What an import has written down of a post.
#[derive(FromQueryResult)]
pub(in crate::imports) struct Brought {
    key: String,
    pub import_id: Uuid,
    /// What it was here then.
    pub hash: String,
    /// What it was in its source then.
    pub source: String,
    /// Whether it was here before: what it was then is written down, too.
    pub is_changed: bool,
}

/// What imports have written down of these posts that were not taken back, and this one in any case.
pub(in crate::imports) async fn brought(
    cx: &Context,
    own: Option<ImportId>,
    table: &Table,
    keys: Vec<String>,
) -> Result<HashMap<String, Vec<Brought>>> {
    let mut sql = Sql::new(
        "SELECT r.key, r.import_id, r.hash, r.source, (r.former IS NOT NULL) AS is_changed \
         FROM import_rows r JOIN imports i ON i.id = r.import_id \
         WHERE r.source IS NOT NULL AND i.deleted_at IS NULL AND (i.undone_at IS NULL OR i.id = ",
    );
    sql.bind(own.map(|own| own.uuid())).push(") AND r.file = ").bind(table.file).push(" AND r.key");
    sql.any_of(cx.deps.db.engine(), keys);
    let mut brought: HashMap<String, Vec<Brought>> = HashMap::new();
    for row in sql.all::<Brought>(cx.deps.db.reader()).await? {
        brought.entry(row.key.clone()).or_default().push(row);
    }
    Ok(brought)
}

/// Which of these posts are what an import has written down of them. They stay so until the transaction ends.
pub(in crate::imports) async fn as_written(cx: &Context, tx: &Tx, posts: &HashSet<Uuid>) -> Result<HashSet<Uuid>> {
    #[derive(FromQueryResult)]
    struct Written {
        key: String,
        hash: String,
    }
    let table = table_of(files::POSTS)?;
    let keys: Vec<Vec<Bound>> = posts.iter().map(|post| vec![(*post).into()]).collect();
    let here = locked(cx, tx, table, &keys).await?;
    let (keys, mut as_written): (Vec<String>, HashSet<Uuid>) = (here.keys().cloned().collect(), HashSet::new());
    for some in keys.chunks(KEYS) {
        let mut sql = Sql::new("SELECT r.key, r.hash FROM import_rows r WHERE r.source IS NOT NULL AND r.file = ");
        sql.bind(table.file).push(" AND r.key").any_of(cx.deps.db.engine(), some.to_vec());
        for Written { key, hash } in sql.all::<Written>(&**tx).await? {
            let row = here.get(&key).filter(|row| fingerprint(row) == hash);
            let id = row.and_then(|row| row.get("id")?.as_str()?.parse::<PostId>().ok());
            as_written.extend(id.map(|id| id.uuid()));
        }
    }
    Ok(as_written)
}
