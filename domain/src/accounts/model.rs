//! The value types of accounts.

use std::fmt;

use chrono::{DateTime, Utc};
use unicode_normalization::UnicodeNormalization;
use zxcvbn::{Score, zxcvbn};

use crate::{
    Result,
    fault::{Faults, Refusal},
    users::{DisplayName, Email, User, Username},
};

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
        if zxcvbn(&password, about).score() < Self::SCORE {
            return Err(Refusal::new("too_weak", "this is easy to guess; a few unrelated words make a good password"));
        }
        Ok(Self(password))
    }

    /// A password to be compared: no rules, but the same normal form.
    #[must_use]
    pub fn given(text: &str) -> Self {
        Self(text.chars().take(Self::MAX + 1).nfc().collect())
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

/// What a person sends to register.
#[derive(Clone, Default)]
pub struct NewAccountInput {
    /// The handle.
    pub username: String,
    /// The mail address.
    pub email: String,
    /// The password.
    pub password: String,
    /// The name shown to people; the handle when missing.
    pub display_name: Option<String>,
}

/// The same, checked.
pub(super) struct NewAccount {
    pub username: Username,
    pub email: Email,
    pub password: Password,
    pub display_name: DisplayName,
}

impl NewAccount {
    pub(super) fn parse(input: &NewAccountInput) -> Result<Self> {
        let mut faults = Faults::default();
        let username = faults.take("/username", Username::parse(&input.username));
        let email = faults.take("/email", Email::parse(&input.email));
        let about = [input.username.as_str(), input.email.as_str(), "presswork"];
        let password = faults.take("/password", Password::parse(&input.password, &about));
        let shown = input.display_name.as_deref().unwrap_or(&input.username);
        let pointer = if input.display_name.is_some() { "/displayName" } else { "/username" };
        let display_name = match DisplayName::parse(shown) {
            // A handle that is refused is reported once, as a handle.
            Err(_) if input.display_name.is_none() && username.is_none() => None,
            parsed => faults.take(pointer, parsed),
        };
        let whole = username.zip(email).zip(password).zip(display_name);
        let whole =
            whole.map(|(((username, email), password), display_name)| Self { username, email, password, display_name });
        faults.finish(whole)
    }
}

/// What a person sends to log in.
#[derive(Clone, Default)]
pub struct LoginInput {
    /// The handle or the mail address.
    pub login: String,
    /// The password.
    pub password: String,
}

/// Where a login comes from, shown to its owner in the list of sessions.
#[derive(Debug, Clone, Default)]
pub struct Device {
    /// The `User-Agent` header, cut to 255 characters.
    pub user_agent: String,
    /// The network address.
    pub address: String,
}

/// The answer to a registration: the same whether or not the address was taken.
#[derive(Debug, Clone)]
pub struct Registration {
    /// Where the mail went.
    pub email: String,
    /// Whether the address has to be confirmed before the first login.
    pub verification_required: bool,
}

/// A fresh pair of tokens.
#[derive(Debug, Clone)]
pub struct AuthTokens {
    /// The JWT to send as `Authorization: Bearer`.
    pub access_token: String,
    /// When it stops working.
    pub access_token_expires_at: DateTime<Utc>,
    /// The token that buys the next pair, once.
    pub refresh_token: String,
    /// When it stops working.
    pub refresh_token_expires_at: DateTime<Utc>,
    /// Who is logged in.
    pub user: User,
}

/// A person as they see themselves.
#[derive(Debug, Clone)]
pub struct Me {
    /// The public face.
    pub user: User,
    /// The mail address.
    pub email: String,
    /// When it was confirmed.
    pub email_verified_at: Option<DateTime<Utc>>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Error;

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
    fn a_password_is_never_printed() {
        assert_eq!(format!("{:?}", Password::given("hunter2")), "Password(****)");
    }

    #[test]
    fn all_faults_of_a_registration_are_reported_together() {
        let input =
            NewAccountInput { username: "x".into(), email: "y".into(), password: "z".into(), display_name: None };
        let Err(Error::Invalid(faults)) = NewAccount::parse(&input) else { panic!("accepted") };
        let pointers: Vec<_> = faults.iter().map(|fault| fault.pointer.as_str()).collect();
        assert_eq!(pointers, ["/username", "/email", "/password"]);
    }
}
