//! Where a request comes from.

use std::{
    net::{IpAddr, Ipv6Addr},
    sync::Arc,
};

/// What the connection says about whoever asks. Nothing of it is proven but the address.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Origin {
    /// The network address, as far as trusted proxies tell it; none for jobs and the command line.
    pub address: Option<IpAddr>,
    /// The `User-Agent` header, without control characters, cut to 255.
    pub user_agent: Arc<str>,
}

impl Origin {
    /// Longest user agent that is kept, in characters.
    const USER_AGENT_MAX: usize = 255;

    /// What one client counts as, in text; empty where there is no address.
    #[must_use]
    pub fn bucket(&self) -> String {
        self.address.map(|address| bucket(address).to_string()).unwrap_or_default()
    }

    /// Of a connection and the header that it sent.
    #[must_use]
    pub fn new(address: Option<IpAddr>, user_agent: &str) -> Self {
        let plain = user_agent.len() <= Self::USER_AGENT_MAX && user_agent.bytes().all(|c| matches!(c, b' '..=b'~'));
        if plain {
            return Self { address, user_agent: user_agent.into() };
        }
        let user_agent: String = user_agent.chars().filter(|c| !c.is_control()).take(Self::USER_AGENT_MAX).collect();
        Self { address, user_agent: user_agent.into() }
    }
}

/// What one client counts as: an IPv4 address, or an IPv6 /64, which is what one customer has.
#[must_use]
pub fn bucket(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(v6) => {
            let [a, b, c, d, ..] = v6.segments();
            Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).into()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::bucket;

    #[test]
    fn an_ipv6_customer_counts_once() {
        let one = bucket("2001:db8:1:2:3::4".parse().unwrap());
        assert_eq!(one, bucket("2001:db8:1:2:ffff::9".parse().unwrap()));
        assert_ne!(one, bucket("2001:db8:1:3::4".parse().unwrap()));
    }
}
