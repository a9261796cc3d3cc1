//! Durations as people write them: `200ms`, `30s`, `15m`, `7days`.

use std::time::Duration;

use serde::{Deserialize, Deserializer, Serializer, de::Error};

/// Reads a duration; for `#[serde(with = "...")]`.
pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
    let text = String::deserialize(deserializer)?;
    humantime::parse_duration(&text).map_err(|_| {
        D::Error::custom(format!(r#"expected a duration such as "200ms", "30s", "15m" or "7days", found {text:?}"#))
    })
}

/// Writes a duration; for `#[serde(with = "...")]`.
pub(super) fn serialize<S: Serializer>(duration: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&humantime::format_duration(*duration))
}
