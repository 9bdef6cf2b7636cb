//! The authorization code grant (RFC 6749, section 4.1.3; PKCE: RFC 7636).

mod judge;

pub(super) use judge::Presented;

use super::{
    Denied,
    issue::{Lifetimes, Tokens},
    lookup::Ends,
    refresh::Family,
};
use crate::store::{Hash, StoreError, random_id};
use judge::Judgement;
use serde::{Deserialize, Serialize};
use std::future::Future;

/// How often a decision is made anew because somebody else was faster.
const ROUNDS: usize = 3;
/// How long a redeemed code is remembered, in seconds, so that its replay is noticed.
pub(crate) const REMEMBERED: i64 = 24 * 60 * 60;

/// An authorization code, as it is stored under its hash.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Code {
    /// The linked account that it stands for.
    pub(crate) link: String,
    /// The client that it was given to.
    pub(crate) client: String,
    /// The redirect URI of the authorization request.
    pub(crate) redirect: String,
    /// The S256 code challenge of the authorization request.
    pub(crate) challenge: String,
    /// What was granted.
    pub(crate) scope: String,
    /// Until when it may be redeemed, in epoch seconds.
    pub(crate) expires: i64,
    /// The family that it was redeemed for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) used_by: Option<String>,
}

/// The first tokens of a family.
#[derive(Debug)]
pub(crate) struct First {
    /// The new family's id.
    pub(crate) id: String,
    pub(crate) family: Family,
    pub(crate) tokens: Tokens,
}

/// How a redemption ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Redeemed {
    /// It is done.
    Done,
    /// The code is not as it was.
    Changed,
    /// The linked account is gone.
    Unlinked,
}

/// The storage of this grant.
pub(crate) trait Codes {
    /// What time it is, in epoch seconds.
    fn now(&self) -> i64;

    /// The code of this hash, if there is one that has not expired.
    fn code(&self, code: &Hash) -> impl Future<Output = Result<Option<Code>, StoreError>> + Send;

    /// Marks the code as redeemed, stores the first tokens and names their family among the link's, all or nothing, if
    /// the code is still unused and the linked account is there.
    fn redeem(&self, code: &Hash, first: &First)
    -> impl Future<Output = Result<Redeemed, StoreError>> + Send;
}

/// Redeems a code.
pub(super) async fn redeem(
    codes: &(impl Codes + Ends),
    lifetimes: Lifetimes,
    presented: &Presented<'_>,
) -> Result<Tokens, Denied> {
    let hash = presented.code.hash();
    let id = random_id()?;
    let mut first = None;
    for _ in 0..ROUNDS {
        let now = codes.now();
        let code = codes.code(&hash).await?.ok_or(Denied::grant("the code is unknown or has expired"))?;
        match judge::judge(&code, presented, now) {
            Judgement::Refuse(reason) => {
                return Err(Denied::Grant { reason, link: Some(code.link), alarm: false });
            }
            Judgement::Used(family) if family == id => {
                // The answer to our own redemption was lost.
                let ours = first.map(|First { tokens, .. }| tokens);
                return ours.ok_or(Denied::Store(StoreError::Malformed("a new family's id is taken")));
            }
            // "If an authorization code is used more than once, the authorization server MUST deny the request and
            // SHOULD revoke (when possible) all tokens previously issued based on that authorization code" (RFC 6749,
            // section 4.1.2).
            Judgement::Used(family) => {
                codes.end(family, &code.link).await?;
                let reason = "code_replayed";
                return Err(Denied::Grant { reason, link: Some(code.link), alarm: true });
            }
            Judgement::Redeem => {}
        }
        let first = first.insert(First::new(id.clone(), &code, lifetimes, now)?);
        match codes.redeem(&hash, first).await? {
            Redeemed::Done => return Ok(first.tokens.clone()),
            Redeemed::Changed => {}
            Redeemed::Unlinked => return Err(Denied::grant("the linked account of the code is gone")),
        }
    }
    Err(Denied::Store(StoreError::Unavailable("a code changed all the time")))
}

impl First {
    fn new(id: String, code: &Code, lifetimes: Lifetimes, now: i64) -> Result<Self, StoreError> {
        let absolute_until = now.saturating_add(lifetimes.refresh_absolute);
        let idle_until = now.saturating_add(lifetimes.refresh_idle).min(absolute_until);
        let tokens = Tokens::new(lifetimes, now, absolute_until, &code.scope)?;
        let family = Family {
            link: code.link.clone(),
            client: code.client.clone(),
            scope: code.scope.clone(),
            generation: 0,
            refresh: tokens.refresh_hash(),
            previous: None,
            rotated_at: None,
            reply: None,
            seen: false,
            used: None,
            user: None,
            window: None,
            rotations: 0,
            created: now,
            idle_until,
            absolute_until,
            expires: idle_until,
        };
        Ok(Self { id, family, tokens })
    }
}

#[cfg(test)]
mod tests;
