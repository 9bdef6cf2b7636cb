//! Access tokens in the shape of RFC 9068, and ID tokens.

use super::{OpenId, families::Given, scopes::OPENID};
use crate::{accounts::User, provider::Provider, random};
use aws_lc_rs::error::Unspecified;
use serde_json::{Map, Value, json};

/// What a token of the app's own says.
pub(super) struct Own<'a> {
    pub(super) client: &'a str,
    pub(super) scopes: Vec<&'static str>,
    pub(super) audience: Option<&'static str>,
}

/// The reply with new tokens of a family.
pub(super) fn of_family(
    provider: &mut Provider,
    openid: &OpenId,
    client: &str,
    family: usize,
    audience: Option<&'static str>,
) -> Result<Value, Unspecified> {
    let given = provider.families.given(family).ok_or(Unspecified)?.clone();
    let mut reply =
        access(provider, openid, (given.user.subject, client), &given.scopes, audience, Some(family))?;
    if given.scopes.contains(&OPENID) {
        reply["id_token"] = id_token(provider, openid, client, &given)?.into();
    }
    Ok(reply)
}

/// The reply with a token of the app's own, whose subject is the app (RFC 9068, 2.2).
pub(super) fn of_client(
    provider: &mut Provider,
    openid: &OpenId,
    own: &Own<'_>,
) -> Result<Value, Unspecified> {
    access(provider, openid, (own.client, own.client), &own.scopes, own.audience, None)
}

fn access(
    provider: &mut Provider,
    openid: &OpenId,
    (subject, client): (&str, &str),
    scopes: &[&'static str],
    audience: Option<&'static str>,
    family: Option<usize>,
) -> Result<Value, Unspecified> {
    let (issued, scope) = (provider.clock.unix(), scopes.join(" "));
    let claims = json!({
        "iss": openid.issuer,
        "sub": subject,
        // RFC 9068, 3: without a service that it is for, it is for the provider itself.
        "aud": audience.unwrap_or(&openid.issuer),
        "exp": issued.saturating_add(provider.habits.lifetime),
        "iat": issued,
        "jti": random::text::<16>()?,
        "client_id": client,
        "scope": scope,
    });
    let token = openid.signer.sign("at+jwt", &claims)?;
    provider.families.keep(token.clone(), family, claims);
    Ok(json!({ "access_token": token, "token_type": "Bearer", "scope": scope }))
}

/// OpenID Connect Core, 2.
fn id_token(
    provider: &Provider,
    openid: &OpenId,
    client: &str,
    given: &Given,
) -> Result<String, Unspecified> {
    let issued = provider.clock.unix();
    let mut claims = about(given.user, &given.scopes);
    claims.extend([
        ("iss".to_owned(), json!(openid.issuer)),
        ("aud".to_owned(), json!(client)),
        ("exp".to_owned(), json!(issued.saturating_add(provider.habits.lifetime))),
        ("iat".to_owned(), json!(issued)),
    ]);
    claims.extend(given.nonce.as_ref().map(|nonce| ("nonce".to_owned(), json!(nonce))));
    openid.signer.sign("JWT", &Value::Object(claims))
}

/// What scopes tell about a user (OpenID Connect Core, 5.4).
pub(super) fn about(user: &User, scopes: &[&str]) -> Map<String, Value> {
    let mut claims = Map::from_iter([("sub".to_owned(), json!(user.subject))]);
    for (scope, value) in [("profile", ("name", user.name)), ("email", ("email", user.email))] {
        if scopes.contains(&scope) {
            claims.insert(value.0.to_owned(), json!(value.1));
        }
    }
    claims
}
