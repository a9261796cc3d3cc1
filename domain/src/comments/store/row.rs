//! A row of comments.

use chrono::{DateTime, Utc};
use sea_orm::{DbErr, FromQueryResult, QueryResult};
use uuid::Uuid;

use crate::{
    Actor, Result,
    comments::{Comment, policy},
    ids::{CommentId, PostId, UserId},
    platform::{Sql, db::Columns},
};

/// A row as it is read.
pub(super) struct Row {
    pub id: Uuid,
    pub post_id: Uuid,
    pub parent_id: Option<Uuid>,
    pub author_id: Uuid,
    pub depth: i32,
    pub markdown: String,
    pub html: String,
    pub reply_count: i32,
    pub score: i64,
    pub version: i64,
    pub created_at: DateTime<Utc>,
    pub edited_at: Option<DateTime<Utc>>,
    pub deleted_at: Option<DateTime<Utc>>,
    pub hidden_at: Option<DateTime<Utc>>,
}

impl FromQueryResult for Row {
    /// Reads the columns that [`visible_to`](super::visible::visible_to) names, in that order.
    fn from_query_result(row: &QueryResult, _before: &str) -> Result<Self, DbErr> {
        let mut columns = Columns::of(row);
        Ok(Self {
            id: columns.take("id")?,
            post_id: columns.take("post_id")?,
            parent_id: columns.take("parent_id")?,
            author_id: columns.take("author_id")?,
            depth: columns.take("depth")?,
            markdown: columns.take("markdown")?,
            html: columns.take("html")?,
            score: columns.take("score")?,
            version: columns.take("version")?,
            created_at: columns.take("created_at")?,
            edited_at: columns.take("edited_at")?,
            deleted_at: columns.take("deleted_at")?,
            hidden_at: columns.take("hidden_at")?,
            reply_count: columns.take("reply_count")?,
        })
    }
}

impl Row {
    pub(super) fn insertion(&self) -> Sql {
        let mut sql = Sql::new(
            "INSERT INTO comments (reply_count, score, version, id, post_id, parent_id, author_id, depth, markdown, html, \
             created_at) VALUES (0, 0, 1, ",
        );
        sql.bind(self.id).push(", ").bind(self.post_id).push(", ").bind(self.parent_id).push(", ").bind(self.author_id);
        sql.push(", ").bind(self.depth).push(", ").bind(self.markdown.as_str()).push(", ").bind(self.html.as_str());
        sql.push(", ").bind(self.created_at).push(")");
        sql
    }

    /// The source is shown to those who may edit the comment, and to nobody else; what moderators took out of sight is a gap for
    /// others than its author and them.
    pub(super) fn seen_by(self, actor: &Actor) -> Comment {
        let author = UserId::from_uuid(self.author_id);
        let shown = self.hidden_at.is_none() || policy::sees_hidden(actor, author);
        let there = self.deleted_at.is_none() && shown;
        let mut comment = Comment {
            id: CommentId::from_uuid(self.id),
            post_id: PostId::from_uuid(self.post_id),
            parent_id: self.parent_id.map(CommentId::from_uuid),
            depth: u32::try_from(self.depth).unwrap_or_default(),
            author_id: there.then_some(author),
            author: None,
            markdown: there.then_some(self.markdown),
            html: if there { self.html } else { String::new() },
            reply_count: u32::try_from(self.reply_count).unwrap_or_default(),
            reactions: None,
            mentions: None,
            score: self.score,
            version: self.version,
            created_at: self.created_at,
            edited_at: self.edited_at,
            deleted_at: self.deleted_at,
            hidden_at: self.hidden_at,
        };
        if !policy::can_edit(actor, &comment) {
            comment.markdown = None;
        }
        comment
    }
}
