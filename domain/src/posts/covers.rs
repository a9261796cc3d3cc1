//! The cover of a post: a medium that is ready, and its author's, or for editors anybody's. When it is deleted the post has none.

use super::{details::DetailsPatch, policy};
use crate::{
    Actor, Context, Error, Result,
    ids::UserId,
    media::{self, Media},
    platform::Tx,
};

/// Locks the medium that is to be a cover, if there is one. Before the post: who deletes a medium locks it first, too.
pub(super) async fn hold(cx: &Context, tx: &Tx, details: &DetailsPatch) -> Result<Option<Media>> {
    match details.cover() {
        Some(id) => media::hold(cx, tx, id).await,
        None => Ok(None),
    }
}

/// Refuses a cover that there is not, or that is not the author's.
///
/// # Errors
/// A fault of the input.
pub(super) fn check(actor: &Actor, details: &DetailsPatch, held: Option<&Media>, author: UserId) -> Result<()> {
    let fits = held.is_some_and(|media| policy::can_cover(actor, media.owner_id, author));
    if fits || details.cover().is_none() {
        return Ok(());
    }
    Err(Error::invalid("/coverMediaId", "unknown_media", "no picture of the author's that is ready has this id"))
}
