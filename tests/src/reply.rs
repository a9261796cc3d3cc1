//! An answer over HTTP.

use reqwest::header::HeaderMap;
use serde_json::Value;

use crate::codes;

/// An answer with its whole body.
#[derive(Debug, Clone)]
pub struct Reply {
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body as it was sent.
    pub body: Vec<u8>,
}

impl Reply {
    /// The body as text.
    #[must_use]
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body as JSON.
    #[track_caller]
    #[must_use]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error} in {}: {}", self.status, self.text()))
    }

    /// A header; empty when it is missing.
    #[must_use]
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The JSON of an answer that has to have this status; null without a body.
    #[track_caller]
    pub fn expect(&self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", self.text());
        if self.body.is_empty() { Value::Null } else { self.json() }
    }

    /// The problem of an answer that has to be this refusal.
    #[track_caller]
    pub fn refused(&self, status: u16, code: &str) -> Value {
        let problem = self.expect(status);
        assert_eq!(problem["code"], code, "{problem}");
        assert_eq!(problem["status"], status, "{problem}");
        codes::look_up(&problem);
        problem
    }

    /// How many SQL statements it took (`Server-Timing`, outside of production).
    #[track_caller]
    #[must_use]
    pub fn statements(&self) -> u64 {
        self.timing("sql").unwrap_or_else(|| panic!("no count of statements in {}: {}", self.status, self.text()))
    }

    /// How many points it was charged (`Server-Timing`, outside of production); none for what was not counted.
    #[must_use]
    pub fn points(&self) -> Option<u64> {
        self.timing("budget")
    }

    /// The number in `name;desc="5 things"`.
    fn timing(&self, name: &str) -> Option<u64> {
        let mut parts = self.header("server-timing").split(", ");
        let text = parts.find_map(|part| part.strip_prefix(name)?.strip_prefix(";desc=\""))?;
        text.split(' ').next()?.parse().ok()
    }

    /// What `RateLimit` says is left.
    #[track_caller]
    #[must_use]
    pub fn remaining(&self) -> u64 {
        let left = self.header("ratelimit").split(';').find_map(|part| part.strip_prefix("r="));
        left.and_then(|text| text.parse().ok()).unwrap_or_else(|| panic!("no RateLimit in {}", self.status))
    }
}
