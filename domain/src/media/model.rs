//! The value types of media.

use std::str::FromStr;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    Context, Error, Result,
    fault::{Faults, Refusal},
    ids::{MediaId, UserId},
    patch::Patch,
    platform::images::Format,
    text,
};

/// Most characters of the name of a file.
pub const FILENAME_MAX: usize = 255;
/// Most characters of a description.
pub const ALT_TEXT_MAX: usize = 1000;

/// Most characters of a media type.
pub const MEDIA_TYPE_MAX: usize = 100;

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
    pub(super) uploads: i32,
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

/// A picture that is ready.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MediaPicture {
    /// Its width as it was sent, upright.
    pub width: u32,
    /// Its height as it was sent, upright.
    pub height: u32,
    /// A blur of it.
    pub blurhash: String,
    /// The colour that there is most of, `#rrggbb`.
    pub dominant_color: String,
    /// What it is served as, the widest first.
    pub variants: Vec<MediaVariant>,
}

/// A picture in one width and format. As JSON in the database: members are only ever added.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MediaVariant {
    /// Its name in addresses, such as `640.webp`.
    pub name: String,
    /// Its media type.
    pub media_type: String,
    /// Its width.
    pub width: u32,
    /// Its height.
    pub height: u32,
    /// Its length in bytes.
    pub bytes: u64,
    /// Where the file is.
    pub(crate) key: String,
    /// SHA-256 of the file, in hex.
    pub(crate) hash: String,
}

impl MediaPicture {
    /// The widest JPEG, which everything can show, that is at most so wide and so high; none when all are larger.
    #[must_use]
    pub fn jpeg_within(&self, width: u32, height: u32) -> Option<&MediaVariant> {
        let jpeg = Format::Jpeg.media_type();
        self.variants.iter().find(|it| it.media_type == jpeg && it.width <= width && it.height <= height)
    }
}

impl MediaVariant {
    /// Its address, relative to the API.
    #[must_use]
    pub fn path(&self, of: MediaId) -> String {
        format!("/v1/media/{of}/{}", self.name)
    }
}

/// What a person sends to get a ticket.
#[derive(Debug, Clone, Default)]
pub struct MediaInput {
    /// What they call the file.
    pub filename: String,
    /// What it is.
    pub media_type: String,
    /// Its length in bytes.
    pub size: i64,
    /// What it shows.
    pub alt_text: Option<String>,
}

/// A change of a medium.
#[derive(Debug, Clone, Default)]
pub struct MediaPatchInput {
    /// What it shows.
    pub alt_text: Patch<String>,
}

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

/// The same, checked.
pub(super) struct NewMedia {
    pub filename: String,
    pub format: Format,
    pub size: u64,
    pub alt_text: Option<String>,
}

impl NewMedia {
    pub(super) fn parse(cx: &Context, input: &MediaInput) -> Result<Self> {
        let mut faults = Faults::default();
        let filename = faults.take("/filename", filename(&input.filename));
        let format = faults.take("/mediaType", format(&input.media_type));
        let size = faults.take("/size", size(input.size, cx.settings().media.max_bytes));
        let alt_text = input.alt_text.as_deref();
        let alt_text = faults.take("/altText", alt_text.map(self::alt_text).transpose());
        let whole = filename.zip(format).zip(size).zip(alt_text);
        faults.finish(whole.map(|(((filename, format), size), alt_text)| Self { filename, format, size, alt_text }))
    }
}

/// A name without a way to it, and without what nobody sees, which programs put there: the last part counts, whichever slashes were
/// sent. It is shown and never used as a path.
fn filename(text: &str) -> Result<String, Refusal> {
    let last = text.rsplit(['/', '\\']).next().unwrap_or_default();
    let name = text::line(&text::without_hidden(last), FILENAME_MAX)?;
    if name.chars().all(|c| c == '.') {
        return Err(Refusal::new("invalid_format", "this is no name of a file"));
    }
    Ok(name)
}

fn format(media_type: &str) -> Result<Format, Refusal> {
    let media_type = text::line(media_type, MEDIA_TYPE_MAX)?;
    let known = Format::named(&media_type);
    known.ok_or_else(|| Refusal::new("unsupported_media_type", "image/jpeg, image/png, image/gif or image/webp"))
}

fn size(size: i64, max: u64) -> Result<u64, Refusal> {
    let size = u64::try_from(size).ok().filter(|size| (1..=max).contains(size));
    size.ok_or_else(|| Refusal::new("out_of_range", format!("1 to {max} bytes")))
}

pub(super) fn alt_text(text: &str) -> Result<String, Refusal> {
    if text.trim().is_empty() { Ok(String::new()) } else { text::line(text, ALT_TEXT_MAX) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_leads_nowhere() {
        for (sent, kept) in [
            ("../../etc/passwd", "passwd"),
            ("C:\\fakepath\\cat.png", "cat.png"),
            ("  cat.png ", "cat.png"),
            ("кот.png", "кот.png"),
        ] {
            assert_eq!(filename(sent).unwrap(), kept);
        }
        for (sent, code) in
            [("", "required"), ("a/..", "invalid_format"), ("a\0b", "invalid_character"), ("a/", "required")]
        {
            assert_eq!(filename(sent).unwrap_err().code, code, "{sent:?}");
        }
        assert_eq!(filename(&"x".repeat(256)).unwrap_err().code, "too_long");
    }

    #[test]
    fn a_file_has_a_length_within_its_limit() {
        assert_eq!([size(1, 9), size(9, 9)].map(Result::unwrap), [1, 9]);
        for beyond in [0, -1, 10, i64::MAX] {
            assert_eq!(size(beyond, 9).unwrap_err().code, "out_of_range");
        }
    }

    #[test]
    fn a_description_may_be_empty_for_what_only_decorates() {
        assert_eq!(alt_text("  ").unwrap(), "");
        assert_eq!(alt_text(" A cat ").unwrap(), "A cat");
        assert_eq!(alt_text(&"x".repeat(1001)).unwrap_err().code, "too_long");
    }
}
