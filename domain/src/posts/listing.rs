//! What follows from a post's being for everyone to read: the counts of its tags, where it stands in their lists, its rank, and that
//! it is found. In the transaction that makes it so, whose caller has locked and changed the posts.

use super::{indexed, ranks};
use crate::{Context, Result, ids::PostId, platform::Tx, tags};

/// These posts are for everyone to read from now on.
pub(super) async fn appear(cx: &Context, tx: &Tx, posts: &[PostId]) -> Result<()> {
    tags::show_posts(cx, tx, posts).await?;
    ranks::enter(cx, tx, posts).await?;
    indexed::refresh(cx, tx, posts).await
}

/// These posts are not for everyone to read any more. Their ranks stay, and are seen by nobody.
pub(super) async fn disappear(cx: &Context, tx: &Tx, posts: &[PostId]) -> Result<()> {
    tags::hide_posts(cx, tx, posts).await?;
    indexed::refresh(cx, tx, posts).await
}
