//! Token revocation (RFC 7009).
//!
//! A refresh token takes everything with it that came out of its linking; an access token dies alone. The link itself
//! stays: what the account remembers is the user's, who removes it on the page or in Alexa's app.

mod judge;

use super::{
    Denied,
    lookup::{Ends, Issued, Mentioned},
};
use crate::store::{Hash, StoreError};
use judge::{Judgement, judge};
use std::future::Future;

/// The storage where access tokens die alone.
pub(crate) trait AccessTokens {
    /// Forgets the access token of this hash.
    fn forget(&self, token: &Hash) -> impl Future<Output = Result<(), StoreError>> + Send;
}

/// What is worth nothing any more.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Revoked {
    /// All tokens of a linking, of this link.
    Family(String),
    /// One access token.
    AccessToken,
    /// The token was worth nothing before.
    Nothing,
}

/// Revokes a token.
pub(super) async fn revoke(
    storage: &(impl Issued + Ends + AccessTokens),
    mentioned: &Mentioned<'_>,
) -> Result<Revoked, Denied> {
    let Some(found) = mentioned.find(storage).await? else { return Ok(Revoked::Nothing) };
    let family = storage.family(found.family()).await?;
    match judge(&found, family.as_ref(), mentioned.client) {
        Judgement::Nothing => Ok(Revoked::Nothing),
        Judgement::EndFamily { link } => {
            storage.end(found.family(), link).await?;
            Ok(Revoked::Family(link.to_owned()))
        }
        Judgement::ForgetAccessToken => {
            storage.forget(&mentioned.token.hash()).await?;
            Ok(Revoked::AccessToken)
        }
        Judgement::Refuse(reason) => Err(Denied::grant(reason)),
    }
}

#[cfg(test)]
mod tests;
