//! Places in the log.

use std::{fmt, str::FromStr};

use crate::Error;

/// A place in the log: two numbers that only grow. In text `1764000000000-3`, which is the form of Redis' stream ids.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// The time in milliseconds: of the event in Redis, of the start of the process otherwise.
    pub(super) millis: u64,
    /// Counts what has the same time.
    pub(super) count: u64,
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.millis, self.count)
    }
}

impl FromStr for Position {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit()).then(|| part.parse().ok()).flatten();
        let parts = text.split_once('-').and_then(|(millis, count)| digits(millis).zip(digits(count)));
        parts
            .map(|(millis, count)| Self { millis, count })
            .ok_or_else(|| Error::malformed("invalid_event_id", "not an id of an event of a stream"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_position_reads_back_as_itself_and_nothing_else_is_one() {
        let position: Position = "1764000000000-3".parse().unwrap();
        assert_eq!(position.to_string(), "1764000000000-3");
        assert!(position < "1764000000000-12".parse().unwrap());
        for text in ["", "-", "1", "1-", "+1-2", "1-2-3", "a-b", "99999999999999999999-1"] {
            assert_eq!(text.parse::<Position>().unwrap_err().code(), "invalid_event_id", "{text:?}");
        }
    }
}
