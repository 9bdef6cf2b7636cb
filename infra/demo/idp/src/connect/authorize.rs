//! The authorization endpoint.

use super::scopes;
use crate::{
    Service,
    authorize::{Authorize, Refusal, begin},
    provider::{Asked, OpenIdAsked},
};
use axum::{
    extract::{Query, State, rejection::QueryRejection},
    response::Response,
};

pub(super) async fn authorize(
    State(service): State<Service>,
    query: Result<Query<Authorize>, QueryRejection>,
) -> Response {
    begin(&service, query, asked)
}

/// What an app asks for, if it does so rightly.
fn asked(query: Authorize, redirect_uri: &str) -> Result<Asked, Refusal> {
    if query.response_type.as_deref() != Some("code") {
        return Err(("unsupported_response_type", "`response_type` must be `code`".to_owned()));
    }
    // OpenID Connect Core, 3.1.2.1: nobody is asked, but nobody is logged in here before they are.
    if query.prompt.as_deref() == Some("none") {
        return Err(("login_required", "nobody is logged in".to_owned()));
    }
    let challenge = query.challenge()?;
    let scopes = scopes::read(query.scope.as_deref().unwrap_or_default(), true)
        .map_err(|description| ("invalid_scope", description))?;
    let audience = scopes::audience(query.audience.as_deref(), query.resource.as_deref())
        .map_err(|description| ("invalid_target", description))?;
    let openid = Some(OpenIdAsked { nonce: query.nonce, audience });
    Ok(Asked { redirect_uri: redirect_uri.to_owned(), state: query.state, scopes, challenge, openid })
}
