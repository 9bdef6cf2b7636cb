//! What users have granted, and the tokens that stand for it.
//!
//! A grant is a family of tokens. Refreshed, it has a new generation: one access token, which is the only one that
//! works, and a refresh token. The refresh token of the generation before works for [`LEEWAY`] more, because the answer
//! with the new one may have been lost; it makes another pair of the same generation. Any older one, and any later use,
//! is taken for theft and ends the grant.
//!
//! Source: developer.atlassian.com, "OAuth 2.0 (3LO) apps" and "Implementing the refresh token flow".

use crate::{accounts::User, random, scopes::OFFLINE_ACCESS};
use aws_lc_rs::error::Unspecified;
use std::collections::BTreeMap;

/// How long an access token lives, in seconds.
pub(crate) const ACCESS: u64 = 3600;
/// How long the refresh token of the generation before still works, in seconds.
const LEEWAY: u64 = 10 * 60;
const DAY: u64 = 24 * 60 * 60;
/// How long a grant lives without being refreshed, and how long at most, in seconds.
const IDLE: u64 = 90 * DAY;
const ABSOLUTE: u64 = 365 * DAY;

/// What a user granted.
#[derive(Debug, Clone)]
pub(crate) struct Granted {
    pub(crate) user: &'static User,
    pub(crate) scopes: Vec<&'static str>,
}

/// New tokens.
#[derive(Debug)]
pub(crate) struct Tokens {
    pub(crate) access: String,
    pub(crate) refresh: Option<String>,
    pub(crate) scopes: Vec<&'static str>,
}

/// All grants.
#[derive(Default)]
pub(crate) struct Grants {
    families: Vec<Family>,
    /// Refresh tokens, with their family and generation.
    refresh: BTreeMap<String, (usize, u32)>,
}

struct Family {
    granted: Granted,
    ended: bool,
    begun: u64,
    generation: u32,
    /// When the generation began.
    since: u64,
    /// The access token that works, and until when.
    access: (String, u64),
}

impl Grants {
    /// A new grant with its first tokens; gives its number, too.
    pub(crate) fn begin(&mut self, granted: Granted, now: u64) -> Result<(usize, Tokens), Unspecified> {
        let family = self.families.len();
        let access = (String::new(), 0);
        self.families.push(Family { granted, ended: false, begun: now, generation: 0, since: now, access });
        Ok((family, self.issue(family, now)?))
    }

    /// Ends a grant: none of its tokens works any more.
    pub(crate) fn end(&mut self, family: usize) {
        if let Some(family) = self.families.get_mut(family) {
            family.ended = true;
        }
    }

    /// New tokens for a refresh token; nothing where it does not work, or does not any more.
    pub(crate) fn refresh(&mut self, token: &str, now: u64) -> Result<Option<Tokens>, Unspecified> {
        let Some(&(number, generation)) = self.refresh.get(token) else { return Ok(None) };
        let Some(family) = self.families.get_mut(number) else { return Ok(None) };
        let expired = now >= (family.since + IDLE).min(family.begun + ABSOLUTE);
        if family.ended || expired {
            return Ok(None);
        }
        let before = generation + 1 == family.generation && now < family.since + LEEWAY;
        if generation == family.generation {
            family.generation += 1;
            family.since = now;
        } else if !before {
            family.ended = true;
            return Ok(None);
        }
        self.issue(number, now).map(Some)
    }

    /// What a bearer was granted, and for how many seconds it is one.
    pub(crate) fn bearer(&self, token: &str, now: u64) -> Option<(&Granted, u64)> {
        let family = self.families.iter().find(|family| !family.ended && family.access.0 == token)?;
        let left = family.access.1.checked_sub(now).filter(|left| *left > 0)?;
        Some((&family.granted, left))
    }

    /// Tokens of a family's generation. As long as real ones, so that nobody counts on their length, and opaque.
    fn issue(&mut self, number: usize, now: u64) -> Result<Tokens, Unspecified> {
        let (access, refresh) = (random::text::<1536>()?, random::text::<768>()?);
        let family = self.families.get_mut(number).ok_or(Unspecified)?;
        family.access = (access.clone(), now + ACCESS);
        let scopes = family.granted.scopes.clone();
        let refresh = scopes.contains(&OFFLINE_ACCESS).then_some(refresh);
        if let Some(refresh) = &refresh {
            self.refresh.insert(refresh.clone(), (number, family.generation));
        }
        Ok(Tokens { access, refresh, scopes })
    }
}
