//! A picture that is ready, in all its variants.

use serde::{Deserialize, Serialize};

use crate::{ids::MediaId, platform::images::Format};

/// What stands before the id of a medium in the addresses of its files, which are relative to the API.
pub const PATH: &str = "/v1/media/";

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

impl MediaPicture {
    /// The widest JPEG, which everything can show, that is at most so wide and so high; none when all are larger.
    #[must_use]
    pub fn jpeg_within(&self, width: u32, height: u32) -> Option<&MediaVariant> {
        let jpeg = Format::Jpeg.media_type();
        self.variants.iter().find(|it| it.media_type == jpeg && it.width <= width && it.height <= height)
    }
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

impl MediaVariant {
    /// Its address, relative to the API.
    #[must_use]
    pub fn path(&self, of: MediaId) -> String {
        format!("{PATH}{of}/{}", self.name)
    }
}
