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
    /// How many characters are estimated: what is beyond makes no password weaker, and every way to read signs as letters takes as
    /// long as the text is.
    const ESTIMATED: usize = 32;
    /// The least strength: "somewhat guessable" and worse are refused (zxcvbn scores 0 to 4).
    const SCORE: Score = Score::Two;

    /// Checks a new password against its length and against what attackers try first; `about` are words of the person. May take a
    /// tenth of a second, so that it is nothing for the thread of a request: `platform::Passwords::checked` has others.
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
        if is_common(&password) || Self::is_weak(&password, about) {
            return Err(Refusal::new("too_weak", "this is easy to guess; a few unrelated words make a good password"));
        }
        Ok(Self(password))
    }

    /// Whether what is estimated of it is weak. Longer words of the person are cut as well, so that they are still found.
    fn is_weak(password: &str, about: &[&str]) -> bool {
        let about: Vec<String> = about.iter().map(|word| beginning(word)).collect();
        let about: Vec<&str> = about.iter().map(String::as_str).collect();
        zxcvbn(&beginning(password), &about).score() < Self::SCORE
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

fn beginning(text: &str) -> String {
    text.chars().take(Password::ESTIMATED).collect()
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
    fn a_long_password_may_begin_with_what_is_common() {
        for text in [
            "password correct horse battery staple and whatever else comes to mind",
            "qwerty123 oyster gravel lantern thicket pewter almanac",
            &"tram violet kettle ".repeat(10),
        ] {
            assert!(Password::parse(text, &[]).is_ok(), "{text}");
        }
    }

    #[test]
    fn a_long_word_of_the_person_is_found() {
        let address = "ada.king.countess.of.lovelace.the.first@mathematicians.example.org";
        assert_eq!(Password::parse(address, &["ada", address]).unwrap_err().code, "too_weak");
    }

    /// Every sign of this can be read as one letter or as another, which makes some thousand texts to look up.
    #[test]
    fn a_long_password_takes_no_longer_than_its_beginning() {
        let signs = "4@8({[<369!1|70$5+7%2qkvjwxhu".repeat(4);
        let short = beginning(&signs);
        let fastest = |text: &str| {
            let time = |_| {
                let begin = std::time::Instant::now();
                let _ = Password::parse(text, &[]);
                begin.elapsed()
            };
            (0..3).map(time).min().unwrap()
        };
        let (long, short) = (fastest(&signs), fastest(&short));
        assert!(long < short * 3, "{long:?} for all of it, {short:?} for the beginning");
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
