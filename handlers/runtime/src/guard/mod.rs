//! The guard before addresses that users type: what is typed becomes an [`Origin`] or is refused, and an origin is
//! reached through a client that connects to checked addresses only. `handlers/runtime` calls such an origin from
//! inside a cloud account, so an address that leads into that account must never be called (OWASP, "Server-Side
//! Request Forgery Prevention").
//!
//! Hosts that are not public are reached by a pin ([`Pins`]): the deployment says at which addresses they are. What a
//! user types may name a pin, and never makes one.

mod address;
mod client;
mod origin;
mod pins;
mod resolver;

#[cfg(test)]
mod tests;

pub(crate) use origin::Origin;
pub use pins::{PinError, Pins};

use reqwest::Client;
use resolver::{Pinned, Public, System};
use std::{
    collections::BTreeMap,
    fmt,
    sync::{Arc, OnceLock},
};

/// An address is refused. Its text is the same whatever the reason, and the same as where an address leads nowhere: an
/// attacker who sees it learns nothing about the network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the address cannot be reached")]
pub(crate) struct Refused(&'static str);

impl Refused {
    /// Why, for the log; it holds nothing of what was typed.
    pub(crate) fn reason(self) -> &'static str {
        self.0
    }
}

/// The pins, and the clients that go to where users say. Clients are made when they are first needed.
pub(crate) struct Guard {
    pins: Pins,
    public: OnceLock<Option<Client>>,
    pinned: BTreeMap<String, OnceLock<Option<Client>>>,
}

impl fmt::Debug for Guard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Guard").field(&self.pins).finish()
    }
}

impl Guard {
    pub(crate) fn new(pins: Pins) -> Self {
        let pinned = pins.hosts().map(|host| (host.to_owned(), OnceLock::new())).collect();
        Self { pins, public: OnceLock::new(), pinned }
    }

    /// The hosts that may be reached although they are not public.
    pub(crate) fn pins(&self) -> &Pins {
        &self.pins
    }

    /// The client for `origin`; it must be used for nothing else. An origin that was stored when other hosts were
    /// pinned is looked at again.
    pub(crate) fn client(&self, origin: &Origin) -> Result<&Client, Refused> {
        let host = origin.host();
        let client = if let (Some(pin), Some(client)) = (self.pins.get(host), self.pinned.get(host)) {
            client.get_or_init(|| {
                let resolver = Pinned { host: host.to_owned(), addresses: pin.addresses.clone() };
                client::guarded(Arc::new(resolver), pin.ca.as_deref()).https_only(true).build().ok()
            })
        } else {
            origin.public()?;
            self.public
                .get_or_init(|| client::guarded(Arc::new(Public(System)), None).https_only(true).build().ok())
        };
        client.as_ref().ok_or(Refused("no client could be made"))
    }
}
