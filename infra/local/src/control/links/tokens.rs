//! Alexa at the skill's token endpoint.

use super::Registered;
use crate::{
    alexa::linking::{Behind, form, redirect_uri},
    cloud::Hub,
    gateway,
    problem::Problem,
    skill::Skill,
};
use axum::{
    body::{Body, Bytes},
    http::{Request, StatusCode, header},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde::Deserialize;
use std::{
    net::{IpAddr, Ipv4Addr},
    time::{Duration, Instant},
};

/// Where it is on the origin of the skill.
const TOKEN: &str = "/oauth/token";
/// Alexa waits this long.
const PATIENCE: Duration = Duration::from_millis(4500);
/// How often a refresh is tried before the turn goes on without.
const TRIES: usize = 2;
/// An access token with less left is refreshed first.
const MARGIN: Duration = Duration::from_mins(1);
/// Where Amazon's servers call from, for all users (RFC 5737: for documentation).
const ALEXA: IpAddr = IpAddr::V4(Ipv4Addr::new(198, 51, 100, 25));
/// The longest answer that is read.
const ANSWER: usize = 64 * 1024;

/// What the skill gave.
pub(super) struct Tokens {
    pub(super) access: String,
    refresh: Option<String>,
    /// None: neither the answer nor the registration says so, so it is never refreshed.
    expires: Option<Instant>,
}

/// Why there are no tokens. No text in it is a secret.
#[derive(Debug)]
pub(super) enum Refusal {
    /// The grant is not, or no longer, worth anything.
    Grant,
    /// Something else.
    Other(String),
}

impl Refusal {
    pub(super) fn in_words(&self) -> String {
        match self {
            Self::Grant => "the token endpoint answered `invalid_grant`".to_owned(),
            Self::Other(why) => why.clone(),
        }
    }
}

#[derive(Deserialize)]
struct Granted {
    access_token: String,
    token_type: String,
    expires_in: Option<u64>,
    refresh_token: Option<String>,
}

#[derive(Deserialize)]
struct Refused {
    error: String,
}

impl Tokens {
    /// Whether it is time to refresh.
    pub(super) fn is_due(&self) -> bool {
        self.refresh.is_some() && self.expires.is_some_and(|at| at <= Instant::now() + MARGIN)
    }

    /// The access token as long as it lives.
    pub(super) fn unexpired(&self) -> Option<String> {
        let lives = self.expires.is_none_or(|at| at > Instant::now());
        lives.then(|| self.access.clone())
    }

    /// How long the access token still lives, where anybody said so.
    pub(super) fn seconds_left(&self) -> Option<u64> {
        self.expires.map(|at| at.saturating_duration_since(Instant::now()).as_secs())
    }

    /// From now on it counts as expired, if Alexa knows that it ever does.
    pub(super) fn expire(&mut self) {
        self.expires = self.expires.map(|_| Instant::now());
    }
}

/// Exchanges a code. Once only: a code that comes twice is a theft.
pub(super) async fn exchange(
    hub: &Hub,
    skill: &Skill,
    registered: Registered,
    code: &str,
    verifier: &str,
) -> Result<Tokens, Refusal> {
    let redirect = redirect_uri(hub.port);
    let grant = [
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", &redirect),
        ("code_verifier", verifier),
    ];
    ask(hub, skill, registered, &grant).await
}

/// Refreshes `tokens`; where no answer comes, with the same refresh token again.
pub(super) async fn refresh(
    hub: &Hub,
    skill: &Skill,
    registered: Registered,
    tokens: &Tokens,
) -> Result<Tokens, Refusal> {
    let Some(old) = &tokens.refresh else { return Err(Refusal::Grant) };
    let grant = [("grant_type", "refresh_token"), ("refresh_token", old)];
    let mut outcome = Err(Refusal::Grant);
    for _ in 0..TRIES {
        outcome = ask(hub, skill, registered, &grant).await;
        if !matches!(outcome, Err(Refusal::Other(_))) {
            break;
        }
    }
    let mut fresh = outcome?;
    fresh.refresh.get_or_insert_with(|| old.clone());
    Ok(fresh)
}

async fn ask(
    hub: &Hub,
    skill: &Skill,
    registered: Registered,
    grant: &[(&str, &str)],
) -> Result<Tokens, Refusal> {
    let other = |problem: Problem| Refusal::Other(problem.message);
    let linking = skill.linking().ok_or_else(|| Refusal::Other("it has no account linking".to_owned()))?;
    let behind = linking.behind.as_ref().filter(|_| registered.direct);
    let secret = behind.map_or_else(|| skill.client_secret(), |behind| skill.provider_secret(behind));
    let secret = secret.map_err(other)?;
    let mut members = grant.to_vec();
    members.push(("client_id", &linking.client_id));
    let credentials = STANDARD.encode(format!("{}:{secret}", linking.client_id));
    let request = Request::post(TOKEN)
        .header(header::HOST, format!("{}.localhost:{}", skill.name, hub.port))
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header(header::ACCEPT, "application/json")
        .header(header::AUTHORIZATION, format!("Basic {credentials}"))
        .body(Body::from(form(&members)))
        .map_err(|_| Refusal::Other("the token request can't be made".to_owned()))?;
    let answered = tokio::time::timeout(PATIENCE, async {
        if let Some(behind) = behind {
            return past(behind, request).await;
        }
        let response = gateway::serve(skill, ALEXA, request).await;
        let status = response.status();
        let body = axum::body::to_bytes(response.into_body(), ANSWER).await.unwrap_or_default();
        Some((status, body))
    });
    let Ok(answer) = answered.await else {
        let waited = PATIENCE.as_secs_f64();
        return Err(Refusal::Other(format!("the token endpoint did not answer within {waited} s")));
    };
    let (status, body) = answer.ok_or_else(|| Refusal::Other("the provider cannot be reached".to_owned()))?;
    read(status, &body, registered.default_expires_in)
}

/// The provider's own answer.
async fn past(behind: &Behind, request: Request<Body>) -> Option<(StatusCode, Bytes)> {
    let (mut parts, body) = request.into_parts();
    parts.headers.remove(header::HOST);
    let body = axum::body::to_bytes(body, ANSWER).await.ok()?;
    let client =
        reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build().ok()?;
    let answer = client.post(&behind.token).headers(parts.headers).body(body).send().await.ok()?;
    Some((answer.status(), answer.bytes().await.ok()?))
}

fn read(status: StatusCode, body: &Bytes, default: Option<u64>) -> Result<Tokens, Refusal> {
    if !status.is_success() {
        let said = serde_json::from_slice(body).map(|Refused { error }| error).unwrap_or_default();
        if status.is_client_error() && said == "invalid_grant" {
            return Err(Refusal::Grant);
        }
        // Codes of RFC 6749; anything else could be anything.
        let is_code =
            (1..=40).contains(&said.len()) && said.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
        let code = if is_code { format!(" `{said}`") } else { String::new() };
        return Err(Refusal::Other(format!("the token endpoint answered {}{code}", status.as_u16())));
    }
    let odd = |what: &str| Refusal::Other(format!("the token endpoint's answer {what}"));
    let granted: Granted = serde_json::from_slice(body).map_err(|_| odd("is no token response"))?;
    if granted.access_token.is_empty() {
        return Err(odd("has an empty `access_token`"));
    }
    if !granted.token_type.eq_ignore_ascii_case("bearer") {
        return Err(odd("has another `token_type` than `Bearer`"));
    }
    let lives = granted.expires_in.or(default).map(Duration::from_secs);
    let expires = lives.and_then(|lives| Instant::now().checked_add(lives));
    Ok(Tokens { access: granted.access_token, refresh: granted.refresh_token, expires })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(status: u16, body: &'static str) -> Result<Tokens, String> {
        let status = StatusCode::from_u16(status).unwrap_or_default();
        read(status, &Bytes::from_static(body.as_bytes()), None).map_err(|refusal| refusal.in_words())
    }

    #[test]
    fn tokens_are_due_before_they_expire_and_never_without_a_time() {
        let due = |body| of(200, body).map(|tokens| tokens.is_due());
        let long = r#"{"access_token":"a","token_type":"bearer","expires_in":3600,"refresh_token":"r"}"#;
        let short = r#"{"access_token":"a","token_type":"Bearer","expires_in":59,"refresh_token":"r"}"#;
        let unsaid = r#"{"access_token":"a","token_type":"Bearer","refresh_token":"r"}"#;
        let alone = r#"{"access_token":"a","token_type":"Bearer","expires_in":59}"#;
        assert_eq!([long, short, unsaid, alone].map(due), [Ok(false), Ok(true), Ok(false), Ok(false)]);
    }

    #[test]
    fn what_is_registered_counts_only_where_the_answer_says_nothing() {
        let due = |body: &'static str, default| {
            let tokens = read(StatusCode::OK, &Bytes::from_static(body.as_bytes()), default);
            tokens.map_err(|refusal| refusal.in_words()).map(|mut tokens| {
                let before = tokens.is_due();
                tokens.expire();
                (before, tokens.is_due())
            })
        };
        let said = r#"{"access_token":"a","token_type":"bearer","expires_in":3600,"refresh_token":"r"}"#;
        let unsaid = r#"{"access_token":"a","token_type":"Bearer","refresh_token":"r"}"#;
        assert_eq!(due(said, Some(1)), Ok((false, true)));
        assert_eq!(due(unsaid, Some(3600)), Ok((false, true)));
        assert_eq!(due(unsaid, Some(1)), Ok((true, true)));
        assert_eq!(due(unsaid, None), Ok((false, false)), "it is never refreshed");
    }

    #[test]
    fn what_is_refused_is_said_without_what_was_sent() {
        for (status, body, said) in [
            (400, r#"{"error":"invalid_grant"}"#, "the token endpoint answered `invalid_grant`"),
            (401, r#"{"error":"invalid_client"}"#, "the token endpoint answered 401 `invalid_client`"),
            (500, r#"{"error":"Token abc!"}"#, "the token endpoint answered 500"),
            (502, "<html>", "the token endpoint answered 502"),
            (200, "<html>", "the token endpoint's answer is no token response"),
            (
                200,
                r#"{"access_token":"a","token_type":"mac"}"#,
                "the token endpoint's answer has another `token_type` than `Bearer`",
            ),
        ] {
            assert_eq!(of(status, body).err().as_deref(), Some(said));
        }
    }
}
