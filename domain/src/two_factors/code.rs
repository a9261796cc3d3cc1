//! Codes: those of the app, and those for who has lost it.

use qrcode::{QrCode, render::svg};
use totp_rs::{Builder, Secret, Totp};

use crate::{Error, Result, platform::entropy::Entropy};

/// Bytes of a secret: the length of a SHA-1, as RFC 4226, section 4, recommends.
pub(super) const SECRET: usize = 20;
/// How many recovery codes there are.
const RECOVERY_CODES: usize = 10;
/// Characters of a recovery code: 50 bits, which nobody guesses in ten attempts.
const RECOVERY_CODE: usize = 10;
/// Most characters of a code as it may be typed; what is beyond is not looked at.
pub const CODE_MAX: usize = 2 * RECOVERY_CODE;
/// Crockford's alphabet: nothing that reads like something else.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// What an app makes of a secret: SHA-1, six digits, 30 seconds, one step of tolerance, which is all that every app knows.
pub(super) fn totp(secret: &[u8], issuer: &str, account: &str) -> Result<Totp> {
    // A colon would end the name of the issuer in the address.
    let issuer = issuer.replace(':', " ");
    Builder::new()
        .with_secret(Secret::new(secret.into()))
        .with_issuer(Some(issuer))
        .with_account_name(account.replace(':', " "))
        .build()
        .map_err(|error| Error::internal(error.to_string()))
}

/// A picture of an address.
pub(super) fn qr_code(address: &str) -> Result<String> {
    let code = QrCode::new(address).map_err(Error::internal)?;
    Ok(code.render::<svg::Color<'_>>().min_dimensions(240, 240).build())
}

/// New recovery codes.
pub(super) fn recovery_codes(entropy: &dyn Entropy) -> Vec<String> {
    let code = || {
        let bytes: [u8; RECOVERY_CODE] = entropy.bytes();
        let text: String = bytes.iter().map(|byte| char::from(ALPHABET[usize::from(byte % 32)])).collect();
        format!("{}-{}", &text[..RECOVERY_CODE / 2], &text[RECOVERY_CODE / 2..])
    };
    (0..RECOVERY_CODES).map(|_| code()).collect()
}

/// A code as it was typed: without spaces and hyphens, in lower case.
pub(super) fn typed(code: &str) -> String {
    code.chars().filter(char::is_ascii_alphanumeric).take(CODE_MAX).collect::<String>().to_lowercase()
}

/// Whether what was typed can only be a recovery code.
pub(super) fn is_recovery_code(typed: &str) -> bool {
    typed.len() == RECOVERY_CODE
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::entropy::SystemEntropy;

    #[test]
    fn codes_are_those_of_rfc_6238() {
        // Appendix B, SHA-1, its last six of eight digits.
        let totp = totp(b"12345678901234567890", "Presswork", "ada").unwrap();
        for (time, code) in [(59, "287082"), (1_111_111_109, "081804"), (20_000_000_000, "353130")] {
            assert_eq!(totp.check(code, time), Some(time / 30), "{time}");
            assert_eq!(totp.check(code, time + 90), None, "{time} is too long ago");
        }
    }

    #[test]
    fn the_address_is_one_that_apps_read() {
        let totp = totp(b"12345678901234567890", "My: Press", "ada").unwrap();
        let address = totp.to_url().unwrap();
        assert!(address.starts_with("otpauth://totp/") && address.contains("secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"));
        let picture = qr_code(&address).unwrap();
        assert!(picture.contains("<svg") && !picture.contains("<script"), "{picture}");
    }

    #[test]
    fn a_recovery_code_is_read_however_it_is_typed() {
        let codes = recovery_codes(&SystemEntropy);
        assert_eq!(codes.len(), 10);
        assert!(codes.iter().all(|code| is_recovery_code(&typed(&code.to_uppercase().replace('-', " ")))), "{codes:?}");
        assert_eq!(typed(" 287 082 "), "287082");
        assert!(!is_recovery_code("287082"));
    }
}
