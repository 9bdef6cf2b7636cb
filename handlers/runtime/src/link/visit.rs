//! One request of a browser, and what the steps of a visit have in common.

use super::{
    Link,
    answer::{self, Answer},
    complete::{self, Proven},
    front::Denied,
    manage,
    post::{self, Post},
    transaction::{Transaction, TurnError},
};
use crate::{
    Failure, LinkKind, LinkMethod, Person, ProviderLink, Skill,
    account::Account,
    edge::Viewer,
    log::Event,
    store::{Hash, Records, Secret},
};
use http::{HeaderMap, StatusCode};
use serde::Serialize;
use std::time::Duration;
use tokio::time::Instant;

/// The longest that a credential is tried.
const TRY: Duration = Duration::from_secs(3);
/// What the end of a linking needs of a request's time.
const END: Duration = Duration::from_secs(2);
/// The longest id of an account or a site, in bytes.
const LONGEST_ID: usize = 512;
/// The longest name that is kept, in characters.
const LONGEST_NAME: usize = 200;

/// Where the browser goes next.
#[derive(Debug, Serialize)]
pub(super) struct Next<'a> {
    pub(super) location: &'a str,
}

/// One request.
pub(super) struct Visit<'a, S> {
    pub(super) link: &'a Link<S>,
    headers: &'a HeaderMap,
    /// Who asks, as far as limits tell people apart.
    pub(super) network: String,
    pub(super) records: Records<'a>,
    pub(super) deadline: Instant,
    pub(super) now: i64,
}

impl<'a, S: Skill> Visit<'a, S> {
    pub(super) fn new(link: &'a Link<S>, headers: &'a HeaderMap, viewer: &Viewer, deadline: Instant) -> Self {
        let records = link.store.within(deadline);
        Self { link, headers, network: viewer.network(), records, deadline, now: records.now() }
    }

    /// A POST of the page, the linking that it is for, and the browser that it comes from.
    pub(super) fn post(&self, body: &[u8]) -> Result<(Post, Hash, Secret), Denied> {
        let post = Post::read(self.headers, body, &self.link.config.issuer);
        let post = post.map_err(|(status, error)| Denied::Malformed(status, error))?;
        let id = post.id();
        Ok((post, id, self.browser()?))
    }

    /// The secret that the browser keeps.
    pub(super) fn browser(&self) -> Result<Secret, Denied> {
        post::cookie(self.headers).ok_or(Denied::Expired("the browser shows no cookie"))
    }

    /// Asks the service whose account it is, which also proves the credential.
    pub(super) async fn person(&self, account: &Account) -> Result<Person, Unproven> {
        let calls = self.link.calls(account, self.call_deadline());
        let person = S::person(account.method, &calls).await.map_err(|failure| Unproven::of(&failure))?;
        if !is_id(&person.id) {
            return Err(Unproven { arrived: true, reason: "the account has no usable id".to_owned() });
        }
        Ok(Person { id: person.id, name: person.name.map(|name| shortened(&name)) })
    }

    /// What the page gets for an account that is proved in the visit `id`: where to go, or what it is linked by. Where
    /// the store does not answer, the page may try again with `nonce`.
    pub(super) async fn proved(
        &self,
        (id, seen): (&Hash, &Transaction),
        proven: &Proven<'_>,
        nonce: &Secret,
    ) -> Result<Answer, Denied> {
        let answer = if seen.is_linking() {
            let location = self.complete(id, seen, proven).await;
            location.map(|location| answer::json(StatusCode::OK, &Next { location: &location }))
        } else {
            let links = self.list((id, seen), proven).await;
            links.map(|links| manage::list_answer(&links, nonce))
        };
        answer.map_err(|error| Denied::from(error).with(nonce))
    }

    /// Ends the linking `id`: where the user goes.
    pub(super) async fn complete(
        &self,
        id: &Hash,
        seen: &Transaction,
        proven: &Proven<'_>,
    ) -> Result<String, TurnError> {
        let (issuer, linking) = (&self.link.config.issuer, self.link.linking);
        let linked = complete::complete(self.records, issuer, linking, (id, seen), proven).await?;
        self.link.log.write(&Event::Linked {
            link: &linked.link,
            method: proven.account.method.name,
            again: linked.again,
        });
        Ok(linked.location)
    }

    /// When a call with an account must have been answered.
    pub(super) fn call_deadline(&self) -> Instant {
        let end = self.deadline.checked_sub(END).unwrap_or(self.deadline);
        (Instant::now() + TRY).min(end)
    }

    /// Logs why `route` did not do what it was asked.
    pub(super) fn refused(&self, route: &str, reason: &str) {
        self.link.log.write(&Event::LinkingRefused { route, reason });
    }
}

/// Why a credential proves no account.
#[derive(Debug)]
pub(super) struct Unproven {
    /// The service saw it, or may have.
    pub(super) arrived: bool,
    /// Why, for the log.
    pub(super) reason: String,
}

impl Unproven {
    fn of(failure: &Failure) -> Self {
        Self { arrived: !failure.never_sent(), reason: failure.to_string() }
    }
}

/// The page of a visit.
pub(super) fn page(id: &str) -> String {
    format!("/?tx={id}")
}

/// The page made no such request.
pub(super) fn malformed() -> Denied {
    Denied::Malformed(StatusCode::BAD_REQUEST, "malformed")
}

/// It did not work, and may be tried again with `nonce`.
pub(super) fn rejected(error: &str, nonce: &Secret) -> Answer {
    answer::error(StatusCode::UNPROCESSABLE_ENTITY, error, Some(nonce.expose()))
}

/// The provider of a method, where it has one.
pub(super) fn provider_of(method: &'static LinkMethod) -> Option<&'static ProviderLink> {
    match &method.kind {
        LinkKind::Provider(provider) => Some(provider),
        LinkKind::Form(_) | LinkKind::Proxy => None,
    }
}

/// A name, no longer than is kept.
pub(super) fn shortened(name: &str) -> String {
    name.chars().take(LONGEST_NAME).collect()
}

/// Whether a service's id of something can be kept.
pub(super) fn is_id(id: &str) -> bool {
    (1..=LONGEST_ID).contains(&id.len()) && !id.contains('\0')
}
