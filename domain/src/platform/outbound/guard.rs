//! Which addresses may be asked: public ones, and those of networks that the operator allows.

use std::net::IpAddr;

use ipnet::IpNet;

use super::address::{is_public, meant};
use crate::platform::settings;

/// Which addresses may be asked.
#[derive(Debug, Clone)]
pub struct Guard {
    allowed: Vec<IpNet>,
    pub(super) allow_http: bool,
}

impl Guard {
    /// As the settings say.
    #[must_use]
    pub fn new(settings: &settings::Outbound) -> Self {
        Self { allowed: settings.allowed_networks.clone(), allow_http: settings.allow_http }
    }

    /// Whether this address may be asked.
    #[must_use]
    pub fn admits(&self, address: IpAddr) -> bool {
        let meant = meant(address);
        is_public(address) || self.allowed.iter().any(|net| net.contains(&meant))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_operator_allows_networks_and_nothing_beside_them() {
        let allowed_networks = vec!["10.20.0.0/16".parse().unwrap(), "fd12::/32".parse().unwrap()];
        let guard = Guard::new(&settings::Outbound {
            allowed_networks,
            allow_http: false,
            ca_certificate: std::path::PathBuf::new(),
        });
        for (address, expected) in [
            ("10.20.3.4", true),
            ("::ffff:10.20.3.4", true),
            ("64:ff9b::10.20.3.4", true),
            ("fd12::1", true),
            ("1.1.1.1", true),
            ("10.21.0.1", false),
            ("fd13::1", false),
            ("127.0.0.1", false),
        ] {
            assert_eq!(guard.admits(address.parse().unwrap()), expected, "{address}");
        }
    }
}
