//! What whoever reads or writes comments marks, for answers that are kept.

use crate::{
    ids::{CommentId, PostId},
    platform::freshness::{Mark, Table},
};

/// The comments of a post.
pub(super) fn of_post(post: PostId) -> Mark {
    Mark::row(Table::Comments, post.uuid())
}

/// Whom a comment names.
pub(super) fn mentions_of(comment: CommentId) -> Mark {
    Mark::row(Table::CommentMentions, comment.uuid())
}
