//! Entity tags: what a client has to name to hear "not modified" or to change what it has seen.
//!
//! A tag is the version of the thing, where it has one, and a hash of the bytes sent: `"7-q9XcE3fL..."`. The hash makes the
//! tags of two representations differ (other fields, another reader), as a strong tag must; the version is what `If-Match`
//! reads, see `domain::expected`. Compression makes yet another representation: its tag has the coding's name at the end,
//! which `middleware::validators` adds.

use actix_web::http::header::{EntityTag, HeaderValue, TryIntoHeaderValue};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};

/// How many bytes of the hash: 128 bits, so that nobody finds two representations of one tag.
const LENGTH: usize = 16;

/// The tag of a representation, ready for the header.
pub fn of(bytes: &[u8], version: Option<i64>) -> Option<HeaderValue> {
    let hash = URL_SAFE_NO_PAD.encode(&Sha256::digest(bytes)[..LENGTH]);
    let opaque = match version {
        Some(version) => format!("{version}-{hash}"),
        None => hash,
    };
    EntityTag::new_strong(opaque).try_into_value().ok()
}

#[cfg(test)]
mod tests {
    use presswork_domain::expected::Expected;

    use super::*;

    #[test]
    fn two_representations_of_a_version_have_two_tags_that_say_the_version() {
        let tag = |bytes: &[u8]| of(bytes, Some(7)).unwrap().to_str().unwrap().to_owned();
        assert_ne!(tag(b"{}"), tag(b"{ }"));
        assert!(Expected::parse(&tag(b"{}")).unwrap().admits(7));
    }
}
