//! What moderators do about comments. Who may, and why it was done, is `moderation`'s matter.

use crate::{
    Context, Result,
    comments::store,
    events::{self, EventType, Fact},
    ids::CommentId,
    platform::Tx,
};

/// Takes a comment out of everybody's sight but its author's and that of moderators. What answers it stays; where there is
/// something, a gap is left.
///
/// # Errors
/// `not_found` when it is deleted, or hidden already.
pub(crate) async fn hide(cx: &Context, tx: &Tx, id: CommentId) -> Result<()> {
    let place = store::hide(cx, tx, id).await?.ok_or_else(store::gone)?;
    events::record(cx, tx, Fact::comment_deleted(id, place.post)).await
}

/// Brings a hidden comment back into sight, unless it was deleted meanwhile.
///
/// # Errors
/// The database's.
pub(crate) async fn show(cx: &Context, tx: &Tx, id: CommentId) -> Result<()> {
    let Some(place) = store::show(cx, tx, id).await? else { return Ok(()) };
    let fact = Fact::comment(EventType::CommentCreated, id, place.post, Some(place.author), place.parent);
    events::record(cx, tx, fact).await
}
