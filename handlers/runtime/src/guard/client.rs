//! How a guarded client is made.

use reqwest::{Certificate, Client, ClientBuilder, dns::Resolve, redirect, retry};
use std::{sync::Arc, time::Duration};

/// The longest that a request may take, from the look-up of its host to the end of the answer.
const TOTAL: Duration = Duration::from_secs(3);
/// Connections idle for longer are not used again: a frozen process finds them dead.
const IDLE: Duration = Duration::from_secs(20);

/// A client that connects only to what `resolver` answers. Each of these would lead around it: a redirect, a proxy
/// from the environment. Bodies are never decompressed, also where another member's features would: a body's limit
/// then is one of what comes over the wire and of what is read.
pub(super) fn guarded(resolver: Arc<dyn Resolve>, ca: Option<&[Certificate]>) -> ClientBuilder {
    let builder = Client::builder()
        .dns_resolver(resolver)
        .redirect(redirect::Policy::none())
        .retry(retry::never())
        .no_proxy()
        .referer(false)
        .no_gzip()
        .no_brotli()
        .no_zstd()
        .no_deflate()
        .timeout(TOTAL)
        .pool_idle_timeout(IDLE)
        .tcp_nodelay(true)
        .user_agent(concat!("sayso/", env!("CARGO_PKG_VERSION")));
    match ca {
        // Only this authority: the public ones have no say about a private host.
        Some(ca) => builder.tls_certs_only(ca.iter().cloned()),
        None => builder,
    }
}
