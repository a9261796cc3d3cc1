//! What a request says about the bytes that it brings.

use crate::{Error, Result};

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

/// From where to where bytes are taken.
#[derive(Debug, Clone, Copy)]
pub(super) struct Span {
    pub start: u64,
    pub end: u64,
}

impl Span {
    /// Of a file of so many bytes, of which so many have arrived.
    pub(super) fn of((size, received): (u64, u64), announced: &Received) -> Result<Self> {
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

    pub(super) const fn length(self) -> u64 {
        self.end - self.start
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
