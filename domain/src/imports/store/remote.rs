//! Pictures that lie where an import comes from, and the posts that they are in.

use std::collections::HashMap;

use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::{
    again::{follow, record_also},
    rows::{by_keys, fingerprint, rows_in},
};
use crate::{
    Context, Error, Result,
    archive::{SITE, Table},
    ids::{ImportId, JobId, MediaId, PostId, UserId},
    imports::ImportTask,
    platform::{Sql, Tx, article},
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

/// What a post shows from now on.
#[derive(Default)]
pub(in crate::imports) struct Shown {
    pub markdown: String,
    pub cover: Option<MediaId>,
}

/// A picture to be fetched.
pub(in crate::imports) struct Picture {
    pub address: String,
    pub owner_id: UserId,
    pub media_id: Option<MediaId>,
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

/// Notes pictures down, each once, under the next numbers.
pub(in crate::imports) async fn note_pictures(
    tx: &Tx,
    import: ImportId,
    owner: UserId,
    addresses: &[String],
) -> Result<()> {
    for address in addresses {
        let mut sql = Sql::new("INSERT INTO import_pictures (import_id, number, address, owner_id) SELECT ");
        sql.bind(import.uuid()).push(", COALESCE(MAX(p.number), 0) + 1, ").bind(address.as_str()).push(", ");
        sql.bind(owner.uuid()).push(" FROM import_pictures p WHERE p.import_id = ").bind(import.uuid());
        sql.push(" ON CONFLICT (import_id, address) DO NOTHING");
        sql.run(&**tx).await?;
    }
    Ok(())
}

#[derive(FromQueryResult)]
struct Counted {
    n: i64,
}

/// The pictures of an import without a job of this run, by their numbers.
pub(in crate::imports) async fn count_pictures(tx: &Tx, import: ImportId) -> Result<i64> {
    let mut sql = Sql::new("SELECT COUNT(*) AS n FROM import_pictures p WHERE p.import_id = ");
    sql.bind(import.uuid());
    Ok(sql.one::<Counted>(&**tx).await?.map_or(0, |row| row.n))
}

/// The numbers of pictures beyond this one.
pub(in crate::imports) async fn numbers_after(tx: &Tx, import: ImportId, number: i64) -> Result<Vec<i64>> {
    let mut sql = Sql::new("SELECT p.number AS n FROM import_pictures p WHERE p.media_id IS NULL AND p.import_id = ");
    sql.bind(import.uuid()).push(" AND p.number > ").bind(number).push(" ORDER BY p.number");
    Ok(sql.all::<Counted>(&**tx).await?.into_iter().map(|row| row.n).collect())
}

/// One picture.
pub(in crate::imports) async fn picture(cx: &Context, import: ImportId, number: i64) -> Result<Option<Picture>> {
    #[derive(FromQueryResult)]
    struct Row {
        address: String,
        owner_id: Uuid,
        media_id: Option<Uuid>,
    }
    let mut sql = Sql::new("SELECT p.address, p.owner_id, p.media_id FROM import_pictures p WHERE p.import_id = ");
    sql.bind(import.uuid()).push(" AND p.number = ").bind(number);
    let row = sql.one::<Row>(cx.deps.db.reader()).await?;
    Ok(row.map(|row| Picture {
        address: row.address,
        owner_id: UserId::from_uuid(row.owner_id),
        media_id: row.media_id.map(MediaId::from_uuid),
    }))
}

/// Says which medium is made of a picture.
pub(in crate::imports) async fn made(tx: &Tx, import: ImportId, number: i64, media: MediaId) -> Result<()> {
    let mut sql = Sql::new("UPDATE import_pictures SET reason = NULL, media_id = ");
    sql.bind(media.uuid()).push(" WHERE import_id = ").bind(import.uuid()).push(" AND number = ").bind(number);
    sql.run(&**tx).await?;
    Ok(())
}

/// Says why nothing came of a picture.
pub(in crate::imports) async fn failed(tx: &Tx, import: ImportId, number: i64, reason: &str) -> Result<()> {
    let mut sql = Sql::new("UPDATE import_pictures SET media_id = NULL, reason = ");
    sql.bind(reason).push(" WHERE import_id = ").bind(import.uuid()).push(" AND number = ").bind(number);
    sql.run(&**tx).await?;
    Ok(())
}

/// Pictures that media are made of, with their addresses.
pub(in crate::imports) async fn made_pictures(cx: &Context, import: ImportId) -> Result<Vec<(String, MediaId)>> {
    #[derive(FromQueryResult)]
    struct Row {
        address: String,
        media_id: Uuid,
    }
    let mut sql =
        Sql::new("SELECT p.address, p.media_id FROM import_pictures p WHERE p.media_id IS NOT NULL AND p.import_id = ");
    sql.bind(import.uuid()).push(" ORDER BY p.number");
    let rows = sql.all::<Row>(cx.deps.db.reader()).await?;
    Ok(rows.into_iter().map(|row| (row.address, MediaId::from_uuid(row.media_id))).collect())
}

/// Pictures of which nothing came, and why.
pub(in crate::imports) async fn failures(tx: &Tx, import: ImportId) -> Result<Vec<(String, String)>> {
    #[derive(FromQueryResult)]
    struct Row {
        address: String,
        reason: String,
    }
    let mut sql = Sql::new(
        "SELECT p.address, COALESCE(p.reason, 'its job has not ended well') AS reason FROM import_pictures p \
         WHERE p.media_id IS NULL AND p.import_id = ",
    );
    sql.bind(import.uuid()).push(" ORDER BY p.number");
    let rows = sql.all::<Row>(&**tx).await?;
    Ok(rows.into_iter().map(|row| (row.address, row.reason)).collect())
}

/// Forgets pictures of which nothing came, so that they are fetched again; or all of them.
pub(in crate::imports) async fn forget_pictures(tx: &Tx, import: ImportId, task: ImportTask) -> Result<()> {
    let mut sql = Sql::new("DELETE FROM import_pictures WHERE import_id = ");
    sql.bind(import.uuid()).push(match task {
        ImportTask::Plan => " AND 1 = 0",
        ImportTask::Apply => " AND media_id IS NULL",
        ImportTask::Undo => "",
    });
    sql.run(&**tx).await?;
    Ok(())
}

/// Changes what a post shows, if it still is what was looked at, and if that can be rendered. What the import has written it down as follows, unless somebody else has
/// changed it before.
pub(in crate::imports) async fn show(
    cx: &Context,
    tx: &Tx,
    import: ImportId,
    post: &PostOf,
    shown: &Shown,
) -> Result<()> {
    let Ok(article) = article::render(&shown.markdown) else { return Ok(()) };
    let table = table("posts.jsonl")?;
    let key = vec![vec![post.id.uuid().into()]];
    let before = by_keys(cx, table, &key).await?.remove(&post.key);
    let mut sql = Sql::new("UPDATE posts SET version = version + 1, markdown = ");
    sql.bind(shown.markdown.as_str()).push(", html = ").bind(article.html).push(", excerpt = ").bind(article.excerpt);
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

/// Writes media down as created by an import.
pub(in crate::imports) async fn remember_media(tx: &Tx, import: ImportId, media: &[MediaId]) -> Result<()> {
    let table = table("media.jsonl")?;
    for some in media.chunks(200) {
        let keys: Vec<_> = some.iter().map(|id| vec![id.uuid().into()]).collect();
        for (key, row) in rows_in(tx, table, &keys).await? {
            let mut sql = Sql::new("INSERT INTO import_rows (import_id, file, key, hash) VALUES (");
            sql.bind(import.uuid()).push(", ").bind(table.file).push(", ").bind(key).push(", ");
            sql.bind(fingerprint(&row)).push(") ON CONFLICT DO NOTHING");
            sql.run(&**tx).await?;
        }
    }
    Ok(())
}

/// The same with what pictures have become, also where the job that fetches them has not come to that.
pub(in crate::imports) async fn remember_pictures(tx: &Tx, import: ImportId) -> Result<()> {
    #[derive(FromQueryResult)]
    struct Made {
        media_id: Uuid,
    }
    let mut sql = Sql::new("SELECT p.media_id FROM import_pictures p WHERE p.media_id IS NOT NULL AND p.import_id = ");
    sql.bind(import.uuid()).push(" ORDER BY p.number");
    let made = sql.all::<Made>(&**tx).await?;
    let media: Vec<_> = made.into_iter().map(|row| MediaId::from_uuid(row.media_id)).collect();
    remember_media(tx, import, &media).await
}

fn table(file: &str) -> Result<&'static Table> {
    SITE.iter().find(|table| table.file == file).ok_or_else(|| Error::internal(format!("there is no {file}")))
}

/// Says which job fetches the pictures of an import.
pub(in crate::imports) async fn set_media_job(tx: &Tx, import: ImportId, job: JobId) -> Result<()> {
    let mut sql = Sql::new("UPDATE imports SET media_job_id = ");
    sql.bind(job.uuid()).push(" WHERE id = ").bind(import.uuid());
    sql.run(&**tx).await?;
    Ok(())
}
