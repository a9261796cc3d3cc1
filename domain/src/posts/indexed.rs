//! What can be found of posts: those that are published.

use sea_orm::FromQueryResult;
use serde_json::{Value, json};
use type_safe_id::TypeSafeId;
use uuid::Uuid;

use crate::{
    Context, Result,
    ids::{PostId, TagId, UserId},
    index::{self, Entry},
    jobs::Run,
    platform::{Sql, Tx, db::Engine},
    posts::PUBLIC,
    tags::{ReindexTag, ReindexUntagged},
};

/// How many posts of a tag are written in one transaction.
const CHUNK: usize = 200;

/// Makes what is found of these posts what they say now, in the transaction that has changed them.
///
/// # Errors
/// The database's.
pub(crate) async fn refresh(cx: &Context, tx: &Tx, posts: &[PostId]) -> Result<()> {
    #[derive(FromQueryResult)]
    struct Row {
        id: Uuid,
        author_id: Uuid,
        title: String,
        html: String,
        tags: Option<String>,
    }
    if posts.is_empty() {
        return Ok(());
    }
    let ids: Vec<Uuid> = posts.iter().map(TypeSafeId::uuid).collect();
    let mut sql = Sql::new(&format!(
        "SELECT p.id, p.author_id, p.title, p.html, (SELECT string_agg(t.name, ' ' ORDER BY pt.position) FROM post_tags pt \
         JOIN tags t ON t.id = pt.tag_id WHERE pt.post_id = p.id) AS tags FROM posts p WHERE {PUBLIC} AND p.id"
    ));
    sql.any_of(cx.deps.db.engine(), ids.clone());
    let rows = sql.all::<Row>(&**tx).await?.into_iter();
    let entry = |row: Row| {
        let (id, author) = (PostId::from_uuid(row.id), UserId::from_uuid(row.author_id));
        Entry::post(id, author, &row.title, row.tags.as_deref().unwrap_or_default(), &row.html)
    };
    index::refresh(cx, tx, &ids, &rows.map(entry).collect::<Vec<_>>()).await
}

/// The same for the next so many posts after this one, in the order of their ids. Tells which they were.
///
/// # Errors
/// The database's.
pub(crate) async fn reindex(cx: &Context, tx: &Tx, after: Option<Uuid>, limit: usize) -> Result<Vec<Uuid>> {
    let mut sql = Sql::new("SELECT p.id FROM posts p WHERE p.id > ");
    sql.bind(after.unwrap_or_default()).push(&format!(" ORDER BY p.id LIMIT {limit}"));
    refreshed(cx, tx, sql).await
}

/// The same for all posts with a tag whose name has changed.
///
/// # Errors
/// The database's; what is done stays done.
pub async fn reindex_tag(run: &Run, job: &ReindexTag) -> Result<Value> {
    let mut done = 0;
    let mut after: Option<Uuid> = run.step_result(ReindexTag::AFTER).await?;
    loop {
        run.check_cancelled()?;
        let tx = run.cx.begin().await?;
        let posts = of_tag(&run.cx, &tx, job.tag, after).await?;
        after = posts.last().copied().or(after);
        done += posts.len();
        if let Some(after) = after {
            run.finish_step(&tx, ReindexTag::AFTER, &after).await?;
        }
        run.progress_in(&tx, i64::try_from(done).unwrap_or(i64::MAX), None, "writing what is found of posts").await?;
        tx.commit().await?;
        if posts.len() < CHUNK {
            return Ok(json!({ "posts": done }));
        }
    }
}

/// The same for posts that have lost a tag.
///
/// # Errors
/// The database's.
pub async fn reindex_untagged(run: &Run, job: &ReindexUntagged) -> Result<Value> {
    let ids = job.posts.iter().map(TypeSafeId::uuid).collect();
    let mut sql = Sql::new("SELECT p.id FROM posts p WHERE p.id");
    sql.any_of(run.cx.deps.db.engine(), ids).push(" ORDER BY p.id");
    let tx = run.cx.begin().await?;
    let posts = refreshed(&run.cx, &tx, sql).await?.len();
    tx.commit().await?;
    Ok(json!({ "posts": posts }))
}

async fn of_tag(cx: &Context, tx: &Tx, tag: TagId, after: Option<Uuid>) -> Result<Vec<Uuid>> {
    let mut sql = Sql::new("SELECT p.id FROM post_tags pt JOIN posts p ON p.id = pt.post_id WHERE pt.tag_id = ");
    sql.bind(tag.uuid()).push(" AND p.id > ").bind(after.unwrap_or_default());
    sql.push(&format!(" ORDER BY p.id LIMIT {CHUNK}"));
    refreshed(cx, tx, sql).await
}

/// Those that a query finds, locked: whoever is about to change one of them writes its entry after this.
async fn refreshed(cx: &Context, tx: &Tx, mut which: Sql) -> Result<Vec<Uuid>> {
    #[derive(FromQueryResult)]
    struct Row {
        id: Uuid,
    }
    if cx.deps.db.engine() == Engine::Postgres {
        which.push(" FOR SHARE OF p");
    }
    let ids: Vec<Uuid> = which.all::<Row>(&**tx).await?.into_iter().map(|row| row.id).collect();
    refresh(cx, tx, &ids.iter().copied().map(PostId::from_uuid).collect::<Vec<_>>()).await?;
    Ok(ids)
}
