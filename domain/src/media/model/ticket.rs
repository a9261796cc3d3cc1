//! A ticket: a medium whose bytes are to come.

use chrono::{DateTime, Utc};

use super::medium::Media;

/// A medium, and where its bytes go.
#[derive(Debug, Clone)]
pub struct Ticket {
    /// The medium, which waits.
    pub media: Media,
    /// Where its bytes go.
    pub upload: MediaUpload,
}

/// Where bytes go.
#[derive(Debug, Clone)]
pub struct MediaUpload {
    /// The address, to be sent to by PUT; relative to the API where it is the API's.
    pub url: String,
    /// Whether the API is asked, with its credentials and in parts if wanted.
    pub by_api: bool,
    /// The media type that has to be sent along.
    pub media_type: String,
    /// Until when.
    pub expires_at: DateTime<Utc>,
}
