//! The linked accounts as a request sees them. Behind a trait object, which only a skill with linking makes: the linker
//! leaves the store and its SDKs out of every other one.

use super::{AccountError, Accounts, Caller, Linked, Profile};
use crate::{
    calls::Http,
    log::Log,
    store::{Secret, StoreError},
};
use futures_util::future::BoxFuture;
use std::fmt;
use tokio::time::Instant;

/// Looks accounts up, and keeps what they remember.
pub(crate) trait Lookup: fmt::Debug + Send + Sync {
    /// As [`Accounts::resolve`].
    fn resolve<'s>(
        &'s self,
        caller: &'s Caller,
        http: &'s Http,
        deadline: Instant,
    ) -> BoxFuture<'s, Result<Option<Linked>, AccountError>>;

    /// As [`Accounts::newer`].
    fn newer<'s>(
        &'s self,
        linked: &'s Linked,
        http: &'s Http,
        deadline: Instant,
    ) -> BoxFuture<'s, Result<Option<Linked>, AccountError>>;

    /// As [`Accounts::remember`].
    fn remember<'s>(
        &'s self,
        linked: &'s Linked,
        seen: u64,
        data: String,
        deadline: Instant,
    ) -> BoxFuture<'s, Result<Profile, StoreError>>;

    /// As [`Accounts::meet`].
    fn meet<'s>(&'s self, caller: &'s Caller, deadline: Instant) -> BoxFuture<'s, Result<(), StoreError>>;

    /// As [`Accounts::end_user`].
    fn end_user<'s>(
        &'s self,
        user: &'s Secret,
        log: &'s Log,
        deadline: Instant,
    ) -> BoxFuture<'s, Result<(), StoreError>>;
}

impl Lookup for Accounts {
    fn resolve<'s>(
        &'s self,
        caller: &'s Caller,
        http: &'s Http,
        deadline: Instant,
    ) -> BoxFuture<'s, Result<Option<Linked>, AccountError>> {
        Box::pin(self.resolve(caller, http, deadline))
    }

    fn newer<'s>(
        &'s self,
        linked: &'s Linked,
        http: &'s Http,
        deadline: Instant,
    ) -> BoxFuture<'s, Result<Option<Linked>, AccountError>> {
        Box::pin(self.newer(linked, http, deadline))
    }

    fn remember<'s>(
        &'s self,
        linked: &'s Linked,
        seen: u64,
        data: String,
        deadline: Instant,
    ) -> BoxFuture<'s, Result<Profile, StoreError>> {
        Box::pin(self.remember(linked, seen, data, deadline))
    }
    fn meet<'s>(&'s self, caller: &'s Caller, deadline: Instant) -> BoxFuture<'s, Result<(), StoreError>> {
        Box::pin(self.meet(caller, deadline))
    }

    fn end_user<'s>(
        &'s self,
        user: &'s Secret,
        log: &'s Log,
        deadline: Instant,
    ) -> BoxFuture<'s, Result<(), StoreError>> {
        Box::pin(self.end_user(user, log, deadline))
    }
}
