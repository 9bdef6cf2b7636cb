//! One visit of the page: what it is for, what the browser has done so far, and what it may do next. A pure state
//! machine; a row of the table is written only in place of the one that was read.
//!
//! A visit either links an account for a client, or shows what is linked. What comes out of the one never comes out of
//! the other: [`Transaction::finish`] and [`Transaction::list`] refuse the wrong purpose.

use super::authorize::Request;
use crate::store::{Hash, RandomError, Secret, StoreError, bytes, random_id};
use serde::{Deserialize, Serialize};
use std::future::Future;

/// How long a user may take, in seconds.
pub(crate) const LIFE: i64 = 600;

/// How often a change is tried that others disturb.
const TRIES: usize = 4;

/// A visit that is under way. No secret is in it that the browser does not hold the key to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Transaction {
    /// Another one with every write: a row is written only in place of the one that was read.
    revision: String,
    /// The hash of the cookie's secret.
    browser: Hash,
    /// The hash of the only nonce that the next POST may show.
    nonce: Hash,
    step: Step,
    /// What went wrong last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    error: Option<Trouble>,
    /// Epoch seconds.
    expires: i64,
    purpose: Purpose,
}

/// What a visit is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Purpose {
    /// A client asked for a code.
    Link(Request),
    /// The user wants to see what is linked, and maybe to end it.
    Manage,
}

/// What is next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Step {
    /// The user chooses how to link, and types a credential or signs in.
    Method {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        away: Option<Away>,
    },
    /// The user has signed in, and chooses a site.
    Site {
        method: String,
        /// The provider's tokens and the sites, sealed for the cookie's secret.
        #[serde(with = "bytes")]
        waiting: Vec<u8>,
    },
    /// The user has proved an account, and sees what it is linked by.
    Links {
        /// Ids of links that may be shown to this browser, and ended by it.
        links: Vec<String>,
    },
    /// The account is linked.
    Done,
}

/// The browser is at a provider.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Away {
    /// The method whose provider it is.
    pub(crate) method: String,
    /// The hash of the `state` that comes back.
    pub(crate) state: Hash,
    /// The PKCE verifier, sealed for the cookie's secret.
    #[serde(with = "bytes")]
    pub(crate) verifier: Vec<u8>,
}

/// What went wrong at a provider, for the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Trouble {
    /// The user did not want to.
    Cancelled,
    /// Something else.
    Provider,
    /// The account has no site.
    NoSites,
}

/// Where the user is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum At<'a> {
    /// Before the choice of a method.
    Method,
    /// Before the choice of a site.
    Site {
        /// The method.
        method: &'a str,
        /// The provider's tokens and the sites, sealed.
        waiting: &'a [u8],
    },
    /// Before links.
    Links(&'a [String]),
}

/// The browser may not do that: it is another one, too late, or was here before. It is told no more than that the
/// linking has expired.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Refused(pub(crate) &'static str);

/// Why a change was not made.
#[derive(Debug, thiserror::Error)]
pub(crate) enum TurnError {
    /// It is not allowed.
    #[error("{}", .0.0)]
    Refused(Refused),
    /// It could not be written.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// It could not be made.
    #[error(transparent)]
    Random(#[from] RandomError),
}

impl From<Refused> for TurnError {
    fn from(refused: Refused) -> Self {
        Self::Refused(refused)
    }
}

impl Transaction {
    /// Begins a visit of the browser that keeps `browser`. Nobody knows its first nonce.
    pub(super) fn begin(purpose: Purpose, browser: &Secret, now: i64) -> Result<Self, RandomError> {
        Ok(Self {
            revision: random_id()?,
            browser: browser.hash(),
            nonce: Secret::token()?.hash(),
            step: Step::Method { away: None },
            error: None,
            expires: now + LIFE,
            purpose,
        })
    }

    /// Checks that it is `browser`'s, not over and not too old.
    pub(crate) fn admit(&self, browser: &Secret, now: i64) -> Result<(), Refused> {
        if self.browser != browser.hash() {
            return Err(Refused("another browser began this linking"));
        }
        // The table deletes what has expired when it gets round to it.
        if self.expires <= now {
            return Err(Refused("the linking has expired"));
        }
        match self.step {
            Step::Done => Err(Refused("the linking is over")),
            Step::Method { .. } | Step::Site { .. } | Step::Links { .. } => Ok(()),
        }
    }

    /// Where the user is; none where it is over.
    pub(crate) fn at(&self) -> Option<At<'_>> {
        match &self.step {
            Step::Method { .. } => Some(At::Method),
            Step::Site { method, waiting } => Some(At::Site { method, waiting }),
            Step::Links { links } => Some(At::Links(links)),
            Step::Done => None,
        }
    }

    /// Whether an account is being linked for a client, rather than shown to its owner.
    pub(crate) fn is_linking(&self) -> bool {
        matches!(self.purpose, Purpose::Link(_))
    }

    /// What went wrong last.
    pub(crate) fn error(&self) -> Option<Trouble> {
        self.error
    }

    /// Seconds until it expires.
    pub(crate) fn left(&self, now: i64) -> i64 {
        (self.expires - now).max(0)
    }

    /// What a write in its place demands.
    pub(crate) fn revision(&self) -> &str {
        &self.revision
    }

    /// The page is shown: it gets a nonce, and earlier ones are void.
    pub(crate) fn show(&self, browser: &Secret, now: i64) -> Result<(Self, Secret), TurnError> {
        self.admit(browser, now)?;
        self.with_fresh_nonce()
    }

