//! A text that no output shows.

use std::fmt;

use serde::{Deserialize, Serialize, Serializer};

/// A secret. Debug, Display and serialisation print `****`; only [`Secret::expose`] hands it out.
#[derive(Clone, Deserialize)]
#[serde(transparent)]
pub struct Secret(String);

impl Secret {
    /// Wraps a text.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text itself. Never log or answer it.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Nothing was set.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("****")
    }
}

impl fmt::Display for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("****")
    }
}

/// `****`, or nothing when nothing was set: an operator may know that much.
impl Serialize for Secret {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(if self.is_empty() { "" } else { "****" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_output_of_a_secret_shows_it() {
        let secret = Secret::new("hunter2");
        let outputs = [format!("{secret}"), format!("{secret:?}"), serde_json::to_string(&secret).unwrap()];
        assert!(outputs.iter().all(|output| output.contains("****") && !output.contains("hunter2")), "{outputs:?}");
        assert_eq!(secret.expose(), "hunter2");
    }
}
