//! Signing in at a provider: the way there, and what waits for the choice of a site.

use super::query;
use crate::{
    LinkMethod, ProviderLink, Site,
    account::Credential,
    store::{
        Hash, RandomError, Secret,
        bearer_sealed::{self, NotSealedFor, Purpose},
    },
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

/// The path to which every provider sends users back.
pub(super) const CALLBACK: &str = "/link/callback";

/// The most sites that are kept. Who has more sees the first ones.
const MOST_SITES: usize = 100;

/// A request to a provider that is about to be made.
#[derive(Debug)]
pub(super) struct Departure {
    /// Ours, and known to this browser only: the linking's id, and something random.
    pub(super) state: Secret,
    /// The PKCE verifier.
    pub(super) verifier: Secret,
}

impl Departure {
    pub(super) fn new(transaction: &str) -> Result<Self, RandomError> {
        let state = Secret::new(format!("{transaction}.{}", Secret::token()?.expose()));
        Ok(Self { state, verifier: Secret::token()? })
    }

    /// Where the user signs in (RFC 6749, section 4.1.1; RFC 7636, section 4.3).
    pub(super) fn location(
        &self,
        authorize: &str,
        client: &str,
        issuer: &str,
        provider: &ProviderLink,
    ) -> String {
        let mut url = authorize.to_owned();
        let challenge = URL_SAFE_NO_PAD.encode(self.verifier.hash().as_bytes());
        query::append(
            &mut url,
            &[
                ("response_type", "code"),
                ("client_id", client),
                ("redirect_uri", &callback(issuer)),
                ("scope", &provider.scopes.join(" ")),
                ("state", self.state.expose()),
                ("code_challenge", &challenge),
                ("code_challenge_method", "S256"),
            ],
        );
        query::append(&mut url, provider.parameters);
        url
    }
}

/// Where every provider sends users back.
pub(super) fn callback(issuer: &str) -> String {
    format!("{issuer}{CALLBACK}")
}

/// The linking that a `state` of ours is for.
pub(super) fn transaction_of(state: &str) -> Option<&str> {
    state.split_once('.').map(|(transaction, _)| transaction)
}

/// What a provider gave, until the user has chosen a site.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Waiting {
    /// Without a site.
    pub(super) credential: Credential,
    pub(super) sites: Vec<Site>,
}

impl Waiting {
    pub(super) fn new(credential: Credential, mut sites: Vec<Site>) -> Self {
        sites.truncate(MOST_SITES);
        Self { credential, sites }
    }

    /// For the browser that keeps `browser`, in its linking `id`.
    pub(super) fn seal(&self, browser: &Secret, id: &Hash) -> Result<Vec<u8>, NotSealedFor> {
        let text = Zeroizing::new(serde_json::to_vec(self).map_err(|_| NotSealedFor)?);
        bearer_sealed::seal(browser, Purpose::ProviderTokens, &id.to_string(), &text)
    }

    pub(super) fn open(browser: &Secret, id: &Hash, sealed: &[u8]) -> Result<Self, NotSealedFor> {
        let text = bearer_sealed::open(browser, Purpose::ProviderTokens, &id.to_string(), sealed)?;
        serde_json::from_slice(&text).map_err(|_| NotSealedFor)
    }
}

/// The credential, for one site of its account.
pub(super) fn at_site(mut credential: Credential, id: &str) -> Credential {
    if let Credential::Provider { site, .. } = &mut credential {
        *site = Some(id.to_owned());
    }
    credential
}

/// What tells the sites of one provider from those of another, and from typed addresses.
pub(super) fn site_of(method: &LinkMethod, site: &str) -> String {
    format!("{} {site}", method.name)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn the_way_there_carries_our_own_state_and_challenge() {
        let provider = ProviderLink {
            variable: "SAYSO_PROVIDER_ATLAS",
            parameters: &[("audience", "api.example.com"), ("prompt", "consent")],
            scopes: &["read:shop", "offline_access"],
            base: "",
            sites: true,
            leeway: Duration::ZERO,
        };
        let departure = Departure {
            state: Secret::new("tx.random"),
            // RFC 7636, appendix B.
            verifier: Secret::new("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"),
        };
        let location =
            departure.location("https://id.example/authorize", "me", "https://link.example.com", &provider);
        assert_eq!(
            location,
            "https://id.example/authorize?response_type=code&client_id=me\
             &redirect_uri=https%3A%2F%2Flink.example.com%2Flink%2Fcallback&scope=read%3Ashop%20offline_access\
             &state=tx.random&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM\
             &code_challenge_method=S256&audience=api.example.com&prompt=consent"
        );
    }

    #[test]
    fn a_state_names_its_linking_and_cannot_be_guessed() {
        let (one, two) = (Departure::new("tx-1").unwrap(), Departure::new("tx-1").unwrap());
        assert_eq!(transaction_of(one.state.expose()), Some("tx-1"));
        assert_ne!(one.state, two.state);
        assert_eq!(one.verifier.expose().len(), 43, "RFC 7636, section 4.1");
        assert_eq!(transaction_of("tx-1"), None);
    }
}
