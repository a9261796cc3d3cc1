//! Tickets, descriptions, and the end of media.

use std::time::Duration;

use chrono::TimeDelta;

use crate::{
    Context, Error, Result,
    expected::Expected,
    fault::Faults,
    ids::MediaId,
    media::{
        Media, MediaInput, MediaPatchInput, MediaUpload, PATH, Ticket,
        model::{self, NewMedia},
        policy, store,
    },
    patch::Patch,
    platform::Tx,
    scope::Scope,
    uploads::pieces,
};

/// How long an address of the bucket is good. What comes to it later than that finds no file that is looked after.
pub(in crate::media) const SIGNED: Duration = Duration::from_mins(55);

/// Makes a ticket: says what is coming, and where it goes.
///
/// # Errors
/// `authentication_required`, `forbidden`, all faults of the input together, `too_many_tickets`.
pub async fn create(cx: &Context, input: &MediaInput) -> Result<Media> {
    let owner = cx.actor.acts(Scope::Write)?;
    if !policy::can_create(&cx.actor) {
        return Err(Error::forbidden("only authors send pictures"));
    }
    let new = NewMedia::parse(cx, input)?;
    let most = cx.settings().media.max_tickets;
    let tx = cx.begin().await?;
    if store::waiting(cx, &tx, owner).await? >= i64::from(most) {
        return Err(Error::conflict("too_many_tickets", format!("{most} tickets wait already; use or delete one")));
    }
    let id = store::insert(cx, &tx, owner, new).await?;
    if signs(cx) {
        pieces::announce(cx, &tx, id.uuid(), true, [(direct(id), Some(0))]).await?;
    }
    tx.commit().await?;
    super::get(cx, id).await
}

impl Ticket {
    /// The ticket of a medium that waits. Not for keeping: an address of the bucket lets anybody send.
    ///
    /// # Errors
    /// `unavailable`.
    pub async fn of(cx: &Context, media: Media) -> Result<Self> {
        let ends = media.sending.as_ref().map_or(cx.now, |it| it.expires_at);
        let signed =
            if signs(cx) { cx.deps.store.sign_put(&direct(media.id), &media.media_type, SIGNED).await? } else { None };
        let by_api = signed.is_none();
        let url = signed.map_or_else(|| format!("{PATH}{}/content", media.id), String::from);
        let life = TimeDelta::from_std(SIGNED).map_err(Error::internal)?;
        let expires_at = if by_api { ends } else { ends.min(cx.now + life) };
        let upload = MediaUpload { url, by_api, media_type: media.media_type.clone(), expires_at };
        Ok(Self { media, upload })
    }
}

fn signs(cx: &Context) -> bool {
    cx.settings().media.presigned && !cx.settings().storage.s3.bucket.is_empty()
}

/// Where the bucket puts what is sent to it directly.
pub(in crate::media) fn direct(id: MediaId) -> String {
    format!("uploads/{}/direct", id.uuid())
}

/// Says what a medium shows.
///
/// # Errors
/// `authentication_required`, `not_found`, `forbidden`, `stale_version`; faults of the input.
pub async fn update(cx: &Context, id: MediaId, input: &MediaPatchInput, expected: &Expected) -> Result<Media> {
    cx.actor.acts(Scope::Write)?;
    let alt_text = parsed(&input.alt_text)?;
    let tx = cx.begin().await?;
    let media = lock_to_edit(cx, &tx, id, expected).await?;
    let said = match alt_text {
        Patch::Absent => media.alt_text.clone(),
        Patch::Null => None,
        Patch::Value(text) => Some(text),
    };
    if said != media.alt_text {
        store::describe(cx, &tx, id, said).await?;
    }
    tx.commit().await?;
    super::get(cx, id).await
}

fn parsed(alt_text: &Patch<String>) -> Result<Patch<String>> {
    let Patch::Value(text) = alt_text else { return Ok(alt_text.clone()) };
    let mut faults = Faults::default();
    let text = faults.take("/altText", model::alt_text(text));
    faults.finish(text.map(Patch::Value))
}

/// Deletes a medium, at any time; its files follow. Others that sent the same bytes keep theirs.
///
/// # Errors
/// `authentication_required`, `not_found`, `forbidden`, `stale_version`.
pub async fn delete(cx: &Context, id: MediaId, expected: &Expected) -> Result<()> {
    cx.actor.acts(Scope::Write)?;
    let tx = cx.begin().await?;
    lock_to_edit(cx, &tx, id, expected).await?;
    store::delete(cx, &tx, id).await?;
    tx.commit().await
}

async fn lock_to_edit(cx: &Context, tx: &Tx, id: MediaId, expected: &Expected) -> Result<Media> {
    let media = store::lock(cx, tx, id).await?.ok_or(Error::not_found("medium"))?;
    if !policy::can_edit(&cx.actor, &media) {
        return Err(Error::forbidden("only who sent it and editors may change it"));
    }
    if expected.admits(media.version) { Ok(media) } else { Err(Error::Stale { what: "medium" }) }
}
