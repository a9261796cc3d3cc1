//! The address of a service, with the password to it.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use url::Url;

use super::{faults::Faults, masking::masked};

/// A URL that may hold a password. Debug, Display and serialisation print `****` in its place.
#[derive(Clone, PartialEq, Eq)]
pub struct SecretUrl(String);

impl SecretUrl {
    /// Wraps a text, without the white space around it that files of secrets tend to end with.
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self(text.trim().to_owned())
    }

    /// The whole URL, with its password. Never log or answer it.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Nothing was set.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Refuses anything but a URL of one of the schemes, or nothing.
    pub(super) fn validate(&self, key: &'static str, schemes: &[&str], faults: &mut Faults) {
        let usable = Url::parse(&self.0).is_ok_and(|url| schemes.contains(&url.scheme()));
        let expected = format!("nothing or a URL of {} (special characters as %40)", schemes.join(" or "));
        faults.require(self.is_empty() || usable, key, &expected, self);
    }
}

/// Takes every text, so that no error of serde's can quote one.
impl<'de> Deserialize<'de> for SecretUrl {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(|text| Self::new(&text))
    }
}

impl Serialize for SecretUrl {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl fmt::Debug for SecretUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{self}\"")
    }
}

impl fmt::Display for SecretUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&masked(&self.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::settings::testing::problems;

    #[test]
    fn a_url_of_another_service_or_one_that_does_not_parse_is_refused_without_its_password() {
        let expected = "\
database.url: expected nothing or a URL of postgres or postgresql or sqlite (special characters as %40), found \"mysql://ann:****@db/press\" (from DATABASE_URL)
redis.url: expected nothing or a URL of redis or rediss or redis+unix or unix (special characters as %40), found \"redis://****\" (from REDIS_URL)";
        let variables = [("DATABASE_URL", "mysql://ann:hunter2@db/press"), ("REDIS_URL", "redis://:hun#ter2@cache")];
        assert_eq!(problems(&variables), expected);
    }

    #[test]
    fn no_output_of_a_url_shows_its_password() {
        let url = SecretUrl::new(" smtp://ann:hunter2@mail\n");
        let outputs = [format!("{url}"), format!("{url:?}"), serde_json::to_string(&url).unwrap()];
        assert!(outputs.iter().all(|output| output.contains("mail") && !output.contains("hunter2")), "{outputs:?}");
        assert_eq!(url.expose(), "smtp://ann:hunter2@mail");
    }
}
