//! Taking the bytes of a medium: in one piece, or in parts that follow each other. Each piece is a file of its own in the store, so
//! that what has arrived when a connection breaks is kept, whatever the store, and the next goes on from there.

use std::time::Duration;

use bytes::Bytes;
use futures::{Stream, StreamExt};
use tokio::time::timeout;

use super::{
    Media, policy, service,
    store::{self, objects},
};
use crate::{
    Context, Error, Result,
    ids::{self, BlobKind, MediaId},
    media::MediaState,
    platform::{images::Format, store::Writing, task},
};

/// So many bytes tell what a file is.
const TELLING: usize = 16;

/// Which part of a file is sent: `Content-Range` of a request (RFC 9110, section 14.5).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// The first byte.
    pub start: u64,
    /// Behind the last byte.
    pub end: u64,
    /// The length of the whole file, where it is said.
    pub whole: Option<u64>,
}

impl Part {
    /// Reads `bytes 0-999/5000` or `bytes 0-999/*`.
    ///
    /// # Errors
    /// `invalid_content_range`.
    pub fn parse(text: &str) -> Result<Self> {
        Self::read(text).ok_or_else(|| {
            Error::malformed(
                "invalid_content_range",
                "send Content-Range as bytes 0-999/5000: first, last, and length of all",
            )
        })
    }

    fn read(text: &str) -> Option<Self> {
        let number = |digits: &str| digits.bytes().all(|b| b.is_ascii_digit()).then(|| digits.parse::<u64>().ok())?;
        let (unit, range) = text.trim().split_once(' ')?;
        let (range, whole) = range.trim().split_once('/')?;
        let (first, last) = range.split_once('-')?;
        let (start, end) = (number(first)?, number(last)?.checked_add(1)?);
        let whole = if whole == "*" { None } else { Some(number(whole)?) };
        let fits = start < end && whole.is_none_or(|whole| end <= whole) && unit.eq_ignore_ascii_case("bytes");
        fits.then_some(Self { start, end, whole })
    }
}

/// What a request says about the bytes that it brings.
#[derive(Debug, Clone, Default)]
pub struct Received {
    /// Which part of the file; the whole, from its beginning, when missing.
    pub part: Option<Part>,
    /// How many bytes it brings, if it says so.
    pub length: Option<u64>,
}

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
    let span = Span::of(&media, &announced)?;
    let (cx, fresh) = (cx.clone(), announced.part.is_none());
    let work = task::spawn("media upload", async move { Upload { cx, media, span, fresh }.run(body).await });
    let ended = work.await.ok().flatten();
    ended.unwrap_or_else(|| Err(Error::internal("an upload ended without an answer")))
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

/// From where to where bytes are taken.
#[derive(Debug, Clone, Copy)]
struct Span {
    start: u64,
    end: u64,
}

impl Span {
    fn of(media: &Media, announced: &Received) -> Result<Self> {
        let (size, received) = media.sending.as_ref().map_or((0, 0), |sending| (sending.size, sending.received));
        let span = match announced.part {
            None => Self { start: 0, end: size },
            Some(Part { whole: Some(whole), .. }) if whole != size => {
                return Err(Error::malformed("invalid_content_range", format!("the ticket is for {size} bytes")));
            }
            Some(part) if part.end > size => return Err(Error::too_large(format!("the ticket is for {size} bytes"))),
            Some(part) if part.start != received => {
                return Err(Error::conflict("upload_offset_mismatch", format!("go on at byte {received}")));
            }
            Some(part) => Self { start: part.start, end: part.end },
        };
        match announced.length {
            Some(length) if length > span.length() => {
                Err(Error::too_large(format!("expected {} bytes", span.length())))
            }
            Some(0) => Err(Error::malformed("missing_body", "no bytes arrived")),
            Some(length) if length < span.length() => {
                let detail = format!("expected {} bytes; send Content-Range with a part", span.length());
                Err(Error::malformed("invalid_content_range", detail))
            }
            _ => Ok(span),
        }
    }

    const fn length(self) -> u64 {
        self.end - self.start
    }
}

struct Upload {
    cx: Context,
    media: Media,
    span: Span,
    fresh: bool,
}

