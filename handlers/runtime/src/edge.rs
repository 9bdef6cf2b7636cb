//! What comes before the functions that browsers and Alexa reach: CloudFront, which shows a secret with every request
//! that it forwards. A request without it came past it, and is refused: no firewall rule has seen it, and what it says
//! about its sender is its own invention.

use crate::store::{Records, Secret, StoreError};
use http::HeaderMap;
use lambda_http::request::RequestContext;
use sayso_schemas::plan::ORIGIN_HEADER;
use serde::Deserialize;
use subtle::ConstantTimeEq;

/// Where requests come through.
#[derive(Debug)]
pub(crate) struct Edge {
    /// Name of the secret in Secrets Manager.
    secret: String,
}

/// Who sent a request, as far as the network knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Viewer(String);

/// Why a request is not served.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Outside {
    /// It did not come through CloudFront.
    #[error("the request came past CloudFront")]
    Direct,
    /// Nobody can tell: the secret could not be read.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The secret's text. Two hold while it is replaced.
#[derive(Deserialize)]
struct Known {
    #[serde(with = "crate::store::secret::exposed")]
    current: Secret,
    #[serde(default, with = "crate::store::secret::exposed::option")]
    previous: Option<Secret>,
}

impl Edge {
    pub(crate) fn new(secret: String) -> Self {
        Self { secret }
    }

    /// Reads the secret, so that the first request need not wait for it.
    pub(crate) async fn warm(&self, records: Records<'_>) -> Result<(), StoreError> {
        records.secret(&self.secret).await.map(drop)
    }

    /// Checks that a request came through CloudFront: who sent it.
    pub(crate) async fn admit(
        &self,
        records: Records<'_>,
        headers: &HeaderMap,
        context: Option<&RequestContext>,
    ) -> Result<Viewer, Outside> {
        let mut shown = headers.get_all(ORIGIN_HEADER).iter();
        let (Some(shown), None) = (shown.next(), shown.next()) else { return Err(Outside::Direct) };
        let is_known = |text: &Secret| -> Result<bool, StoreError> {
            let known: Known = serde_json::from_str(text.expose())
                .map_err(|_| StoreError::Malformed("the origin secret is no JSON"))?;
            Ok(known.is(shown.as_bytes()))
        };
        if !is_known(&records.secret(&self.secret).await?)?
            && !is_known(&records.newer_secret(&self.secret).await?)?
        {
            return Err(Outside::Direct);
        }
        Ok(Viewer::of(headers, context))
    }
}

impl Known {
    /// Hashes are compared: their length tells nothing.
    fn is(&self, shown: &[u8]) -> bool {
        let shown = crate::store::Hash::of(shown);
        let is = |known: &Secret| known.hash().as_bytes().ct_eq(shown.as_bytes());
        let current = is(&self.current);
        let previous = self.previous.as_ref().map_or(0.into(), is);
        (current | previous).into()
    }
}

impl Viewer {
    /// Each hop appends to `X-Forwarded-For` who it got the request from: CloudFront the viewer, API Gateway CloudFront.
    /// What stands before that, the viewer wrote.
    fn of(headers: &HeaderMap, context: Option<&RequestContext>) -> Self {
        let edge = match context {
            Some(RequestContext::ApiGatewayV2(context)) => context.http.source_ip.as_deref(),
            _ => None,
        };
        let lines = headers.get_all("x-forwarded-for").iter().filter_map(|line| line.to_str().ok());
        let hops: Vec<&str> = lines.flat_map(|line| line.split(',')).map(str::trim).collect();
        let viewer = hops.iter().rev().find(|hop| Some(**hop) != edge);
        Self(viewer.or(edge.as_ref()).map_or_else(String::new, |hop| (*hop).to_owned()))
    }

    /// The address: of IPv6 the network, of which a household has all the addresses.
    pub(crate) fn network(&self) -> String {
        match self.0.parse() {
            Ok(std::net::IpAddr::V6(address)) => {
                let [a, b, c, d, ..] = address.segments();
                format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
            }
            _ => self.0.clone(),
        }
    }
}
