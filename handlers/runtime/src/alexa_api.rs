//! Alexa's own API, at which the token of a request is good.

use crate::{
    alexa::{RequestEnvelope, Secret},
    calls::Http,
    config::Config,
};
use reqwest::{
    Method, Request, Response, Url,
    header::{AUTHORIZATION, HeaderValue},
};

/// Where it is, by region. An event names one of them, and its token goes nowhere else.
const HOSTS: [&str; 3] =
    ["https://api.amazonalexa.com", "https://api.eu.amazonalexa.com", "https://api.fe.amazonalexa.com"];

/// Alexa's API, as one request may use it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct AlexaApi<'a> {
    http: &'a Http,
    /// Where it is by the event.
    named: &'a str,
    /// Where it is besides Amazon's hosts: on this machine.
    stated: Option<&'a str>,
    token: &'a Secret,
}

/// Why it gave nothing. None of it says where the request went, or with what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// The event names another host.
    UnknownEndpoint,
    /// What the event says makes no request.
    Unsendable,
    /// It refused.
    Status(u16),
    /// No answer came in time.
    Timeout,
    /// No answer came.
    Unreachable,
    /// The answer is not what was asked for.
    Malformed,
}

impl Trouble {
    /// Its name in the log.
    pub(crate) fn class(self) -> &'static str {
        match self {
            Self::UnknownEndpoint => "unknown_endpoint",
            Self::Unsendable => "unsendable",
            Self::Status(_) => "status",
            Self::Timeout => "timeout",
            Self::Unreachable => "unreachable",
            Self::Malformed => "malformed",
        }
    }

    /// HTTP status.
    pub(crate) fn status(self) -> Option<u16> {
        match self {
            Self::Status(status) => Some(status),
            _ => None,
        }
    }
}

impl<'a> AlexaApi<'a> {
    /// `None` where the event does not say where it is, or has no token for it.
    pub(crate) fn new(http: &'a Http, config: &'a Config, envelope: &'a RequestEnvelope) -> Option<Self> {
        let system = envelope.context.as_ref()?.system.as_ref()?;
        let (named, token) = (system.api_endpoint.as_deref()?, system.api_access_token.as_ref()?);
        Some(Self { http, named, stated: config.alexa_api.as_deref(), token })
    }

    /// A request for the resource of these segments, which carries the token.
    pub(crate) fn request(&self, method: Method, path: &[&str]) -> Result<Request, Trouble> {
        let base = self.base().ok_or(Trouble::UnknownEndpoint)?;
        let mut url = Url::parse(base).map_err(|_| Trouble::Unsendable)?;
        // Each is percent-encoded: an id in a path is no way out of it.
        url.path_segments_mut().map_err(|()| Trouble::Unsendable)?.pop_if_empty().extend(path);
        let mut bearer = HeaderValue::try_from(format!("Bearer {}", self.token.expose()))
            .map_err(|_| Trouble::Unsendable)?;
        bearer.set_sensitive(true);
        let mut request = Request::new(method, url);
        request.headers_mut().insert(AUTHORIZATION, bearer);
        Ok(request)
    }

    /// Sends a request; an answer that is a success.
    pub(crate) async fn send(&self, request: Request) -> Result<Response, Trouble> {
        let client = self.http.client().map_err(|_| Trouble::Unsendable)?;
        let response = client.execute(request).await.map_err(|_| Trouble::Unreachable)?;
        let status = response.status();
        if status.is_success() { Ok(response) } else { Err(Trouble::Status(status.as_u16())) }
    }

    /// The event alone does not decide where a token goes.
    fn base(&self) -> Option<&'a str> {
        let named = self.named.trim_end_matches('/');
        HOSTS.into_iter().chain(self.stated).find(|known| *known == named)
    }
}
