//! Accounts behind the proxy: Alexa has the provider's own access token, and sends it with each request. Nothing is kept
//! here, so nothing is looked up, and nothing has to end.

use super::{Account, AccountError, Caller, Credential, Linked, Lookup, Profile};
use crate::{
    Proxy,
    calls::Http,
    log::Log,
    store::{Secret, StoreError},
};
use futures_util::future::{BoxFuture, FutureExt, ready};
use tokio::time::Instant;

/// The accounts at a provider.
#[derive(Debug)]
pub(crate) struct Forwarded(pub(crate) &'static Proxy);

impl Lookup for Forwarded {
    /// Whether the token is good, its service says.
    fn resolve<'s>(
        &'s self,
        caller: &'s Caller,
        _: &'s Http,
        _: Instant,
    ) -> BoxFuture<'s, Result<Option<Linked>, AccountError>> {
        let credential = Credential::Provider {
            site: None,
            access: caller.token.clone(),
            refresh: None,
            expires_at: i64::MAX,
        };
        let linked = Linked {
            link: String::new(),
            version: 0,
            expires: None,
            account: Account { method: &self.0.method, credential },
            profile: Profile::default(),
        };
        ready(Ok(Some(linked))).boxed()
    }

    /// Only Alexa has newer ones.
    fn newer<'s>(
        &'s self,
        _: &'s Linked,
        _: &'s Http,
        _: Instant,
    ) -> BoxFuture<'s, Result<Option<Linked>, AccountError>> {
        ready(Ok(None)).boxed()
    }

    /// The compiler refuses a profile without a place for it.
    fn remember<'s>(
        &'s self,
        _: &'s Linked,
        _: u64,
        _: String,
        _: Instant,
    ) -> BoxFuture<'s, Result<Profile, StoreError>> {
        ready(Err(StoreError::Malformed("nothing is kept of an account behind the proxy"))).boxed()
    }

    fn meet<'s>(&'s self, _: &'s Caller, _: Instant) -> BoxFuture<'s, Result<(), StoreError>> {
        ready(Ok(())).boxed()
    }

    fn end_user<'s>(
        &'s self,
        _: &'s Secret,
        _: &'s Log,
        _: Instant,
    ) -> BoxFuture<'s, Result<(), StoreError>> {
        ready(Ok(())).boxed()
    }
}
