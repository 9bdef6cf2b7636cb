//! Which addresses are public.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Whether `address` is one of the public internet. Source: the IANA special-purpose address registries (RFC 6890);
/// where an entry is globally reachable, but leads elsewhere than it says, it is not public here.
pub(super) fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => !within(u128::from(u32::from(address)), 32, V4),
        // Of all of IPv6 only 2000::/3 is assigned to the internet. That leaves out ::1, IPv4-mapped and -compatible
        // addresses, NAT64 (64:ff9b::/96 and 64:ff9b:1::/48), unique local, link-local and multicast ones.
        IpAddr::V6(address) => {
            let bits = u128::from(address);
            within(bits, 128, &[(Block::V6(Ipv6Addr::new(0x2000, 0, 0, 0, 0, 0, 0, 0)), 3)])
                && !within(bits, 128, V6)
        }
    }
}

enum Block {
    V4(Ipv4Addr),
    V6(Ipv6Addr),
}

const fn v4(a: u8, b: u8, c: u8, length: u32) -> (Block, u32) {
    (Block::V4(Ipv4Addr::new(a, b, c, 0)), length)
}

const fn v6(a: u16, b: u16, length: u32) -> (Block, u32) {
    (Block::V6(Ipv6Addr::new(a, b, 0, 0, 0, 0, 0, 0)), length)
}

/// IPv4 that is not public.
const V4: &[(Block, u32)] = &[
    v4(0, 0, 0, 8),       // this network
    v4(10, 0, 0, 8),      // private
    v4(100, 64, 0, 10),   // carrier-grade NAT; AWS uses it too
    v4(127, 0, 0, 8),     // loopback; the Lambda Runtime API
    v4(169, 254, 0, 16),  // link-local; instance metadata
    v4(172, 16, 0, 12),   // private
    v4(192, 0, 0, 24),    // protocol assignments
    v4(192, 0, 2, 24),    // documentation
    v4(192, 88, 99, 24),  // 6to4 relays
    v4(192, 168, 0, 16),  // private
    v4(198, 18, 0, 15),   // benchmarking
    v4(198, 51, 100, 24), // documentation
    v4(203, 0, 113, 24),  // documentation
    v4(224, 0, 0, 4),     // multicast
    v4(240, 0, 0, 4),     // reserved; broadcast
];

/// What of `2000::/3` is not public.
const V6: &[(Block, u32)] = &[
    v6(0x2001, 0, 23),     // protocol assignments: Teredo, benchmarking, ORCHID
    v6(0x2001, 0xdb8, 32), // documentation
    v6(0x2002, 0, 16),     // 6to4: an IPv4 address within
    v6(0x3ffe, 0, 16),     // 6bone, returned
    v6(0x3fff, 0, 20),     // documentation
];

fn within(bits: u128, width: u32, blocks: &[(Block, u32)]) -> bool {
    blocks.iter().any(|(block, length)| {
        let start = match block {
            Block::V4(start) => u128::from(u32::from(*start)),
            Block::V6(start) => u128::from(*start),
        };
        (bits ^ start) >> (width - length) == 0
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    #[test]
    fn internal_addresses_are_not_public() {
        let internal = "0.0.0.0 0.1.2.3 10.0.0.1 10.255.255.255 100.64.0.1 100.127.255.255 127.0.0.1 127.255.0.1 \
            169.254.169.254 169.254.170.2 172.16.0.1 172.31.255.255 192.0.0.1 192.0.0.170 192.0.2.1 192.88.99.1 \
            192.168.0.1 198.18.0.1 198.19.255.255 198.51.100.7 203.0.113.7 224.0.0.1 239.255.255.255 240.0.0.1 \
            255.255.255.255 \
            :: ::1 ::127.0.0.1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:8.8.8.8 ::ffff:169.254.169.254 \
            64:ff9b::a00:1 64:ff9b::808:808 64:ff9b:1::1 100::1 2001::1 2001:0:4136:e378:8000:63bf:3fff:fdd2 \
            2001:2::1 2001:10::1 2001:20::1 2001:1ff:ffff::1 2001:db8::1 2002:7f00:1::1 2002:a9fe:a9fe::1 3ffe::1 \
            3fff::1 3fff:fff::1 5f00::1 fc00::1 fd00:ec2::254 fdff::1 fe80::1 fec0::1 ff02::1 ffff::1";
        for address in internal.split_whitespace() {
            assert!(!is_public(address.parse().unwrap()), "{address}");
        }
    }

    #[test]
    fn addresses_beside_internal_ones_are_public() {
        let public = "1.0.0.1 8.8.8.8 9.255.255.255 11.0.0.1 100.63.255.255 100.128.0.1 126.255.255.255 128.0.0.1 \
            169.253.0.1 169.255.0.1 172.15.255.255 172.32.0.1 192.0.1.1 192.0.3.1 192.88.98.1 192.167.0.1 \
            192.169.0.1 198.17.255.255 198.20.0.1 203.0.112.1 203.0.114.1 223.255.255.255 \
            2000::1 2001:200::1 2001:4860:4860::8888 2003::1 2600:1f18::1 2a00:1450::1 3fff:1000::1";
        for address in public.split_whitespace() {
            assert!(is_public(address.parse().unwrap()), "{address}");
        }
    }
}
