//! Which addresses are public: those that the registries of IANA do not set aside for something else.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::{Ipv4Net, Ipv6Net};

/// What of IPv4 is not for everybody (IANA IPv4 Special-Purpose Address Registry), multicast, and the one address of a cloud's
/// machinery that looks public.
const NOT_PUBLIC: [Ipv4Net; 17] = [
    v4([0, 0, 0, 0], 8),          // this network, unspecified
    v4([10, 0, 0, 0], 8),         // private
    v4([100, 64, 0, 0], 10),      // shared by a carrier's customers; Alibaba's metadata
    v4([127, 0, 0, 0], 8),        // loopback
    v4([168, 63, 129, 16], 32),   // Azure's machinery
    v4([169, 254, 0, 0], 16),     // link-local; the metadata of most clouds
    v4([172, 16, 0, 0], 12),      // private
    v4([192, 0, 0, 0], 24),       // protocol assignments; Oracle's metadata
    v4([192, 0, 2, 0], 24),       // documentation
    v4([192, 88, 99, 0], 24),     // relays of 6to4
    v4([192, 168, 0, 0], 16),     // private
    v4([198, 18, 0, 0], 15),      // benchmarks
    v4([198, 51, 100, 0], 24),    // documentation
    v4([203, 0, 113, 0], 24),     // documentation
    v4([224, 0, 0, 0], 4),        // multicast
    v4([240, 0, 0, 0], 4),        // reserved
    v4([255, 255, 255, 255], 32), // broadcast
];

/// The one part of IPv6 that is given out. Unspecified, loopback, local, unique local (with Amazon's metadata), link-local,
/// multicast, the local prefix of NAT64 and everything else lie outside of it.
const GLOBAL_UNICAST: Ipv6Net = v6([0x2000, 0, 0], 3);

/// What of it is set aside.
const NOT_GLOBAL: [Ipv6Net; 4] = [
    v6([0x2001, 0, 0], 23),     // protocol assignments: Teredo, benchmarks, ORCHID
    v6([0x2001, 0xdb8, 0], 32), // documentation
    v6([0x2002, 0, 0], 16),     // 6to4, which carries an IPv4 address of anybody's choice
    v6([0x3fff, 0, 0], 20),     // documentation
];

/// The well-known prefix of NAT64 (RFC 6052): what it leads to is the IPv4 address at its end.
const NAT64: Ipv6Net = v6([0x64, 0xff9b, 0], 96);

const fn v4([a, b, c, d]: [u8; 4], length: u8) -> Ipv4Net {
    Ipv4Net::new_assert(Ipv4Addr::new(a, b, c, d), length)
}

const fn v6([a, b, c]: [u16; 3], length: u8) -> Ipv6Net {
    Ipv6Net::new_assert(Ipv6Addr::new(a, b, c, 0, 0, 0, 0, 0), length)
}

/// The address that is really meant: an IPv4 address in the clothes of an IPv6 address is an IPv4 address.
pub(super) fn meant(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) if NAT64.contains(&v6) => {
            let [.., a, b, c, d] = v6.octets();
            Ipv4Addr::new(a, b, c, d).into()
        }
        other => other,
    }
}

/// Whether an address is one of the public network.
pub(super) fn is_public(address: IpAddr) -> bool {
    match meant(address) {
        IpAddr::V4(v4) => !NOT_PUBLIC.iter().any(|net| net.contains(&v4)),
        IpAddr::V6(v6) => GLOBAL_UNICAST.contains(&v6) && !NOT_GLOBAL.iter().any(|net| net.contains(&v6)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_public_is_and_nothing_else() {
        for public in ["93.184.216.34", "1.1.1.1", "172.15.255.255", "172.32.0.0", "100.128.0.0", "2606:4700::1111"] {
            assert!(is_public(public.parse().unwrap()), "{public}");
        }
        for special in [
            "0.0.0.0",
            "0.1.2.3",
            "10.0.0.1",
            "100.64.0.1",
            "100.100.100.200",
            "127.0.0.1",
            "127.255.255.254",
            "168.63.129.16",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.192",
            "192.0.2.1",
            "192.88.99.1",
            "192.168.1.1",
            "198.18.0.1",
            "198.19.255.255",
            "198.51.100.1",
            "203.0.113.1",
            "224.0.0.1",
            "239.255.255.255",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "fe80::1",
            "fec0::1",
            "fc00::1",
            "fd00:ec2::254",
            "ff02::1",
            "2001::1",
            "2001:2::1",
            "2001:20::1",
            "2001:db8::1",
            "2002:7f00:1::",
            "3fff::1",
            "5f00::1",
            "64:ff9b:1::1",
            "100::1",
        ] {
            assert!(!is_public(special.parse().unwrap()), "{special}");
        }
    }

    #[test]
    fn an_address_within_another_is_judged_by_what_it_leads_to() {
        for hidden in
            ["::ffff:127.0.0.1", "::ffff:169.254.169.254", "64:ff9b::10.0.0.1", "64:ff9b::7f00:1", "::127.0.0.1"]
        {
            assert!(!is_public(hidden.parse().unwrap()), "{hidden}");
        }
        assert!(is_public("::ffff:1.1.1.1".parse().unwrap()));
        assert!(is_public("64:ff9b::1.1.1.1".parse().unwrap()), "how a network without IPv4 reaches the rest");
        assert_eq!(meant("64:ff9b::1.2.3.4".parse().unwrap()), "1.2.3.4".parse::<IpAddr>().unwrap());
    }
}
