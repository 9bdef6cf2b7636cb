//! A typed credential.

use super::{
    answer::Answer,
    complete::Proven,
    front::Denied,
    limits::Attempt,
    post::{Fields, Post},
    transaction::{Transaction, turn},
    visit::{Unproven, Visit, rejected},
};
use crate::{
    FormLink, LinkKind, LinkMethod, Person, Skill,
    account::{Account, Credential},
    guard::{Origin, Pins},
    store::Secret,
};
use std::time::Duration;
use tokio::time::{Instant, sleep_until};

/// The longest secret, in bytes.
const LONGEST: usize = 4096;
/// A refusal takes a whole number of these: how long an address took to fail says little about the network behind it.
const BUCKET: Duration = Duration::from_secs(1);

impl<S: Skill> Visit<'_, S> {
    /// The page posts a typed credential.
    pub(super) async fn form(&self, body: &[u8]) -> Result<Answer, Denied> {
        let (post, id, browser) = self.post(body)?;
        let change = |seen: &Transaction| seen.claim_method(&browser, &post.nonce, self.now);
        let (seen, nonce) = turn(&self.records, &id, change).await?;
        self.count_typed(&post.tx).await.map_err(|denied| denied.with(&nonce))?;
        let started = Instant::now();
        let (account, person, site) = match self.typed(&post).await {
            Ok(proven) => proven,
            Err(Untyped::Wrong(reason)) => {
                self.refused("/link/form", &reason);
                sleep_until(bucket_end(started, Instant::now()).min(self.deadline)).await;
                return Ok(rejected("credential", &nonce));
            }
            Err(Untyped::Denied(denied)) => return Err(denied.with(&nonce)),
        };
        let proven = Proven { account: &account, person: &person, site_name: &site, site: site.clone() };
        self.proved((&id, &seen), &proven, &nonce).await
    }

    /// Whose account a typed credential is for, and at which site.
    async fn typed(&self, post: &Post) -> Result<(Account, Person, String), Untyped> {
        let method = self.link.linking.method(&post.method).ok_or("no such method")?;
        let LinkKind::Form(form) = &method.kind else { return Err("a method without a form".into()) };
        let fields = post.fields.as_ref().ok_or("no fields")?;
        let (account, origin) = account(method, form, fields, self.link.guard.pins())?;
        let attempt = Attempt::new(form, &origin, fields.user.as_ref());
        self.count_attempt(&attempt).await?;
        let person = match self.person(&account).await {
            Ok(person) => {
                self.was_right(&attempt).await?;
                person
            }
            Err(Unproven { arrived, reason }) => {
                if !arrived {
                    self.never_arrived(&attempt).await?;
                }
                return Err(Untyped::Wrong(reason));
            }
        };
        Ok((account, person, origin.as_str().to_owned()))
    }
}

/// Why what was typed is no account.
#[derive(Debug)]
enum Untyped {
    /// It is no credential; why, for the log.
    Wrong(String),
    /// Nobody looked, or could.
    Denied(Denied),
}

impl From<&str> for Untyped {
    fn from(reason: &str) -> Self {
        Self::Wrong(reason.to_owned())
    }
}

impl<D: Into<Denied>> From<D> for Untyped {
    fn from(denied: D) -> Self {
        Self::Denied(denied.into())
    }
}

/// Reads what was typed for `method`; else why it cannot be a credential, for the log. Nothing is called: an address that
/// is not allowed is never asked.
fn account(
    method: &'static LinkMethod,
    form: &FormLink,
    fields: &Fields,
    pins: &Pins,
) -> Result<(Account, Origin), &'static str> {
    let site = Origin::parse(&fields.site, pins).map_err(crate::guard::Refused::reason)?;
    if form.refuse.iter().any(|pattern| is_like(site.host(), pattern)) {
        return Err("a host that must be linked otherwise");
    }
    let secret = fields.secret.clone();
    if !is_sendable(&secret) {
        return Err("a secret that cannot be sent");
    }
    let credential = if form.user {
        let user = fields.user.clone().ok_or("no user")?;
        // "The user-id and password MUST NOT contain any control characters", and the first colon ends the user-id
        // (RFC 7617, section 2).
        if !is_sendable(&user) || user.expose().contains(':') {
            return Err("a user that cannot be sent");
        }
        Credential::Basic { site: site.clone(), user, secret }
    } else {
        // `b64token` (RFC 6750, section 2.1) would do, but what a service takes as a token is its own business.
        if secret.expose().contains(|it: char| !it.is_ascii_graphic()) {
            return Err("a token that cannot be sent");
        }
        Credential::Bearer { site: site.clone(), secret }
    };
    Ok((Account { method, credential }, site))
}

