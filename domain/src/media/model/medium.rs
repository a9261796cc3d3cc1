//! A medium.

use chrono::{DateTime, Utc};

use super::{picture::MediaPicture, state::MediaState};
use crate::ids::{MediaId, UserId};

/// A picture that somebody sent, or is about to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Media {
    /// Its id.
    pub id: MediaId,
    /// Who sent it.
    pub owner_id: UserId,
    /// Where it stands.
    pub state: MediaState,
    /// What it shows, for who can't see it; empty for a decoration, nothing when nobody has said yet.
    pub alt_text: Option<String>,
    /// The format that it was sent in; before it is ready, the one that was announced.
    pub media_type: String,
    /// What only its owner and editors see.
    pub sending: Option<Sending>,
    /// What there is once it is ready.
    pub picture: Option<MediaPicture>,
    /// Counts the writes; starts at 1.
    pub version: i64,
    /// When its ticket was made.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
    pub(in crate::media) uploads: i32,
}

/// How a medium came here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sending {
    /// What its owner calls the file.
    pub filename: String,
    /// Its length as announced, in bytes.
    pub size: u64,
    /// How many of them have arrived: where to go on.
    pub received: u64,
    /// Why it was refused.
    pub reason: Option<String>,
    /// Until when the ticket waits.
    pub expires_at: DateTime<Utc>,
}
