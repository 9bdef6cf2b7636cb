//! How a client shows that it is the app (RFC 6749, 2.3.1).

use crate::{settings::Settings, token::Refusal};
use axum::http::{HeaderMap, StatusCode, header::AUTHORIZATION};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use percent_encoding::percent_decode_str;

/// An id and a secret, as they came.
pub(super) struct Credentials {
    id: String,
    secret: String,
}

impl Credentials {
    /// Those of the header, if there are any.
    pub(super) fn of(headers: &HeaderMap) -> Result<Option<Self>, Refusal> {
        let Some(header) = headers.get(AUTHORIZATION) else { return Ok(None) };
        let decoded = header
            .to_str()
            .ok()
            .and_then(|header| header.split_once(' '))
            .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("basic"))
            .and_then(|(_, credentials)| STANDARD.decode(credentials.trim()).ok())
            .and_then(|bytes| String::from_utf8(bytes).ok());
        let Some((id, secret)) = decoded.as_deref().and_then(|pair| pair.split_once(':')) else {
            return Err(unknown());
        };
        Ok(Some(Self { id: decode(id)?, secret: decode(secret)? }))
    }

    /// Whether the client is the app, by the header or by the body; one is enough, and both are too much (RFC 6749, 2.3).
    pub(super) fn check(
        header: Option<Self>,
        id: &str,
        secret: &str,
        settings: &Settings,
    ) -> Result<(), Refusal> {
        let known = match header {
            Some(_) if !secret.is_empty() => {
                return Err(Refusal::wrong(
                    "authenticate by `Authorization` or by `client_secret`, not both",
                ));
            }
            // The id may be in the body, too; then it is the same.
            Some(header) => {
                (id.is_empty() || id == header.id) && settings.is_client(&header.id, &header.secret)
            }
            None => settings.is_client(id, secret),
        };
        if known { Ok(()) } else { Err(unknown()) }
    }
}

fn unknown() -> Refusal {
    let description = "no app has this client id and secret".to_owned();
    Refusal(StatusCode::UNAUTHORIZED, "invalid_client", description)
}

/// Both parts are encoded as in a form before they are joined.
fn decode(part: &str) -> Result<String, Refusal> {
    let spaced = part.replace('+', " ");
    percent_decode_str(&spaced).decode_utf8().map(Into::into).map_err(|_| unknown())
}
