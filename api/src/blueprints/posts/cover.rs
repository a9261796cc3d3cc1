//! The cover of a post.

use async_graphql::{ID, SimpleObject};
use presswork_domain::media;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::blueprints::media::dto::MediaVariant;

/// The picture of a post.
#[derive(Debug, Clone, Serialize, Deserialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CoverImage {
    /// The medium that it is.
    #[schema(value_type = String, example = "media_01h455vb4pex5vsknk084sn02q")]
    pub id: ID,
    /// Its address as a JPEG of its full width, relative to the API. What is there never changes.
    #[schema(example = "/v1/media/media_01h455vb4pex5vsknk084sn02q/1280.jpg")]
    pub url: String,
    /// What it shows, for who can't see it; empty for a mere decoration, null when nobody has said yet.
    #[schema(example = "A cat asleep on a printing press")]
    pub alt_text: Option<String>,
    /// The width of what is at `url`.
    #[schema(example = 1280)]
    pub width: u32,
    /// The height of what is at `url`.
    #[schema(example = 960)]
    pub height: u32,
    /// A blur of it to show meanwhile (BlurHash, 4 by 3 components).
    #[schema(example = "LEHV6nWB2yk8pyo0adR*.7kCMdnj")]
    pub blurhash: String,
    /// The colour that there is most of.
    #[schema(example = "#8c6d4f")]
    pub dominant_color: String,
    /// What it is served as, the widest first.
    pub variants: Vec<MediaVariant>,
}

impl CoverImage {
    /// A medium as a cover, once it is ready.
    pub fn of(media: media::Media) -> Option<Self> {
        let picture = media.picture?;
        let whole = picture.jpeg_within(u32::MAX, u32::MAX)?;
        Some(Self {
            id: media.id.to_string().into(),
            url: whole.path(media.id),
            width: whole.width,
            height: whole.height,
            variants: picture.variants.iter().map(|it| MediaVariant::of(media.id, it)).collect(),
            alt_text: media.alt_text,
            blurhash: picture.blurhash,
            dominant_color: picture.dominant_color,
        })
    }
}
