//! The form of a token: `pw_live_`, 40 random characters, and 6 that are their checksum.
//!
//! The prefix lets secret scanners find tokens where they do not belong (`pw_live_[0-9A-Za-z]{46}`), the checksum (CRC-32,
//! as GitHub's tokens have it) lets them tell a token from an example, and lets us refuse a typing error unasked.

use crate::platform::entropy::Entropy;

/// What every token begins with.
pub const PREFIX: &str = "pw_live_";
/// Random characters: 40 of 62 are 238 bits.
const RANDOM: usize = 40;
/// Characters of the checksum: 62⁶ is more than 2³².
const CHECKSUM: usize = 6;
const ALPHABET: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// A new token.
pub(super) fn mint(entropy: &dyn Entropy) -> String {
    let mut token = PREFIX.to_owned();
    while token.len() < PREFIX.len() + RANDOM {
        let bytes: [u8; RANDOM] = entropy.bytes();
        // 248 is the largest multiple of 62 in a byte: what is beyond would make some characters likelier than others.
        let fair = bytes.iter().filter(|byte| **byte < 248).map(|byte| char::from(ALPHABET[usize::from(byte % 62)]));
        token.extend(fair.take(PREFIX.len() + RANDOM - token.len()));
    }
    let checksum = checksum(&token);
    token + &checksum
}

/// Whether a credential claims to be such a token.
#[must_use]
pub fn is_ours(credential: &str) -> bool {
    credential.starts_with(PREFIX)
}

/// Whether a text can be a token: its form and its checksum.
pub(super) fn is_well_formed(token: &str) -> bool {
    token.len() == PREFIX.len() + RANDOM + CHECKSUM
        && is_ours(token)
        && token[PREFIX.len()..].bytes().all(|byte| byte.is_ascii_alphanumeric())
        && token[PREFIX.len() + RANDOM..] == checksum(&token[..PREFIX.len() + RANDOM])
}

/// What of a token may be shown again, so that its owner can tell it from others.
pub(super) fn hint(token: &str) -> String {
    token.chars().take(PREFIX.len() + 4).collect()
}

fn checksum(of: &str) -> String {
    let mut rest = crc32fast::hash(of.as_bytes());
    let mut digits = [b'0'; CHECKSUM];
    for digit in digits.iter_mut().rev() {
        *digit = ALPHABET[(rest % 62) as usize];
        rest /= 62;
    }
    digits.iter().map(|digit| char::from(*digit)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::entropy::SystemEntropy;

    #[test]
    fn a_new_token_is_well_formed_and_no_other_is_like_it() {
        let (one, other) = (mint(&SystemEntropy), mint(&SystemEntropy));
        assert!(is_well_formed(&one) && one.len() == 54, "{one}");
        assert_ne!(one, other);
        assert_eq!(hint(&one).len(), 12);
    }

    #[test]
    fn a_token_changed_in_any_character_is_refused() {
        let token = mint(&SystemEntropy);
        for at in 0..token.len() {
            let mut changed = token.clone().into_bytes();
            changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
            assert!(!is_well_formed(&String::from_utf8(changed).unwrap()), "position {at}");
        }
        for text in
            ["", PREFIX, "pw_live_é", &token[..53], &format!("{token}0"), &token.replace("pw_live_", "pw_test_")]
        {
            assert!(!is_well_formed(text), "{text}");
        }
    }

    #[test]
    fn the_checksum_is_crc_32_in_base_62() {
        // CRC-32 of "123456789" is 0xCBF43926, the check value of its catalogue entry: 3,421,780,262.
        let digits = checksum("123456789");
        let value = digits
            .bytes()
            .fold(0_u64, |sum, digit| sum * 62 + ALPHABET.iter().position(|known| *known == digit).unwrap() as u64);
        assert_eq!(value, 0xCBF4_3926);
    }
}
