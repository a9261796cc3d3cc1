//! How many answer a post or a comment, and what people feel about it.

use super::marks::of_post;
use crate::{
    Result,
    comments::Comment,
    ids::{CommentId, PostId},
    platform::{Sql, Tx, db::Engine},
    posts,
};

/// The part of a statement that counts a reply.
const ANSWERED: &str = "answered";

/// Counts a comment more or fewer, below its post and the comment that it answers.
pub(super) async fn count(tx: &Tx, post: PostId, parent: Option<CommentId>, by: i32) -> Result<()> {
    if let Some(parent) = parent {
        count_reply(tx, post, parent, by).await?;
    }
    posts::count_comment(tx, post, by).await
}

/// Counts a new one in the statement that writes it, and as [`count`] does first what it answers, then the post: who answers and
/// who deletes or hides what is answered would wait for each other otherwise.
pub(super) fn counting(engine: Engine, post: PostId, parent: Option<CommentId>) -> Vec<Sql> {
    let Some(parent) = parent else { return vec![posts::counting_comment(post, 1)] };
    let mut replies = adding(parent, "reply_count", 1);
    match engine {
        Engine::Postgres => {
            replies.push(" RETURNING post_id");
            vec![replies.named(ANSWERED), posts::counting_comment_after(ANSWERED, 1)]
        }
        Engine::Sqlite => vec![replies, posts::counting_comment(post, 1)],
    }
}

async fn count_reply(tx: &Tx, post: PostId, parent: CommentId, by: i32) -> Result<()> {
    add(tx, post, parent, "reply_count", by).await
}

/// Counts a reaction to a comment, or one taken back.
pub(in crate::comments) async fn count_reaction(tx: &Tx, comment: &Comment, by: i32) -> Result<()> {
    add(tx, comment.post_id, comment.id, "score", by).await
}

async fn add(tx: &Tx, post: PostId, comment: CommentId, column: &'static str, by: i32) -> Result<()> {
    adding(comment, column, by).run(&tx.at(&[of_post(post)])).await?;
    Ok(())
}

fn adding(comment: CommentId, column: &'static str, by: i32) -> Sql {
    let mut sql = Sql::new(&format!("UPDATE comments SET {column} = {column} + "));
    sql.bind(by).push(" WHERE id = ").bind(comment.uuid());
    sql
}
