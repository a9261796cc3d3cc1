//! What is told of posts to whoever follows along: only of those that everybody sees, or saw until now.

use super::{Post, PostStatus};
use crate::{
    Context, Result,
    events::{self, EventType, Fact},
    platform::Tx,
};

/// Something happened to a post that is public, or was.
pub(super) async fn tell(cx: &Context, tx: &Tx, kind: EventType, post: &Post) -> Result<()> {
    events::record(cx, tx, Fact::post(kind, post.id, post.author_id, &post.slug)).await
}

/// The same, unless the post was not public.
pub(super) async fn tell_if_public(cx: &Context, tx: &Tx, kind: EventType, post: &Post) -> Result<()> {
    if post.status == PostStatus::Published { tell(cx, tx, kind, post).await } else { Ok(()) }
}

/// A post was changed, and has this slug now.
pub(super) async fn tell_changed(cx: &Context, tx: &Tx, post: &Post, slug: Option<String>) -> Result<()> {
    if post.status != PostStatus::Published {
        return Ok(());
    }
    let slug = slug.as_deref().unwrap_or(&post.slug);
    events::record(cx, tx, Fact::post(EventType::PostUpdated, post.id, post.author_id, slug)).await
}
