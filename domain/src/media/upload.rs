//! Taking the bytes of a medium.

use bytes::Bytes;
use futures::Stream;
use uuid::Uuid;

use super::{Media, policy, service, store};
use crate::{
    Context, Error, Result,
    ids::MediaId,
    media::MediaState,
    platform::{Tx, images::Format},
    uploads::{self, Received, Target},
};

/// Takes bytes. Goes on by itself should who asked for it be gone: what has arrived is kept then, and counted.
///
/// # Errors
/// `authentication_required`, `not_found`, `gone` for a ticket that is over, `media_completed`; `upload_offset_mismatch`,
/// `upload_interfered`, `payload_too_large`, `unsupported_media_type`, `unreadable_body`, `invalid_content_range`.
pub async fn receive<S>(cx: &Context, id: MediaId, announced: Received, body: S) -> Result<Media>
where
    S: Stream<Item = Bytes> + Send + Unpin + 'static,
{
    let media = ticket(cx, id).await?;
    uploads::receive(cx, media, announced, body).await?;
    service::get(cx, id).await
}

impl Target for Media {
    fn holder(&self) -> Uuid {
        self.id.uuid()
    }

    fn extent(&self) -> (u64, u64) {
        self.sending.as_ref().map_or((0, 0), |sending| (sending.size, sending.received))
    }

    fn is_collected(&self) -> bool {
        true
    }

    /// What is no picture is refused at its first bytes; the job looks closer.
    fn recognise(&self, beginning: &[u8]) -> Result<()> {
        match Format::sniff(beginning) {
            Some(_) => Ok(()),
            None => Err(Error::unsupported_type("these bytes are no JPEG, PNG, GIF or WebP")),
        }
    }

    async fn count(&self, cx: &Context, tx: &Tx, received: u64) -> Result<bool> {
        store::count_received(cx, tx, self, received).await
    }
}

/// A medium that waits for its bytes, of the actor.
pub(super) async fn ticket(cx: &Context, id: MediaId) -> Result<Media> {
    let media = service::own(cx, cx.deps.db.reader(), id).await?;
    if !policy::can_upload(&cx.actor, &media) {
        return Err(Error::forbidden("only authors send pictures"));
    }
    open(cx, &media)?;
    Ok(media)
}

/// Lets a ticket through that waits.
pub(super) fn open(cx: &Context, media: &Media) -> Result<()> {
    if media.state != MediaState::Waiting {
        return Err(Error::conflict("media_completed", "its upload is complete"));
    }
    let over = media.sending.as_ref().is_none_or(|sending| sending.expires_at <= cx.now);
    if over { Err(Error::Gone { what: "ticket" }) } else { Ok(()) }
}
