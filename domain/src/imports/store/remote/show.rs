//! Having a post show the media that are made of its pictures.

use super::posts::PostOf;
use crate::{
    Context, Result,
    archive::files,
    ids::{ImportId, MediaId},
    imports::store::{
        again::{follow, record_also, table_of},
        rows::{by_keys, fingerprint, rows_in},
    },
    platform::{Sql, Tx, article::Article},
};

/// What a post shows from now on.
pub(in crate::imports) struct Shown {
    pub markdown: String,
    pub article: Article,
    pub cover: Option<MediaId>,
}

/// Changes what a post shows, if it still is what was looked at. What the import has written it down as follows, unless somebody else has
/// changed it before.
pub(in crate::imports) async fn show(
    cx: &Context,
    tx: &Tx,
    import: ImportId,
    post: &PostOf,
    shown: &Shown,
) -> Result<()> {
    let table = table_of(files::POSTS)?;
    let key = vec![vec![post.id.uuid().into()]];
    let before = by_keys(cx, table, &key).await?.remove(&post.key);
    let mut sql = Sql::new("UPDATE posts SET version = version + 1, markdown = ");
    sql.bind(shown.markdown.as_str()).push(", html = ").bind(shown.article.html.as_str());
    sql.push(", excerpt = ").bind(shown.article.excerpt.as_str());
    if let Some(cover) = shown.cover {
        sql.push(", social_image = NULL, cover_media_id = COALESCE(cover_media_id, ").bind(cover.uuid()).push(")");
    }
    sql.push(" WHERE id = ").bind(post.id.uuid()).push(" AND version = ").bind(post.version);
    if sql.run(&**tx).await? == 0 {
        return Ok(());
    }
    record_also(cx, tx, post.id, "pictures fetched").await?;
    let Some(before) = before.map(|row| fingerprint(&row)) else { return Ok(()) };
    let after = fingerprint(&rows_in(tx, table, &key).await?.remove(&post.key).unwrap_or_default());
    if before == post.hash {
        let mut sql = Sql::new("UPDATE import_rows SET hash = ");
        sql.bind(after.as_str()).push(" WHERE file = 'posts.jsonl' AND import_id = ").bind(import.uuid());
        sql.push(" AND key = ").bind(post.key.as_str());
        sql.run(&**tx).await?;
    }
    follow(tx, table, &post.key, (&before, &after)).await
}
