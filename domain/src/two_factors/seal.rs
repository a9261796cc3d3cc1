//! Secrets that have to be known again, encrypted: AES-256-GCM, with the account as associated data, so that the secret of
//! one account can't be put into the row of another.

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD};

use crate::{Error, Result, ids::UserId, platform::Secrets};

fn key(secrets: &Secrets) -> Result<LessSafeKey> {
    let key = UnboundKey::new(&AES_256_GCM, &secrets.key("two-factor")[..32]).map_err(Error::internal)?;
    Ok(LessSafeKey::new(key))
}

/// Encrypts a secret of an account: the nonce, the text, the tag. The nonce is random and must never come again: 96 bits
/// are enough for the few secrets that an installation has (NIST SP 800-38D, section 8.3).
pub(super) fn seal(secrets: &Secrets, owner: UserId, secret: &[u8], nonce: [u8; NONCE_LEN]) -> Result<String> {
    let mut text = secret.to_vec();
    let of = Aad::from(owner.to_string());
    key(secrets)?
        .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), of, &mut text)
        .map_err(Error::internal)?;
    let mut sealed = nonce.to_vec();
    sealed.extend(text);
    Ok(STANDARD_NO_PAD.encode(sealed))
}

/// Decrypts a secret of an account.
pub(super) fn open(secrets: &Secrets, owner: UserId, sealed: &str) -> Result<Vec<u8>> {
    let damaged = || Error::internal("a second factor can't be decrypted; was auth.secret_key changed?");
    let sealed = STANDARD_NO_PAD.decode(sealed).map_err(|_| damaged())?;
    let (nonce, text) = sealed.split_at_checked(NONCE_LEN).ok_or_else(damaged)?;
    let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| damaged())?;
    let mut text = text.to_vec();
    let opened = key(secrets)?.open_in_place(nonce, Aad::from(owner.to_string().as_bytes()), &mut text);
    Ok(opened.map_err(|_| damaged())?.to_vec())
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_secret_opens_for_its_owner_and_its_key_only() {
        let (secrets, ada) = (Secrets::new("s"), UserId::from_uuid(Uuid::from_u128(1)));
        let sealed = seal(&secrets, ada, b"secret", [1; 12]).unwrap();
        assert_eq!(open(&secrets, ada, &sealed).unwrap(), b"secret");
        assert_ne!(seal(&secrets, ada, b"secret", [2; 12]).unwrap(), sealed);
        assert!(open(&secrets, UserId::from_uuid(Uuid::from_u128(2)), &sealed).is_err());
        assert!(open(&Secrets::new("t"), ada, &sealed).is_err());
        assert!(open(&secrets, ada, "").is_err() && open(&secrets, ada, &sealed[..20]).is_err());
    }
}
