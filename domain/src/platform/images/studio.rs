//! Where pictures are made ready: on few threads, so that memory is bounded however many wait.

use std::{
    fs::File,
    io::{Read, Seek},
    sync::Arc,
    time::Instant,
};

use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;

use super::{
    Format, Limits, Picture, Unfit, format::SNIFFED, gif, jpeg, picture::Trouble, pixels::Decoded, png, source::Source,
    webp,
};
use crate::{Error, Result};

/// Makes pictures ready.
#[derive(Debug, Clone)]
pub struct Images {
    limits: Limits,
    slots: Arc<Semaphore>,
}

impl Images {
    /// Under these limits, so many at once.
    #[must_use]
    pub fn new(limits: Limits, at_once: usize) -> Self {
        Self { limits, slots: Arc::new(Semaphore::new(at_once.max(1))) }
    }

    /// Makes the picture in a file ready; waits until a place is free.
    ///
    /// # Errors
    /// `internal` for a bug. That the file is no picture to be shown is no error, but an answer.
    pub async fn make(&self, file: File, called_off: CancellationToken) -> Result<Result<Picture, Unfit>> {
        let slot = Arc::clone(&self.slots).acquire_owned().await.map_err(Error::internal)?;
        let limits = self.limits;
        let work = tokio::task::spawn_blocking(move || {
            let made = made(file, &limits, called_off);
            // Held by the work itself: a run that was dropped leaves it behind, and its memory is used until it ends.
            drop(slot);
            made
        });
        match work.await {
            Ok(Ok(picture)) => Ok(Ok(picture)),
            Ok(Err(Trouble::Unfit(unfit))) => Ok(Err(unfit)),
            Ok(Err(Trouble::Ours(error))) => Err(error),
            // A decoder that panicked has met something that it did not expect.
            Err(panic) if panic.is_panic() => Ok(Err(Unfit::Unreadable)),
            Err(error) => Err(Error::internal(error)),
        }
    }
}

fn made(mut file: File, limits: &Limits, called_off: CancellationToken) -> Result<Picture, Trouble> {
    let format = sniffed(&mut file).map_err(Error::internal)?.ok_or(Unfit::Type)?;
    let until = Instant::now() + limits.time;
    let decoded = decoded(format, Source::new(file, until, called_off), limits, until)?;
    Picture::of(format, decoded)
}

fn sniffed(file: &mut File) -> std::io::Result<Option<Format>> {
    let mut beginning = Vec::with_capacity(SNIFFED);
    file.by_ref().take(SNIFFED as u64).read_to_end(&mut beginning)?;
    file.rewind()?;
    Ok(Format::sniff(&beginning))
}

fn decoded(format: Format, source: Source, limits: &Limits, until: Instant) -> Result<Decoded, Unfit> {
    match format {
        Format::Jpeg => jpeg::decode(source, limits, until),
        Format::Png => png::decode(source, limits, until),
        Format::Gif => gif::decode(source, limits, until),
        Format::WebP => webp::decode(source, limits, until),
    }
}
