//! What Alexa is told about account linking: SMAPI's request
//! (<https://developer.amazon.com/en-US/docs/alexa/smapi/account-linking-schemas.html>), without what differs by stage
//! and without the client's secret; both are added where they are known ([`crate::package`]).
//!
//! There are no `redirectUrls`: those lead back into an app of the skill's own (app-to-app linking), and there is none.

use crate::model::{LinkKind, Skill};
use serde::Serialize;

/// `account-linking.json`.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Envelope {
    /// `accountLinkingRequest`.
    pub account_linking_request: Request,
}

/// `accountLinkingRequest`.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Request {
    /// The authorization code grant.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// Alexa's id at the token endpoint, where it is the same in every stage.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
    /// What Alexa asks for.
    pub scopes: Vec<String>,
    /// How Alexa proves that it is the client.
    pub access_token_scheme: &'static str,
    /// Alexa's own fallback for an answer that lost its `expires_in`: without one, a token is never refreshed.
    pub default_token_expiration_in_seconds: u64,
    /// Alexa proves that who brings the code is who began (RFC 7636). It does so only where it is told to.
    pub pkce_configuration: Pkce,
    /// Hosts that users are sent to from the page; the page's own is added.
    pub domains: Vec<String>,
}

/// `pkceConfiguration`.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Pkce {
    /// `ENABLED`.
    pub status: &'static str,
    /// `S256`.
    pub code_challenge_method: &'static str,
}

/// Derives it; `client_id` is Alexa's, where it is the same in every stage. None in a skill without linking.
pub fn request(skill: &Skill, client_id: Option<&str>) -> Option<Envelope> {
    let (scopes, access_s, authorize) = match (&skill.linking, &skill.proxy) {
        (Some(linking), _) => {
            let authorize = linking.methods.values().filter_map(|method| match &method.kind {
                LinkKind::Oauth { authorize, .. } => Some(authorize.as_str()),
                LinkKind::Form { .. } => None,
            });
            (vec![super::SCOPE.to_owned()], linking.access_s, authorize.collect::<Vec<_>>())
        }
        (None, Some(proxy)) => (proxy.scopes.clone(), proxy.access_s, vec![proxy.authorize.as_str()]),
        (None, None) => return None,
    };
    let mut domains = Vec::new();
    for host in authorize.into_iter().filter_map(crate::package::host) {
        if !domains.contains(&host) {
            domains.push(host);
        }
    }
    let account_linking_request = Request {
        kind: "AUTH_CODE",
        client_id: client_id.map(str::to_owned),
        scopes,
        access_token_scheme: "HTTP_BASIC",
        default_token_expiration_in_seconds: access_s,
        pkce_configuration: Pkce { status: "ENABLED", code_challenge_method: "S256" },
        domains,
    };
    Some(Envelope { account_linking_request })
}
