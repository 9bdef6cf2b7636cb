//! What comes before the functions that browsers and Alexa reach: CloudFront, which shows a secret with every request
//! that it forwards. A request without it came past it, and is refused: no firewall rule has seen it, and what it says
//! about its sender is its own invention.

use crate::store::{Records, Secret, StoreError};
use http::HeaderMap;
use lambda_http::request::RequestContext;
use sayso_schemas::plan::ORIGIN_HEADER;
use serde::Deserialize;
use std::net::IpAddr;
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
        // A secret that somebody forgot to fill in opens nothing.
        if shown.is_empty() {
            return Err(Outside::Direct);
        }
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
        match self.0.parse().map(|address: IpAddr| address.to_canonical()) {
            Ok(IpAddr::V6(address)) => {
                let [a, b, c, d, ..] = address.segments();
                format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
            }
            Ok(IpAddr::V4(address)) => address.to_string(),
            Err(_) => self.0.clone(),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;
    use crate::store::tests::cloud::{Cloud, ORIGIN_SECRET, soon};
    use sayso_local::aws::{FaultKind, Service};
    use serde_json::json;

    fn shown(lines: &[&str]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(ORIGIN_HEADER, line.parse().unwrap());
        }
        headers
    }

    async fn is_direct(edge: &Edge, records: Records<'_>, lines: &[&str]) -> bool {
        match edge.admit(records, &shown(lines), None).await {
            Ok(_) => false,
            Err(Outside::Direct) => true,
            Err(Outside::Store(error)) => unreachable!("{error}"),
        }
    }

    #[tokio::test]
    async fn only_who_shows_the_secret_comes_through() {
        let cloud = Cloud::start().await;
        let (store, secret) = (cloud.store("link"), cloud.origin_secret());
        let (edge, records) = (Edge::new(ORIGIN_SECRET.to_owned()), store.within(soon()));
        assert!(!is_direct(&edge, records, &[&secret]).await);
        let longer = format!("{secret}0");
        let upper = secret.to_uppercase();
        for lines in [&[][..], &[""], &["x"], &[&longer], &[&upper], &[&secret[1..]], &[&secret, &secret]] {
            assert!(is_direct(&edge, records, lines).await, "{lines:?}");
        }
        assert_eq!(cloud.denied(), 0);
    }

    #[tokio::test]
    async fn who_cannot_tell_lets_nobody_through() {
        let cloud = Cloud::start().await;
        let store = cloud.store("link");
        let edge = Edge::new(ORIGIN_SECRET.to_owned());
        cloud.fault(Service::SecretsManager, "GetSecretValue", FaultKind::Internal, None);
        let refused = edge.admit(store.within(soon()), &shown(&[&cloud.origin_secret()]), None).await;
        assert!(matches!(refused, Err(Outside::Store(_))), "{refused:?}");
    }

    #[test]
    fn two_secrets_hold_while_one_is_replaced_and_an_odd_text_holds_none() {
        let known = |text: &str| serde_json::from_str::<Known>(text);
        let both = known(r#"{"current": "new", "previous": "old"}"#).unwrap();
        assert!(both.is(b"new") && both.is(b"old") && !both.is(b"newold") && !both.is(b""));
        let one = known(r#"{"current": "new"}"#).unwrap();
        assert!(one.is(b"new") && !one.is(b"old"));
        assert!(known("new").is_err() && known("{}").is_err());
    }

    fn viewer(forwarded: &[&str], source: Option<&str>) -> Viewer {
        let mut headers = HeaderMap::new();
        for line in forwarded {
            headers.append("x-forwarded-for", line.parse().unwrap());
        }
        let context = source.map(|source| {
            let context = json!({"http": {"method": "GET", "sourceIp": source}});
            RequestContext::ApiGatewayV2(serde_json::from_value(context).unwrap())
        });
        Viewer::of(&headers, context.as_ref())
    }

    #[test]
    fn who_sent_a_request_is_what_the_edge_says() {
        let (user, edge) = ("203.0.113.7", "130.176.1.2");
        for forwarded in [
            &["203.0.113.7"][..],
            &["203.0.113.7, 130.176.1.2"],
            &["203.0.113.7,130.176.1.2,130.176.1.2"],
            &["203.0.113.7", "130.176.1.2"],
            // What stands before was written by the user.
            &["198.51.100.1, 203.0.113.7, 130.176.1.2"],
            &["198.51.100.1", "203.0.113.7, 130.176.1.2"],
            &["130.176.1.2, 203.0.113.7, 130.176.1.2"],
            &["x\"', ,203.0.113.7 , 130.176.1.2"],
        ] {
            assert_eq!(viewer(forwarded, Some(edge)), Viewer(user.to_owned()), "{forwarded:?}");
        }
        assert_eq!(viewer(&[], Some(edge)), Viewer(edge.to_owned()));
        assert_eq!(viewer(&[edge], Some(edge)), Viewer(edge.to_owned()));
        assert_eq!(viewer(&[user], None), Viewer(user.to_owned()));
        assert_eq!(viewer(&[], None), Viewer(String::new()));
    }

    #[test]
    fn a_household_is_one() {
        let network = |address: &str| Viewer(address.to_owned()).network();
        assert_eq!(network("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::/64");
        assert_eq!(network("2001:DB8:1:2::9"), network("2001:db8:1:2:3:4:5:6"));
        assert_ne!(network("2001:db8:1:3::9"), network("2001:db8:1:2::9"));
        assert_eq!(network("203.0.113.7"), "203.0.113.7");
        assert_eq!(network("::ffff:203.0.113.7"), "203.0.113.7", "an IPv4 address is nobody else's");
        assert_eq!(network("unknown"), "unknown");
    }
}
