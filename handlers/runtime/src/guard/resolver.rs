//! From a host to the addresses that a client may connect to. A host is looked up once for each connection, and the
//! connection is made to exactly the addresses that were checked: a name that answers otherwise the second time (DNS
//! rebinding) gains nothing.

use super::{Refused, address};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use std::{
    future::Future,
    io,
    net::{IpAddr, SocketAddr},
    pin::Pin,
};

/// A host that is at fixed addresses.
pub(super) struct Pinned {
    pub(super) host: String,
    /// With their ports: a URL without a port keeps them.
    pub(super) addresses: Vec<SocketAddr>,
}

impl Resolve for Pinned {
    fn resolve(&self, name: Name) -> Resolving {
        let found = if name.as_str() == self.host {
            Ok(Box::new(self.addresses.clone().into_iter()) as Addrs)
        } else {
            Err(Refused("another host than the pinned one").into())
        };
        Box::pin(std::future::ready(found))
    }
}

/// Hosts of the public internet.
pub(super) struct Public<L>(pub(super) L);

impl<L: Lookup> Resolve for Public<L> {
    fn resolve(&self, name: Name) -> Resolving {
        let answer = self.0.lookup(name.as_str());
        Box::pin(async move {
            let addresses = answer.await.map_err(|_| Refused("the host is not found"))?;
            // One bad address condemns the answer: whoever answers so is up to something.
            if addresses.is_empty() || !addresses.iter().all(|address| address::is_public(*address)) {
                return Err(Refused("the host is not public").into());
            }
            // Port 0 stands for the URL's, which is 443.
            Ok(Box::new(addresses.into_iter().map(|address| SocketAddr::new(address, 0))) as Addrs)
        })
    }
}

/// An answer to come.
pub(super) type Answer = Pin<Box<dyn Future<Output = io::Result<Vec<IpAddr>>> + Send>>;

/// Looks hosts up.
pub(super) trait Lookup: Send + Sync + 'static {
    /// All addresses of `host`, IPv4 and IPv6.
    fn lookup(&self, host: &str) -> Answer;
}

/// The system's resolver.
pub(super) struct System;

impl Lookup for System {
    fn lookup(&self, host: &str) -> Answer {
        let host = (host.to_owned(), 443);
        Box::pin(async move { Ok(tokio::net::lookup_host(host).await?.map(|it| it.ip()).collect()) })
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;
    use crate::guard::client;
    use std::{
        net::TcpListener as Listener,
        sync::{Arc, Mutex},
    };
    use tokio::{
        io::{AsyncReadExt, AsyncWriteExt},
        net::TcpListener,
    };

    /// Gives one answer after the other; the last one for ever.
    struct Script(Mutex<Vec<Vec<IpAddr>>>);

    impl Script {
        fn new(answers: &[&str]) -> Public<Self> {
            let addresses = |it: &&str| it.split_whitespace().map(|it| it.parse().unwrap()).collect();
            Public(Self(Mutex::new(answers.iter().rev().map(addresses).collect())))
        }
    }

    impl Lookup for Script {
        fn lookup(&self, _: &str) -> Answer {
            let mut answers = self.0.lock().unwrap();
            let answer = if answers.len() > 1 { answers.pop().unwrap() } else { answers[0].clone() };
            Box::pin(std::future::ready(Ok(answer)))
        }
    }

    async fn resolve(resolver: &impl Resolve) -> Result<Vec<SocketAddr>, String> {
        let found = resolver.resolve("tracker.example.com".parse().unwrap()).await;
        found.map(Iterator::collect).map_err(|error| error.to_string())
    }

    #[tokio::test]
    async fn an_answer_is_used_as_it_was_checked() {
        let resolver = Script::new(&["8.8.8.8 2600::1", "127.0.0.1"]);
        assert_eq!(
            resolve(&resolver).await,
            Ok(["8.8.8.8:0", "[2600::1]:0"].map(|it| it.parse().unwrap()).to_vec())
        );
        assert!(resolve(&resolver).await.is_err(), "the name was bound again");
    }

    #[tokio::test]
    async fn one_internal_address_condemns_an_answer() {
        for answer in
            ["", "127.0.0.1", "8.8.8.8 10.0.0.1", "2600::1 ::ffff:10.0.0.1", "8.8.8.8 64:ff9b::a00:1"]
        {
            assert_eq!(
                resolve(&Script::new(&[answer])).await,
                Err("the address cannot be reached".to_owned())
            );
        }
    }

    #[tokio::test]
    async fn a_client_does_not_connect_to_what_is_refused() {
        let listener = Listener::bind(("127.0.0.1", 0)).unwrap();
        listener.set_nonblocking(true).unwrap();
        let port = listener.local_addr().unwrap().port();
        let client = client::guarded(Arc::new(Script::new(&["127.0.0.1"])), None).build().unwrap();
        let answer = client.get(format!("http://tracker.example.com:{port}/")).send().await;
        assert!(answer.unwrap_err().is_connect());
        assert_eq!(listener.accept().unwrap_err().kind(), io::ErrorKind::WouldBlock);
    }

    /// Answers the one request that comes, and gives what it was.
    async fn answer_once(listener: TcpListener, answer: &'static str) -> String {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut request = vec![0; 4096];
        let length = stream.read(&mut request).await.unwrap();
        stream.write_all(answer.as_bytes()).await.unwrap();
        String::from_utf8_lossy(&request[..length]).into_owned()
    }

    #[tokio::test]
    async fn a_pinned_host_is_reached_at_its_addresses_only_and_redirects_are_not_followed() {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let addresses = vec![listener.local_addr().unwrap()];
        let pinned = Pinned { host: "tracker.corp.example".to_owned(), addresses };
        let client = client::guarded(Arc::new(pinned), None).build().unwrap();
        assert!(client.get("http://another.example/").send().await.unwrap_err().is_connect());
        let redirect = "HTTP/1.1 302 Found\r\nlocation: http://169.254.169.254/\r\ncontent-length: 0\r\n\r\n";
        let (request, answer) =
            tokio::join!(answer_once(listener, redirect), client.get("http://tracker.corp.example/x").send());
        assert_eq!(answer.unwrap().status(), 302);
        assert!(request.to_lowercase().contains("host: tracker.corp.example\r\n"), "{request}");
        assert!(!request.to_lowercase().contains("accept-encoding"), "{request}");
    }
}
