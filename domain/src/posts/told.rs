//! What is told of posts to whoever follows along: only of those that everybody sees, or saw until now. And what is written
//! down when somebody has a hand in what another person wrote.

use serde_json::{Value, json};

use super::{Post, PostStatus};
use crate::{
    Context, Result,
    audit::{self, Entry},
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

/// Somebody did this to a post: written down if another person wrote it. `details` is an object, or null.
pub(super) fn note_of_another(cx: &Context, tx: &mut Tx, post: &Post, entry: Entry, mut details: Value) {
    if cx.actor.account().is_none_or(|account| account == post.author_id) {
        return;
    }
    if details.is_null() {
        details = json!({});
    }
    details["author"] = json!(post.author_id.to_string());
    audit::record(cx, tx, entry.on(post.id).with(details));
}