fn is_sendable(text: &Secret) -> bool {
    let text = text.expose();
    (1..=LONGEST).contains(&text.len()) && !text.contains(char::is_control)
}

/// Whether `host` is `pattern`, or below `example.com` where that is `*.example.com`.
fn is_like(host: &str, pattern: &str) -> bool {
    match pattern.strip_prefix('*') {
        Some(rest) => host.len() > rest.len() && host.ends_with(rest),
        None => host == pattern,
    }
}

/// When what began at `started` may be answered, if that is not before `now`.
fn bucket_end(started: Instant, now: Instant) -> Instant {
    let whole = (now - started).as_secs() / BUCKET.as_secs() + 1;
    started + BUCKET.saturating_mul(u32::try_from(whole).unwrap_or(u32::MAX))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;
    use crate::{LinkKind, Service};

    static SERVICE: Service =
        Service { name: "shop", variable: "SAYSO_SERVICE_SHOP", linked: true, rules: &[] };
    static BASIC: LinkMethod = method(true);
    static BEARER: LinkMethod = method(false);

    const fn method(user: bool) -> LinkMethod {
        let refuse = &["*.cloud.example.com", "www.example.com"];
        let kind = LinkKind::Form(FormLink { user, refuse, attempts: 2 });
        LinkMethod { name: "own", variant: None, service: &SERVICE, kind }
    }

    fn read(
        method: &'static LinkMethod,
        site: &str,
        user: Option<&str>,
        secret: &str,
    ) -> Result<Account, &'static str> {
        let LinkKind::Form(form) = &method.kind else { return Err("no form") };
        let fields =
            Fields { site: site.to_owned(), user: user.map(Secret::new), secret: Secret::new(secret) };
        account(method, form, &fields, &Pins::default()).map(|(account, _)| account)
    }

    #[test]
    fn the_form_decides_what_a_credential_is() {
        let site = "https://shop.example.com/x";
        assert!(matches!(
            read(&BASIC, site, Some("ada"), "p:w ü").unwrap().credential,
            Credential::Basic { .. }
        ));
        assert!(matches!(read(&BEARER, site, None, "t0ken").unwrap().credential, Credential::Bearer { .. }));
        for length in [1, 7, 255, LONGEST] {
            assert!(read(&BEARER, site, None, &"x".repeat(length)).is_ok(), "{length}");
        }
        for (user, secret) in [
            (None, "s"),
            (Some(""), "s"),
            (Some("a:b"), "s"),
            (Some("a\n"), "s"),
            (Some("a"), ""),
            (Some("a"), "\0"),
        ] {
            assert!(read(&BASIC, site, user, secret).is_err(), "{user:?} {secret:?}");
        }
        for secret in ["", "a b", "ü", "a\r\nx: y", &"x".repeat(LONGEST + 1)] {
            assert!(read(&BEARER, site, None, secret).is_err(), "{secret:?}");
        }
    }

    #[test]
    fn hosts_that_must_be_linked_otherwise_are_refused() {
        for site in [
            "a.cloud.example.com",
            "HTTPS://A.Cloud.Example.COM/x",
            "b.a.cloud.example.com",
            "www.example.com",
        ] {
            assert_eq!(
                read(&BEARER, site, None, "s").unwrap_err(),
                "a host that must be linked otherwise",
                "{site}"
            );
        }
        for site in ["cloud.example.com", "acloud.example.com", "example.com", "a.www.example.com"] {
            assert!(read(&BEARER, site, None, "s").is_ok(), "{site}");
        }
        assert!(read(&BEARER, "https://127.0.0.1", None, "s").is_err());
        assert!(read(&BEARER, "http://shop.example.com", None, "s").is_err());
    }
}
