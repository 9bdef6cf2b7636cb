//! The linked accounts as a request sees them. Behind a trait object, which only a skill with linking makes: the linker
//! leaves the store and its SDKs out of every other one.

use super::{AccountError, Accounts, Linked, Profile};
use crate::{
    calls::Http,
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
        token: &'s Secret,
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
        link: &'s str,
        seen: u64,
        data: String,
        deadline: Instant,
    ) -> BoxFuture<'s, Result<Profile, StoreError>>;
}

impl Lookup for Accounts {
    fn resolve<'s>(
        &'s self,
        token: &'s Secret,
        http: &'s Http,
        deadline: Instant,
    ) -> BoxFuture<'s, Result<Option<Linked>, AccountError>> {
        Box::pin(self.resolve(token, http, deadline))
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
        link: &'s str,
        seen: u64,
        data: String,
        deadline: Instant,
    ) -> BoxFuture<'s, Result<Profile, StoreError>> {
        Box::pin(self.remember(link, seen, data, deadline))
    }
}
