//! The provider's token endpoint, whose address is the configuration's and nobody else's.

use super::{
    asked::Asked,
    reply::{self, Odd, Reply},
};
use crate::{Proxy, ProxyAuthentication, ProxyBody, config::ProviderConfig, store::Secret};
use base64::{Engine, engine::general_purpose::STANDARD};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::{
    Client, Method, Request, Response,
    header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, RETRY_AFTER},
};
use std::collections::BTreeMap;
use tokio::time::{Instant, timeout_at};
use zeroize::Zeroizing;

/// The largest answer that is read, in bytes.
const LARGEST: usize = 64 * 1024;
/// The longest wait that is passed on, in seconds.
const LONGEST_WAIT: i64 = 3600;
/// Everything but the unreserved characters of RFC 3986, section 2.3.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Why there is no answer to pass on. No text here holds what the provider said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// No connection, so nothing was asked.
    Unreachable,
    /// The request went out, and no whole answer came: whether the provider acted on it is unknown.
    Lost,
    /// The answer is no OAuth.
    Odd(Odd),
    /// The request cannot be written: what the spec or the environment declares does not fit into a header.
    Unwritable,
}

/// The provider, as it is asked once.
pub(super) struct Upstream<'a> {
    pub(super) client: &'a Client,
    pub(super) proxy: &'static Proxy,
    pub(super) config: &'a ProviderConfig,
    pub(super) secret: &'a Secret,
}

impl Upstream<'_> {
    /// Asks, once, for an answer before `deadline`, and says by `clock` when it came, in epoch seconds: what the provider
    /// says of lives it says of the time of its answer.
    pub(super) async fn ask(
        &self,
        asked: &Asked,
        clock: impl Fn() -> i64,
        deadline: Instant,
    ) -> Result<(Reply, i64), Fault> {
        let request = self.request(asked).ok_or(Fault::Unwritable)?;
        let ask = async {
            let unreachable =
                |error: reqwest::Error| if error.is_connect() { Fault::Unreachable } else { Fault::Lost };
            let response = self.client.execute(request).await.map_err(unreachable)?;
            let status = response.status().as_u16();
            let wait = wait(response.headers());
            let body = body(response).await?;
            let declared = i64::try_from(self.proxy.access.as_secs()).unwrap_or(i64::MAX);
            let came = clock();
            reply::read(status, &body, wait, declared, came).map(|reply| (reply, came)).map_err(Fault::Odd)
        };
        timeout_at(deadline, ask).await.unwrap_or(Err(Fault::Lost))
    }

    fn request(&self, asked: &Asked) -> Option<Request> {
        let mut fields: BTreeMap<&str, &str> =
            asked.fields.iter().map(|(name, value)| (*name, value.expose())).collect();
        let mut request = Request::new(Method::POST, self.config.token.clone());
        let headers = request.headers_mut();
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        for (name, value) in self.proxy.headers {
            headers.insert(HeaderName::from_bytes(name.as_bytes()).ok()?, HeaderValue::from_str(value).ok()?);
        }
        let (id, secret) = (self.config.client_id.as_str(), self.secret.expose());
        match self.proxy.authentication {
            // Both parts are form-encoded before they are joined (RFC 6749, section 2.3.1).
            ProxyAuthentication::Basic => {
                let pair = Zeroizing::new(format!("{}:{}", encoded(id), encoded(secret)));
                let basic = Zeroizing::new(format!("Basic {}", STANDARD.encode(pair.as_bytes())));
                let mut value = HeaderValue::from_str(&basic).ok()?;
                value.set_sensitive(true);
                headers.insert(AUTHORIZATION, value);
            }
            ProxyAuthentication::Body => {
                fields.insert("client_id", id);
                fields.insert("client_secret", secret);
            }
        }
        let (kind, text) = match self.proxy.body {
            ProxyBody::Form => ("application/x-www-form-urlencoded", form(&fields)),
            ProxyBody::Json => ("application/json", serde_json::to_string(&fields).ok()?),
        };
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
        *request.body_mut() = Some(text.into());
        Some(request)
    }
}

fn encoded(text: &str) -> impl std::fmt::Display {
    utf8_percent_encode(text, RESERVED)
}

fn form(fields: &BTreeMap<&str, &str>) -> String {
    let pairs = fields.iter().map(|(name, value)| format!("{}={}", encoded(name), encoded(value)));
    pairs.collect::<Vec<_>>().join("&")
}

/// `Retry-After` in seconds (RFC 9110, section 10.2.3); as a date it is not worth reading.
fn wait(headers: &HeaderMap) -> Option<i64> {
    let seconds: i64 = headers.get(RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()?;
    Some(seconds.clamp(1, LONGEST_WAIT))
}

async fn body(mut response: Response) -> Result<Zeroizing<Vec<u8>>, Fault> {
    let mut body = Zeroizing::new(Vec::new());
    loop {
        match response.chunk().await {
            Ok(Some(chunk)) if body.len() + chunk.len() > LARGEST => {
                return Err(Fault::Odd(Odd::Malformed(response.status().as_u16())));
            }
            Ok(Some(chunk)) => body.extend_from_slice(&chunk),
            Ok(None) => return Ok(body),
            Err(_) => return Err(Fault::Lost),
        }
    }
}
