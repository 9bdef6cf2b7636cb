//! What a user types as the address of a service.

use super::{Pins, Refused};
use reqwest::Url;
use serde::{Deserialize, Serialize};
use std::fmt;

/// The longest address that is read, in bytes.
const LONGEST: usize = 512;
/// The scheme of every origin.
const SCHEME: &str = "https://";

/// Names that never lead to a host of the public internet, whatever a resolver answers (RFC 6761, RFC 6762 appendix G,
/// RFC 8375, RFC 9476; ICANN's name collision list).
const RESERVED: &[&str] = &[
    "alt",
    "arpa",
    "corp",
    "domain",
    "example",
    "home",
    "internal",
    "intranet",
    "invalid",
    "lan",
    "local",
    "localdomain",
    "localhost",
    "mail",
    "onion",
    "private",
    "test",
];

/// Where a service is that a user named: `https://`, a host, and a path below which it serves (`/tracker`) or nothing.
/// There is no port: a public host is at 443, a pinned one at its addresses.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub(crate) struct Origin {
    text: String,
    /// Where the host ends.
    host_end: usize,
}

impl Origin {
    /// Reads what a user typed; the scheme may be left out.
    pub(crate) fn parse(typed: &str, pins: &Pins) -> Result<Self, Refused> {
        let (origin, port) = Self::read(typed)?;
        match pins.get(origin.host()) {
            Some(pin) => {
                let is_there = |port| pin.addresses.iter().all(|address| address.port() == port);
                if !port.is_none_or(is_there) {
                    return Err(Refused("another port than the pinned one"));
                }
            }
            None if port.is_some_and(|port| port != 443) => return Err(Refused("another port than 443")),
            None => origin.public()?,
        }
        Ok(origin)
    }

    /// The address, without a slash at the end.
    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }

    /// The host in lower-case ASCII.
    pub(crate) fn host(&self) -> &str {
        self.text.get(SCHEME.len()..self.host_end).unwrap_or_default()
    }

    /// Refuses a host that cannot be public.
    pub(super) fn public(&self) -> Result<(), Refused> {
        match self.host().rsplit_once('.') {
            None => Err(Refused("a host without a domain")),
            Some((_, last)) if RESERVED.contains(&last) => Err(Refused("a host of a reserved domain")),
            Some(_) => Ok(()),
        }
    }

    /// Reads an address, and the port that it names. Everything in which two readers of URLs were ever seen
    /// to differ is refused rather than repaired.
    fn read(typed: &str) -> Result<(Self, Option<u16>), Refused> {
        let typed = typed.trim_matches(' ');
        if typed.len() > LONGEST {
            return Err(Refused("too long"));
        }
        let is_odd = |it: char| it.is_control() || it.is_whitespace() || matches!(it, '\\' | '?' | '#' | '@');
        if typed.contains(is_odd) {
            return Err(Refused("a character that has no place in it"));
        }
        let rest = match typed.split_once("://") {
            Some((scheme, rest)) if scheme.eq_ignore_ascii_case("https") => rest,
            Some(_) => return Err(Refused("another scheme than https")),
            None => typed,
        };
        let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
        if authority.contains(['%', '[', ']']) {
            return Err(Refused("no host name"));
        }
        let url = Url::parse(&format!("{SCHEME}{authority}/")).map_err(|_| Refused("no URL"))?;
        // `domain` is none for an IP address, in whatever notation.
        let host = url.domain().filter(|host| is_name(host)).ok_or(Refused("no host name"))?;
        let path = path.trim_end_matches('/');
        if !path.is_empty() && !path.split('/').all(is_segment) {
            return Err(Refused("a path with odd segments"));
        }
        let slash = if path.is_empty() { "" } else { "/" };
        let text = format!("{SCHEME}{host}{slash}{path}");
        let port = authority.contains(':').then(|| url.port().unwrap_or(443));
        Ok((Self { host_end: SCHEME.len() + host.len(), text }, port))
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl From<Origin> for String {
    fn from(origin: Origin) -> Self {
        origin.text
    }
}

/// Reads what was stored. Whether its host is pinned or public is looked at when it is called.
impl TryFrom<String> for Origin {
    type Error = Refused;

    fn try_from(text: String) -> Result<Self, Refused> {
        let (origin, port) = Self::read(&text)?;
        if port.is_none() && origin.text == text { Ok(origin) } else { Err(Refused("no stored address")) }
    }
}

/// Whether `host` is a host name as an origin has it.
pub(super) fn is_host(host: &str) -> bool {
    Origin::read(host).is_ok_and(|(origin, _)| origin.host() == host)
}

/// Whether `host`, which is ASCII in lower case and no IP address, is a name as RFC 1123 has it, section 2.1. A dot at
/// the end is refused: it is another name to a certificate and to a pin.
fn is_name(host: &str) -> bool {
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|it| it.is_ascii_alphanumeric() || it == b'-')
    };
    host.len() <= 253 && host.split('.').all(is_label)
}

