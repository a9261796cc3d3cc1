//! `[http]`: the server that clients speak to.

use std::{
    net::IpAddr,
    path::{Path, PathBuf},
    time::Duration,
};

use ipnet::IpNet;
use serde::{Deserialize, Deserializer, Serialize, de::Error};
use url::{Host, Url};

use super::{duration, faults::Faults, masking::masked};

/// The server that clients speak to.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Http {
    /// Address or name to listen on.
    pub host: String,
    /// TCP port; 0 takes any free one.
    pub port: u16,
    /// Address that clients use; empty means derived, see [`super::Settings::public_url`].
    pub public_url: String,
    /// Production may run with a `public_url` of http.
    pub allow_insecure_public_url: bool,
    /// Threads that serve requests; 0 is one per core.
    pub workers: usize,
    /// Networks whose forwarding headers are believed.
    #[serde(deserialize_with = "networks")]
    pub trusted_proxies: Vec<IpNet>,
    /// Networks from which operators may operate; empty means every network.
    #[serde(deserialize_with = "networks")]
    pub ops_networks: Vec<IpNet>,
    /// Largest request body, in bytes.
    pub body_limit_bytes: usize,
    /// Deepest nesting of a JSON body, in levels.
    pub json_depth: usize,
    /// Longest run of a request that is not a stream.
    #[serde(with = "duration")]
    pub request_timeout: Duration,
    /// Longest time a client may take to send the head of its request.
    #[serde(with = "duration")]
    pub client_request_timeout: Duration,
    /// Longest time a client may take nothing of what it is sent.
    #[serde(with = "duration")]
    pub client_unread_timeout: Duration,
    /// Longest time a client may take to close its side.
    #[serde(with = "duration")]
    pub client_disconnect_timeout: Duration,
    /// Time after SIGTERM in which everything is answered still, while `/readyz` refuses and every connection is asked to end.
    #[serde(with = "duration")]
    pub shutdown_delay: Duration,
    /// Time that requests in flight get after that.
    #[serde(with = "duration")]
    pub shutdown_grace: Duration,
    /// Origins of web pages that may call from a browser, each exactly as a browser sends it.
    pub cors_origins: Vec<String>,
    /// Compress answers.
    pub compression: bool,
    /// Flood limit per client address: requests a second that come back.
    pub flood_per_second: u32,
    /// Flood limit per client address: requests that may come at once.
    pub flood_burst: u32,
    /// Certificate chain in PEM; empty is plain HTTP.
    pub tls_certificate: PathBuf,
    /// Private key in PEM; empty is plain HTTP.
    pub tls_key: PathBuf,
}

impl Http {
    /// Certificate chain and private key, when HTTPS is served without a proxy.
    #[must_use]
    pub fn tls(&self) -> Option<(&Path, &Path)> {
        let given = !self.tls_certificate.as_os_str().is_empty() && !self.tls_key.as_os_str().is_empty();
        given.then_some((&self.tls_certificate, &self.tls_key))
    }

    /// Whether operators may operate from there. What comes from no network (jobs, the command line) may.
    #[must_use]
    pub fn operates_from(&self, address: Option<IpAddr>) -> bool {
        let inside = |address: IpAddr| self.ops_networks.iter().any(|net| net.contains(&address.to_canonical()));
        self.ops_networks.is_empty() || address.is_none_or(inside)
    }

    /// Refuses what can't work.
    pub fn validate(&self, faults: &mut Faults) {
        let host = self.host.parse::<IpAddr>().is_ok() || Host::parse(&self.host).is_ok();
        faults.require(host, "http.host", "an IP address or a host name", &self.host);
        let public = self.public_url.is_empty() || is_base(&self.public_url);
        let expected =
            "an address such as \"https://press.example\", without user, query or trailing slash, or nothing";
        faults.require(public, "http.public_url", expected, &masked(&self.public_url));
        for origin in self.cors_origins.iter().filter(|origin| !is_origin(origin)) {
            faults.require(false, "http.cors_origins", "origins such as \"https://app.example\"", origin);
        }
        self.validate_limits(faults);
        let (certificate, key) = (&self.tls_certificate, &self.tls_key);
        let both = "both http.tls_certificate and http.tls_key, or neither";
        faults.require(certificate.as_os_str().is_empty() || self.tls().is_some(), "http.tls_key", both, key);
        faults.require(key.as_os_str().is_empty() || self.tls().is_some(), "http.tls_certificate", both, certificate);
    }

    fn validate_limits(&self, faults: &mut Faults) {
        faults.within("http.workers", self.workers, 0..=1024);
        faults.within("http.body_limit_bytes", self.body_limit_bytes, 1024..=1 << 30);
        faults.within("http.json_depth", self.json_depth, 4..=128);
        faults.within("http.flood_per_second", self.flood_per_second, 1..=1_000_000);
        faults.within("http.flood_burst", self.flood_burst, 1..=1_000_000);
        let (tenth, minute, hour) = (Duration::from_millis(100), Duration::from_mins(1), Duration::from_hours(1));
        faults.lasts("http.request_timeout", self.request_timeout, tenth..=hour);
        faults.lasts("http.client_request_timeout", self.client_request_timeout, tenth..=minute);
        faults.lasts("http.client_unread_timeout", self.client_unread_timeout, Duration::from_secs(1)..=hour);
        faults.lasts("http.client_disconnect_timeout", self.client_disconnect_timeout, tenth..=minute);
        faults.lasts("http.shutdown_delay", self.shutdown_delay, Duration::ZERO..=minute);
        faults.lasts("http.shutdown_grace", self.shutdown_grace, Duration::ZERO..=hour);
    }
}

fn is_http(url: &Url) -> bool {
    matches!(url.scheme(), "http" | "https")
}

pub(super) fn is_base(text: &str) -> bool {
    let plain = |url: &Url| url.username().is_empty() && url.password().is_none() && url.query().is_none();
    !text.ends_with('/') && Url::parse(text).is_ok_and(|url| is_http(&url) && plain(&url) && url.fragment().is_none())
}

fn is_origin(text: &str) -> bool {
    Url::parse(text).is_ok_and(|url| is_http(&url) && url.origin().ascii_serialization() == text)
}

/// Networks in CIDR form; a lone address is a network of one.
pub(super) fn networks<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<IpNet>, D::Error> {
    let network = |text: &String| text.parse().or_else(|_| text.parse::<IpAddr>().map(IpNet::from));
    let refusal = |text: &String| format!(r#"expected networks such as "10.0.0.0/8" or "fd00::/8", found {text:?}"#);
    let texts = Vec::<String>::deserialize(deserializer)?;
    texts.iter().map(|text| network(text).map_err(|_| D::Error::custom(refusal(text)))).collect()
}
