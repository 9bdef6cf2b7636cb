//! Families of tokens: all that followed from one code.

use super::{habits::Habits, scopes::OFFLINE_ACCESS};
use crate::{accounts::User, random};
use aws_lc_rs::error::Unspecified;
use serde_json::Value;
use std::collections::BTreeMap;

const DAY: u64 = 24 * 60 * 60;
/// How long a family lives without being refreshed, in seconds.
const IDLE: u64 = 90 * DAY;

/// What a user granted.
#[derive(Debug, Clone)]
pub(crate) struct Given {
    pub(crate) user: &'static User,
    pub(crate) scopes: Vec<&'static str>,
    pub(crate) nonce: Option<String>,
    pub(crate) audience: Option<&'static str>,
}

/// All families, and all tokens that were ever given.
#[derive(Default)]
pub(crate) struct Families {
    all: Vec<Family>,
    /// Refresh tokens, with their family and generation.
    refresh: BTreeMap<String, (usize, u32)>,
    access: BTreeMap<String, Issued>,
}

struct Family {
    given: Given,
    ended: bool,
    generation: u32,
    /// When the generation began.
    since: u64,
}

/// An access token, which others can read without asking.
struct Issued {
    /// None: of the client's own.
    family: Option<usize>,
    claims: Value,
}

impl Families {
    /// A new family; gives its number.
    pub(crate) fn begin(&mut self, given: Given, now: u64) -> usize {
        self.all.push(Family { given, ended: false, generation: 0, since: now });
        self.all.len() - 1
    }

    /// Ends a family: nothing is given for its tokens any more, and who asks for them is told so.
    pub(crate) fn end(&mut self, family: usize) {
        if let Some(family) = self.all.get_mut(family) {
            family.ended = true;
        }
    }

    /// What was granted to a family.
    pub(super) fn given(&self, family: usize) -> Option<&Given> {
        self.all.get(family).map(|family| &family.given)
    }

    /// The family of a refresh token that is used now; nothing where it does not work, or does not any more. One of a
    /// generation that is over is taken for theft and ends its family (RFC 9700, 4.14.2).
    pub(super) fn refresh(&mut self, token: &str, now: u64, habits: &Habits) -> Option<usize> {
        let &(number, generation) = self.refresh.get(token)?;
        let family = self.all.get_mut(number)?;
        if family.ended || now >= family.since + IDLE {
            return None;
        }
        if !habits.rotates {
            family.since = now;
        } else if generation == family.generation {
            family.generation += 1;
            family.since = now;
        } else if generation + 1 != family.generation || now >= family.since + habits.leeway {
            family.ended = true;
            return None;
        }
        Some(number)
    }

    /// A refresh token of a family's generation; nothing where none was asked for.
    pub(super) fn refresh_token(&mut self, number: usize) -> Result<Option<String>, Unspecified> {
        let family = self.all.get(number).ok_or(Unspecified)?;
        if !family.given.scopes.contains(&OFFLINE_ACCESS) {
            return Ok(None);
        }
        let token = random::text::<48>()?;
        self.refresh.insert(token.clone(), (number, family.generation));
        Ok(Some(token))
    }

    /// Remembers an access token.
    pub(super) fn keep(&mut self, token: String, family: Option<usize>, claims: Value) {
        self.access.insert(token, Issued { family, claims });
    }

    /// The claims of an access token that is good at a Unix time.
    pub(super) fn access(&self, token: &str, unix: u64) -> Option<&Value> {
        let Issued { family, claims } = self.access.get(token)?;
        let ended = family.and_then(|family| self.all.get(family)).is_some_and(|family| family.ended);
        let lives = claims["exp"].as_u64().is_some_and(|until| unix < until);
        (lives && !ended).then_some(claims)
    }

    /// What was granted to the family of a refresh token that would work now.
    pub(super) fn refreshable(&self, token: &str, now: u64) -> Option<&Given> {
        let (number, generation) = self.refresh.get(token)?;
        let family = self.all.get(*number)?;
        let lives = !family.ended && now < family.since + IDLE && *generation == family.generation;
        lives.then_some(&family.given)
    }
}
