//! What the job that tells of a comment needs of it, read by one statement: each more is a way to the server and back, of which
//! telling somebody has few.

use chrono::{DateTime, Utc};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::{TellOfComment, store::gone};
use crate::{
    Context, Error, Result,
    ids::{CommentId, PostId, UserId},
    platform::Sql,
    posts::{self, PostStatus},
};

/// A comment on a published post, and whom it may concern.
#[derive(Debug)]
pub(crate) struct ToTell {
    /// The comment.
    pub id: CommentId,
    /// Who wrote it, unless it was deleted.
    pub by: Option<UserId>,
    /// The post.
    pub post: PostId,
    /// Who wrote that.
    pub post_author: UserId,
    /// The comment that it answers, and who wrote that, unless that was deleted.
    pub answered: Option<(CommentId, UserId)>,
    /// Whom it names.
    pub named: Vec<UserId>,
}

#[derive(FromQueryResult)]
struct Row {
    author_id: Uuid,
    deleted_at: Option<DateTime<Utc>>,
    post_id: Uuid,
    post_author_id: Uuid,
    post_status: String,
    answered_id: Option<Uuid>,
    answered_author_id: Option<Uuid>,
    named_id: Option<Uuid>,
}

/// A comment as it is to be told, for the system, which sees what moderators have hidden: what is shown of it is asked when it is shown.
///
/// # Errors
/// `not_found` when it, or its post, is not there any more, or the post not published.
pub(crate) async fn to_tell(cx: &Context, job: &TellOfComment) -> Result<ToTell> {
    let id = job.comment;
    let mut sql = Sql::new(
        "SELECT c.author_id, c.deleted_at, c.post_id, p.author_id AS post_author_id, p.status AS post_status, \
         a.id AS answered_id, a.author_id AS answered_author_id, m.user_id AS named_id \
         FROM comments c JOIN posts p ON p.id = c.post_id \
         LEFT JOIN comments a ON a.deleted_at IS NULL AND a.id = ",
    );
    match job.answered {
        Some(answered) => sql.bind(answered.uuid()),
        None => sql.push("c.parent_id"),
    };
    sql.push(
        " LEFT JOIN comment_mentions m ON m.comment_id = c.id WHERE (c.deleted_at IS NULL OR c.reply_count > 0) AND ",
    );
    posts::push_visible(&mut sql, &cx.actor);
    sql.push(" AND c.id = ").bind(id.uuid());
    let rows = sql.all::<Row>(cx.deps.db.reader()).await?;
    let Some(row) = rows.first() else { return Err(gone()) };
    if row.post_status.parse::<PostStatus>()? != PostStatus::Published {
        return Err(Error::not_found("post"));
    }
    let answered = row.answered_id.zip(row.answered_author_id);
    Ok(ToTell {
        id,
        by: row.deleted_at.is_none().then(|| UserId::from_uuid(row.author_id)),
        post: PostId::from_uuid(row.post_id),
        post_author: UserId::from_uuid(row.post_author_id),
        answered: answered.map(|(id, author)| (CommentId::from_uuid(id), UserId::from_uuid(author))),
        named: rows.iter().filter_map(|row| row.named_id.map(UserId::from_uuid)).collect(),
    })
}
