//! How much is kept of a source from when it is surveyed until its posts are read. Anybody may have made it, and it may have any number of
//! anything.

use crate::{Result, archive::unfit};

/// Most bytes that are kept. Reckoned, not measured: a hundred thousand posts keep some 52 million with one tag each, some 90 million with
/// ten. It is an end for who sends anything, and no promise of how much a process takes.
const KEPT_MAX: usize = 96 << 20;
/// What one thing takes in a map, besides its texts: with its key, and with the room that a map has left.
pub(in crate::imports) const ENTRY: usize = 64;

/// What is kept so far.
pub(in crate::imports) struct Kept {
    bytes: usize,
    max: usize,
}

impl Kept {
    /// Nothing yet, and at most so many bytes.
    pub(in crate::imports) const fn of(max: usize) -> Self {
        Self { bytes: 0, max }
    }

    /// Some more.
    ///
    /// # Errors
    /// `invalid_archive` when that is too much.
    pub(in crate::imports) fn add(&mut self, bytes: usize) -> Result<()> {
        self.bytes = self.bytes.saturating_add(bytes);
        if self.bytes <= self.max {
            return Ok(());
        }
        let max = self.max;
        Err(unfit(format!(
            "names of posts, tags and people in it take more than {max} bytes of memory: take it in parts, in an export each"
        )))
    }
}

impl Default for Kept {
    fn default() -> Self {
        Self::of(KEPT_MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_an_end_to_what_is_kept() {
        let mut kept = Kept::of(100);
        assert!(kept.add(60).is_ok() && kept.add(40).is_ok());
        let error = kept.add(1).unwrap_err();
        assert!(error.code() == "invalid_archive" && error.detail().contains("more than 100 bytes"));
        assert!(Kept::default().add(KEPT_MAX).is_ok() && Kept::default().add(usize::MAX).is_err());
    }
}
