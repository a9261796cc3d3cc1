//! `v1` signatures of Standard Webhooks (<https://www.standardwebhooks.com>): those that are sent, and those that come.

use std::time::Duration;

use base64::{Engine, engine::general_purpose::STANDARD};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use subtle::ConstantTimeEq;

/// What every secret begins with.
pub const PREFIX: &str = "whsec_";

/// How far a timestamp may be from now, either way.
pub const TOLERANCE: Duration = Duration::from_mins(5);

/// HMAC pads a shorter key to its block with zeros (RFC 2104).
const BLOCK: usize = 64;

/// A symmetric key: at most 64 bytes.
#[derive(Clone)]
pub struct Key([u8; BLOCK]);

impl Key {
    /// The key of these bytes; what is beyond 64 does not count.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        let mut block = [0; BLOCK];
        for (to, from) in block.iter_mut().zip(bytes) {
            *to = *from;
        }
        Self(block)
    }

    /// The key of a secret in its written form; none when it is no secret of 24 to 64 bytes.
    #[must_use]
    pub fn parse(secret: &str) -> Option<Self> {
        let bytes = STANDARD.decode(secret.strip_prefix(PREFIX)?).ok()?;
        (24..=BLOCK).contains(&bytes.len()).then(|| Self::of(&bytes))
    }

    /// The signature of a message.
    #[must_use]
    pub fn sign(&self, id: &str, timestamp: i64, body: &[u8]) -> String {
        let mut mac = Hmac::<Sha256>::new(&self.0.into());
        mac.update(format!("{id}.{timestamp}.").as_bytes());
        mac.update(body);
        format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()))
    }

    /// Whether one of these signatures, between spaces, is that of a message. Others than `v1` are passed over.
    #[must_use]
    pub fn verifies(&self, signatures: &str, id: &str, timestamp: i64, body: &[u8]) -> bool {
        let right = self.sign(id, timestamp, body);
        signatures.split(' ').any(|one| bool::from(one.as_bytes().ct_eq(right.as_bytes())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the specification's reference libraries.
    const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    const SIGNED: &str = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
    const BODY: &[u8] = b"{\"test\": 2432232314}";
    const ID: &str = "msg_p5jXN8AQM9LWM0D4loKWxJek";

    #[test]
    fn a_signature_is_that_of_the_specification() {
        let key = Key::parse(SECRET).unwrap();
        assert_eq!(key.sign(ID, 1_614_265_330, BODY), SIGNED);
    }

    #[test]
    fn one_right_signature_among_others_is_enough_and_nothing_else_is() {
        let key = Key::parse(SECRET).unwrap();
        let verifies = |signatures: &str| key.verifies(signatures, ID, 1_614_265_330, BODY);
        assert!(verifies(SIGNED) && verifies(&format!("v1,AAAA v1a,xyz {SIGNED}")));
        for wrong in ["", "v1,", "v1,AAAA", &SIGNED.replace("v1,", "v1a,"), &SIGNED.to_lowercase(), &SIGNED[3..]] {
            assert!(!verifies(wrong), "{wrong:?}");
        }
        assert!(!key.verifies(SIGNED, "msg_other", 1_614_265_330, BODY));
        assert!(!key.verifies(SIGNED, ID, 1_614_265_331, BODY));
        assert!(!key.verifies(SIGNED, ID, 1_614_265_330, b"{}"));
    }

    #[test]
    fn what_is_no_secret_is_no_key() {
        for wrong in ["", "whsec_", "whsec_AAAA", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_not base64 at all, is it?"]
        {
            assert!(Key::parse(wrong).is_none(), "{wrong:?}");
        }
    }
}
