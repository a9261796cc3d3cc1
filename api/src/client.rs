//! Where a request comes from.

use std::net::{IpAddr, Ipv6Addr};

use actix_web::{HttpRequest, http::header::X_FORWARDED_FOR, web::Data};
use ipnet::IpNet;
use presswork_domain::Deps;

/// The client's address. A proxy that the operator trusts says for whom it speaks; nobody else is believed: from the right
/// of `X-Forwarded-For`, the first address that is no trusted proxy.
pub fn address(peer: IpAddr, forwarded: &[&str], trusted: &[IpNet]) -> IpAddr {
    let is_trusted = |address: &IpAddr| trusted.iter().any(|net| net.contains(&address.to_canonical()));
    let mut client = peer.to_canonical();
    let hops = forwarded.iter().flat_map(|line| line.split(',')).collect::<Vec<_>>();
    for hop in hops.into_iter().rev() {
        if !is_trusted(&client) {
            break;
        }
        let Ok(address) = hop.trim().parse::<IpAddr>() else { break };
        client = address.to_canonical();
    }
    client
}

/// The client's address of a request, as far as the trusted proxies of the settings tell it.
pub fn of(request: &HttpRequest) -> Option<IpAddr> {
    let trusted = request.app_data::<Data<Deps>>().map(|deps| deps.settings.http.trusted_proxies.as_slice());
    let forwarded: Vec<&str> =
        request.headers().get_all(X_FORWARDED_FOR).filter_map(|value| value.to_str().ok()).collect();
    Some(address(request.peer_addr()?.ip(), &forwarded, trusted.unwrap_or_default()))
}

/// What the client of a GraphQL request counts as, for its resolvers.
pub struct Bucket(pub String);

/// What the client of a request counts as, in text; empty for a connection without an address.
pub fn bucket_of(request: &HttpRequest) -> String {
    of(request).map(|address| bucket(address).to_string()).unwrap_or_default()
}

/// What one client counts as: an IPv4 address, or an IPv6 /64, which is what one customer has.
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
    use super::*;

    fn client(peer: &str, forwarded: &[&str], trusted: &[&str]) -> String {
        let trusted: Vec<IpNet> = trusted.iter().map(|net| net.parse().unwrap()).collect();
        address(peer.parse().unwrap(), forwarded, &trusted).to_string()
    }

    #[test]
    fn nobody_is_believed_but_a_trusted_proxy() {
        assert_eq!(client("203.0.113.9", &["1.2.3.4"], &[]), "203.0.113.9");
        assert_eq!(client("203.0.113.9", &["1.2.3.4"], &["10.0.0.0/8"]), "203.0.113.9");
        assert_eq!(client("10.0.0.1", &["1.2.3.4"], &["10.0.0.0/8"]), "1.2.3.4");
    }

    #[test]
    fn what_the_client_itself_claims_is_not_believed() {
        assert_eq!(client("10.0.0.1", &["6.6.6.6, 1.2.3.4, 10.0.0.2"], &["10.0.0.0/8"]), "1.2.3.4");
        assert_eq!(client("10.0.0.1", &["6.6.6.6", "1.2.3.4"], &["10.0.0.0/8"]), "1.2.3.4");
        assert_eq!(client("10.0.0.1", &["nonsense"], &["10.0.0.0/8"]), "10.0.0.1");
    }

    #[test]
    fn an_ipv6_customer_counts_once() {
        let one = bucket("2001:db8:1:2:3::4".parse().unwrap());
        assert_eq!(one, bucket("2001:db8:1:2:ffff::9".parse().unwrap()));
        assert_ne!(one, bucket("2001:db8:1:3::4".parse().unwrap()));
    }
}
