//! Whom a process trusts.

use reqwest::ClientBuilder;
use rustls::{ClientConfig, RootCertStore, crypto::aws_lc_rs};
use std::sync::{Arc, LazyLock};

/// What reqwest would make for each client. Reading the system's certificates takes milliseconds, so they are read once
/// for all; nothing where there are none, or none can be read.
static CONFIG: LazyLock<Option<ClientConfig>> = LazyLock::new(|| {
    let mut roots = RootCertStore::empty();
    let (trusted, _) = roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    if trusted == 0 {
        return None;
    }
    let provider = Arc::new(aws_lc_rs::default_provider());
    let builder = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().ok()?;
    let mut config = builder.with_root_certificates(roots).with_no_client_auth();
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Some(config)
});

/// Trusts whom the system trusts. Where that is nobody, the client says so when it is built.
pub(crate) fn trusting_the_system(builder: ClientBuilder) -> ClientBuilder {
    match &*CONFIG {
        Some(config) => builder.tls_backend_preconfigured(config.clone()),
        None => builder,
    }
}
