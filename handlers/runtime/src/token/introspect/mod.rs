//! Token introspection (RFC 7662). It only looks: a token that is introspected was not presented to the skill, so it does
//! not count as seen.

mod judge;

use super::{
    lookup::{Found, Issued, Mentioned},
    refresh::Family,
};
use crate::store::StoreError;
use std::future::Future;

/// The storage of linked accounts.
pub(crate) trait Links {
    /// Whether an account is linked.
    fn is_linked(&self, link: &str) -> impl Future<Output = Result<bool, StoreError>> + Send;
}

/// An active token.
#[derive(Debug)]
pub(super) struct Active {
    /// Its family.
    pub(super) family: Family,
    /// It is an access token, which is of type `Bearer` (RFC 6750). A refresh token has no type.
    pub(super) is_access: bool,
    /// Until when it is good, in epoch seconds.
    pub(super) expires: i64,
}

/// What a token is worth; nothing where it is not active, for whatever reason.
pub(super) async fn introspect(
    storage: &(impl Issued + Links),
    mentioned: &Mentioned<'_>,
) -> Result<Option<Active>, StoreError> {
    let Some(found) = mentioned.find(storage).await? else { return Ok(None) };
    let Some(family) = storage.family(found.family()).await? else { return Ok(None) };
    let Some(expires) = judge::judge(&found, &family, mentioned, storage.now()) else { return Ok(None) };
    let is_linked = storage.is_linked(&family.link).await?;
    let is_access = matches!(found, Found::Access(_));
    Ok(is_linked.then_some(Active { family, is_access, expires }))
}

#[cfg(test)]
mod tests;
