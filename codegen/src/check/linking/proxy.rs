//! The proxy before a provider's token endpoint.

use super::{
    super::{context::Context, draft},
    addresses::https,
    lives::{DAY, MINUTE, life},
    service,
};
use crate::{
    diagnostic::{Code, Diagnostic},
    model::ProxyLinking,
};
use indexmap::IndexMap;
use sayso_schemas::spec::{self, Map, Text};

/// What stands for the proxy where methods have names, as in a stage's `providers`.
pub(in super::super) const NAME: &str = "proxy";

/// The scope that asks for a refresh token, unless the provider has another word. Source: OpenID Connect Core 1.0,
/// section 11.
const OFFLINE: &str = "offline_access";

/// Checks it.
pub(super) fn proxy(context: &mut Context<'_>, declared: &spec::ProxyLinking) {
    let of = &declared.proxy;
    for url in [&declared.privacy, &declared.terms, &of.authorize, &of.token] {
        https(context, url);
    }
    scopes(context, of);
    fields(context, of);
    headers(context, &of.headers);
    no_profile(context);
    let name = Text::new(NAME.to_owned(), declared.service.span);
    let service = service(context, &declared.service, None, &name);
    uncovered(context, declared);
    // A life of a minute is refreshed all the time; nobody believes one of more than a year.
    let access_s = life(context, Some(&of.expires_in), MINUTE, MINUTE, 365 * DAY);
    let Some(service) = service else { return };
    let texts = |of: &Map<Text>| -> IndexMap<String, String> {
        of.iter().map(|(name, value)| (name.value.clone(), value.value.clone())).collect()
    };
    context.proxy = Some(ProxyLinking {
        service,
        privacy: declared.privacy.value.clone(),
        terms: declared.terms.value.clone(),
        authorize: of.authorize.value.clone(),
        token: of.token.value.clone(),
        scopes: of.scopes.iter().map(|it| it.value.clone()).collect(),
        authentication: of.client_authentication,
        body: of.body,
        send: texts(&of.send),
        headers: of.headers.iter().map(|(name, value)| (name.to_lowercase(), value.value.clone())).collect(),
        forward: of.forward.iter().map(|it| it.value.clone()).collect(),
        access_s,
    });
}

/// Scopes that can be written (RFC 6749, section 3.3), the one for refresh tokens among them.
fn scopes(context: &mut Context<'_>, of: &spec::Proxy) {
    let is_token = |scope: &str| {
        !scope.is_empty() && scope.bytes().all(|it| it.is_ascii_graphic() && it != b'"' && it != b'\\')
    };
    for scope in of.scopes.iter().filter(|scope| !is_token(scope)) {
        context.push(
            Diagnostic::error(Code::BAD_NAME, format!("`{scope}` is no scope"))
                .at(scope.span, "printable characters without spaces, quotes and backslashes")
                .help("write each scope as an entry of its own"),
        );
    }
    let word = of.offline.as_ref().map_or(OFFLINE, |it| it.value.as_str());
    if word != "none" && !of.scopes.iter().any(|it| it.value == word) {
        let at = of.offline.as_ref().map_or(of.token.span, |it| it.span);
        context.push(
            Diagnostic::error(Code::NO_REFRESH, format!("nobody asks for `{word}`"))
                .at(at, "so no refresh token comes, and users link again every hour")
                .help(format!(
                    "add `{word}` to `scopes`; or say the provider's own word, `offline: …`, or `offline: none` \
                     where it needs none"
                )),
        );
    }
}

/// Fields of a token request that are added or let through. Source: RFC 6749, sections 2.3.1, 4.1.3 and 6; RFC 7636,
/// section 4.5.
fn fields(context: &mut Context<'_>, of: &spec::Proxy) {
    const OWN: [&str; 8] = [
        "client_id",
        "client_secret",
        "code",
        "code_verifier",
        "grant_type",
        "redirect_uri",
        "refresh_token",
        "scope",
    ];
    for name in of.send.keys().chain(&of.forward).filter(|name| OWN.contains(&name.as_str())) {
        context.push(
            Diagnostic::error(Code::BAD_NAME, format!("`{name}` is set by the grant itself"))
                .at(name.span, "not free for a further field")
                .help("remove it"),
        );
    }
    for name in of.forward.iter().filter(|name| of.send.contains_key(*name)) {
        context.push(
            Diagnostic::error(Code::BAD_NAME, format!("`{name}` is sent and let through"))
                .at(name.span, "which of both counts?")
                .help("remove it from `send` or from `forward`"),
        );
    }
}

/// Headers of a token request.
fn headers(context: &mut Context<'_>, headers: &Map<Text>) {
    const OWN: [&str; 8] = [
        "accept",
        "authorization",
        "connection",
        "content-length",
        "content-type",
        "cookie",
        "host",
        "transfer-encoding",
    ];
    for (name, value) in headers {
        let fault = if http::HeaderName::from_bytes(name.as_bytes()).is_err() {
            Some((name.span, "no name of a header"))
        } else if OWN.contains(&name.to_lowercase().as_str()) {
            Some((name.span, "set by the request itself"))
        } else if !value.bytes().all(|it| (b' '..=b'~').contains(&it)) {
            Some((value.span, "a header holds printable ASCII"))
        } else {
            None
        };
        if let Some((span, fault)) = fault {
            context.push(
                Diagnostic::error(Code::BAD_NAME, format!("the header `{name}` cannot be sent so"))
                    .at(span, fault)
                    .help("a header of the provider's own, such as `x-tenant: north`; never a secret"),
            );
        }
    }
}

/// Nothing is kept of an account behind the proxy.
fn no_profile(context: &mut Context<'_>) {
    if let Some(name) = context.draft.memory.profile.keys().next() {
        context.push(
            Diagnostic::error(Code::NO_LINKING, format!("`{name}` cannot be remembered"))
                .at(name.span, "behind a proxy nothing is kept of an account")
                .help("keep it in `memory.session`"),
        );
    }
}

/// The provider's tokens are one service's.
fn uncovered(context: &mut Context<'_>, declared: &spec::ProxyLinking) {
    let draft = context.draft;
    if draft::get(&draft.services, &declared.service).is_none() {
        return;
    }
    let linked = |it: &&spec::Service| it.auth == spec::ServiceAuth::LinkedAccount;
    for (name, _) in draft.services.iter().filter(|(name, it)| linked(it) && **name != declared.service) {
        context.push(
            Diagnostic::error(Code::NO_LINKING, format!("no account at `{name}` can be linked"))
                .at(name.span, "its calls carry the linked account's credential")
                .at(declared.service.span, "the provider's tokens are for this one")
                .help("remove its `auth`"),
        );
    }
}
