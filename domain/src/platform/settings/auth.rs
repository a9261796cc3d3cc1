//! `[auth]`: keys, tokens and password hashes.

use std::{path::PathBuf, time::Duration};

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::{Secret, duration, faults::Faults};
use crate::platform::password::Crowd;

/// Keys, tokens and password hashes.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Auth {
    /// Key of keyed hashes and cursors; at least 32 bytes in production.
    pub secret_key: Secret,
    /// Folder of the signing keys as set; empty means derived, see [`super::Settings::keys_dir`].
    pub keys_dir: PathBuf,
    /// The signing keys themselves, in PEM, one behind the other; empty means those of the folder.
    pub signing_keys: Secret,
    /// The `iss` claim of access tokens.
    pub issuer: String,
    /// The `aud` claim of access tokens.
    pub audience: String,
    /// Life of an access token.
    #[serde(with = "duration")]
    pub access_token_ttl: Duration,
    /// Life of a refresh token.
    #[serde(with = "duration")]
    pub refresh_token_ttl: Duration,
    /// The longest life of a session, however often it is refreshed.
    #[serde(with = "duration")]
    pub session_ttl: Duration,
    /// Life of a link in a mail.
    #[serde(with = "duration")]
    pub email_token_ttl: Duration,
    /// Life of a link that sets a new password.
    #[serde(with = "duration")]
    pub password_reset_ttl: Duration,
    /// How long a proof of who somebody is (a login, `reauthenticate`) counts for what is dangerous.
    #[serde(with = "duration")]
    pub reauthentication_ttl: Duration,
    /// Work factor of bcrypt, 4 to 31 (the range of its format); each step doubles the time.
    pub bcrypt_cost: u32,
    /// Hashes computed at the same time.
    pub bcrypt_parallelism: usize,
    /// How many more may wait for that; who comes then is sent away.
    pub bcrypt_waiting: usize,
    /// How far two clocks may differ when a token's times are checked.
    #[serde(with = "duration")]
    pub clock_leeway: Duration,
}

impl Auth {
    /// [`Self::reauthentication_ttl`] for arithmetic with times.
    #[must_use]
    pub fn proof_lifetime(&self) -> TimeDelta {
        TimeDelta::from_std(self.reauthentication_ttl).unwrap_or(TimeDelta::MAX)
    }

    /// How many hashes there may be at once.
    #[must_use]
    pub const fn crowd(&self) -> Crowd {
        Crowd { running: self.bcrypt_parallelism, waiting: self.bcrypt_waiting }
    }

    /// Until when a session that began then lives, if it is not refreshed after now.
    #[must_use]
    pub fn session_end(&self, began: DateTime<Utc>, now: DateTime<Utc>) -> DateTime<Utc> {
        (now + self.refresh_token_ttl).min(began + self.session_ttl)
    }

    /// Refuses what can't work.
    pub fn validate(&self, faults: &mut Faults) {
        if self.secret_key.is_empty() {
            faults.refuse("auth.secret_key", format!("expected a random text, found none; {HOW_TO_SET_THE_KEY}"));
        }
        faults.require(!self.issuer.trim().is_empty(), "auth.issuer", "a name", &self.issuer);
        faults.require(!self.audience.trim().is_empty(), "auth.audience", "a name", &self.audience);
        let (second, minute, day) = (Duration::from_secs(1), Duration::from_mins(1), Duration::from_hours(24));
        faults.lasts("auth.access_token_ttl", self.access_token_ttl, second..=day);
        faults.lasts("auth.refresh_token_ttl", self.refresh_token_ttl, second..=day * 366);
        faults.lasts("auth.email_token_ttl", self.email_token_ttl, second..=day * 30);
        faults.lasts("auth.password_reset_ttl", self.password_reset_ttl, second..=day);
        faults.lasts("auth.reauthentication_ttl", self.reauthentication_ttl, second..=day);
        let outlives = self.refresh_token_ttl >= self.access_token_ttl;
        let found = humantime::format_duration(self.refresh_token_ttl).to_string();
        faults.require(outlives, "auth.refresh_token_ttl", "no less than auth.access_token_ttl", &found);
        faults.lasts("auth.session_ttl", self.session_ttl, second..=day * 3660);
        let outlives = self.session_ttl >= self.access_token_ttl;
        let found = humantime::format_duration(self.session_ttl).to_string();
        faults.require(outlives, "auth.session_ttl", "no less than auth.access_token_ttl", &found);
        faults.within("auth.bcrypt_cost", self.bcrypt_cost, 4..=31);
        faults.within("auth.bcrypt_parallelism", self.bcrypt_parallelism, 1..=256);
        faults.within("auth.bcrypt_waiting", self.bcrypt_waiting, 0..=100_000);
        faults.lasts("auth.clock_leeway", self.clock_leeway, Duration::ZERO..=minute * 5);
    }
}

/// What to do about a missing or weak key, for messages.
pub(super) const HOW_TO_SET_THE_KEY: &str =
    "set PRESSWORK__AUTH__SECRET_KEY, for instance to what `openssl rand -base64 48` prints";
