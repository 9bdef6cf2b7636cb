//! One listener per pinned host: it ends TLS and passes the bytes on to the demo backend.

use super::Authority;
use crate::{
    demos::{Demos, Instance},
    problem::Problem,
};
use std::{collections::BTreeMap, net::SocketAddr, sync::Arc, time::Duration};
use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpStream},
    sync::Mutex,
    task::JoinSet,
};
use tokio_rustls::TlsAcceptor;

/// How long to wait where no connection can be taken.
const PAUSE: Duration = Duration::from_millis(20);

/// The listeners. They end when this is dropped.
pub(crate) struct Fronts {
    authority: Authority,
    demos: Arc<Demos>,
    running: Mutex<Running>,
}

#[derive(Default)]
struct Running {
    addresses: BTreeMap<(String, Instance), SocketAddr>,
    servers: JoinSet<()>,
}

impl Fronts {
    pub(crate) fn new(authority: Authority, demos: Arc<Demos>) -> Self {
        Self { authority, demos, running: Mutex::default() }
    }

    /// The authority's certificate, as PEM.
    pub(crate) fn certificate(&self) -> &str {
        self.authority.certificate()
    }

    /// Where the demo backend is `host` over TLS: the same place for as long as this runs.
    pub(crate) async fn address(&self, host: &str, demo: &Instance) -> Result<SocketAddr, Problem> {
        let mut running = self.running.lock().await;
        let key = (host.to_owned(), demo.clone());
        if let Some(address) = running.addresses.get(&key) {
            return Ok(*address);
        }
        let no_listener = |error| {
            Problem::project(
                format!("the pinned host `{host}` can't be listened for: {error}"),
                "see what holds the ports",
            )
        };
        let acceptor = TlsAcceptor::from(self.authority.server(host)?);
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.map_err(no_listener)?;
        let address = listener.local_addr().map_err(no_listener)?;
        running.servers.spawn(serve(listener, acceptor, self.demos.clone(), demo.clone()));
        running.addresses.insert(key, address);
        Ok(address)
    }
}

async fn serve(listener: TcpListener, acceptor: TlsAcceptor, demos: Arc<Demos>, demo: Instance) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => {
                if let Ok((stream, _)) = accepted {
                    connections.spawn(pass_on(stream, acceptor.clone(), demos.clone(), demo.clone()));
                } else {
                    // No descriptor is left; one comes back when a connection ends.
                    tokio::time::sleep(PAUSE).await;
                }
            }
            Some(_) = connections.join_next() => {}
        }
    }
}

/// A connection that fails ends; the client sees that.
async fn pass_on(stream: TcpStream, acceptor: TlsAcceptor, demos: Arc<Demos>, demo: Instance) {
    let Ok(mut outside) = acceptor.accept(stream).await else { return };
    // Asked for anew each time: one that crashed is at another port.
    let Ok(url) = demos.url(&demo).await else { return };
    let Ok(mut inside) = TcpStream::connect(url.trim_start_matches("http://")).await else { return };
    copy_bidirectional(&mut outside, &mut inside).await.ok();
}