    /// The page posts a choice of method with `nonce`, which is used up; the answer carries the next one. Whatever was
    /// begun otherwise is void.
    pub(crate) fn claim_method(
        &self,
        browser: &Secret,
        nonce: &Secret,
        now: i64,
    ) -> Result<(Self, Secret), TurnError> {
        let (mut next, nonce) = self.claim(browser, nonce, now)?;
        next.step = Step::Method { away: None };
        Ok((next, nonce))
    }

    /// The page posts a choice of site with `nonce`, which is used up; the answer carries the next one.
    pub(crate) fn claim_site(
        &self,
        browser: &Secret,
        nonce: &Secret,
        now: i64,
    ) -> Result<(Self, Secret), TurnError> {
        match self.step {
            Step::Site { .. } => self.claim(browser, nonce, now),
            _ => Err(Refused("there is no site to choose").into()),
        }
    }

    /// The page posts the choice of a link with `nonce`, which is used up; the answer carries the next one.
    pub(crate) fn claim_link(
        &self,
        browser: &Secret,
        nonce: &Secret,
        now: i64,
    ) -> Result<(Self, Secret), TurnError> {
        match self.step {
            Step::Links { .. } => self.claim(browser, nonce, now),
            _ => Err(Refused("there are no links to choose from").into()),
        }
    }

    fn claim(&self, browser: &Secret, nonce: &Secret, now: i64) -> Result<(Self, Secret), TurnError> {
        self.admit(browser, now)?;
        if self.nonce != nonce.hash() {
            return Err(Refused("the nonce is not the current one").into());
        }
        let (mut next, nonce) = self.with_fresh_nonce()?;
        next.error = None;
        Ok((next, nonce))
    }

    /// The browser goes to a provider.
    pub(crate) fn leave(mut self, away: Away) -> Self {
        self.step = Step::Method { away: Some(away) };
        self
    }

    /// The browser comes back from the provider with `state`, which is used up.
    pub(crate) fn come_back(
        &self,
        browser: &Secret,
        state: &Secret,
        now: i64,
    ) -> Result<(Self, Away), TurnError> {
        self.admit(browser, now)?;
        let Step::Method { away: Some(away) } = &self.step else {
            return Err(Refused("nobody is at a provider").into());
        };
        if away.state != state.hash() {
            return Err(Refused("the provider's `state` is another one").into());
        }
        let away = away.clone();
        let mut next = self.renewed()?;
        next.step = Step::Method { away: None };
        Ok((next, away))
    }

    /// The provider gave tokens, and the user chooses a site.
    pub(crate) fn choose_site(&self, method: &str, waiting: Vec<u8>) -> Result<Self, RandomError> {
        let mut next = self.renewed()?;
        next.step = Step::Site { method: method.to_owned(), waiting };
        next.error = None;
        Ok(next)
    }

    /// It did not work at the provider; the page says so.
    pub(crate) fn fail(&self, error: Trouble) -> Result<Self, RandomError> {
        let mut next = self.renewed()?;
        next.step = Step::Method { away: None };
        next.error = Some(error);
        Ok(next)
    }

    /// The account is linked, and its client gets the code that it asked for; nothing that was sealed is kept.
    pub(super) fn finish(&self) -> Result<(Self, &Request), TurnError> {
        let Purpose::Link(request) = &self.purpose else {
            return Err(Refused("no client asked for a code").into());
        };
        let mut next = self.renewed()?;
        next.step = Step::Done;
        next.error = None;
        Ok((next, request))
    }

    /// The account is proved, and `links` is what it is linked by; nothing that was sealed is kept.
    pub(crate) fn list(&self, links: Vec<String>) -> Result<Self, TurnError> {
        if self.purpose != Purpose::Manage {
            return Err(Refused("nobody asked for a list").into());
        }
        let mut next = self.renewed()?;
        next.step = Step::Links { links };
        next.error = None;
        Ok(next)
    }

    fn renewed(&self) -> Result<Self, RandomError> {
        Ok(Self { revision: random_id()?, ..self.clone() })
    }

    fn with_fresh_nonce(&self) -> Result<(Self, Secret), TurnError> {
        let nonce = Secret::token()?;
        Ok((Self { nonce: nonce.hash(), ..self.renewed()? }, nonce))
    }
}

/// Where transactions are kept, by the hashes of their ids.
pub(crate) trait Transactions {
    /// Stores a new one.
    fn begin(
        &self,
        id: &Hash,
        transaction: &Transaction,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Reads one, consistently.
    fn read(&self, id: &Hash) -> impl Future<Output = Result<Option<Transaction>, StoreError>> + Send;

    /// Writes `next` in place of `seen`; false where that is no longer there.
    fn replace(
        &self,
        id: &Hash,
        seen: &Transaction,
        next: &Transaction,
    ) -> impl Future<Output = Result<bool, StoreError>> + Send;
}

/// Reads a transaction, changes it, and writes it back. A change is made again on what others wrote meanwhile, so one
/// that uses something up succeeds once.
pub(crate) async fn turn<T>(
    store: &impl Transactions,
    id: &Hash,
    change: impl Fn(&Transaction) -> Result<(Transaction, T), TurnError>,
) -> Result<(Transaction, T), TurnError> {
    for _ in 0..TRIES {
        let seen = store.read(id).await?.ok_or(Refused("there is no such linking"))?;
        let (next, gain) = change(&seen)?;
        if store.replace(id, &seen, &next).await? {
            return Ok((next, gain));
        }
    }
    Err(Refused("others are faster").into())
}

#[cfg(test)]
mod tests;
