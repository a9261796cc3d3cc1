//! Passwords.

use std::fmt;

use unicode_normalization::UnicodeNormalization;
use zxcvbn::{Score, zxcvbn};

use crate::{accounts::common::is_common, fault::Refusal};

/// A password in clear, as short as possible in memory and never printed.
#[derive(Clone)]
pub struct Password(String);

impl Password {
    /// Fewest characters (OWASP ASVS 5, 6.2.1).
    pub const MIN: usize = 8;
    /// Most characters: beyond what anybody types, below what hurts to hash.
    pub const MAX: usize = 256;
    /// The least strength: "somewhat guessable" and worse are refused (zxcvbn scores 0 to 4).
    const SCORE: Score = Score::Two;

    /// Checks a new password against its length and against what attackers try first; `about` are words of the person.
    ///
    /// # Errors
    /// `too_short`, `too_long` or `too_weak`.
    pub fn parse(text: &str, about: &[&str]) -> Result<Self, Refusal> {
        let password: String = text.nfc().collect();
        match password.chars().count() {
            n if n < Self::MIN => return Err(Refusal::new("too_short", format!("at least {} characters", Self::MIN))),
            n if n > Self::MAX => return Err(Refusal::new("too_long", format!("at most {} characters", Self::MAX))),
            _ => {}
        }
        if is_common(&password) || zxcvbn(&password, about).score() < Self::SCORE {
            return Err(Refusal::new("too_weak", "this is easy to guess; a few unrelated words make a good password"));
        }
        Ok(Self(password))
    }

    /// A password to be compared: no rules, but the same normal form.
    #[must_use]
    pub fn given(text: &str) -> Self {
        Self(text.nfc().take(Self::MAX + 1).collect())
    }

    /// The clear text, for hashing only.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(****)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_that_attackers_try_first_are_refused() {
        for (text, code) in [
            ("short", "too_short"),
            ("password123", "too_weak"),
            ("qwertyuiop", "too_weak"),
            ("ada.lovelace", "too_weak"),
            (&"x1!".repeat(400), "too_long"),
        ] {
            assert_eq!(Password::parse(text, &["ada.lovelace"]).unwrap_err().code, code, "{text}");
        }
        assert!(Password::parse("tram violet kettle", &[]).is_ok());
    }

    #[test]
    fn what_is_accepted_is_the_same_when_it_is_given_again() {
        // As some systems write it: three characters for each of these.
        let apart = "\u{1112}\u{1161}\u{11ab}\u{1100}\u{1173}\u{11af}".repeat(100);
        let given = Password::given(&apart);
        assert_eq!((given.expose().chars().count(), given.expose()), (200, apart.nfc().collect::<String>().as_str()));
    }

    #[test]
    fn a_password_is_never_printed() {
        assert_eq!(format!("{:?}", Password::given("hunter2")), "Password(****)");
    }
}
