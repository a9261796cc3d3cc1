//! Looking at media.

use sea_orm::ConnectionTrait;

use crate::{
    Context, Error, Result,
    ids::MediaId,
    media::{Media, policy, store},
    page::{Page, PageArgs, PageRequest},
    platform::Tx,
    scope::Scope,
};

/// One medium.
///
/// # Errors
/// `not_found`.
pub async fn get(cx: &Context, id: MediaId) -> Result<Media> {
    find(cx, id).await?.ok_or(Error::not_found("medium"))
}

/// One medium, when there is one that the actor may see.
///
/// # Errors
/// The database's.
pub async fn find(cx: &Context, id: MediaId) -> Result<Option<Media>> {
    store::by_id(cx, cx.deps.db.reader(), id).await
}

/// Several media at once, in no particular order; what is missing or not to be seen is left out.
///
/// # Errors
/// The database's.
pub async fn get_many(cx: &Context, ids: &[MediaId]) -> Result<Vec<Media>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    store::by_ids(cx, ids).await
}

/// What the actor sent, the newest first; for editors what anybody sent. On demand only what nobody has described yet.
///
/// # Errors
/// `authentication_required`; faults of the page arguments.
pub async fn library(cx: &Context, args: &PageArgs, needs_alt_text: bool) -> Result<Page<Media>> {
    let user = cx.actor.acts(Scope::Read)?;
    let request = PageRequest::parse(cx, store::LIBRARY, args)?;
    store::page(cx, user, needs_alt_text, &request).await
}

/// Locks a medium that is to be shown elsewhere, so that nobody deletes it meanwhile; none when there is none that is ready.
///
/// # Errors
/// The database's.
pub(crate) async fn hold(cx: &Context, tx: &Tx, id: MediaId) -> Result<Option<Media>> {
    Ok(store::lock(cx, tx, id).await?.filter(|media| policy::is_public(media.state)))
}

/// A medium of the actor; everybody else's does not exist, as far as its ticket goes.
pub(in crate::media) async fn own(cx: &Context, db: &impl ConnectionTrait, id: MediaId) -> Result<Media> {
    let user = cx.actor.acts(Scope::Write)?;
    let found = store::by_id(cx, db, id).await?.filter(|media| media.owner_id == user);
    found.ok_or(Error::not_found("medium"))
}
