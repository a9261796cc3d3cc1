//! Media as clients see them.

use async_graphql::{Enum, ID, SimpleObject};
use presswork_domain::{ids::MediaId, media};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::scalars::Time;

/// Where a medium stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Enum, ToSchema)]
#[serde(rename_all = "lowercase")]
#[graphql(rename_items = "lowercase")]
pub enum MediaState {
    /// For its bytes.
    Waiting,
    /// A job looks at it.
    Processing,
    /// Can be shown.
    Ready,
    /// Can't be shown; `reason` says why.
    Refused,
}

impl From<media::MediaState> for MediaState {
    fn from(state: media::MediaState) -> Self {
        match state {
            media::MediaState::Waiting => Self::Waiting,
            media::MediaState::Processing => Self::Processing,
            media::MediaState::Ready => Self::Ready,
            media::MediaState::Refused => Self::Refused,
        }
    }
}

/// A picture that somebody sent, or is about to.
#[derive(Debug, Clone, Serialize, Deserialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_field_names, reason = "a media type is called so")]
pub struct Media {
    /// The public id.
    #[schema(value_type = String, example = "media_01h455vb4pex5vsknk084sn02q")]
    pub id: ID,
    /// Who sent it, by id.
    #[schema(value_type = String, example = "user_01h455vb4pex5vsknk084sn02q")]
    pub owner_id: ID,
    /// Where it stands.
    pub state: MediaState,
    /// What it shows, for who can't see it; empty for a mere decoration, null when nobody has said yet.
    #[schema(example = "A cat asleep on a printing press")]
    pub alt_text: Option<String>,
    /// Whether somebody should say what it shows.
    #[schema(example = false)]
    pub needs_alt_text: bool,
    /// The format that it was sent in; before it is ready, the one that was announced.
    #[schema(example = "image/jpeg")]
    pub media_type: String,
    /// What its owner calls the file; null for everybody but them and editors.
    #[schema(example = "cat.jpg")]
    pub filename: Option<String>,
    /// The length of what was announced, in bytes; null for everybody but its owner and editors.
    #[schema(example = 183_204)]
    pub size: Option<u64>,
    /// How many bytes have arrived, so where to go on; null for everybody but its owner and editors.
    #[schema(example = 183_204)]
    pub received_bytes: Option<u64>,
    /// Why it was refused: `unsupported_media_type`, `image_too_large`, `image_unreadable` or `image_too_complex`.
    #[schema(example = "image_unreadable")]
    pub reason: Option<String>,
    /// Until when its ticket waits for the upload; null once it is complete.
    pub expires_at: Option<Time>,
    /// The width as it was sent, upright; null until it is ready.
    #[schema(example = 4000)]
    pub width: Option<u32>,
    /// The height as it was sent, upright; null until it is ready.
    #[schema(example = 3000)]
    pub height: Option<u32>,
    /// A blur of it to show meanwhile (BlurHash, 4 by 3 components); null until it is ready.
    #[schema(example = "LEHV6nWB2yk8pyo0adR*.7kCMdnj")]
    pub blurhash: Option<String>,
    /// The colour that there is most of; null until it is ready.
    #[schema(example = "#8c6d4f")]
    pub dominant_color: Option<String>,
    /// What it is served as, the widest first; empty until it is ready.
    pub variants: Vec<MediaVariant>,
    /// Counts the writes; starts at 1.
    #[schema(example = 1, minimum = 1)]
    pub version: i64,
    /// When its ticket was made.
    pub created_at: Time,
    /// When it was last changed.
    pub updated_at: Time,
}

/// A picture in one width and format.
#[derive(Debug, Clone, Serialize, Deserialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct MediaVariant {
    /// Its name in the address.
    #[schema(example = "640.webp")]
    pub name: String,
    /// Its address, relative to the API. What is there never changes.
    #[schema(example = "/v1/media/media_01h455vb4pex5vsknk084sn02q/640.webp")]
    pub url: String,
    /// Its media type.
    #[schema(example = "image/webp")]
    pub media_type: String,
    /// Its width.
    #[schema(example = 640)]
    pub width: u32,
    /// Its height.
    #[schema(example = 480)]
    pub height: u32,
    /// Its length in bytes.
    #[schema(example = 31_204)]
    pub bytes: u64,
}

impl MediaVariant {
    /// A variant of a medium.
    pub fn of(id: MediaId, variant: &media::MediaVariant) -> Self {
        Self {
            name: variant.name.clone(),
            url: variant.path(id),
            media_type: variant.media_type.clone(),
            width: variant.width,
            height: variant.height,
            bytes: variant.bytes,
        }
    }
}

impl From<media::Media> for Media {
    fn from(it: media::Media) -> Self {
        let waits = it.state == media::MediaState::Waiting;
        let (sending, picture) = (it.sending.as_ref(), it.picture.as_ref());
        let variant = |variant: &media::MediaVariant| MediaVariant::of(it.id, variant);
        Self {
            owner_id: it.owner_id.to_string().into(),
            state: it.state.into(),
            needs_alt_text: it.alt_text.is_none(),
            media_type: it.media_type,
            filename: sending.map(|sending| sending.filename.clone()),
            size: sending.map(|sending| sending.size),
            received_bytes: sending.map(|sending| sending.received),
            reason: sending.and_then(|sending| sending.reason.clone()),
            expires_at: sending.filter(|_| waits).map(|sending| sending.expires_at.into()),
            width: picture.map(|picture| picture.width),
            height: picture.map(|picture| picture.height),
            blurhash: picture.map(|picture| picture.blurhash.clone()),
            dominant_color: picture.map(|picture| picture.dominant_color.clone()),
            variants: picture.map(|picture| picture.variants.iter().map(variant).collect()).unwrap_or_default(),
            alt_text: it.alt_text,
            version: it.version,
            created_at: it.created_at.into(),
            updated_at: it.updated_at.into(),
            id: it.id.to_string().into(),
        }
    }
}

/// A medium that waits, and where its bytes go.
#[derive(Debug, Clone, Serialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct MediaTicket {
    /// The medium.
    pub media: Media,
    /// Where its bytes go.
    pub upload: MediaUpload,
}

/// Where bytes go.
#[derive(Debug, Clone, Serialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct MediaUpload {
    /// The method.
    #[schema(example = "PUT")]
    pub method: String,
    /// The address: of the API and relative to it, for its credentials; or of a bucket, as it stands, for none.
    #[schema(example = "/v1/media/media_01h455vb4pex5vsknk084sn02q/content")]
    pub url: String,
    /// Whether that is the API.
    #[schema(example = true)]
    pub by_api: bool,
    /// The `Content-Type` that has to be sent along.
    #[schema(example = "image/jpeg")]
    pub content_type: String,
    /// Until when.
    pub expires_at: Time,
}

impl From<media::Ticket> for MediaTicket {
    fn from(ticket: media::Ticket) -> Self {
        let media::MediaUpload { url, by_api, media_type, expires_at } = ticket.upload;
        let upload = MediaUpload {
            method: "PUT".to_owned(),
            url,
            by_api,
            content_type: media_type,
            expires_at: expires_at.into(),
        };
        Self { media: ticket.media.into(), upload }
    }
}
