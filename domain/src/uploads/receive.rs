//! Taking bytes.

use std::time::Duration;

use bytes::Bytes;
use futures::{Stream, StreamExt};
use tokio::time::timeout;
use uuid::Uuid;

use super::{Received, discard, part::Span, pieces};
use crate::{
    Context, Error, Result,
    ids::{self, BlobKind},
    platform::{Tx, store::Writing, task},
};

/// So many bytes tell what a file is.
const TELLING: usize = 16;

/// What bytes are sent to.
pub(crate) trait Target: Send + Sync + 'static {
    /// Whose the pieces are.
    fn holder(&self) -> Uuid;

    /// How many bytes were announced, and how many have arrived.
    fn extent(&self) -> (u64, u64);

    /// Whether the collector may take pieces that nothing holds. Otherwise the holder removes them with itself.
    fn is_collected(&self) -> bool;

    /// Refuses what is something else by its first bytes.
    ///
    /// # Errors
    /// `unsupported_media_type`.
    fn recognise(&self, beginning: &[u8]) -> Result<()>;

    /// Counts what has arrived, unless another upload came in between; false then.
    ///
    /// # Errors
    /// The database's.
    fn count(&self, cx: &Context, tx: &Tx, received: u64) -> impl Future<Output = Result<bool>> + Send;
}

/// Takes bytes. Goes on by itself should who asked for it be gone: what has arrived is kept then, and counted.
///
/// # Errors
/// `upload_offset_mismatch`, `upload_interfered`, `payload_too_large`, `unsupported_media_type`, `unreadable_body`,
/// `invalid_content_range`, `missing_body`.
pub(crate) async fn receive<T, S>(cx: &Context, target: T, announced: Received, body: S) -> Result<()>
where
    T: Target,
    S: Stream<Item = Bytes> + Send + Unpin + 'static,
{
    let span = Span::of(target.extent(), &announced)?;
    let (cx, fresh) = (cx.clone(), announced.part.is_none());
    let work = task::spawn("an upload", async move { Upload { cx, target, span, fresh }.run(body).await });
    let ended = work.await.ok().flatten();
    ended.unwrap_or_else(|| Err(Error::internal("an upload ended without an answer")))
}

struct Upload<T> {
    cx: Context,
    target: T,
    span: Span,
    fresh: bool,
}

impl<T: Target> Upload<T> {
    async fn run<S: Stream<Item = Bytes> + Unpin + Send>(self, body: S) -> Result<()> {
        let (holder, piece) = (self.target.holder(), ids::new::<BlobKind>(&self.cx).uuid());
        let key = format!("uploads/{holder}/{piece}");
        let tx = self.cx.begin_apart().await?;
        let announced = [(key.clone(), Some(self.span.start))];
        pieces::announce(&self.cx, &tx, holder, self.target.is_collected(), announced).await?;
        tx.commit().await?;
        let kept = match self.store(&key, body).await {
            Ok(written) => self.count(&key, written).await.map(|()| written),
            Err(error) => Err(error),
        };
        match kept {
            Ok(written) if written == self.span.length() => Ok(()),
            Ok(_) => Err(Error::malformed("unreadable_body", "the body broke off; what has arrived is kept")),
            Err(error) => {
                discard(&self.cx, &[key]).await;
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
                    self.target.recognise(&beginning)?;
                }
            }
        }
        Ok(())
    }

    /// Counts what has been written, unless another upload to the same ticket was quicker.
    async fn count(&self, key: &str, written: u64) -> Result<()> {
        let tx = self.cx.begin_apart().await?;
        if !self.target.count(&self.cx, &tx, self.span.start + written).await? {
            return Err(Error::conflict(
                "upload_interfered",
                "another upload to this ticket was quicker; look where it is",
            ));
        }
        pieces::count(&tx, key, written).await?;
        let superseded =
            if self.fresh { pieces::start_over(&tx, self.target.holder(), key).await? } else { Vec::new() };
        tx.commit().await?;
        discard(&self.cx, &superseded).await;
        Ok(())
    }
}
