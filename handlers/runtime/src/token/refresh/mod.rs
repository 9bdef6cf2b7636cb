//! The refresh token grant (RFC 6749, section 6) with rotation (RFC 9700, section 4.14.2).
//!
//! Every refresh gives a new refresh token, and the old one may be presented again for [`GRACE`] seconds: the reply to
//! its rotation is kept for that long, sealed for its bearer, so that a client which lost the reply, or refreshed twice
//! at once, gets the same tokens. Later it works only if nobody ever saw its successor. A token whose successor was
//! seen is a sign that two hold it, so then the family ends.

mod judge;
mod pace;

pub(super) use judge::{Presented, good_until};

use super::{
    Denied,
    issue::{Lifetimes, Tokens},
    lookup::{Ends, Issued},
};
use crate::store::{Hash, StoreError, bytes};
use judge::{Judgement, Step};
use pace::Pace;
use serde::{Deserialize, Serialize};
use std::future::Future;

/// How long the reply to a rotation is given again, in seconds.
pub(crate) const GRACE: i64 = 60;
/// How often a decision is made anew because somebody else was faster.
const ROUNDS: usize = 4;

/// A token family: what came out of one linking.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Family {
    /// The linked account that its tokens stand for.
    pub(crate) link: String,
    /// The client that they were given to.
    pub(crate) client: String,
    /// What was granted.
    pub(crate) scope: String,
    /// How often tokens were rotated.
    pub(crate) generation: u64,
    /// The hash of the current refresh token.
    pub(crate) refresh: Hash,
    /// The hash of the refresh token that was rotated last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) previous: Option<Hash>,
    /// When, in epoch seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) rotated_at: Option<i64>,
    /// The reply to that, sealed for the bearer of the rotated token.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "bytes::option")]
    pub(crate) reply: Option<Vec<u8>>,
    /// Somebody presented the current generation's access token.
    pub(crate) seen: bool,
    /// When that was first so of the current generation, or of the latest that was seen, in epoch seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) used: Option<i64>,
    /// The hash of the Alexa user who speaks to the skill with its tokens.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) user: Option<Hash>,
    /// When the window began in which rotations are counted, in epoch seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) window: Option<i64>,
    /// The rotations in it.
    #[serde(default)]
    pub(crate) rotations: u32,
    /// When the account was linked, in epoch seconds.
    pub(crate) created: i64,
    /// When its refresh token expires unless it is used, in epoch seconds.
    pub(crate) idle_until: i64,
    /// When it expires for good, in epoch seconds.
    pub(crate) absolute_until: i64,
    /// When the table may forget it, in epoch seconds.
    pub(crate) expires: i64,
}

/// A refresh token, as it is stored under its hash.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct RefreshToken {
    /// Its family.
    pub(crate) family: String,
    /// The generation of the family that it belongs to.
    pub(crate) generation: u64,
    /// When another one took its place, in epoch seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) rotated_at: Option<i64>,
    /// When it expires, in epoch seconds.
    pub(crate) expires: i64,
}

/// A rotation: the next generation of a family.
#[derive(Debug)]
pub(crate) struct Rotation<'a> {
    /// The family's id.
    pub(crate) id: &'a str,
    /// The family as it was read.
    pub(crate) from: &'a Family,
    /// The hash of the presented token.
    pub(crate) presented: Hash,
    /// The presented token is the one before the current one, which nobody may have seen.
    pub(crate) replaces: bool,
    pub(crate) generation: u64,
    pub(crate) tokens: Tokens,
    /// The reply, sealed for the bearer of the presented token.
    pub(crate) reply: Vec<u8>,
    pub(crate) now: i64,
    pub(crate) idle_until: i64,
    pub(crate) pace: Pace,
}

/// How a rotation ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rotated {
    /// It is done.
    Done,
    /// The family is not as it was.
    Changed,
    /// The linked account is gone.
    Unlinked,
}

/// The storage of this grant.
pub(crate) trait Families {
    /// Stores the next generation, all or nothing, if the family is still as it was and the linked account is there.
    fn rotate(&self, rotation: &Rotation<'_>) -> impl Future<Output = Result<Rotated, StoreError>> + Send;
}

/// Refreshes tokens.
pub(super) async fn refresh(
    families: &(impl Issued + Families + Ends),
    lifetimes: Lifetimes,
    presented: &Presented<'_>,
) -> Result<Tokens, Denied> {
    let hash = presented.token.hash();
    for _ in 0..ROUNDS {
        let token = families.refresh_token(&hash).await?;
        let token = token.ok_or(Denied::grant("the refresh token is unknown or has expired"))?;
        let family = families.family(&token.family).await?;
        let family = family.ok_or(Denied::grant("the token family has ended or expired"))?;
        let now = families.now();
        let denied = |reason, alarm| Denied::Grant { reason, link: Some(family.link.clone()), alarm };
        let (step, pace) = match judge::judge(&token, &hash, &family, presented, now) {
            Judgement::Rotate(step, pace) => (step, pace),
            Judgement::Again => {
                let sealed = family.reply.as_deref().ok_or(StoreError::Malformed("a reply is missing"))?;
                let (id, generation) = (&token.family, family.generation);
                return Ok(Tokens::open(sealed, presented.token, id, generation, &family.scope)?);
            }
            Judgement::Refuse(reason) => return Err(denied(reason, false)),
            Judgement::Scope => return Err(Denied::Scope),
            Judgement::TooMany(wait) => return Err(Denied::TooMany { link: family.link, wait }),
            // "the authorization server […] will revoke the active refresh token as well as the access authorization
            // grant associated with it" (RFC 9700, section 4.14.2).
            Judgement::End => {
                families.end(&token.family, &family.link).await?;
                return Err(denied("refresh_token_replayed", true));
            }
        };
        let tokens = Tokens::new(lifetimes, now, family.absolute_until, &family.scope)?;
        let generation = family.generation.saturating_add(1);
        let rotation = Rotation {
            id: &token.family,
            from: &family,
            presented: hash,
            replaces: step == Step::InPlaceOfUnseen,
            generation,
            reply: tokens.seal(presented.token, &token.family, generation)?,
            tokens,
            now,
            idle_until: now.saturating_add(lifetimes.refresh_idle).min(family.absolute_until),
            pace,
        };
        match families.rotate(&rotation).await? {
            Rotated::Done => return Ok(rotation.tokens),
            // Somebody was faster, or the answer to our own rotation was lost: then the reply is there by now.
            Rotated::Changed => {}
            Rotated::Unlinked => {
                families.end(&token.family, &family.link).await?;
                return Err(denied("the linked account of the token is gone", false));
            }
        }
    }
    Err(Denied::Store(StoreError::Unavailable("a token family changed all the time")))
}

#[cfg(test)]
mod tests;
