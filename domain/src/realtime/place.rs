//! Where a reader is: in the log of events, and in their own inbox, which is a log of its own.

use std::{fmt, str::FromStr};

use crate::{Error, platform::events::Position};

/// Where a reader is. In text `1764000000000-3`, and `1764000000000-3-17` for who follows their inbox: 17 is the place there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// In the log.
    pub log: Position,
    /// In the inbox.
    pub inbox: Option<i64>,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.inbox {
            Some(inbox) => write!(f, "{}-{inbox}", self.log),
            None => self.log.fmt(f),
        }
    }
}

impl FromStr for Place {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        match text.rsplit_once('-') {
            Some((log, inbox)) if log.contains('-') => Ok(Self { log: log.parse()?, inbox: Some(place(inbox)?) }),
            _ => Ok(Self { log: text.parse()?, inbox: None }),
        }
    }
}

fn place(text: &str) -> Result<i64, Error> {
    let number = text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten();
    number.ok_or_else(|| Error::malformed("invalid_event_id", "not an id of an event of a stream"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_reads_back_as_itself_and_nothing_else_is_one() {
        for text in ["1764000000000-3", "1764000000000-3-17", "0-0-0"] {
            assert_eq!(text.parse::<Place>().unwrap().to_string(), text);
        }
        for text in ["", "-", "1", "1-2-", "1--2", "1-2-3-4", "1-2-x", "1-2-99999999999999999999", "1-2-+3"] {
            assert_eq!(text.parse::<Place>().unwrap_err().code(), "invalid_event_id", "{text:?}");
        }
    }
}
