//! The answers below comments, which an undoing has to remove before them.

use sea_orm::FromQueryResult;
use serde_json::Value;
use uuid::Uuid;

use super::{
    keys::{KEYS, only},
    written::{Created, recorded},
};
use crate::{
    Context, Error, Result,
    archive::{Table, files},
    ids::{CommentId, ImportId},
    platform::{Sql, Tx},
};

/// What an import has created below these comments and an undoing comes to later: answers whose ids stand before those of what they answer.
pub(in crate::imports) async fn below(
    cx: &Context,
    tx: &Tx,
    import: ImportId,
    table: &Table,
    page: &[Created],
) -> Result<Vec<Created>> {
    #[derive(FromQueryResult)]
    struct Id {
        id: Uuid,
    }
    let Some(last) = page.last().filter(|_| table.file == files::COMMENTS) else { return Ok(Vec::new()) };
    let ids = page.iter().map(|row| comment_id(&row.key)).collect::<Result<Vec<_>>>()?;
    let mut sql = Sql::new("WITH RECURSIVE below (id) AS (SELECT c.id FROM comments c WHERE c.parent_id");
    sql.any_of(cx.deps.db.engine(), ids);
    sql.push(" UNION SELECT c.id FROM comments c JOIN below b ON c.parent_id = b.id) SELECT below.id FROM below");
    let found = sql.all::<Id>(&**tx).await?;
    let key = |row: Id| Value::from(vec![CommentId::from_uuid(row.id).to_string()]).to_string();
    let keys: Vec<String> = found.into_iter().map(key).filter(|key| *key < last.key).collect();
    let mut below = Vec::new();
    for some in keys.chunks(KEYS) {
        let mut written = recorded(cx, import, table, some.to_vec()).await?;
        below.extend(some.iter().filter_map(|key| written.remove(key)));
    }
    Ok(below)
}

fn comment_id(key: &str) -> Result<Uuid> {
    let id: CommentId = only(key)?.parse().map_err(Error::internal)?;
    Ok(id.uuid())
}
