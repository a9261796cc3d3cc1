//! A file that is being written, part by part.

use object_store::{MultipartUpload, WriteMultipart};

use super::away;
use crate::Result;

/// Bytes of a part: the least that S3 takes.
const PART: usize = 5 << 20;

/// A file that is being written. One part is filled while one is on its way: that is what it takes of memory.
pub struct Writing {
    parts: WriteMultipart,
    written: u64,
}

impl Writing {
    pub(super) fn new(upload: Box<dyn MultipartUpload>) -> Self {
        Self { parts: WriteMultipart::new_with_chunk_size(upload, PART), written: 0 }
    }

    /// Adds bytes; waits while the store is slower than who sends them.
    ///
    /// # Errors
    /// `unavailable`.
    pub async fn push(&mut self, bytes: &[u8]) -> Result<()> {
        for piece in bytes.chunks(PART) {
            self.parts.wait_for_capacity(1).await.map_err(away)?;
            self.parts.write(piece);
        }
        self.written += bytes.len() as u64;
        Ok(())
    }

    /// How many bytes there are so far.
    #[must_use]
    pub const fn written(&self) -> u64 {
        self.written
    }

    /// Makes the file be there; tells its length.
    ///
    /// # Errors
    /// `unavailable`; then there is no file.
    pub async fn finish(self) -> Result<u64> {
        self.parts.finish().await.map_err(away)?;
        Ok(self.written)
    }

    /// Gives it up.
    ///
    /// # Errors
    /// `unavailable`.
    pub async fn abort(self) -> Result<()> {
        self.parts.abort().await.map_err(away)
    }
}
