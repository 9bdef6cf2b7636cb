//! The one HTTP client of a process.

use super::Failure;
use crate::tls;
use reqwest::{Client, redirect, retry};
use std::{fmt, sync::OnceLock, time::Duration};

/// Connections idle for longer are not used again: a frozen process finds them dead.
const IDLE: Duration = Duration::from_secs(20);

/// An HTTP client, made when it is first needed: reading the trusted certificates costs more than a whole request
/// without calls.
#[derive(Default)]
pub(crate) struct Http(OnceLock<Result<Client, String>>);

impl fmt::Debug for Http {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Http")
    }
}

impl Http {
    pub(crate) fn client(&self) -> Result<&Client, Failure> {
        self.0
            .get_or_init(|| client().map_err(|error| error.to_string()))
            .as_ref()
            .map_err(|error| Failure::apology(format!("no HTTP client could be made: {error}")))
    }
}

/// Neither redirects nor proxies: a call goes where the configuration says, or nowhere. Attempts are counted by the
/// caller, so the client makes one.
fn client() -> reqwest::Result<Client> {
    tls::trusting_the_system(Client::builder())
        .redirect(redirect::Policy::none())
        .retry(retry::never())
        .no_proxy()
        .referer(false)
        .pool_idle_timeout(IDLE)
        .tcp_nodelay(true)
        .user_agent(concat!("sayso/", env!("CARGO_PKG_VERSION")))
        .build()
}