/// Whether `segment` of a path is made of unreserved characters (RFC 3986, section 2.3) and leads nowhere else.
fn is_segment(segment: &str) -> bool {
    let is_unreserved = |it: u8| it.is_ascii_alphanumeric() || b"-._~".contains(&it);
    !matches!(segment, "" | "." | "..") && segment.bytes().all(is_unreserved)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;
    use sayso_schemas::plan::{PinnedHost, PinnedHosts};

    fn pins() -> Pins {
        let at = |addresses: &[&str]| PinnedHost {
            addresses: addresses.iter().map(|&it| it.to_owned()).collect(),
            ca: None,
        };
        let hosts = PinnedHosts::from([
            ("tracker.corp.example".to_owned(), at(&["10.1.2.3:8443", "10.1.2.4:8443"])),
            ("two.corp.example".to_owned(), at(&["10.1.2.3:8443", "10.1.2.4:8444"])),
            ("tracker".to_owned(), at(&["10.1.2.5:443"])),
        ]);
        Pins::read(&hosts, None).unwrap()
    }

    #[test]
    fn an_address_has_one_form() {
        for (typed, origin) in [
            ("tracker.example.com", "https://tracker.example.com"),
            ("https://tracker.example.com", "https://tracker.example.com"),
            ("HTTPS://Tracker.Example.COM/", "https://tracker.example.com"),
            (" https://tracker.example.com:443// ", "https://tracker.example.com"),
            ("tracker.example.com:443/tracker", "https://tracker.example.com/tracker"),
            ("https://tracker.example.com/a/B-c_d.e~f/", "https://tracker.example.com/a/B-c_d.e~f"),
            ("https://münchen.example.com", "https://xn--mnchen-3ya.example.com"),
            ("https://tracker。example。com", "https://tracker.example.com"),
            ("https://tracker.corp.example", "https://tracker.corp.example"),
            ("https://tracker.corp.example:8443/x", "https://tracker.corp.example/x"),
            ("https://two.corp.example", "https://two.corp.example"),
            ("tracker", "https://tracker"),
            ("tracker:443", "https://tracker"),
        ] {
            let read = Origin::parse(typed, &pins());
            assert_eq!(read.as_ref().map(Origin::as_str), Ok(origin), "{typed}");
            let stored = serde_json::to_string(&read.unwrap()).unwrap();
            assert_eq!(serde_json::from_str::<Origin>(&stored).unwrap().as_str(), origin);
        }
    }

    const ODD: &[&str] = &[
        // Schemes and what looks like one.
        "",
        " ",
        "https://",
        "http://example.com",
        "ftp://example.com",
        "file:///etc/passwd",
        "//example.com",
        "https:///example.com",
        "https:example.com",
        "https:/example.com",
        "javascript:alert(1)",
        "://example.com",
        "https://https://example.com",
        "data:text/html,x",
        "gopher://example.com",
        // Ports.
        "https://example.com:80",
        "https://example.com:8443",
        "https://example.com:0",
        "https://example.com:99999",
        "https://example.com:x",
        "example.com:22",
        "https://tracker.corp.example:443",
        "https://tracker.corp.example:9001",
        "https://two.corp.example:8443",
        // Users.
        "https://user@example.com",
        "https://user:pass@example.com",
        "https://example.com@127.0.0.1",
        "https://@example.com",
        "https://example.com:443@127.0.0.1",
        "https://127.0.0.1#@example.com",
        // IP addresses.
        "https://127.0.0.1",
        "127.0.0.1",
        "https://127.1",
        "https://2130706433",
        "https://0x7f000001",
        "https://0x7f.0.0.1",
        "https://017700000001",
        "https://0177.0.0.1",
        "https://127.0.0.1.",
        "https://0",
        "https://0x",
        "https://[::1]",
        "https://[::ffff:127.0.0.1]",
        "https://[fd00:ec2::254]",
        "::1",
        "[::1]",
        "https://１２７.０.０.１",
        "https://①②⑦.0.0.1",
        "https://169.254.169.254",
        "https://8.8.8.8",
        "https://1.2.3.4.5",
        "https://1.2.3.256",
        "https://example.0x7f",
        "https://127。0。0。1",
        "https://[::1%25eth0]",
        "https://[v1.x]",
        // Queries, fragments, backslashes, control characters, blanks.
        "https://example.com?x",
        "https://example.com/#x",
        "https://example.com\\@127.0.0.1",
        "https:\\\\example.com",
        "https://example.com/\\x",
        "https://exam\tple.com",
        "https://example.com\r\nX: y",
        "https://exam ple.com",
        "https://example.com/a b",
        "https://example.com/\0",
        "https://example.com\u{7f}",
        "https://example\u{2028}.com",
        "\u{a0}https://example.com",
        "https://example.com\n",
        // Names.
        "https://example.com.",
        "https://.example.com",
        "https://a..com",
        "https://-a.com",
        "https://a-.com",
        "https://a_b.com",
        "https://*.example.com",
        "https://exam%70le.com",
        "https://example%2ecom",
        "https://%31%32%37.0.0.1",
        "https://xn--.com",
        "https://a,b.com",
        "https://<b>.com",
        "https://example",
        "https://localhost",
        "https://a.localhost",
        "https://a.local",
        "https://a.internal",
        "https://metadata.google.internal",
        "https://1.0.0.127.in-addr.arpa",
        "https://a.home.arpa",
        "https://a.onion",
        "https://LOCALHOST",
        "https://other.corp.example",
        "https://x.tracker.corp.example",
        "https://tracker.",
        "https://localhost.localdomain",
        // Paths.
        "https://example.com/a/../b",
        "https://example.com/./a",
        "https://example.com//a",
        "https://example.com/%2e%2e/a",
        "https://example.com/a;b",
        "https://example.com/ä",
        "https://example.com/a//b",
    ];

    #[test]
    fn what_is_odd_is_refused() {
        let long = format!("https://{}.com", "a".repeat(64));
        let longer = format!("https://{}com", "abc.".repeat(70));
        for typed in ODD.iter().copied().chain([&*long, &*longer]) {
            let read = Origin::parse(typed, &pins());
            assert!(read.is_err(), "{typed:?} is {read:?}");
            assert_eq!(read.unwrap_err().to_string(), "the address cannot be reached");
        }
    }

    #[test]
    fn only_an_origin_was_stored() {
        for text in ["example.com", "https://example.com/", "https://example.com:8443", "https://127.0.0.1"] {
            assert!(serde_json::from_str::<Origin>(&format!("{text:?}")).is_err(), "{text}");
        }
    }

    #[test]
    fn a_host_that_is_pinned_no_more_is_not_called() {
        let stored: Origin = serde_json::from_str("\"https://tracker\"").unwrap();
        let guard = crate::guard::Guard::new(pins());
        assert!(guard.client(&stored).is_ok());
        assert!(crate::guard::Guard::new(Pins::default()).client(&stored).is_err());
        assert!(guard.client(&Origin::parse("tracker.example.com", &pins()).unwrap()).is_ok());
    }
}
