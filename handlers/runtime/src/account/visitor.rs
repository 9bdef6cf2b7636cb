//! Whoever speaks: the account behind the access token of a request, looked up when it is first needed.

use super::{AccountError, Accounts, Linked, Profile};
use crate::{
    Failure,
    calls::{Http, Known},
    guard::Guard,
    store::{Secret, StoreError},
};
use tokio::{sync::OnceCell, time::Instant};

/// Whoever speaks.
#[derive(Debug)]
pub(crate) struct Visitor<'a> {
    /// None in a skill without linking.
    accounts: Option<&'a Accounts>,
    guard: &'a Guard,
    http: &'a Http,
    /// The access token that Alexa sent.
    token: Option<Secret>,
    deadline: Instant,
    linked: OnceCell<Linked>,
}

impl<'a> Visitor<'a> {
    /// Nothing is looked up yet.
    pub(crate) fn new(
        accounts: Option<&'a Accounts>,
        guard: &'a Guard,
        http: &'a Http,
        token: Option<Secret>,
        deadline: Instant,
    ) -> Self {
        Self { accounts, guard, http, token, deadline, linked: OnceCell::new() }
    }

    /// The account; a failure that asks to link one where there is none.
    pub(crate) async fn known(&self) -> Result<Known<'_>, Failure> {
        let linked = self.linked().await?;
        Ok(Known { account: &linked.account, guard: self.guard })
    }

    /// What the account's link remembers.
    pub(crate) async fn profile(&self) -> Result<&Profile, Failure> {
        Ok(&self.linked().await?.profile)
    }

    /// Remembers `data` in place of what the link remembered in version `seen`; the new version.
    pub(crate) async fn remember(&self, seen: u64, data: String) -> Result<u64, Failure> {
        let linked = self.linked().await?;
        let accounts = self.accounts()?;
        let kept = accounts.remember(&linked.link, seen, data, self.deadline).await;
        kept.map(|profile| profile.version).map_err(|error| failed(&error))
    }

    async fn linked(&self) -> Result<&Linked, Failure> {
        self.linked.get_or_try_init(|| self.resolve()).await
    }

    async fn resolve(&self) -> Result<Linked, Failure> {
        let accounts = self.accounts()?;
        let Some(token) = &self.token else {
            return Err(Failure::not_linked("the request has no access token"));
        };
        match accounts.resolve(token, self.http, self.deadline).await {
            Ok(Some(linked)) => Ok(linked),
            Ok(None) => Err(Failure::not_linked("the access token stands for no account (any longer)")),
            Err(error @ AccountError::Refused(_)) => Err(Failure::not_linked(error.to_string())),
            Err(error @ AccountError::Slow(_)) => Err(Failure::slow(error.to_string())),
            // The account stays linked: nobody is asked to link anew because a store is slow.
            Err(AccountError::Store(error)) => Err(failed(&error)),
        }
    }

    fn accounts(&self) -> Result<&'a Accounts, Failure> {
        self.accounts.ok_or_else(|| Failure::apology("this skill links no account"))
    }
}

fn failed(error: &StoreError) -> Failure {
    Failure::apology(format!("the store of linked accounts failed: {error}"))
}
