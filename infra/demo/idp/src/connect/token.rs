//! The token endpoint, in two editions that differ in what they say of how long tokens live.

use super::{
    OpenId,
    client::Credentials,
    habits::{Edition, Grant},
    scopes,
    tokens::{self, Own},
};
use crate::{
    Service,
    provider::Provider,
    token::{Refusal, read},
};
use aws_lc_rs::error::Unspecified;
use axum::{
    Json,
    extract::{Request, State},
    http::{
        HeaderValue, StatusCode,
        header::{AUTHORIZATION, CACHE_CONTROL, WWW_AUTHENTICATE},
    },
    response::{IntoResponse as _, Response},
};
use serde::Deserialize;
use serde_json::{Value, json};

/// What a client sends. A field that comes twice is an error (RFC 6749, 3.2), one that is not known is none.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Asked {
    grant_type: String,
    client_id: String,
    client_secret: String,
    code: Option<String>,
    redirect_uri: Option<String>,
    code_verifier: Option<String>,
    refresh_token: Option<String>,
    scope: Option<String>,
    audience: Option<String>,
    resource: Option<String>,
}

pub(super) async fn current(State(service): State<Service>, request: Request) -> Response {
    answer(&service, request, Edition::Current).await
}

pub(super) async fn first(State(service): State<Service>, request: Request) -> Response {
    answer(&service, request, Edition::First).await
}

async fn answer(service: &Service, request: Request, edition: Edition) -> Response {
    let header = Credentials::of(request.headers());
    let by_header = request.headers().contains_key(AUTHORIZATION);
    let answer = match read::<Asked>(request).await {
        Ok(asked) => grant(service, header, &asked, edition),
        Err(refusal) => {
            service.provider().openid_log.other += 1;
            Err(refusal)
        }
    };
    match answer {
        Ok(body) => ([(CACHE_CONTROL, "no-store")], Json(body)).into_response(),
        Err(refusal) => refused(refusal, by_header),
    }
}

/// RFC 6749, 5.2. A client that came by `Authorization` is told so by `WWW-Authenticate`.
pub(super) fn refused(refusal: Refusal, by_header: bool) -> Response {
    let Refusal(status, error, description) = refusal;
    let body = Json(json!({ "error": error, "error_description": description }));
    let mut response = (status, [(CACHE_CONTROL, "no-store")], body).into_response();
    if status == StatusCode::UNAUTHORIZED && by_header {
        response.headers_mut().insert(WWW_AUTHENTICATE, HeaderValue::from_static(r#"Basic realm="demo""#));
    }
    response
}

fn grant(
    service: &Service,
    header: Result<Option<Credentials>, Refusal>,
    asked: &Asked,
    edition: Edition,
) -> Result<Value, Refusal> {
    let mut provider = service.provider();
    let log = &mut provider.openid_log;
    let count = match asked.grant_type.as_str() {
        "authorization_code" => &mut log.authorization_code,
        "refresh_token" => &mut log.refresh_token,
        "client_credentials" => &mut log.client_credentials,
        _ => &mut log.other,
    };
    *count += 1;
    let Some(openid) = service.settings().openid() else {
        return Err(Refusal::wrong("OpenID Connect is not spoken here"));
    };
    Credentials::check(header?, &asked.client_id, &asked.client_secret, service.settings())?;
    let client = service.settings().client_id();
    let (grant, mut reply) = match asked.grant_type.as_str() {
        "authorization_code" => (Grant::AuthorizationCode, redeem(&mut provider, openid, client, asked)?),
        "refresh_token" => (Grant::RefreshToken, refresh(&mut provider, openid, client, asked)?),
        "client_credentials" => (Grant::ClientCredentials, own(&mut provider, openid, client, asked)?),
        "" => return Err(Refusal::wrong("`grant_type` is needed")),
        other => {
            let description = format!("there is no grant type `{other}` here");
            return Err(Refusal(StatusCode::BAD_REQUEST, "unsupported_grant_type", description));
        }
    };
    if let Some(expires_in) = provider.habits.says(edition, grant) {
        reply["expires_in"] = expires_in;
    }
    Ok(reply)
}

fn redeem(provider: &mut Provider, openid: &OpenId, client: &str, asked: &Asked) -> Result<Value, Refusal> {
    let (Some(code), Some(redirect_uri)) = (&asked.code, &asked.redirect_uri) else {
        return Err(Refusal::wrong("`code` and `redirect_uri` are needed"));
    };
    let audience = audience(asked)?;
    let family = provider
        .redeem_openid(code, redirect_uri, asked.code_verifier.as_deref())
        .ok_or_else(|| invalid_grant("the code is unknown, used, too old, or for another request"))?;
    let narrowed = narrowed(provider, family, audience)?;
    let mut reply = tokens::of_family(provider, openid, client, family, narrowed).map_err(broken)?;
    if let Some(token) = provider.families.refresh_token(family).map_err(broken)? {
        reply["refresh_token"] = token.into();
    }
    Ok(reply)
}

fn refresh(provider: &mut Provider, openid: &OpenId, client: &str, asked: &Asked) -> Result<Value, Refusal> {
    let Some(token) = &asked.refresh_token else {
        return Err(Refusal::wrong("`refresh_token` is needed"));
    };
    let audience = audience(asked)?;
    let now = provider.clock.now();
    let habits = provider.habits.clone();
    let family = provider
        .families
        .refresh(token, now, &habits)
        .ok_or_else(|| invalid_grant("the refresh token is unknown, used, or too old"))?;
    let narrowed = narrowed(provider, family, audience)?;
    let mut reply = tokens::of_family(provider, openid, client, family, narrowed).map_err(broken)?;
    if habits.rotates
        && let Some(token) = provider.families.refresh_token(family).map_err(broken)?
    {
        reply["refresh_token"] = token.into();
    }
    Ok(reply)
}

/// RFC 6749, 4.4: tokens of the app's own, without a refresh token.
fn own(provider: &mut Provider, openid: &OpenId, client: &str, asked: &Asked) -> Result<Value, Refusal> {
    let scopes = scopes::read(asked.scope.as_deref().unwrap_or_default(), false)
        .map_err(|description| Refusal(StatusCode::BAD_REQUEST, "invalid_scope", description))?;
    let own = Own { client, scopes, audience: audience(asked)? };
    tokens::of_client(provider, openid, &own).map_err(broken)
}

fn audience(asked: &Asked) -> Result<Option<&'static str>, Refusal> {
    scopes::audience(asked.audience.as_deref(), asked.resource.as_deref()).map_err(invalid_target)
}

/// RFC 8707, 2.2: what is asked for now is what was granted, or was left open then.
fn narrowed(
    provider: &Provider,
    family: usize,
    asked: Option<&'static str>,
) -> Result<Option<&'static str>, Refusal> {
    match (provider.families.given(family).and_then(|given| given.audience), asked) {
        (Some(granted), Some(asked)) if granted != asked => {
            Err(invalid_target(format!("the user did not grant access to `{asked}`")))
        }
        (granted, asked) => Ok(granted.or(asked)),
    }
}

fn invalid_target(description: String) -> Refusal {
    Refusal(StatusCode::BAD_REQUEST, "invalid_target", description)
}

fn invalid_grant(description: &str) -> Refusal {
    Refusal(StatusCode::BAD_REQUEST, "invalid_grant", description.to_owned())
}

fn broken(_: Unspecified) -> Refusal {
    Refusal(StatusCode::INTERNAL_SERVER_ERROR, "server_error", "there is no randomness".to_owned())
}
