//! Where a medium stands.

use std::str::FromStr;

use crate::{Error, Result};

/// Where a medium stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MediaState {
    /// For its bytes.
    Waiting,
    /// A job looks at it.
    Processing,
    /// Can be shown.
    Ready,
    /// Can't be shown.
    Refused,
}

impl MediaState {
    /// The name in the database and on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Processing => "processing",
            Self::Ready => "ready",
            Self::Refused => "refused",
        }
    }
}

impl FromStr for MediaState {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        let all = [Self::Waiting, Self::Processing, Self::Ready, Self::Refused];
        let found = all.into_iter().find(|state| state.as_str() == name);
        found.ok_or_else(|| Error::internal(format!("a medium is {name:?}")))
    }
}
