//! The names of a post, and what stands for them.

use sha2::{Digest, Sha256};
use url::Url;

use crate::platform::hex;

/// A name of a post in the source.
#[derive(Debug, Clone, Copy)]
pub(in crate::imports) enum Name<'a> {
    /// Its id there.
    Id(&'a str),
    /// The last part of its address.
    Slug(&'a str),
    /// Its address.
    Address(&'a str),
}

/// What stands for a name, in little room.
pub(in crate::imports) fn key(kind: &str, name: &str) -> u128 {
    let hash = Sha256::digest(format!("{kind}\n{name}"));
    hash.iter().take(16).fold(0, |key, byte| key << 8 | u128::from(*byte))
}

/// The path of an address, as it is compared: without the slashes around it, and with its query where that is all there is.
pub(super) fn path(url: &Url) -> String {
    let path = url.path().trim_matches('/').to_lowercase();
    match url.query() {
        Some(query) if path.is_empty() => format!("?{query}"),
        _ => path,
    }
}

pub(super) fn hash(text: &str) -> String {
    hex(&Sha256::digest(text))
}
