//! Properties of the guard: what nobody thought of.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use super::{Origin, Pins, address::is_public};
use proptest::prelude::*;
use reqwest::Url;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Ways to write an IPv4 address that some reader of URLs was ever seen to take (WHATWG URL, "IPv4 parser"; RFC 6943,
/// section 3.1.1).
fn notations(address: Ipv4Addr) -> Vec<String> {
    let [a, b, c, d] = address.octets();
    let whole = u32::from(address);
    let (last_three, last_two) = (whole & 0xff_ffff, whole & 0xffff);
    let wide = |text: &str| -> String {
        text.chars()
            .map(|it| char::from_u32(u32::from(it) + 0xfee0).filter(|_| it.is_ascii_digit()).unwrap_or(it))
            .collect()
    };
    let encoded = |text: &str| text.bytes().map(|byte| format!("%{byte:02x}")).collect::<Vec<_>>().concat();
    let dotted = address.to_string();
    let bare = [
        format!("{whole}"),
        format!("{whole:#x}"),
        format!("{whole:#X}").replace('X', "x"),
        format!("0{whole:o}"),
        format!("{a}.{last_three}"),
        format!("{a}.{b}.{last_two}"),
        format!("{a:#x}.{b:#x}.{c:#x}.{d:#x}"),
        format!("0{a:o}.0{b:o}.0{c:o}.0{d:o}"),
        format!("000000{a:o}.{b}.{c:#x}.{d}"),
        format!("{a}.{b}.{c}.{d}."),
        format!("{a}。{b}．{c}｡{d}"),
        format!("{a}..{b}.{c}.{d}"),
        format!("{a}.{b}.{c}.{d}.{a}"),
        wide(&dotted),
        encoded(&dotted),
        format!("[::ffff:{dotted}]"),
        format!("[::{dotted}]"),
        format!("[64:ff9b::{dotted}]"),
        format!("[::ffff:{dotted}%25eth0]"),
        dotted,
    ];
    let ends = |it: String| {
        [format!("{it}:443"), format!("{it}/x"), format!("user@{it}"), format!("example.com@{it}"), it]
    };
    bare.into_iter().flat_map(ends).collect()
}

/// Addresses that lead to `address` on some network, by what carries it.
fn carriers(address: Ipv4Addr) -> [Ipv6Addr; 8] {
    let whole = u32::from(address);
    let (high, low) = ((whole >> 16) as u16, (whole & 0xffff) as u16);
    [
        address.to_ipv6_mapped(),
        Ipv6Addr::new(0, 0, 0, 0, 0, 0, high, low),
        Ipv6Addr::new(0x64, 0xff9b, 0, 0, 0, 0, high, low),
        Ipv6Addr::new(0x64, 0xff9b, 1, 0, 0, 0, high, low),
        Ipv6Addr::new(0x2002, high, low, 0, 0, 0, 0, 1),
        Ipv6Addr::new(0x2001, 0, high, low, 0, 0, !high, !low),
        Ipv6Addr::new(0, 0, 0, 0, 0xffff, 0, high, low),
        Ipv6Addr::new(0xfe80, 0, 0, 0, 0, 0x5efe, high, low),
    ]
}

/// What of the standard library's own classification nobody disputes.
fn is_plainly_internal(address: Ipv4Addr) -> bool {
    address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_unspecified()
        || address.is_broadcast()
        || address.is_multicast()
        || address.is_documentation()
}

proptest! {
    #[test]
    fn no_ip_address_is_a_host_in_whatever_notation(bits: u32) {
        for typed in notations(Ipv4Addr::from(bits)) {
            for typed in [format!("https://{typed}"), format!("HTTPS://{typed}"), typed] {
                let read = Origin::parse(&typed, &Pins::default());
                prop_assert!(read.is_err(), "{typed} is {read:?}");
            }
        }
    }

    #[test]
    fn no_ipv6_address_is_a_host(bits: u128) {
        let address = Ipv6Addr::from(bits);
        for typed in [format!("[{address}]"), format!("[{address}%eth0]"), format!("[{address}]:443"), address.to_string()] {
            for typed in [format!("https://{typed}"), typed] {
                prop_assert!(Origin::parse(&typed, &Pins::default()).is_err(), "{typed}");
            }
        }
    }

    #[test]
    fn what_is_typed_is_a_public_name_or_refused(typed in "(https://)?[ -~à-ÿа-я０-９。①-⑨\u{ad}\u{200d}]{0,40}(\\.com|\\.local)?[/:]?[ -~]{0,12}") {
        let Ok(origin) = Origin::parse(&typed, &Pins::default()) else { return Ok(()) };
        let host = origin.host();
        prop_assert!(host.parse::<IpAddr>().is_err(), "{typed:?} leads to {host}");
        prop_assert!(host.bytes().all(|it| it.is_ascii_lowercase() || it.is_ascii_digit() || b"-.".contains(&it)));
        prop_assert!(host.rsplit_once('.').is_some_and(|(_, last)| !["", "local"].contains(&last)));
        // The client reads what was checked, and nothing else of it.
        let url = Url::parse(origin.as_str()).unwrap();
        prop_assert_eq!((url.scheme(), url.domain(), url.port()), ("https", Some(host), None));
        prop_assert_eq!((url.username(), url.password(), url.query(), url.fragment()), ("", None, None, None));
        let again = Origin::parse(origin.as_str(), &Pins::default());
        prop_assert_eq!(again.as_ref().map(Origin::as_str), Ok(origin.as_str()));
    }

    #[test]
    fn an_internal_address_is_internal_whatever_carries_it(bits: u32) {
        let address = Ipv4Addr::from(bits);
        if is_plainly_internal(address) {
            prop_assert!(!is_public(address.into()), "{address}");
        }
        for carrier in carriers(address) {
            prop_assert!(!is_public(carrier.into()), "{carrier} carries {address}");
        }
    }

    #[test]
    fn of_ipv6_only_what_is_assigned_is_public(bits: u128) {
        let address = Ipv6Addr::from(bits);
        let first = address.segments()[0];
        if is_public(address.into()) {
            prop_assert!((0x2000..0x4000).contains(&first), "{address}");
            prop_assert!(!address.is_loopback() && !address.is_unspecified() && !address.is_multicast());
            prop_assert!(!address.is_unique_local() && !address.is_unicast_link_local());
        }
    }
}

#[test]
fn names_of_the_cloud_itself_are_no_hosts() {
    for host in [
        "metadata.google.internal",
        "metadata",
        "instance-data",
        "instance-data.ec2.internal",
        "ip-10-0-0-1.ec2.internal",
        "localhost",
        "localhost.localdomain",
        "api.localhost",
        "printer.local",
        "router.lan",
        "1.0.0.127.in-addr.arpa",
        "kubernetes.default.svc.cluster.local",
        "METADATA.GOOGLE.INTERNAL",
        "metadata.google.internal.",
    ] {
        assert!(Origin::parse(host, &Pins::default()).is_err(), "{host}");
    }
}

#[test]
fn a_name_that_looks_like_another_one_is_written_in_ascii() {
    // Cyrillic letters, and forms that are folded into ASCII.
    for (typed, host) in [
        ("https://ехаmple.com", "xn--mple-k4d2cb.com"),
        ("https://ⓔxample.com", "example.com"),
        ("https://ｅｘａｍｐｌｅ.com", "example.com"),
        ("https://exa\u{ad}mple.com", "example.com"),
        ("https://faß.de", "xn--fa-hia.de"),
    ] {
        let read = Origin::parse(typed, &Pins::default());
        let read = read.as_ref().map(Origin::host);
        assert!(
            read == Ok(host) || (typed.contains("ехаm") && read.is_ok_and(|host| host.starts_with("xn--"))),
            "{typed}: {read:?}"
        );
    }
}
