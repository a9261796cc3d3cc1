//! Writing a comment that is new.

use super::{counts::counting, marks::of_post, row::Row};
use crate::{
    Context, Result,
    comments::{Comment, CommentText, TellOfComment},
    ids::{self, CommentId, PostId},
    index::{self, Entry},
    jobs,
    platform::{
        Sql, Tx,
        freshness::{Mark, Table},
    },
    scope::Scope,
};

/// A comment that is about to be written, as its author will see it.
pub(in crate::comments) struct New {
    pub comment: Comment,
    writes: Vec<Sql>,
}

impl New {
    /// Below another, if any, at this depth, with its text and what that becomes.
    pub(in crate::comments) fn of(
        cx: &Context,
        post: PostId,
        (parent, depth): (Option<CommentId>, u32),
        (text, html): (&CommentText, String),
    ) -> Result<Self> {
        let id: CommentId = ids::new(cx);
        let mut writes = index::putting(cx, &[Entry::comment(id, post, &html)]);
        let row = Row {
            id: id.uuid(),
            post_id: post.uuid(),
            parent_id: parent.map(|parent| parent.uuid()),
            author_id: cx.actor.acts(Scope::Write)?.uuid(),
            depth: i32::try_from(depth).unwrap_or(i32::MAX),
            markdown: text.as_str().to_owned(),
            html,
            reply_count: 0,
            score: 0,
            version: 1,
            created_at: cx.now,
            edited_at: None,
            deleted_at: None,
            hidden_at: None,
        };
        writes.insert(0, row.insertion());
        writes.extend(counting(cx.deps.db.engine(), post, parent));
        Ok(Self { comment: row.seen_by(&cx.actor), writes })
    }

    /// Writes it, its place in the search and the counts, and with them what else is to be written, and the job that tells of it.
    pub(in crate::comments) async fn write(
        &mut self,
        cx: &Context,
        tx: &mut Tx,
        more: Vec<Sql>,
        tell: Option<&TellOfComment>,
    ) -> Result<()> {
        let mut writes = std::mem::take(&mut self.writes);
        writes.extend(more);
        let post = self.comment.post_id;
        let rows = [of_post(post), Mark::row(Table::Posts, post.uuid())];
        match tell {
            Some(job) => jobs::enqueue_beside(cx, tx, job, writes, &rows).await,
            None => Ok(Sql::run_together(writes, &tx.at(&rows)).await?),
        }
    }
}
