//! Whoever speaks: the account behind the access token of a request, looked up when it is first needed.

use super::{AccountError, Caller, Linked, Lookup, Profile};
use crate::{
    Failure,
    calls::{Http, Known},
    guard::Guard,
    store::StoreError,
};
use reqwest::header::HeaderValue;
use tokio::{sync::OnceCell, time::Instant};

/// Whoever speaks.
#[derive(Debug)]
pub(crate) struct Visitor<'a> {
    /// None in a skill without linking.
    accounts: Option<&'a dyn Lookup>,
    guard: &'a Guard,
    http: &'a Http,
    /// None where Alexa sent no access token.
    caller: Option<Caller>,
    deadline: Instant,
    linked: OnceCell<Linked>,
    /// Why it could not be looked up ahead.
    unforeseen: OnceCell<Failure>,
    /// The account again, after its service refused the credential and another process had renewed it.
    renewed: OnceCell<Linked>,
}

impl<'a> Visitor<'a> {
    /// Nothing is looked up yet.
    pub(crate) fn new(
        accounts: Option<&'a dyn Lookup>,
        guard: &'a Guard,
        http: &'a Http,
        caller: Option<Caller>,
        deadline: Instant,
    ) -> Self {
        let (linked, unforeseen, renewed) = (OnceCell::new(), OnceCell::new(), OnceCell::new());
        Self { accounts, guard, http, caller, deadline, linked, unforeseen, renewed }
    }

    /// The account; a failure that asks to link one where there is none.
    pub(crate) async fn known(&self) -> Result<Known<'_>, Failure> {
        let linked = self.linked().await?;
        Ok(Known { account: &linked.account, guard: self.guard })
    }

    /// Looks the account up before it is needed, where the request has an access token. What goes wrong is told whoever
    /// needs the account.
    pub(crate) async fn foresee(&self) {
        if self.accounts.is_some()
            && self.caller.is_some()
            && let Err(failure) = self.linked().await
        {
            let _ = self.unforeseen.set(failure);
        }
    }

    /// The id of its link.
    pub(crate) async fn link(&self) -> Result<&str, Failure> {
        Ok(&self.linked().await?.link)
    }

    /// Looks the account up again, after its service refused a credential, sent as `refused`: whether there is another
    /// one by now.
    pub(crate) async fn renew(&self, refused: Option<&HeaderValue>) -> Result<bool, Failure> {
        let (linked, accounts) = (self.linked().await?, self.accounts()?);
        if !self.renewed.initialized() {
            let newer = accounts.newer(linked, self.http, self.deadline).await;
            if let Some(newer) = newer.map_err(|error| unusable(&error))? {
                // Another call of the same request, made at the same time, may have found it first.
                let _ = self.renewed.set(newer);
            }
        }
        Ok(self.linked().await?.account.credential.authorization().as_ref() != refused)
    }

    /// What the account's link remembers.
    pub(crate) async fn profile(&self) -> Result<&Profile, Failure> {
        Ok(&self.linked().await?.profile)
    }

    /// Remembers `data` in place of what the link remembered in version `seen`; the new version.
    pub(crate) async fn remember(&self, seen: u64, data: String) -> Result<u64, Failure> {
        let linked = self.linked().await?;
        let accounts = self.accounts()?;
        let kept = accounts.remember(linked, seen, data, self.deadline).await;
        kept.map(|profile| profile.version).map_err(|error| failed(&error))
    }

    async fn linked(&self) -> Result<&Linked, Failure> {
        if let Some(renewed) = self.renewed.get() {
            return Ok(renewed);
        }
        if let Some(failure) = self.unforeseen.get() {
            return Err(failure.clone());
        }
        self.linked.get_or_try_init(|| self.resolve()).await
    }

    async fn resolve(&self) -> Result<Linked, Failure> {
        let accounts = self.accounts()?;
        let Some(caller) = &self.caller else {
            return Err(Failure::not_linked("the request has no access token"));
        };
        match accounts.resolve(caller, self.http, self.deadline).await {
            Ok(Some(linked)) => Ok(linked),
            Ok(None) => Err(Failure::not_linked("the access token stands for no account (any longer)")),
            Err(error) => Err(unusable(&error)),
        }
    }

    fn accounts(&self) -> Result<&'a dyn Lookup, Failure> {
        self.accounts.ok_or_else(|| Failure::apology("this skill links no account"))
    }
}

/// What the user hears: only who refused the account for good asks to link it anew, never a slow store or provider.
fn unusable(error: &AccountError) -> Failure {
    match error {
        AccountError::Refused(_) => Failure::not_linked(error.to_string()),
        AccountError::Slow(_) => Failure::slow(error.to_string()),
        AccountError::Store(error) => failed(error),
    }
}

fn failed(error: &StoreError) -> Failure {
    let detail = format!("the store of linked accounts failed: {error}");
    if error.is_passing() { Failure::slow(detail) } else { Failure::apology(detail) }
}
