//! The keys of the identity provider.

use crate::problem::Problem;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use reqwest::Client;
use serde::{Deserialize, de::DeserializeOwned};
use std::{collections::BTreeMap, time::Duration};
use tokio::sync::Mutex;

/// A public key of P-256: an uncompressed point.
pub(crate) type Point = Vec<u8>;

/// The keys, by id; asked for when one is needed that is not known.
pub(crate) struct Keys {
    issuer: String,
    client: Client,
    known: Mutex<BTreeMap<String, Point>>,
}

#[derive(Deserialize)]
struct Metadata {
    issuer: String,
    jwks_uri: String,
}

#[derive(Deserialize)]
struct KeySet {
    keys: Vec<Key>,
}

/// RFC 7517. Of keys of other kinds, only that they are there.
#[derive(Deserialize)]
struct Key {
    #[serde(default)]
    kid: String,
    #[serde(default)]
    crv: String,
    #[serde(default)]
    x: String,
    #[serde(default)]
    y: String,
}

impl Keys {
    /// Those of the provider at a base URL.
    pub(crate) fn new(provider: &str) -> reqwest::Result<Self> {
        let client = Client::builder().no_proxy().timeout(Duration::from_secs(5)).build()?;
        let issuer = provider.trim_end_matches('/').to_owned();
        Ok(Self { issuer, client, known: Mutex::default() })
    }

    /// Who tokens must be from.
    pub(crate) fn issuer(&self) -> &str {
        &self.issuer
    }

    /// The key of an id; nothing where the provider has none.
    pub(crate) async fn find(&self, id: &str) -> Result<Option<Point>, Problem> {
        let mut known = self.known.lock().await;
        if !known.contains_key(id) {
            *known = self.fetch().await.map_err(|problem| {
                Problem::unreachable(format!("the identity provider's keys can't be read: {problem}"))
            })?;
        }
        Ok(known.get(id).cloned())
    }

    async fn fetch(&self) -> Result<BTreeMap<String, Point>, String> {
        let at = format!("{}/.well-known/openid-configuration", self.issuer);
        let metadata: Metadata = self.get(&at).await?;
        // OpenID Connect Discovery, 4.3: it speaks of whom it was asked about.
        if metadata.issuer != self.issuer {
            return Err("it says that it is another one".to_owned());
        }
        let set: KeySet = self.get(&metadata.jwks_uri).await?;
        Ok(set.keys.into_iter().filter_map(|key| Some((key.kid.clone(), key.point()?))).collect())
    }

    async fn get<T: DeserializeOwned>(&self, url: &str) -> Result<T, String> {
        let answer = self.client.get(url).send().await.and_then(reqwest::Response::error_for_status);
        let read = async { answer?.json().await };
        read.await.map_err(|error| error.without_url().to_string())
    }
}

impl Key {
    fn point(&self) -> Option<Point> {
        let half = |text: &str| URL_SAFE_NO_PAD.decode(text).ok().filter(|bytes| bytes.len() == 32);
        let (x, y) = (half(&self.x)?, half(&self.y)?);
        // SEC 1, 2.3.3: 4, and both coordinates.
        (self.crv == "P-256" && !self.kid.is_empty()).then(|| [vec![4], x, y].concat())
    }
}
