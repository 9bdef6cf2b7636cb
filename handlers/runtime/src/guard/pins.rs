//! Hosts that may be reached although they are not public: `pinned-hosts.json`, written by whoever deploys.

use super::origin;
use reqwest::Certificate;
use sayso_schemas::plan::{PinnedHost, PinnedHosts};
use std::{
    collections::BTreeMap,
    net::{IpAddr, Ipv4Addr, SocketAddr},
};

/// Where one host is.
#[derive(Debug, Clone)]
pub(super) struct Pin {
    /// At least one.
    pub(super) addresses: Vec<SocketAddr>,
    /// The authority that certifies it; the public ones where absent.
    pub(super) ca: Option<Vec<Certificate>>,
}

/// Hosts that may be reached although they are not public, each at exact addresses.
#[derive(Debug, Clone, Default)]
pub struct Pins(BTreeMap<String, Pin>);

/// What is wrong with a pin.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PinError {
    /// The host is none.
    #[error("`{0}` of the pinned hosts is no host name in lower case without a port")]
    Host(String),
    /// It is nowhere, or not at socket addresses.
    #[error("the pinned host `{host}` is not at addresses like `10.1.2.3:8443`, but at `{address}`")]
    Address {
        /// The host.
        host: String,
        /// What is no address.
        address: String,
    },
    /// No host may be there: the Lambda Runtime API, instance metadata, no single machine at all.
    #[error("the pinned host `{host}` may not be at `{address}`")]
    Forbidden {
        /// The host.
        host: String,
        /// Its address.
        address: SocketAddr,
    },
    /// Its authority is none.
    #[error("the authority of the pinned host `{0}` is no PEM certificate")]
    Authority(String),
}

impl Pins {
    /// Reads pins. `runtime_api` is the value of `AWS_LAMBDA_RUNTIME_API`: whoever reaches it answers requests in the
    /// function's name, so no pin may lead there.
    pub fn read(hosts: &PinnedHosts, runtime_api: Option<&str>) -> Result<Self, PinError> {
        let runtime = runtime_api.map(Runtime::read);
        let pin = |(host, at): (&String, &PinnedHost)| Ok((host.clone(), pin(host, at, runtime)?));
        hosts.iter().map(pin).collect::<Result<_, _>>().map(Self)
    }

    pub(super) fn get(&self, host: &str) -> Option<&Pin> {
        self.0.get(host)
    }

    pub(super) fn hosts(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }
}

fn pin(host: &str, at: &PinnedHost, runtime: Option<Runtime>) -> Result<Pin, PinError> {
    if !origin::is_host(host) {
        return Err(PinError::Host(host.to_owned()));
    }
    let no_address = |address: &str| PinError::Address { host: host.to_owned(), address: address.to_owned() };
    let mut addresses = Vec::new();
    for text in &at.addresses {
        let address: SocketAddr = text.parse().map_err(|_| no_address(text))?;
        if address.port() == 0 {
            return Err(no_address(text));
        }
        if is_forbidden(address) || runtime.is_some_and(|runtime| runtime.is_at(address)) {
            return Err(PinError::Forbidden { host: host.to_owned(), address });
        }
        addresses.push(address);
    }
    if addresses.is_empty() {
        return Err(no_address(""));
    }
    let authority = |pem: &String| match Certificate::from_pem_bundle(pem.as_bytes()) {
        Ok(ca) if !ca.is_empty() => Ok(ca),
        _ => Err(PinError::Authority(host.to_owned())),
    };
    Ok(Pin { addresses, ca: at.ca.as_ref().map(authority).transpose()? })
}

/// Addresses that stand for no single machine or for the cloud's own: unspecified, multicast, broadcast, link-local
/// (with the metadata of instances and tasks).
fn is_forbidden(address: SocketAddr) -> bool {
    match address.ip().to_canonical() {
        IpAddr::V4(ip) => {
            ip.octets()[0] == 0 || ip.is_multicast() || ip.is_link_local() || ip.octets()[0] >= 240
        }
        IpAddr::V6(ip) => {
            let metadata = ip.segments() == [0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254];
            ip.is_unspecified() || ip.is_multicast() || ip.is_unicast_link_local() || metadata
        }
    }
}

/// Where the Lambda Runtime API is.
#[derive(Debug, Clone, Copy)]
struct Runtime {
    /// Any, where it is given by name.
    ip: Option<IpAddr>,
    port: u16,
}

impl Runtime {
    fn read(text: &str) -> Self {
        let (host, port) = text.rsplit_once(':').unwrap_or((text, "80"));
        let ip = host.trim_matches(['[', ']']).parse().map(|ip: IpAddr| ip.to_canonical());
        let ip = ip.ok().or((host == "localhost").then_some(IpAddr::V4(Ipv4Addr::LOCALHOST)));
        Self { ip, port: port.parse().unwrap_or(80) }
    }

    /// All loopback addresses are one.
    fn is_at(self, address: SocketAddr) -> bool {
        let other = address.ip().to_canonical();
        let same = |ip: IpAddr| ip == other || (ip.is_loopback() && other.is_loopback());
        self.port == address.port() && self.ip.is_none_or(same)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(host: &str, addresses: &[&str]) -> Result<(), PinError> {
        let addresses = addresses.iter().map(|&it| it.to_owned()).collect();
        let hosts = PinnedHosts::from([(host.to_owned(), PinnedHost { addresses, ca: None })]);
        Pins::read(&hosts, Some("127.0.0.1:9001")).map(drop)
    }

    #[test]
    fn a_pin_is_a_host_at_addresses() {
        for (host, address) in [
            ("tracker.corp.example", "10.1.2.3:8443"),
            ("tracker", "[fd12::1]:443"),
            ("tracker.localhost", "127.0.0.1:9002"),
        ] {
            assert_eq!(read(host, &[address]), Ok(()), "{host} {address}");
        }
        for host in
            ["", "*.corp.example", "10.1.2.3", "a.example:443", "A.example", "a.example.", "a/b", "0x7f"]
        {
            assert_eq!(read(host, &["10.1.2.3:8443"]), Err(PinError::Host(host.to_owned())));
        }
        for address in ["", "10.1.2.3", "tracker:443", "10.1.2.3:0", "10.1.2.3:70000", "fd12::1"] {
            assert!(matches!(read("a.example", &[address]), Err(PinError::Address { .. })), "{address}");
        }
        assert!(matches!(read("a.example", &[]), Err(PinError::Address { .. })));
    }

    #[test]
    fn no_pin_leads_to_the_cloud_itself() {
        let forbidden = "127.0.0.1:9001 127.0.0.2:9001 [::1]:9001 [::ffff:127.0.0.1]:9001 0.0.0.0:9001 [::]:9001 \
            0.1.2.3:443 169.254.169.254:80 169.254.100.1:9001 [fe80::1]:443 [fd00:ec2::254]:80 224.0.0.1:443 \
            [ff02::1]:443 255.255.255.255:443 [::ffff:169.254.169.254]:80";
        for address in forbidden.split_whitespace() {
            let refused = read("a.example", &["10.1.2.3:8443", address]);
            assert!(matches!(refused, Err(PinError::Forbidden { .. })), "{address}: {refused:?}");
        }
    }

    #[test]
    fn an_authority_is_a_certificate() {
        let at = PinnedHost { addresses: vec!["10.1.2.3:8443".to_owned()], ca: Some("none".to_owned()) };
        let hosts = PinnedHosts::from([("a.example".to_owned(), at)]);
        assert_eq!(Pins::read(&hosts, None).map(drop), Err(PinError::Authority("a.example".to_owned())));
    }
}
