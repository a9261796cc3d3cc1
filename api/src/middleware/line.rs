//! Short texts of headers, written without a piece of memory for each.

use std::{fmt, str};

use actix_web::http::header::HeaderValue;

/// Longest text, in bytes.
const LONGEST: usize = 128;

/// A text of at most 128 bytes; what is longer is cut.
pub struct Line {
    bytes: [u8; LONGEST],
    length: usize,
}

impl Line {
    /// Writes it.
    pub fn of(text: fmt::Arguments<'_>) -> Self {
        let mut line = Self { bytes: [0; LONGEST], length: 0 };
        // Fails where there is no more room.
        let _ = fmt::write(&mut line, text);
        line
    }

    /// The text.
    pub fn text(&self) -> &str {
        str::from_utf8(&self.bytes[..self.length]).unwrap_or_default()
    }

    /// The text as the value of a header, if it can be one.
    pub fn value(&self) -> Option<HeaderValue> {
        HeaderValue::from_bytes(&self.bytes[..self.length]).ok()
    }
}

impl fmt::Write for Line {
    fn write_str(&mut self, piece: &str) -> fmt::Result {
        let end = self.length + piece.len();
        let room = self.bytes.get_mut(self.length..end).ok_or(fmt::Error)?;
        room.copy_from_slice(piece.as_bytes());
        self.length = end;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_written_as_far_as_there_is_room() {
        let line = Line::of(format_args!("r={};t={:03x}", 7, 10));
        assert_eq!((line.text(), line.value().unwrap()), ("r=7;t=00a", HeaderValue::from_static("r=7;t=00a")));
        assert_eq!(Line::of(format_args!("{}{}", "x".repeat(100), "y".repeat(100))).text(), "x".repeat(100));
    }
}
