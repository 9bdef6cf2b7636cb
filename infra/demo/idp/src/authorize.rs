//! The authorization endpoint, and the forms that follow it.

use crate::{
    Service, location, pages,
    provider::{Asked, NoLogin},
    scopes,
};
use axum::{
    extract::{
        Form, Query, State,
        rejection::{FormRejection, QueryRejection},
    },
    http::{HeaderValue, StatusCode, header::LOCATION},
    response::{IntoResponse as _, Response},
};
use serde::Deserialize;

/// What every app of this provider sends as `audience`.
const AUDIENCE: &str = "api.atlassian.com";

/// A parameter that comes twice is an error (RFC 6749, 3.1), one that is not known is none.
#[derive(Deserialize)]
pub(crate) struct Authorize {
    pub(crate) audience: Option<String>,
    /// Of OpenID Connect only, as is `nonce`.
    pub(crate) resource: Option<String>,
    client_id: Option<String>,
    pub(crate) scope: Option<String>,
    redirect_uri: Option<String>,
    pub(crate) state: Option<String>,
    pub(crate) response_type: Option<String>,
    pub(crate) prompt: Option<String>,
    pub(crate) nonce: Option<String>,
    code_challenge: Option<String>,
    code_challenge_method: Option<String>,
}

/// An `error` for the app, and its description.
pub(crate) type Refusal = (&'static str, String);

pub(crate) async fn authorize(
    State(service): State<Service>,
    query: Result<Query<Authorize>, QueryRejection>,
) -> Response {
    begin(&service, query, asked)
}

/// Brings the user to the login, if `asked` finds no fault with what the app asks for.
pub(crate) fn begin(
    service: &Service,
    query: Result<Query<Authorize>, QueryRejection>,
    asked: impl FnOnce(Authorize, &str) -> Result<Asked, Refusal>,
) -> Response {
    let Ok(Query(query)) = query else {
        return pages::refused("The app's request can't be read; or a parameter comes twice.");
    };
    let settings = service.settings();
    // Nobody is sent to an address that the app did not register (RFC 6749, 4.1.2.1).
    if query.client_id.as_deref() != Some(settings.client_id()) {
        return pages::refused("No app is registered with this client id.");
    }
    let redirect = query.redirect_uri.clone();
    let Some(redirect) = redirect.as_deref().and_then(|asked| settings.redirect(asked)) else {
        return pages::refused("The app did not register the address to which it wants you to be sent back.");
    };
    let state = query.state.clone();
    match asked(query, redirect) {
        Err((error, description)) => {
            let mut refused = vec![("error", error), ("error_description", description.as_str())];
            refused.extend(state.as_deref().map(|state| ("state", state)));
            see_other(&location::with(redirect, &refused))
        }
        Ok(asked) => match service.provider().begin(asked) {
            Ok(request) => pages::login(settings.client_id(), &request, None),
            Err(_) => pages::broken(),
        },
    }
}

/// What an app asks for, if it does so rightly.
fn asked(query: Authorize, redirect_uri: &str) -> Result<Asked, Refusal> {
    let wrong = |what: &str| Err(("invalid_request", what.to_owned()));
    if query.response_type.as_deref() != Some("code") {
        return Err(("unsupported_response_type", "`response_type` must be `code`".to_owned()));
    }
    if query.audience.as_deref() != Some(AUDIENCE) {
        return wrong("`audience` must be `api.atlassian.com`");
    }
    if query.prompt.as_deref() != Some("consent") {
        return wrong("`prompt` must be `consent`");
    }
    if query.state.as_deref().is_none_or(str::is_empty) {
        return wrong("`state` is missing");
    }
    let challenge = query.challenge()?;
    let scopes = scopes::read(query.scope.as_deref().unwrap_or_default()).map_err(|odd| {
        let description = if odd.is_empty() {
            "`scope` is missing".to_owned()
        } else {
            format!("there is no scope `{odd}`")
        };
        ("invalid_scope", description)
    })?;
    Ok(Asked { redirect_uri: redirect_uri.to_owned(), state: query.state, scopes, challenge, openid: None })
}

impl Authorize {
    /// PKCE's challenge, where it is used.
    pub(crate) fn challenge(&self) -> Result<Option<String>, Refusal> {
        match (&self.code_challenge, self.code_challenge_method.as_deref()) {
            (None, None) => Ok(None),
            // The base64url of a SHA-256.
            (Some(challenge), Some("S256")) if challenge.len() == 43 => Ok(Some(challenge.clone())),
            _ => {
                let description =
                    "`code_challenge` needs `code_challenge_method=S256`, and is 43 characters long";
                Err(("invalid_request", description.to_owned()))
            }
        }
    }
}

#[derive(Deserialize)]
pub(crate) struct Login {
    request: String,
    username: String,
    password: String,
}

pub(crate) async fn login(
    State(service): State<Service>,
    form: Result<Form<Login>, FormRejection>,
) -> Response {
    let Ok(Form(Login { request, username, password })) = form else {
        return pages::refused("The form can't be read.");
    };
    let client = service.settings().client_id();
    let login = service.provider().login(&request, username.trim(), &password);
    match login {
        Ok((user, asked)) => pages::consent(client, &request, user, &asked),
        Err(NoLogin::Wrong) => pages::login(client, &request, Some(&username)),
        Err(NoLogin::Gone) => pages::gone(),
    }
}

#[derive(Deserialize)]
pub(crate) struct Consent {
    request: String,
    decision: Decision,
}

#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Decision {
    Allow,
    Deny,
}

pub(crate) async fn consent(
    State(service): State<Service>,
    form: Result<Form<Consent>, FormRejection>,
) -> Response {
    let Ok(Form(Consent { request, decision })) = form else {
        return pages::refused("The form can't be read.");
    };
    let decided = service.provider().decide(&request, decision == Decision::Allow);
    match decided {
        Ok(Some(location)) => see_other(&location),
        Ok(None) => pages::gone(),
        Err(_) => pages::broken(),
    }
}

/// 303, never 307: a POST's body is not sent on (RFC 9700, 4.12).
fn see_other(location: &str) -> Response {
    match HeaderValue::from_str(location) {
        Ok(location) => (StatusCode::SEE_OTHER, [(LOCATION, location)]).into_response(),
        Err(_) => pages::broken(),
    }
}
