//! Whether a token is active.

use crate::token::{
    AccessToken, Family,
    lookup::{Found, Mentioned},
    refresh,
};

/// Judges a token at the time `now`: until when it is good, in epoch seconds; nothing where it is not active.
///
/// "If the token has been issued by this authorization server, has not been revoked by the resource owner, and is within
/// its given time window of validity" (RFC 7662, section 2.2).
pub(super) fn judge(found: &Found, family: &Family, mentioned: &Mentioned<'_>, now: i64) -> Option<i64> {
    // "the protected resource is not allowed to introspect this particular token" (RFC 7662, section 2.2).
    if family.client != mentioned.client {
        return None;
    }
    // "if the token can expire, the authorization server MUST determine whether or not the token has expired" (RFC 7662,
    // section 4).
    match found {
        Found::Access(token) => alive_until(token, family).filter(|expires| *expires > now),
        Found::Refresh(token) => {
            let presented =
                refresh::Presented { client: mentioned.client, token: mentioned.token, scope: None };
            refresh::good_until(token, family, &presented, now)
        }
    }
}

/// As the skill function sees it: an access token dies with its family; one of an earlier generation lives until it
/// expires.
fn alive_until(token: &AccessToken, family: &Family) -> Option<i64> {
    let is_of = token.link == family.link && token.generation <= family.generation;
    is_of.then(|| token.expires.min(family.idle_until).min(family.absolute_until))
}
