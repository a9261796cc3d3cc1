//! A row of media.

use chrono::{DateTime, Utc};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use crate::{
    Actor, Error, Result,
    ids::{MediaId, UserId},
    media::{
        Media,
        model::{MediaPicture, Sending},
        policy,
    },
    platform::freshness::{Mark, Table},
};

#[derive(FromQueryResult)]
pub(super) struct Row {
    id: Uuid,
    owner_id: Uuid,
    state: String,
    filename: String,
    media_type: String,
    size: i64,
    received: i64,
    uploads: i32,
    alt_text: Option<String>,
    reason: Option<String>,
    version: i64,
    expires_at: DateTime<Utc>,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
    width: Option<i32>,
    height: Option<i32>,
    blurhash: Option<String>,
    dominant_color: Option<String>,
    renditions: Option<String>,
}

impl Row {
    pub(super) fn seen_by(self, actor: &Actor) -> Result<Media> {
        let owner_id = UserId::from_uuid(self.owner_id);
        let picture = self.picture()?;
        let sending = policy::can_see_sending(actor, owner_id).then(|| Sending {
            filename: self.filename,
            size: self.size.unsigned_abs(),
            received: self.received.unsigned_abs(),
            reason: self.reason,
            expires_at: self.expires_at,
        });
        Ok(Media {
            id: MediaId::from_uuid(self.id),
            owner_id,
            state: self.state.parse()?,
            alt_text: self.alt_text,
            media_type: self.media_type,
            sending,
            picture,
            version: self.version,
            created_at: self.created_at,
            updated_at: self.updated_at,
            uploads: self.uploads,
        })
    }

    fn picture(&self) -> Result<Option<MediaPicture>> {
        let Some(renditions) = &self.renditions else { return Ok(None) };
        let side = |length: Option<i32>| length.unwrap_or_default().unsigned_abs();
        Ok(Some(MediaPicture {
            width: side(self.width),
            height: side(self.height),
            blurhash: self.blurhash.clone().unwrap_or_default(),
            dominant_color: self.dominant_color.clone().unwrap_or_default(),
            variants: serde_json::from_str(renditions).map_err(Error::internal)?,
        }))
    }
}

/// A medium, as whoever reads or writes it marks it.
pub(super) fn row(id: MediaId) -> Mark {
    Mark::row(Table::Media, id.uuid())
}
