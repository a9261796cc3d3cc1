//! What a picture may cost, judged by its header.

use std::time::Duration;

use crate::fault::Refusal;

/// What one picture may cost.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Most pixels.
    pub pixels: u64,
    /// Most bytes of memory while it is decoded.
    pub memory: u64,
    /// Longest it may take to decode.
    pub time: Duration,
}

/// Why a picture is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unfit {
    /// It is none of the formats that are taken.
    Type,
    /// It has more pixels, or takes more memory to decode, than is allowed.
    TooLarge,
    /// It breaks off, or is damaged.
    Unreadable,
    /// It takes too long to decode: made to.
    TooSlow,
}

impl Unfit {
    /// A stable code and a sentence.
    #[must_use]
    pub fn refusal(self) -> Refusal {
        let (code, detail) = match self {
            Self::Type => ("unsupported_media_type", "this is no JPEG, PNG, GIF or WebP"),
            Self::TooLarge => ("image_too_large", "the picture has too many pixels"),
            Self::Unreadable => ("image_unreadable", "the picture breaks off or is damaged"),
            Self::TooSlow => ("image_too_complex", "the picture takes too long to decode"),
        };
        Refusal::new(code, detail)
    }
}

/// The longest side: what JPEG and GIF can have.
const LONGEST: u32 = 65_535;

impl Limits {
    /// Lets a picture of this size through.
    pub(super) fn admit(&self, width: u32, height: u32) -> Result<(), Unfit> {
        if width == 0 || height == 0 {
            return Err(Unfit::Unreadable);
        }
        let fits = u64::from(width) * u64::from(height) <= self.pixels && width.max(height) <= LONGEST;
        if fits { Ok(()) } else { Err(Unfit::TooLarge) }
    }

    /// Lets through what takes so many bytes.
    pub(super) const fn afford(&self, bytes: u64) -> Result<(), Unfit> {
        if bytes > self.memory { Err(Unfit::TooLarge) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pixels_are_counted_before_they_are_decoded() {
        let limits = Limits { pixels: 50_000_000, memory: 1, time: Duration::ZERO };
        assert_eq!(limits.admit(8660, 5773), Ok(()));
        assert_eq!(limits.admit(u32::MAX, u32::MAX), Err(Unfit::TooLarge));
        assert_eq!(limits.admit(49_000_000, 1), Err(Unfit::TooLarge));
        assert_eq!(limits.admit(0, 9), Err(Unfit::Unreadable));
    }
}
