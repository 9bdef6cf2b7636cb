//! How much is allowed. Every limit is counted in the table, so it holds across processes and restarts; one that is
//! full is answered 429 (RFC 6585, section 4).
//!
//! | what | of whom | most | reason |
//! |---|---|---|---|
//! | visits begun | a network | 100 in 5 minutes | each writes a row |
//! | visits begun | everybody | 6000 in 5 minutes | the table's bill has a bound |
//! | typed credentials | a visit | 10 | who mistypes ten times begins anew, on purpose |
//! | typed credentials | a network | 20 in 15 minutes | nobody guesses at many sites from one place |
//! | typed credentials | everybody | 1200 in 5 minutes | nobody guesses from many places |
//! | wrong credentials | a user of a site | the spec's `attempts` in a day | below what has a service lock the account |
//! | wrong credentials | a site | 200 in an hour | nobody guesses one password for many users |
//! | what makes us ask a provider | a network | 60 in 15 minutes | a provider limits us all together |
//!
//! A wrong credential is counted before it is tried, and taken back where it was right or never arrived: of any number
//! of tries at the same moment no more get through than are allowed. A network has limits of its own because only its
//! requests are refused where it has used them up; they are looked at first, so that it cannot use up everybody's.

use super::{front::Denied, visit::Visit};
use crate::{
    FormLink, Skill,
    guard::Origin,
    store::{Counted, Limit, Secret, StoreError},
};
use std::time::Duration;

const BEGUN_HERE: Limit = limit("begun-network", 100, Duration::from_mins(5));
const BEGUN: Limit = limit("begun", 6000, Duration::from_mins(5));
const TYPED_IN_VISIT: Limit = limit("typed-visit", 10, Duration::from_mins(15));
const TYPED_HERE: Limit = limit("typed-network", 20, Duration::from_mins(15));
const TYPED: Limit = limit("typed", 1200, Duration::from_mins(5));
const WRONG_AT_SITE: Limit = limit("wrong-site", 200, Duration::from_hours(1));
const ASKED_HERE: Limit = limit("provider-network", 60, Duration::from_mins(15));

const fn limit(name: &'static str, most: u32, window: Duration) -> Limit {
    Limit { name, most, window }
}

/// What is counted where it is not of anything in particular.
const ALL: &str = "";

/// A typed credential that is about to be tried, and counts as wrong until it is known to be right.
#[derive(Debug)]
pub(super) struct Attempt {
    site: String,
    /// The site's user, and how many wrong credentials there may be of them.
    user: Option<(Limit, String)>,
}

impl Attempt {
    /// Of `user` at `site`. A service may take a name in any case, and with blanks around it; paths and ports of a host
    /// are one site. A token names no user.
    pub(super) fn new(form: &FormLink, site: &Origin, user: Option<&Secret>) -> Self {
        let site = site.host().to_owned();
        let wrong = limit("wrong-user", form.attempts, Duration::from_hours(24));
        let name = |user: &Secret| format!("{site} {}", user.expose().trim().to_lowercase());
        let user = user.filter(|_| form.user).map(|user| (wrong, name(user)));
        Self { site, user }
    }
}

impl<S: Skill> Visit<'_, S> {
    /// A visit is about to begin.
    pub(super) async fn count_begun(&self) -> Result<(), Denied> {
        self.count(&BEGUN_HERE, &self.network).await?;
        self.count(&BEGUN, ALL).await
    }

    /// Somebody typed a credential in the visit `id`.
    pub(super) async fn count_typed(&self, id: &str) -> Result<(), Denied> {
        self.count(&TYPED_IN_VISIT, id).await?;
        self.count(&TYPED_HERE, &self.network).await?;
        self.count(&TYPED, ALL).await
    }

    /// A provider is about to be asked.
    pub(super) async fn count_asked(&self) -> Result<(), Denied> {
        self.count(&ASKED_HERE, &self.network).await
    }

    /// A typed credential is about to be tried.
    pub(super) async fn count_attempt(&self, attempt: &Attempt) -> Result<(), Denied> {
        if let Some((limit, user)) = &attempt.user {
            self.count(limit, user).await?;
        }
        let counted = self.count(&WRONG_AT_SITE, &attempt.site).await;
        if let (Err(Denied::TooMany { .. }), Some((limit, user))) = (&counted, &attempt.user) {
            // It is not tried, so it is not wrong.
            self.records.uncount(limit, user).await?;
        }
        counted
    }

    /// It was right: the user's wrong ones are forgotten.
    pub(super) async fn was_right(&self, attempt: &Attempt) -> Result<(), StoreError> {
        if let Some((limit, user)) = &attempt.user {
            self.records.forget(limit, user).await?;
        }
        self.records.uncount(&WRONG_AT_SITE, &attempt.site).await
    }

    /// It never arrived.
    pub(super) async fn never_arrived(&self, attempt: &Attempt) -> Result<(), StoreError> {
        if let Some((limit, user)) = &attempt.user {
            self.records.uncount(limit, user).await?;
        }
        self.records.uncount(&WRONG_AT_SITE, &attempt.site).await
    }

    async fn count(&self, limit: &Limit, what: &str) -> Result<(), Denied> {
        match self.records.count(limit, what).await? {
            Counted::Within => Ok(()),
            Counted::Full(seconds) => Err(Denied::TooMany { limit: limit.name, seconds, nonce: None }),
        }
    }
}
