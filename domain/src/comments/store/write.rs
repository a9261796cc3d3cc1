//! Changing, deleting, hiding and showing comments.

use chrono::{DateTime, Utc};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::counts::count;
use crate::{
    Context, Result,
    comments::{Comment, CommentText, refresh},
    ids::{CommentId, PostId, UserId},
    index::{self, Entry},
    platform::{Sql, Tx},
};

/// Replaces the text of a comment, with what it becomes, and keeps the one before.
pub(in crate::comments) async fn rewrite(
    cx: &Context,
    tx: &Tx,
    comment: &Comment,
    (text, html): (&CommentText, String),
) -> Result<()> {
    let id = comment.id;
    index::put(cx, tx, &[Entry::comment(id, comment.post_id, &html)]).await?;
    let mut sql = Sql::new(
        "INSERT INTO comment_revisions (comment_id, version, markdown, html, written_at) \
         SELECT c.id, c.version, c.markdown, c.html, COALESCE(c.edited_at, c.created_at) FROM comments c WHERE c.id = ",
    );
    sql.bind(id.uuid());
    sql.run(&**tx).await?;
    let mut sql = Sql::new("UPDATE comments SET version = version + 1, markdown = ");
    sql.bind(text.as_str().to_owned()).push(", html = ").bind(html);
    sql.push(", edited_at = ").bind(cx.now).push(" WHERE id = ").bind(id.uuid());
    sql.run(&**tx).await?;
    Ok(())
}

/// Takes text, author and place in the counts from a comment; what answers it stays.
pub(in crate::comments) async fn mark_deleted(cx: &Context, tx: &Tx, comment: &Comment) -> Result<()> {
    let mut sql = Sql::new("UPDATE comments SET version = version + 1, markdown = '', html = '', deleted_at = ");
    sql.bind(cx.now).push(" WHERE id = ").bind(comment.id.uuid());
    sql.run(&**tx).await?;
    for table in ["comment_revisions", "comment_mentions"] {
        let mut sql = Sql::new(&format!("DELETE FROM {table} WHERE comment_id = "));
        sql.bind(comment.id.uuid());
        sql.run(&**tx).await?;
    }
    index::remove(cx, tx, &[comment.id.uuid()]).await?;
    if comment.hidden_at.is_some() {
        return Ok(()); // It was counted out when it was hidden.
    }
    count(tx, comment.post_id, comment.parent_id, -1).await
}

/// Takes a comment out of sight and out of the counts; its text and author stay. Tells where it stands, unless it was gone.
pub(in crate::comments) async fn hide(cx: &Context, tx: &Tx, id: CommentId) -> Result<Option<Place>> {
    let mut sql = Sql::new("UPDATE comments SET version = version + 1, hidden_at = ");
    sql.bind(cx.now).push(" WHERE hidden_at IS NULL AND deleted_at IS NULL AND id = ").bind(id.uuid());
    let Some(place) = placed(sql, tx).await? else { return Ok(None) };
    index::remove(cx, tx, &[id.uuid()]).await?;
    count(tx, place.post, place.parent, -1).await?;
    Ok(Some(place))
}

/// Brings a hidden comment back. Tells where it stands, unless it was deleted meanwhile or not hidden.
pub(in crate::comments) async fn show(cx: &Context, tx: &Tx, id: CommentId) -> Result<Option<Place>> {
    let mut sql = Sql::new("UPDATE comments SET version = version + 1, hidden_at = NULL");
    sql.push(" WHERE hidden_at IS NOT NULL AND id = ").bind(id.uuid());
    let Some(place) = placed(sql, tx).await?.filter(|place| place.there) else { return Ok(None) };
    refresh(cx, tx, &[id.uuid()]).await?;
    count(tx, place.post, place.parent, 1).await?;
    Ok(Some(place))
}

/// Where a comment stands.
pub(in crate::comments) struct Place {
    pub post: PostId,
    pub parent: Option<CommentId>,
    pub author: UserId,
    there: bool,
}

async fn placed(mut sql: Sql, tx: &Tx) -> Result<Option<Place>> {
    #[derive(FromQueryResult)]
    struct Changed {
        post_id: Uuid,
        parent_id: Option<Uuid>,
        author_id: Uuid,
        deleted_at: Option<DateTime<Utc>>,
    }
    sql.push(" RETURNING post_id, parent_id, author_id, deleted_at");
    let row = sql.one::<Changed>(&**tx).await?;
    Ok(row.map(|row| Place {
        post: PostId::from_uuid(row.post_id),
        parent: row.parent_id.map(CommentId::from_uuid),
        author: UserId::from_uuid(row.author_id),
        there: row.deleted_at.is_none(),
    }))
}
