//! What a revocation takes away.

use crate::token::{Family, lookup::Found};

/// What is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Judgement<'a> {
    /// End the token's family.
    EndFamily {
        /// The link that it stands for.
        link: &'a str,
    },
    /// Forget the access token.
    ForgetAccessToken,
    /// Nothing: the token is worth nothing.
    Nothing,
    /// The client may not do that; why, for the log.
    Refuse(&'static str),
}

/// Judges a token that was found, with its family where that is alive.
pub(super) fn judge<'a>(found: &Found, family: Option<&'a Family>, client: &str) -> Judgement<'a> {
    // "invalid tokens do not cause an error response since the client cannot handle such an error in a reasonable way.
    // Moreover, the purpose of the revocation request, invalidating the particular token, is already achieved" (RFC
    // 7009, section 2.2).
    let Some(family) = family else { return Judgement::Nothing };
    // "verifies whether the token was issued to the client making the revocation request. If this validation fails, the
    // request is refused and the client is informed of the error" (RFC 7009, section 2.1).
    if family.client != client {
        return Judgement::Refuse("the token to be revoked was given to another client");
    }
    match found {
        // "If the particular token is a refresh token and the authorization server supports the revocation of access
        // tokens, then the authorization server SHOULD also invalidate all access tokens based on the same authorization
        // grant" (RFC 7009, section 2.1). Whichever generation it is of: who holds an older one wants the same.
        Found::Refresh(_) => Judgement::EndFamily { link: &family.link },
        // "If the token passed to the request is an access token, the server MAY revoke the respective refresh token as
        // well" (RFC 7009, section 2.1). It need not: access tokens pass through more hands.
        Found::Access(_) => Judgement::ForgetAccessToken,
    }
}
