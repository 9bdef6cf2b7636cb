//! Tokens that were given out, found again.

use super::{AccessToken, Family, RefreshToken, answer::Refusal, request::Form};
use crate::store::{Hash, Secret, StoreError};
use std::future::Future;

/// The storage of what was given out.
pub(crate) trait Issued {
    /// What time it is, in epoch seconds.
    fn now(&self) -> i64;

    /// The refresh token of this hash, if there is one that has not expired.
    fn refresh_token(
        &self,
        token: &Hash,
    ) -> impl Future<Output = Result<Option<RefreshToken>, StoreError>> + Send;

    /// The access token of this hash, if there is one that has not expired.
    fn access_token(
        &self,
        token: &Hash,
    ) -> impl Future<Output = Result<Option<AccessToken>, StoreError>> + Send;

    /// A family, if it is there and has not expired.
    fn family(&self, id: &str) -> impl Future<Output = Result<Option<Family>, StoreError>> + Send;
}

/// The storage where families end.
pub(crate) trait Ends {
    /// Ends a family of `link`: all its tokens are dead from now on.
    fn end(&self, family: &str, link: &str) -> impl Future<Output = Result<(), StoreError>> + Send;
}

/// A token that a request is about, and which is not presented as a grant.
#[derive(Debug)]
pub(super) struct Mentioned<'a> {
    /// Who asks. It is authenticated.
    pub(super) client: &'a str,
    pub(super) token: &'a Secret,
    /// What kind of token the client says it is.
    pub(super) hint: Option<&'a str>,
}

/// A token that was found, of either kind.
#[derive(Debug)]
pub(super) enum Found {
    Access(AccessToken),
    Refresh(RefreshToken),
}

impl<'a> Mentioned<'a> {
    /// Reads a form (RFC 7009, section 2.1; RFC 7662, section 2.1).
    pub(super) fn read(form: &'a Form, client: &'a str) -> Result<Self, Refusal> {
        let token = form.secret("token").ok_or(Refusal::InvalidRequest("`token` is missing"))?;
        Ok(Self { client, token, hint: form.get("token_type_hint") })
    }

    /// Finds the token.
    pub(super) async fn find(&self, issued: &impl Issued) -> Result<Option<Found>, StoreError> {
        let hash = self.token.hash();
        // "If the server is unable to locate the token using the given hint, it MUST extend its search across all of
        // its supported token types" (RFC 7009, section 2.1; RFC 7662, section 2.1). "An invalid token type hint value
        // is ignored" (RFC 7009, section 2.2).
        if self.hint == Some("access_token")
            && let Some(token) = issued.access_token(&hash).await?
        {
            return Ok(Some(Found::Access(token)));
        }
        if let Some(token) = issued.refresh_token(&hash).await? {
            return Ok(Some(Found::Refresh(token)));
        }
        if self.hint == Some("access_token") {
            return Ok(None);
        }
        Ok(issued.access_token(&hash).await?.map(Found::Access))
    }
}

impl Found {
    /// The id of its family.
    pub(super) fn family(&self) -> &str {
        match self {
            Self::Access(token) => &token.family,
            Self::Refresh(token) => &token.family,
        }
    }
}
