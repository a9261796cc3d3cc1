//! Addresses as people write them: what may be asked at all, before any name is looked up.
//!
//! The text is read as browsers read it (WHATWG URL), so that hosts in decimal, octal, hexadecimal or full-width digits are the
//! IPv4 addresses that they mean, and names in other scripts are in Punycode.

use std::net::IpAddr;

use url::{Host, Url};

use super::Guard;
use crate::fault::Refusal;

/// Most characters of an address.
pub const URL_MAX: usize = 2048;

/// Ports at which something else listens, however public it is: those beyond 1023 that browsers refuse (Fetch, "port blocking").
const OF_OTHERS: [u16; 19] =
    [1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080];

impl Guard {
    /// Reads an address that may be asked, as far as the text tells.
    ///
    /// # Errors
    /// `required`, `too_long`, `invalid_character`, `invalid_format`; `forbidden_address` for an address or port that nobody may
    /// ask.
    pub fn target(&self, text: &str) -> Result<Url, Refusal> {
        if text.chars().count() > URL_MAX {
            return Err(Refusal::new("too_long", format!("at most {URL_MAX} characters")));
        }
        if text.is_empty() {
            return Err(Refusal::new("required", "an address such as https://hooks.example/presswork"));
        }
        if text.chars().any(|c| c.is_control() || c.is_whitespace()) {
            return Err(Refusal::new("invalid_character", "an address has no spaces and control characters"));
        }
        let invalid = |detail: &str| Refusal::new("invalid_format", detail);
        let url = Url::parse(text).map_err(|_| invalid("not an address such as https://hooks.example/presswork"))?;
        match url.scheme() {
            "https" => {}
            "http" if self.allow_http => {}
            "http" => return Err(invalid("only https:// addresses are asked here")),
            _ => return Err(invalid("only https:// and http:// addresses are asked")),
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(invalid("an address without user and password; requests are signed"));
        }
        if url.fragment().is_some() {
            return Err(invalid("an address without #"));
        }
        self.require_harmless(&url)?;
        Ok(url)
    }

    /// Refuses ports that are not for HTTP, and addresses that may not be asked where they stand in the text.
    pub(super) fn require_harmless(&self, url: &Url) -> Result<(), Refusal> {
        let port = url.port_or_known_default().unwrap_or_default();
        if !matches!(port, 80 | 443 | 1024..) || OF_OTHERS.contains(&port) {
            return Err(Refusal::new("forbidden_address", "this port is not for HTTP"));
        }
        let literal: Option<IpAddr> = match url.host() {
            Some(Host::Ipv4(address)) => Some(address.into()),
            Some(Host::Ipv6(address)) => Some(address.into()),
            Some(Host::Domain(_)) => None,
            None => return Err(Refusal::new("invalid_format", "an address with a host")),
        };
        if literal.is_some_and(|address| !self.admits(address)) { Err(forbidden()) } else { Ok(()) }
    }
}

/// The refusal of an address that is not public.
pub(super) fn forbidden() -> Refusal {
    Refusal::new(
        "forbidden_address",
        "this leads to a network that is not public; outbound.allowed_networks allows some",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::settings;

    fn guard(allow_http: bool) -> Guard {
        let ca_certificate = std::path::PathBuf::new();
        Guard::new(&settings::Outbound { allowed_networks: Vec::new(), allow_http, ca_certificate })
    }

    fn refused(text: &str) -> &'static str {
        guard(true).target(text).map_err(|refusal| refusal.code).expect_err(text)
    }

    #[test]
    fn an_address_is_taken_as_it_stands() {
        for text in ["https://hooks.example/presswork?site=1", "https://hooks.example:8443/", "http://hooks.example/"] {
            assert_eq!(guard(true).target(text).unwrap().as_str(), text);
        }
        assert_eq!(guard(true).target("https://bücher.example").unwrap().as_str(), "https://xn--bcher-kva.example/");
    }

    #[test]
    fn what_is_no_address_to_ask_is_refused() {
        assert_eq!(refused(""), "required");
        assert_eq!(refused(&format!("https://hooks.example/{}", "a".repeat(2048))), "too_long");
        for text in ["https://a b.example/", "https://hooks.example/\n", "https://a\0b.example/", " https://a.example"]
        {
            assert_eq!(refused(text), "invalid_character", "{text:?}");
        }
        for text in [
            "hooks.example",
            "//hooks.example/",
            "https://",
            "https:///",
            "ftp://hooks.example/",
            "file:///etc/passwd",
            "gopher://hooks.example/",
            "javascript:alert(1)",
            "https://user@hooks.example/",
            "https://user:secret@hooks.example/",
            "https://:secret@hooks.example/",
            "https://hooks.example/#here",
            "https://hooks.example:99999/",
            "https://[::1/",
            "https://256.256.256.256/",
        ] {
            assert_eq!(refused(text), "invalid_format", "{text}");
        }
        assert_eq!(guard(false).target("http://hooks.example/").unwrap_err().code, "invalid_format");
    }

    #[test]
    fn an_address_that_is_not_public_is_refused_however_it_is_written() {
        for host in [
            "127.0.0.1",
            "127.1",
            "2130706433",
            "0x7f000001",
            "0x7f.1",
            "0177.0.0.1",
            "017700000001",
            "127.0.0.1.",
            "１２７.0.0.1",
            "127。0。0。1",
            "169.254.169.254",
            "[::1]",
            "[::]",
            "[::ffff:127.0.0.1]",
            "[::ffff:a9fe:a9fe]",
            "[64:ff9b::a00:1]",
            "[2002:7f00:1::]",
            "[fd00:ec2::254]",
            "0",
            "10.0.0.1",
        ] {
            assert_eq!(refused(&format!("http://{host}/")), "forbidden_address", "{host}");
        }
        assert!(guard(true).target("http://1.1.1.1/").is_ok());
    }

    #[test]
    fn ports_of_other_protocols_are_refused() {
        for port in ["0", "22", "25", "465", "6000", "10080"] {
            assert_eq!(refused(&format!("http://hooks.example:{port}/")), "forbidden_address", "{port}");
        }
        for port in ["80", "443", "8080", "65535"] {
            assert!(guard(true).target(&format!("http://hooks.example:{port}/")).is_ok(), "{port}");
        }
    }
}
