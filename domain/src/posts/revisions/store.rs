//! The only file that speaks SQL about revisions. Callers have found the post through its scope.

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{ConnectionTrait, FromQueryResult};
use uuid::Uuid;

use super::{Revision, Save};
use crate::{
    Context, Error, Result,
    ids::{PostId, UserId},
    page::{Key, List, Order, Page, PageRequest, Position},
    platform::{Sql, Tx},
};

pub(super) const REVISIONS: List =
    List { name: "posts.revisions", key: "r.number", id: "r.post_id", order: Order::Descending };

#[derive(FromQueryResult)]
struct Row {
    number: i64,
    version: i64,
    author_id: Option<Uuid>,
    title: String,
    markdown: String,
    reason: Option<String>,
    autosave: bool,
    restored_from: Option<i64>,
    saved_at: DateTime<Utc>,
}

impl From<Row> for Revision {
    fn from(row: Row) -> Self {
        Self {
            number: row.number,
            version: row.version,
            author_id: row.author_id.map(UserId::from_uuid),
            author: None,
            title: row.title,
            markdown: row.markdown,
            reason: row.reason,
            autosave: row.autosave,
            restored_from: row.restored_from,
            saved_at: row.saved_at,
        }
    }
}

fn of(post: PostId) -> Sql {
    let mut sql = Sql::new(
        "SELECT r.number, r.version, r.author_id, r.title, r.markdown, r.reason, r.autosave, r.restored_from, r.saved_at \
         FROM post_revisions r WHERE r.post_id = ",
    );
    sql.bind(post.uuid());
    sql
}

pub(super) async fn page(cx: &Context, post: PostId, request: &PageRequest) -> Result<Page<Revision>> {
    let mut sql = of(post);
    let whole = sql.clone();
    request.apply(REVISIONS, &mut sql);
    let revisions = sql.all::<Row>(cx.deps.db.reader()).await?.into_iter().map(Revision::from).collect();
    let at = |revision: &Revision| Position { key: Key::Number(revision.number), id: post.uuid() };
    Ok(request.page(cx, REVISIONS, revisions, at).of(whole))
}

/// One revision by its number.
pub(super) async fn numbered(db: &impl ConnectionTrait, post: PostId, number: i64) -> Result<Option<Revision>> {
    let mut sql = of(post);
    sql.push(" AND r.number = ").bind(number);
    Ok(sql.one::<Row>(db).await?.map(Revision::from))
}

/// What a post said at one of its versions: the last save up to it.
pub(in crate::posts) async fn as_of(tx: &Tx, post: PostId, version: i64) -> Result<Option<Revision>> {
    let mut sql = of(post);
    sql.push(" AND r.version <= ").bind(version).push(" ORDER BY r.number DESC LIMIT 1");
    Ok(sql.one::<Row>(&**tx).await?.map(Revision::from))
}

/// Gives a post that has no revisions its first: what it says before the save that comes. The caller has locked the post.
pub(crate) async fn begin(tx: &Tx, post: PostId) -> Result<()> {
    let mut sql = Sql::new(
        "INSERT INTO post_revisions (post_id, number, version, author_id, title, markdown, autosave, begun_at, saved_at) \
         SELECT p.id, 1, p.version, p.author_id, p.title, p.markdown, ",
    );
    sql.bind(false).push(", p.updated_at, p.updated_at FROM posts p WHERE p.id = ").bind(post.uuid());
    sql.push(" AND NOT EXISTS (SELECT 1 FROM post_revisions r WHERE r.post_id = p.id)");
    sql.run(&**tx).await?;
    Ok(())
}

/// Keeps what a post says now. The caller has locked it and written it.
pub(crate) async fn record(cx: &Context, tx: &Tx, post: PostId, save: &Save) -> Result<()> {
    let author = cx.actor.account();
    if save.autosave && replace_autosave(cx, tx, post, author).await? {
        return Ok(());
    }
    let mut sql = Sql::new(
        "INSERT INTO post_revisions (post_id, number, version, author_id, title, markdown, reason, autosave, \
         restored_from, begun_at, saved_at) SELECT p.id, \
         COALESCE((SELECT MAX(r.number) FROM post_revisions r WHERE r.post_id = p.id), 0) + 1, p.version, ",
    );
    sql.bind(author.map(|author| author.uuid())).push(", p.title, p.markdown, ");
    sql.bind(save.reason.as_ref().map(|reason| reason.as_str().to_owned())).push(", ").bind(save.autosave);
    sql.push(", ").bind(save.restored_from).push(", ").bind(cx.now).push(", ").bind(cx.now);
    sql.push(" FROM posts p WHERE p.id = ").bind(post.uuid());
    sql.run(&**tx).await?;
    Ok(())
}

/// Takes a save of what the post says already: where it was an autosave of the same person that said it, it is one of their own now, which
/// later autosaves don't replace. The caller has locked the post.
pub(in crate::posts) async fn settle(cx: &Context, tx: &Tx, post: PostId, save: &Save) -> Result<()> {
    if save.autosave {
        return Ok(());
    }
    let mut sql = Sql::new("UPDATE post_revisions SET autosave = ");
    sql.bind(false);
    if let Some(reason) = &save.reason {
        sql.push(", reason = ").bind(reason.as_str().to_owned());
    }
    sql.push(" WHERE post_id = ").bind(post.uuid()).push(" AND autosave = ").bind(true);
    sql.push(" AND author_id = ").bind(cx.actor.account().map(|author| author.uuid()));
    sql.push(" AND number = (SELECT MAX(r.number) FROM post_revisions r WHERE r.post_id = ").bind(post.uuid());
    sql.push(")");
    sql.run(&**tx).await?;
    Ok(())
}

/// Puts what a post says now into the place of the last revision, if that is an autosave of the same person that began
/// within the window. Tells whether it was.
async fn replace_autosave(cx: &Context, tx: &Tx, post: PostId, author: Option<UserId>) -> Result<bool> {
    let window = TimeDelta::from_std(cx.settings().posts.autosave_window).map_err(Error::internal)?;
    let mut sql = Sql::new("UPDATE post_revisions SET saved_at = ");
    sql.bind(cx.now);
    for column in ["version", "title", "markdown"] {
        sql.push(&format!(", {column} = (SELECT p.{column} FROM posts p WHERE p.id = post_revisions.post_id)"));
    }
    sql.push(" WHERE post_id = ").bind(post.uuid()).push(" AND autosave = ").bind(true);
    sql.push(" AND author_id = ").bind(author.map(|author| author.uuid()));
    sql.push(" AND begun_at > ").bind(cx.now - window);
    sql.push(" AND number = (SELECT MAX(r.number) FROM post_revisions r WHERE r.post_id = ").bind(post.uuid());
    sql.push(")");
    Ok(sql.run(&**tx).await? > 0)
}

/// What is left of the revisions of a person who is erased: none of their own posts, and no name at those of others'. Tells
/// how many went.
///
/// # Errors
/// The database's.
pub(crate) async fn forget(tx: &Tx, user: UserId) -> Result<u64> {
    let mut sql = Sql::new("DELETE FROM post_revisions WHERE post_id IN (SELECT id FROM posts WHERE author_id = ");
    sql.bind(user.uuid()).push(")");
    let gone = sql.run(&**tx).await?;
    let mut sql = Sql::new("UPDATE post_revisions SET author_id = NULL WHERE author_id IS NOT NULL AND author_id = ");
    sql.bind(user.uuid());
    sql.run(&**tx).await?;
    Ok(gone)
}
