//! The sent file under watch: what reads it is stopped once its time is over or the job was called off. Decoders ask for bytes
//! again and again, also when these bytes are few and the work behind each is great.

use std::{
    fs::File,
    io::{BufRead, BufReader, Error, ErrorKind, Read, Result, Seek, SeekFrom},
    time::Instant,
};

use tokio_util::sync::CancellationToken;

use super::Unfit;

/// So many reads go by between two looks at the clock.
const PATIENCE: u32 = 64;

/// A file that is being decoded.
pub(super) struct Source {
    file: BufReader<File>,
    until: Instant,
    called_off: CancellationToken,
    reads: u32,
}

impl Source {
    pub(super) fn new(file: File, until: Instant, called_off: CancellationToken) -> Self {
        Self { file: BufReader::new(file), until, called_off, reads: 0 }
    }

    /// Why a decoder gave up: its time was over, or the picture is damaged.
    pub(super) fn blame(until: Instant) -> Unfit {
        if Instant::now() >= until { Unfit::TooSlow } else { Unfit::Unreadable }
    }

    fn watch(&mut self) -> Result<()> {
        self.reads = self.reads.wrapping_add(1);
        if self.reads.is_multiple_of(PATIENCE) && (self.called_off.is_cancelled() || Instant::now() >= self.until) {
            // Not `Interrupted`, after which readers go on.
            return Err(Error::new(ErrorKind::TimedOut, "no time is left"));
        }
        Ok(())
    }
}

impl Read for Source {
    fn read(&mut self, into: &mut [u8]) -> Result<usize> {
        self.watch()?;
        self.file.read(into)
    }
}

impl BufRead for Source {
    fn fill_buf(&mut self) -> Result<&[u8]> {
        self.watch()?;
        self.file.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        self.file.consume(amount);
    }
}

impl Seek for Source {
    fn seek(&mut self, to: SeekFrom) -> Result<u64> {
        self.file.seek(to)
    }
}
