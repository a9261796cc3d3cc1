//! Where a request comes from.

use std::net::{IpAddr, SocketAddr};

use actix_web::{
    HttpRequest,
    http::header::{HeaderMap, USER_AGENT, X_FORWARDED_FOR},
    web::Data,
};
use ipnet::IpNet;
use presswork_domain::{Deps, Origin, origin::bucket};

/// The client's address. A proxy that the operator trusts says for whom it speaks; nobody else is believed: from the right
/// of `X-Forwarded-For`, the first address that is no trusted proxy.
fn address(peer: IpAddr, forwarded: &[&str], trusted: &[IpNet]) -> IpAddr {
    let is_trusted = |address: &IpAddr| trusted.iter().any(|net| net.contains(&address.to_canonical()));
    let mut client = peer.to_canonical();
    let hops = forwarded.iter().flat_map(|line| line.split(',')).collect::<Vec<_>>();
    for hop in hops.into_iter().rev() {
        if !is_trusted(&client) {
            break;
        }
        let Some(address) = hop_address(hop.trim()) else { break };
        client = address.to_canonical();
    }
    client
}

/// The same by the headers of a request. Bytes that are no text stand for no address; they don't take the rest of their line with them,
/// whose end is what the proxy has written.
pub fn address_by(peer: IpAddr, headers: &HeaderMap, trusted: &[IpNet]) -> IpAddr {
    let lines: Vec<_> =
        headers.get_all(X_FORWARDED_FOR).map(|value| String::from_utf8_lossy(value.as_bytes())).collect();
    address(peer, &lines.iter().map(AsRef::as_ref).collect::<Vec<&str>>(), trusted)
}

/// An address of `X-Forwarded-For`; some proxies add the port.
fn hop_address(hop: &str) -> Option<IpAddr> {
    let plain = || hop.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>().ok();
    plain().or_else(|| hop.parse::<SocketAddr>().ok().map(|socket| socket.ip()))
}

/// The client's address of a request, as far as the trusted proxies of the settings tell it.
pub fn of(request: &HttpRequest) -> Option<IpAddr> {
    let trusted = request.app_data::<Data<Deps>>().map(|deps| deps.settings.http.trusted_proxies.as_slice());
    Some(address_by(request.peer_addr()?.ip(), request.headers(), trusted.unwrap_or_default()))
}

/// What a request tells of where it comes from.
pub fn origin_of(request: &HttpRequest) -> Origin {
    let user_agent = request.headers().get(USER_AGENT).and_then(|value| value.to_str().ok());
    Origin::new(of(request), user_agent.unwrap_or_default())
}

/// What the client of a GraphQL request counts as, for its resolvers.
pub struct Bucket(pub String);

/// What the client of a request counts as, in text; empty for a connection without an address.
pub fn bucket_of(request: &HttpRequest) -> String {
    of(request).map(|address| bucket(address).to_string()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::HeaderValue;

    use super::*;

    #[test]
    fn bytes_that_are_no_text_hide_nothing_behind_them() {
        let trusted = ["10.0.0.0/8".parse().unwrap()];
        let mut headers = HeaderMap::new();
        headers.insert(X_FORWARDED_FOR, HeaderValue::from_bytes(b"\xff, 203.0.113.7").unwrap());
        let seen = address_by("10.0.0.1".parse().unwrap(), &headers, &trusted);
        assert_eq!(seen, "203.0.113.7".parse::<IpAddr>().unwrap());
    }

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
    fn a_hop_may_have_a_port_and_ipv4_may_come_as_ipv6() {
        assert_eq!(client("10.0.0.1", &["1.2.3.4:5678"], &["10.0.0.0/8"]), "1.2.3.4");
        assert_eq!(client("10.0.0.1", &["[2001:db8::1]:443"], &["10.0.0.0/8"]), "2001:db8::1");
        assert_eq!(client("::ffff:10.0.0.1", &["::ffff:1.2.3.4"], &["10.0.0.0/8"]), "1.2.3.4");
        assert_eq!(client("10.0.0.1", &["1.2.3.4, unknown"], &["10.0.0.0/8"]), "10.0.0.1");
        assert_eq!(client("10.0.0.1", &["10.0.0.2"], &["10.0.0.0/8"]), "10.0.0.2", "all of them are proxies");
    }
}
