//! What listens on this machine is asked by.

use reqwest::{Client, ClientBuilder};

/// A client of programs of this machine, over plain HTTP. It reads none of the system's authorities: that takes longer
/// than most of what it asks, each time that one is made.
pub(crate) fn client() -> ClientBuilder {
    Client::builder().no_proxy().tls_certs_only([])
}
