//! Page cursors that can't be forged: the position and a truncated HMAC over it and the list's name.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::{Error, Result, page::Position};

/// Length of the tag in bytes. A forged cursor only lets a caller start a page elsewhere, so 64 bits are plenty.
const TAG: usize = 8;

/// Seals and opens cursors with one key.
pub struct Cursors {
    key: Hmac<Sha256>,
}

impl Cursors {
    /// Most characters of a cursor. Those of the longest position, words that a search was corrected to, are shorter.
    pub const TEXT_MAX: usize = 2000;

    /// With a key of 64 bytes.
    #[must_use]
    pub fn new(key: &[u8; 64]) -> Self {
        Self { key: Hmac::new(&(*key).into()) }
    }

    /// The cursor of a position in a list.
    #[must_use]
    pub fn seal(&self, list: &str, position: &Position) -> String {
        let payload = serde_json::to_vec(position).unwrap_or_default();
        let mut bytes = self.tag(list, &payload).to_vec();
        bytes.extend(payload);
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// The position in a cursor.
    ///
    /// # Errors
    /// `invalid_cursor` when it was not sealed by us for this list.
    pub fn open(&self, list: &str, cursor: &str) -> Result<Position> {
        if cursor.len() > Self::TEXT_MAX {
            return Err(Error::invalid_cursor());
        }
        let bytes = URL_SAFE_NO_PAD.decode(cursor).map_err(|_| Error::invalid_cursor())?;
        let (tag, payload) = bytes.split_at_checked(TAG).ok_or_else(Error::invalid_cursor)?;
        if !bool::from(subtle::ConstantTimeEq::ct_eq(tag, &self.tag(list, payload)[..])) {
            return Err(Error::invalid_cursor());
        }
        serde_json::from_slice(payload).map_err(|_| Error::invalid_cursor())
    }

    fn tag(&self, list: &str, payload: &[u8]) -> [u8; TAG] {
        let mut mac = self.key.clone();
        mac.update(list.as_bytes());
        mac.update(&[0]);
        mac.update(payload);
        let full = mac.finalize().into_bytes();
        let mut tag = [0; TAG];
        tag.copy_from_slice(&full[..TAG]);
        tag
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::Key;

    fn sealed() -> (Cursors, Position, String) {
        let cursors = Cursors::new(&[7; 64]);
        let position = Position { key: Key::Text("rust".into()), id: uuid::Uuid::from_u128(5) };
        let text = cursors.seal("tags", &position);
        (cursors, position, text)
    }

    #[test]
    fn a_cursor_opens_to_its_position() {
        let (cursors, position, text) = sealed();
        assert_eq!(cursors.open("tags", &text).unwrap(), position);
    }

    #[test]
    fn a_cursor_of_another_list_is_refused() {
        let (cursors, _, text) = sealed();
        assert_eq!(cursors.open("posts", &text).unwrap_err().code(), "invalid_cursor");
    }

    #[test]
    fn a_cursor_changed_in_any_character_is_refused() {
        let (cursors, _, text) = sealed();
        for at in 0..text.len() {
            let mut bytes = text.clone().into_bytes();
            bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(bytes).unwrap();
            if changed != text {
                assert!(cursors.open("tags", &changed).is_err(), "position {at}");
            }
        }
    }
}
