//! Data Center: a username with a password, a personal access token, or nobody.

use crate::{
    operation::{self, Operation},
    request::{Content, Reply, Request},
    world::{Product, Viewer, World},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use std::collections::BTreeMap;

/// So many wrong passwords, and Jira wants to see a person.
const PATIENCE: u32 = 3;
const REASON: &str = "X-Seraph-LoginReason";

/// Wrong passwords in a row, by username.
pub(crate) type Failures = BTreeMap<String, u32>;

/// How a log-in went.
enum Login {
    Nobody,
    As(String),
    /// A wrong password.
    Failed,
    /// Too many wrong passwords before; this one was not even looked at.
    Denied,
    /// A token that is none of ours. Jira goes on as if there was none, and says so in a header only.
    BadToken,
}

/// The operation, and who asks for it.
pub(crate) fn admit(
    request: &Request,
    world: &World,
    failures: &mut Failures,
) -> Result<(Operation, Viewer), Reply> {
    let login = login(request.authorization.as_deref(), world, failures);
    let username = match &login {
        Login::As(username) => Some(username.clone()),
        Login::Nobody | Login::BadToken => None,
        Login::Failed => return Err(refuse(401, "AUTHENTICATED_FAILED")),
        Login::Denied => {
            let denied = refuse(403, "AUTHENTICATION_DENIED");
            return Err(denied.with(
                "X-Authentication-Denied-Reason",
                "CAPTCHA_CHALLENGE; login-url=https://jira.corp.example/login.jsp",
            ));
        }
    };
    let segments: Vec<&str> = request.segments.iter().map(String::as_str).collect();
    let viewer = Viewer { username, product: Product::Server };
    Ok((operation::find(&request.method, &segments, "2")?, viewer))
}

/// Adds to a reply what tells the client as whom it was seen.
pub(crate) fn mark(reply: Reply, request: &Request, world: &World) -> Reply {
    if reply.headers.iter().any(|(name, _)| name == REASON) {
        return reply;
    }
    // Failures were answered before, so that none can be counted here.
    match login(request.authorization.as_deref(), world, &mut Failures::new()) {
        Login::As(username) => reply.with("X-AUSERNAME", username).with(REASON, "OK"),
        Login::BadToken => reply.with("X-AUSERNAME", "anonymous").with(REASON, "AUTHENTICATED_FAILED"),
        _ => reply.with("X-AUSERNAME", "anonymous"),
    }
}

fn login(authorization: Option<&str>, world: &World, failures: &mut Failures) -> Login {
    let Some((scheme, credential)) = authorization.and_then(|it| it.split_once(' ')) else {
        return Login::Nobody;
    };
    if scheme.eq_ignore_ascii_case("bearer") {
        let user = world.users.iter().find(|user| user.token.as_deref() == Some(credential.trim()));
        return user.map_or(Login::BadToken, |user| Login::As(user.username.clone()));
    }
    if !scheme.eq_ignore_ascii_case("basic") {
        return Login::Nobody;
    }
    let decoded = STANDARD.decode(credential.trim()).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    let Some((username, password)) = decoded.as_deref().and_then(|it| it.split_once(':')) else {
        return Login::Failed;
    };
    let username = username.to_lowercase();
    if failures.get(&username).is_some_and(|count| *count >= PATIENCE) {
        return Login::Denied;
    }
    let known = world.user(&username).filter(|user| user.password.as_deref() == Some(password));
    if let Some(user) = known {
        failures.remove(&username);
        return Login::As(user.username.clone());
    }
    // Only who is there can be asked for a captcha.
    if world.user(&username).is_some() {
        *failures.entry(username).or_default() += 1;
    }
    Login::Failed
}

/// The login filter's answer: a page, whatever was asked for.
fn refuse(status: u16, reason: &'static str) -> Reply {
    let page =
        format!("<html><head><title>{status}</title></head><body>Log-in refused: {reason}</body></html>\n");
    let reply = Reply { status, headers: Vec::new(), body: Content::Page(page) };
    let reply = reply.with(REASON, reason).with("X-AUSERNAME", "anonymous");
    if status == 401 {
        reply.with("WWW-Authenticate", "OAuth realm=\"https%3A%2F%2Fjira.corp.example\"")
    } else {
        reply
    }
}
