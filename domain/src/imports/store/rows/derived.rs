//! What a row has that is in no archive.

use std::collections::HashMap;

use sea_orm::{FromQueryResult, Value as Bound};
use serde_json::Value;
use uuid::Uuid;

use crate::{
    Context, Error, Result,
    archive::{Table, files},
    imports::walk::Candidate,
    platform::{Sql, Tx, article::Article},
};

/// What a row has that is in no archive, because it is secret or follows from the rest.
pub(super) fn more(table: &Table, of: &Candidate, blobs: &HashMap<String, Blob>) -> Result<Vec<(&'static str, Bound)>> {
    Ok(match table.file {
        // That of no password.
        files::USERS => vec![("password_hash", "".into())],
        files::POSTS => text(of.markdown.clone().unwrap_or_default(), of.article.clone())?,
        files::COMMENTS | files::COMMENT_REVISIONS => {
            vec![("html", of.article.html.clone().into())]
        }
        files::MEDIA => {
            let blob = blobs.get(of.row.text("picture")).ok_or_else(|| Error::internal("a picture vanished"))?;
            let size = of.row.json.get("size").and_then(Value::as_i64).unwrap_or_default();
            let at = of.row.values.iter().rev().nth(1).cloned().ok_or_else(|| Error::internal("no time"))?;
            vec![
                ("blob_id", Some(blob.id).into()),
                ("state", "ready".into()),
                ("media_type", blob.media_type.clone().into()),
                ("received", size.into()),
                ("uploads", 0_i32.into()),
                ("expires_at", at),
            ]
        }
        _ => Vec::new(),
    })
}

/// The text of a post, with what is made of it.
pub(in crate::imports::store) fn text(source: String, article: Article) -> Result<Vec<(&'static str, Bound)>> {
    let contents = serde_json::to_string(&article.contents).map_err(Error::internal)?;
    Ok(vec![
        ("markdown", source.into()),
        ("html", article.html.into()),
        ("excerpt", article.excerpt.into()),
        ("word_count", i32::try_from(article.words).ok().into()),
        ("table_of_contents", Some(contents).into()),
    ])
}

#[derive(FromQueryResult)]
pub(super) struct Blob {
    id: Uuid,
    hash: String,
    media_type: String,
}

/// The pictures of these media, kept from the collector.
pub(super) async fn pictures(cx: &Context, tx: &Tx, page: &[Candidate]) -> Result<HashMap<String, Blob>> {
    let hashes: Vec<String> = page.iter().map(|it| it.row.text("picture").to_owned()).collect();
    let mut sql = Sql::new("UPDATE media_blobs SET loose_at = NULL WHERE hash");
    sql.any_of(cx.deps.db.engine(), hashes).push(" RETURNING id, hash, media_type");
    Ok(sql.all::<Blob>(&**tx).await?.into_iter().map(|blob| (blob.hash.clone(), blob)).collect())
}