impl Upload {
    async fn run<S: Stream<Item = Bytes> + Unpin>(self, body: S) -> Result<Media> {
        let piece = ids::new::<BlobKind>(&self.cx).uuid();
        let key = format!("uploads/{}/{piece}", self.media.id.uuid());
        let tx = self.cx.begin_apart().await?;
        objects::announce(&self.cx, &tx, self.media.id.uuid(), [(key.clone(), Some(self.span.start))]).await?;
        tx.commit().await?;
        let kept = match self.store(&key, body).await {
            Ok(written) => self.count(&key, written).await.map(|()| written),
            Err(error) => Err(error),
        };
        match kept {
            Ok(written) if written == self.span.length() => service::get(&self.cx, self.media.id).await,
            Ok(_) => Err(Error::malformed("unreadable_body", "the body broke off; what has arrived is kept")),
            Err(error) => {
                service::discard(&self.cx, &[key]).await;
                Err(error)
            }
        }
    }

    /// Writes what arrives into the store, no more than was announced.
    async fn store<S: Stream<Item = Bytes> + Unpin>(&self, key: &str, mut body: S) -> Result<u64> {
        let mut writing = self.cx.deps.store.write(key).await?;
        match self.copy(&mut writing, &mut body).await {
            Ok(()) if writing.written() > 0 => writing.finish().await,
            Ok(()) => {
                writing.abort().await?;
                Err(Error::malformed("missing_body", "no bytes arrived"))
            }
            Err(error) => {
                writing.abort().await?;
                Err(error)
            }
        }
    }

    async fn copy<S: Stream<Item = Bytes> + Unpin>(&self, writing: &mut Writing, body: &mut S) -> Result<()> {
        let idle: Duration = self.cx.settings().media.upload_idle_timeout;
        let mut beginning = Vec::new();
        // Who is silent for too long is as good as gone.
        while let Ok(Some(bytes)) = timeout(idle, body.next()).await {
            if writing.written() + bytes.len() as u64 > self.span.length() {
                return Err(Error::too_large(format!("expected {} bytes", self.span.length())));
            }
            writing.push(&bytes).await?;
            if self.span.start == 0 && beginning.len() < TELLING {
                beginning.extend(bytes.iter().take(TELLING * 4));
                if beginning.len() >= TELLING || writing.written() == self.span.length() {
                    recognise(&beginning)?;
                }
            }
        }
        Ok(())
    }

    /// Counts what has been written, unless another upload to the same ticket was quicker.
    async fn count(&self, key: &str, written: u64) -> Result<()> {
        let tx = self.cx.begin_apart().await?;
        if !store::count_received(&self.cx, &tx, &self.media, self.span.start + written).await? {
            return Err(Error::conflict(
                "upload_interfered",
                "another upload to this ticket was quicker; look where it is",
            ));
        }
        objects::count(&tx, key, written).await?;
        let superseded = if self.fresh { objects::start_over(&tx, self.media.id, key).await? } else { Vec::new() };
        tx.commit().await?;
        service::discard(&self.cx, &superseded).await;
        Ok(())
    }
}

/// What is no picture is refused at its first bytes; the job looks closer.
fn recognise(beginning: &[u8]) -> Result<()> {
    match Format::sniff(beginning) {
        Some(_) => Ok(()),
        None => Err(Error::unsupported_type("these bytes are no JPEG, PNG, GIF or WebP")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_what_rfc_9110_says() {
        assert_eq!(Part::read("bytes 0-0/1"), Some(Part { start: 0, end: 1, whole: Some(1) }));
        assert_eq!(Part::read(" BYTES 10-19/* "), Some(Part { start: 10, end: 20, whole: None }));
        for wrong in [
            "",
            "bytes",
            "bytes 0-9",
            "bytes 5-4/9",
            "bytes 0-9/9",
            "bytes -5/9",
            "bytes +1-2/9",
            "items 0-1/2",
            "bytes */9",
            "bytes 0-18446744073709551615/*",
            "bytes 0-1,2-3/9",
        ] {
            assert_eq!(Part::read(wrong), None, "{wrong}");
        }
    }
}
