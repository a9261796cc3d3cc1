//! The posts of an import.

use std::collections::HashMap;

use sea_orm::FromQueryResult;
use uuid::Uuid;

use crate::{
    Context, Error, Result,
    ids::{ImportId, PostId, UserId},
    platform::Sql,
};

/// A post of an import.
pub(in crate::imports) struct PostOf {
    /// Its key, as the import has written it down.
    pub key: String,
    pub id: PostId,
    pub author_id: UserId,
    pub markdown: String,
    pub social_image: Option<String>,
    pub version: i64,
    /// What it was when the import wrote it last.
    pub hash: String,
}

/// The next posts that an import has created, in the order of their keys: those that are there still, and the last key; none behind the last.
pub(in crate::imports) async fn posts_of(
    cx: &Context,
    import: ImportId,
    after: Option<&str>,
    most: u32,
) -> Result<Option<(Vec<PostOf>, String)>> {
    #[derive(FromQueryResult)]
    struct Key {
        key: String,
        hash: String,
    }
    #[derive(FromQueryResult)]
    struct Post {
        id: Uuid,
        author_id: Uuid,
        markdown: String,
        social_image: Option<String>,
        version: i64,
    }
    let mut sql = Sql::new("SELECT r.key, r.hash FROM import_rows r WHERE r.file = 'posts.jsonl' AND r.import_id = ");
    sql.bind(import.uuid());
    if let Some(after) = after {
        sql.push(" AND r.key > ").bind(after);
    }
    sql.push(&format!(" ORDER BY r.key LIMIT {most}"));
    let keys = sql.all::<Key>(cx.deps.db.reader()).await?;
    let Some(last) = keys.last().map(|row| row.key.clone()) else { return Ok(None) };
    let ids = keys.iter().map(|row| post_id(&row.key).map(|id| id.uuid())).collect::<Result<Vec<_>>>()?;
    let mut sql = Sql::new("SELECT p.id, p.author_id, p.markdown, p.social_image, p.version FROM posts p WHERE p.id");
    sql.any_of(cx.deps.db.engine(), ids);
    let found = sql.all::<Post>(cx.deps.db.reader()).await?;
    let mut found: HashMap<_, _> = found.into_iter().map(|post| (post.id, post)).collect();
    let mut posts = Vec::new();
    for row in keys {
        let id = post_id(&row.key)?;
        let Some(post) = found.remove(&id.uuid()) else { continue };
        let (author_id, social_image) = (UserId::from_uuid(post.author_id), post.social_image);
        let (markdown, version) = (post.markdown, post.version);
        posts.push(PostOf { key: row.key, hash: row.hash, id, author_id, markdown, social_image, version });
    }
    Ok(Some((posts, last)))
}

fn post_id(key: &str) -> Result<PostId> {
    let [id]: [String; 1] = serde_json::from_str(key).map_err(Error::internal)?;
    id.parse().map_err(Error::internal)
}
