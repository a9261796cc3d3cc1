//! The map of the site, in parts that are as large as they may be.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{Place, Site, store};
use crate::{Context, Result};

/// Most places of one file (sitemaps.org).
pub const MAP_PART: usize = 50_000;
/// How many places one statement reads.
const CHUNK: usize = 1_000;

/// The map: its parts in their order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Map {
    /// The parts.
    pub parts: Vec<MapPart>,
}

/// A part of the map, which goes as far as the next begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MapPart {
    pub(super) first: Uuid,
    pub(super) until: Option<Uuid>,
    /// When the last of its posts was changed.
    pub modified: DateTime<Utc>,
    /// A text that stands for what it says.
    pub tag: String,
}

/// The parts of the map.
///
/// # Errors
/// The database's.
pub async fn map(cx: &Context) -> Result<Map> {
    let site = Site::of(cx);
    let rows = store::parts(cx, MAP_PART).await?;
    let firsts: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let part = |(n, row): (usize, store::PartRow)| {
        let said =
            format!("{} {} {} {} {}", site.url, row.id, row.count, row.versions, row.modified.timestamp_micros());
        let tag = URL_SAFE_NO_PAD.encode(&Sha256::digest(said)[..16]);
        MapPart { first: row.id, until: firsts.get(n + 1).copied(), modified: row.modified, tag }
    };
    Ok(Map { parts: rows.into_iter().enumerate().map(part).collect() })
}

/// The next places of a part: from its beginning, or after a post. None at its end.
///
/// # Errors
/// The database's.
pub async fn places(cx: &Context, part: &MapPart, after: Option<&Place>) -> Result<Vec<Place>> {
    let site = Site::of(cx);
    let after = after.map(|place| place.id.uuid());
    let rows = store::places(cx, (part.first, part.until), after, CHUNK).await?;
    Ok(rows.into_iter().map(|row| row.on(&site)).collect())
}
