//! `[otlp]`: where the process tells what it has done, and because of what.

use std::time::Duration;

use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use serde::{Deserialize, Serialize};
use url::Url;

use super::{Secret, SecretUrl, duration, faults::Faults};

/// Where the process tells what it has done, and because of what.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Otlp {
    /// The collector, without `/v1/traces`; empty means that no spans are made.
    pub endpoint: SecretUrl,
    /// Headers that it asks for, as `OTEL_EXPORTER_OTLP_HEADERS` has them.
    pub headers: Secret,
    /// What this process is called there.
    pub service_name: String,
    /// One in so many of the traces that begin here is told; 0 is none.
    pub sample_one_in: u32,
    /// Whether SQL statements are spans.
    pub statements: bool,
    /// Most spans that wait to be sent.
    pub queue_max: usize,
    /// Longest a collector may take to accept spans.
    #[serde(with = "duration")]
    pub timeout: Duration,
}

impl Otlp {
    /// Where spans are sent, when they are made at all.
    #[must_use]
    pub fn traces_url(&self) -> Option<Url> {
        let base = self.endpoint.expose().trim_end_matches('/');
        if base.is_empty() { None } else { Url::parse(&format!("{base}/v1/traces")).ok() }
    }

    /// The headers; none when they can't be read. Names and values are percent-encoded, as in W3C Baggage.
    #[must_use]
    pub fn header_map(&self) -> Option<HeaderMap> {
        let pairs = self.headers.expose().split(',').map(str::trim).filter(|pair| !pair.is_empty());
        let read = |pair: &str| {
            let (name, value) = pair.split_once('=')?;
            let mut value = HeaderValue::from_bytes(&percent_decoded(value.trim())?).ok()?;
            value.set_sensitive(true);
            Some((HeaderName::from_bytes(&percent_decoded(name.trim())?).ok()?, value))
        };
        pairs.map(read).collect()
    }

    /// Refuses what can't work.
    pub fn validate(&self, faults: &mut Faults) {
        self.endpoint.validate("otlp.endpoint", &["http", "https"], faults);
        if self.header_map().is_none() {
            faults.refuse(
                "otlp.headers",
                "expected headers such as \"name=value,name=value\" (special characters as %40)",
            );
        }
        let named = (1..=255).contains(&self.service_name.len());
        faults.require(named, "otlp.service_name", "a name of 1 to 255 bytes", &self.service_name);
        faults.within("otlp.sample_one_in", self.sample_one_in, 0..=1_000_000);
        faults.within("otlp.queue_max", self.queue_max, 1..=1_000_000);
        faults.lasts("otlp.timeout", self.timeout, Duration::from_millis(100)..=Duration::from_mins(1));
    }
}

/// None when a percent sign begins no byte.
fn percent_decoded(text: &str) -> Option<Vec<u8>> {
    let mut bytes = text.bytes();
    let mut decoded = Vec::with_capacity(text.len());
    while let Some(byte) = bytes.next() {
        if byte != b'%' {
            decoded.push(byte);
            continue;
        }
        let digit = |byte: u8| char::from(byte).to_digit(16);
        let (high, low) = (digit(bytes.next()?)?, digit(bytes.next()?)?);
        decoded.push(u8::try_from(high * 16 + low).ok()?);
    }
    Some(decoded)
}

#[cfg(test)]
mod tests {
    use crate::platform::settings::testing::{problems, settings};

    #[test]
    fn the_conventional_variables_are_read() {
        let settings = settings(&[
            ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:4318/"),
            ("OTEL_EXPORTER_OTLP_HEADERS", "x-key=hunter%202, authorization=Basic%20YTpi"),
            ("OTEL_SERVICE_NAME", "press"),
        ]);
        assert_eq!(settings.otlp.traces_url().unwrap().as_str(), "http://collector:4318/v1/traces");
        assert_eq!(settings.otlp.service_name, "press");
        let headers = settings.otlp.header_map().unwrap();
        assert_eq!(
            (&headers["x-key"], &headers["authorization"]),
            (&"hunter 2".parse().unwrap(), &"Basic YTpi".parse().unwrap())
        );
        assert!(!format!("{:?} {headers:?}", settings.otlp).contains("hunter"));
    }

    #[test]
    fn without_an_address_there_are_no_spans() {
        assert_eq!(settings(&[("OTEL_EXPORTER_OTLP_ENDPOINT", "")]).otlp.traces_url(), None);
    }

    #[test]
    fn headers_that_can_not_be_read_are_refused_without_showing_them() {
        for headers in ["hunter2", "x y=hunter2", "x=%hunter2", "x=a%0Ahunter2"] {
            let refused = problems(&[("OTEL_EXPORTER_OTLP_HEADERS", headers)]);
            assert!(
                refused.starts_with("otlp.headers: expected headers such as") && !refused.contains("hunter2"),
                "{refused}"
            );
        }
    }
}
