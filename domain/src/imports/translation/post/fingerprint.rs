//! What a source says, in short.

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// What a post says in its source, in short.
pub(in crate::imports) type Fingerprint = [u8; 16];

/// What a source says, in short: before links in it lead to what comes, and before anything else is made of it.
pub(in crate::imports) fn said(texts: &[&str]) -> Fingerprint {
    short(&json!(texts))
}

pub(super) fn short(value: &Value) -> Fingerprint {
    let mut short = Fingerprint::default();
    short.copy_from_slice(&Sha256::digest(value.to_string())[..16]);
    short
}
