//! Opaque tokens and the keys derived from the operator's one secret.
//!
//! A token in a mail or a refresh token is random (or derived by a keyed hash) and only its hash is stored, so that a
//! copy of the database lets nobody in.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use hkdf::Hkdf;
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

use super::entropy::Entropy;

/// Keys derived from `auth.secret_key`, one per purpose (HKDF-SHA-256, RFC 5869).
pub struct Secrets {
    master: Vec<u8>,
}

impl Secrets {
    /// From the operator's secret.
    #[must_use]
    pub fn new(master: &str) -> Self {
        Self { master: master.as_bytes().to_vec() }
    }

    /// The key of a purpose, 64 bytes: the block size of HMAC-SHA-256.
    #[must_use]
    pub fn key(&self, purpose: &str) -> [u8; 64] {
        let mut key = [0; 64];
        // 64 bytes are within what HKDF can expand, so this never fails.
        let _ = Hkdf::<Sha256>::new(None, &self.master).expand(purpose.as_bytes(), &mut key);
        key
    }

    /// A token that can be made again from what it is for, so that it never has to be stored: base64url of an HMAC.
    #[must_use]
    pub fn derived_token(&self, purpose: &str, subject: &str) -> String {
        self.keyed(purpose).token(subject)
    }

    /// The same as bytes, for what is a key in turn.
    #[must_use]
    pub fn derived_key(&self, purpose: &str, subject: &str) -> [u8; 32] {
        self.keyed(purpose).key(subject)
    }

    /// The key of a purpose, ready to derive many tokens: making it takes longer than deriving.
    #[must_use]
    pub fn keyed(&self, purpose: &str) -> Keyed {
        Keyed(Hmac::new(&self.key(purpose).into()))
    }
}

/// The key of one purpose.
pub struct Keyed(Hmac<Sha256>);

impl Keyed {
    /// As [`Secrets::derived_token`].
    #[must_use]
    pub fn token(&self, subject: &str) -> String {
        URL_SAFE_NO_PAD.encode(self.key(subject))
    }

    /// As [`Secrets::derived_key`].
    #[must_use]
    pub fn key(&self, subject: &str) -> [u8; 32] {
        let mut mac = self.0.clone();
        mac.update(subject.as_bytes());
        mac.finalize().into_bytes().into()
    }
}

/// Longest text that anybody has a reason to send as an opaque token; those of ours have 43 characters.
pub const TOKEN_TEXT_MAX: usize = 200;

/// A random token of 256 bits, base64url.
#[must_use]
pub fn random_token(entropy: &dyn Entropy) -> String {
    URL_SAFE_NO_PAD.encode(entropy.bytes::<32>())
}

/// What is stored of a token: its SHA-256 in base64url. The token has 256 random bits, so no salt or stretching is needed.
#[must_use]
pub fn token_hash(token: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(token.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_of_two_purposes_differ() {
        let secrets = Secrets::new("s");
        assert_ne!(secrets.key("cursors"), secrets.key("passwords"));
    }

    #[test]
    fn a_derived_token_can_be_made_again() {
        let secrets = Secrets::new("s");
        assert_eq!(secrets.derived_token("mail", "1"), secrets.derived_token("mail", "1"));
        assert_ne!(secrets.derived_token("mail", "1"), secrets.derived_token("mail", "2"));
    }
}
