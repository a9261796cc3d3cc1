//! Ids that follow from those of the source.

use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// What an id is made of: it says nothing of a time unless one is given.
pub(in crate::imports) struct Id;

impl Id {
    /// The id that follows from a name.
    pub(in crate::imports) fn of(kind: &str, name: &str) -> Uuid {
        Self::at(kind, name, DateTime::UNIX_EPOCH)
    }

    /// The id that follows from a name and a time.
    pub(in crate::imports) fn at(kind: &str, name: &str, at: DateTime<Utc>) -> Uuid {
        let hash = Sha256::digest(format!("{kind}\n{name}"));
        let mut random = [0; 10];
        random.copy_from_slice(&hash[..10]);
        let millis = u64::try_from(at.timestamp_millis()).unwrap_or_default();
        uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
    }
}
