//! The authorization request (RFC 6749, section 4.1.1; RFC 7636, section 4.3): a pure function over the raw query.
//!
//! First who asks and where the user would be sent back. As long as that is not certain nobody is sent anywhere; from
//! then on every error goes there (RFC 6749, section 4.1.2.1).

use super::query::{self, Query, Twice};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// The largest `state`, in bytes. Alexa's is long, and demands several kilobytes.
const LARGEST_STATE: usize = 4096;

/// What a client without PKCE is told, in the characters that RFC 6749, section 4.1.2.1 allows.
pub(super) const NO_PKCE: &str = "code_challenge with code_challenge_method=S256 is required (RFC 7636): in the Alexa developer \
                       console, Account Linking, turn on Proof Key for Code Exchange (PKCE) with S256";

/// What is known about clients.
#[derive(Debug, Clone, Copy)]
pub(super) struct Known<'a> {
    /// This server's own name, RFC 9207.
    pub(super) issuer: &'a str,
    /// The only client.
    pub(super) client: &'a str,
    /// Where it may have users sent back.
    pub(super) redirects: &'a [String],
    /// What it may ask for: scopes, parted by spaces.
    pub(super) scope: &'a str,
}

/// A request that may go on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Request {
    /// Who asks.
    pub(super) client: String,
    /// Where the user is sent back.
    pub(super) redirect: String,
    /// The client's own, as it stands in a query.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) state: Option<String>,
    /// SHA-256 of the verifier that the code's redemption must show, base64url.
    pub(super) challenge: String,
    /// Scopes, parted by spaces.
    pub(super) scope: String,
}

/// A request that may not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Refused {
    /// The user sees why. Sent nowhere: an open redirector would help who phishes (RFC 9700, section 4.11).
    Page(&'static str),
    /// The user is sent back.
    Back {
        /// Where to.
        location: String,
        /// The error's code.
        error: &'static str,
        /// What is wrong.
        reason: &'static str,
    },
}

/// An error that goes back to the client.
type Error = (&'static str, &'static str);

/// Validates a raw query.
pub(super) fn validate(query: &str, known: Known<'_>) -> Result<Request, Refused> {
    let query = Query::parse(query);
    let redirect = redirect(&query, known)?;
    // Two of them are none: which one is the client's?
    let state = query.raw("state").ok().flatten();
    let fits = state.is_none_or(|state| query::decoded_len(state) <= LARGEST_STATE);
    let state = state.filter(|_| fits).map(query::tame);
    let checked =
        if fits { parameters(&query, known) } else { Err(invalid("state is longer than 4096 bytes")) };
    match checked {
        Ok((challenge, scope)) => {
            Ok(Request { client: known.client.to_owned(), redirect, state, challenge, scope })
        }
        Err((error, reason)) => {
            let location = failed(&redirect, state.as_deref(), known.issuer, error, reason);
            Err(Refused::Back { location, error, reason })
        }
    }
}

/// The redirect URI of a request of a known client. It must be one of the registered ones, character by character
/// (RFC 9700, section 2.1).
fn redirect(query: &Query<'_>, known: Known<'_>) -> Result<String, Refused> {
    match query.text("client_id") {
        Ok(Some(client)) if client == known.client => {}
        Ok(Some(_)) => return Err(Refused::Page("The client_id is unknown.")),
        Ok(None) => return Err(Refused::Page("The client_id is missing.")),
        Err(Twice) => return Err(Refused::Page("The client_id is given twice.")),
    }
    match query.text("redirect_uri") {
        Ok(Some(redirect)) => known
            .redirects
            .iter()
            .find(|known| **known == redirect)
            .cloned()
            .ok_or(Refused::Page("The redirect_uri is not registered.")),
        Ok(None) => Err(Refused::Page("The redirect_uri is missing.")),
        Err(Twice) => Err(Refused::Page("The redirect_uri is given twice.")),
    }
}

fn parameters(query: &Query<'_>, known: Known<'_>) -> Result<(String, String), Error> {
    // "Request and response parameters MUST NOT be included more than once." (RFC 6749, section 3.1)
    if query.has_twice() {
        return Err(invalid("a parameter is given twice"));
    }
    match once(query, "response_type")?.as_deref() {
        Some("code") => {}
        Some(_) => return Err(("unsupported_response_type", "response_type must be code")),
        None => return Err(invalid("response_type is missing")),
    }
    // "If the client is capable of using S256, it MUST use S256." (RFC 7636, section 4.2) Alexa is.
    let challenge = match (once(query, "code_challenge")?, once(query, "code_challenge_method")?.as_deref()) {
        (Some(challenge), Some("S256")) => challenge.into_owned(),
        _ => return Err(invalid(NO_PKCE)),
    };
    if !is_s256(&challenge) {
        return Err(invalid("code_challenge is not the base64url of a SHA-256"));
    }
    let scope = once(query, "scope")?.unwrap_or(Cow::Borrowed(known.scope)).into_owned();
    let is_known = |scope: &str| known.scope.split(' ').any(|it| it == scope);
    if !scope.split(' ').all(is_known) {
        return Err(("invalid_scope", "the scope is unknown"));
    }
    Ok((challenge, scope))
}

fn once<'a>(query: &Query<'a>, name: &str) -> Result<Option<Cow<'a, str>>, Error> {
    query.text(name).map_err(|Twice| invalid("a parameter is given twice"))
}

fn invalid(reason: &'static str) -> Error {
    ("invalid_request", reason)
}

/// 256 bits are 43 characters (RFC 7636, section 4.2).
fn is_s256(challenge: &str) -> bool {
    challenge.len() == 43
        && challenge.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
}

/// Where the user is sent back with an error (RFC 6749, section 4.1.2.1; RFC 9207, section 2).
pub(super) fn failed(
    redirect: &str,
    state: Option<&str>,
    issuer: &str,
    error: &str,
    description: &str,
) -> String {
    let mut location = redirect.to_owned();
    query::append(&mut location, &[("error", error), ("error_description", description)]);
    finish(location, state, issuer)
}

/// Where the user is sent back with a code (RFC 6749, section 4.1.2; RFC 9207, section 2).
pub(super) fn granted(redirect: &str, state: Option<&str>, issuer: &str, code: &str) -> String {
    let mut location = redirect.to_owned();
    query::append(&mut location, &[("code", code)]);
    finish(location, state, issuer)
}

fn finish(mut location: String, state: Option<&str>, issuer: &str) -> String {
    if let Some(state) = state {
        query::append_raw(&mut location, "state", state);
    }
    query::append(&mut location, &[("iss", issuer)]);
    location
}

#[cfg(test)]
mod tests;
