//! The files of pictures that are ready.

use std::ops::Range;

use crate::{
    Context, Error, Result,
    ids::MediaId,
    media::{MediaVariant, policy},
    platform::store::ByteStream,
};

/// A file that can be shown: for ever the same.
#[derive(Debug, Clone)]
pub struct Served {
    /// Its name, safe to be a file's.
    pub filename: String,
    /// Its media type.
    pub media_type: String,
    /// Its length in bytes.
    pub length: u64,
    /// SHA-256 of its bytes, in hex.
    pub hash: String,
    key: String,
}

/// A variant of a picture by its name, such as `640.webp`.
///
/// # Errors
/// `not_found`, also for a medium that is not ready.
pub async fn open(cx: &Context, id: MediaId, variant: &str) -> Result<Served> {
    let media = super::get(cx, id).await?;
    let picture = media.picture.filter(|_| policy::is_public(media.state));
    let found = picture.and_then(|picture| picture.variants.into_iter().find(|it| it.name == variant));
    let MediaVariant { name, media_type, bytes, key, hash, .. } = found.ok_or(Error::not_found("variant"))?;
    Ok(Served { filename: format!("{id}-{name}"), media_type, length: bytes, hash, key })
}

/// Its bytes, or some of them.
///
/// # Errors
/// `unavailable`.
pub async fn read(cx: &Context, served: &Served, range: Option<Range<u64>>) -> Result<ByteStream> {
    cx.deps.store.read(&served.key, range).await
}
