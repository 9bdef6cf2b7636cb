//! What a refresh token is worth.

use super::{Family, GRACE, RefreshToken, pace::Pace};
use crate::{
    store::{Hash, Secret},
    token::{answer::Refusal, request::Form},
};

/// What the client presents. It is authenticated.
#[derive(Debug)]
pub(in crate::token) struct Presented<'a> {
    pub(in crate::token) client: &'a str,
    pub(in crate::token) token: &'a Secret,
    /// What it asks for, where it says so.
    pub(in crate::token) scope: Option<&'a str>,
}

impl<'a> Presented<'a> {
    /// Reads a form (RFC 6749, section 6).
    pub(in crate::token) fn read(form: &'a Form, client: &'a str) -> Result<Self, Refusal> {
        let missing = Refusal::InvalidRequest("`refresh_token` is missing");
        let token = form.secret("refresh_token").ok_or(missing)?;
        Ok(Self { client, token, scope: form.get("scope") })
    }
}

/// What is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Judgement {
    /// Give the next generation.
    Rotate(Step, Pace),
    /// Give the reply to the last rotation again.
    Again,
    /// It is not good; why, for the log.
    Refuse(&'static str),
    /// More is asked for than was granted.
    Scope,
    /// It is good, but there were too many rotations: there is room again in so many seconds.
    TooMany(i64),
    /// Two hold it: the family ends.
    End,
}

/// From which generation to the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// From the current one.
    FromCurrent,
    /// From the one before, in place of a current one that nobody saw.
    InPlaceOfUnseen,
}

/// Judges `token`, whose hash is `hash`, at the time `now`.
pub(super) fn judge(
    token: &RefreshToken,
    hash: &Hash,
    family: &Family,
    presented: &Presented<'_>,
    now: i64,
) -> Judgement {
    // "the refresh token is bound to the client to which it was issued" (RFC 6749, section 6).
    if family.client != presented.client {
        return Judgement::Refuse("the refresh token was given to another client");
    }
    // "Refresh tokens SHOULD expire if the client has been inactive for some time" (RFC 9700, section 4.14.2); the
    // absolute limit is ours.
    if family.idle_until <= now || family.absolute_until <= now {
        return Judgement::Refuse("the token family has expired");
    }
    // "The requested scope MUST NOT include any scope not originally granted by the resource owner" (RFC 6749,
    // section 6).
    let granted = |wanted: &str| family.scope.split(' ').any(|granted| granted == wanted);
    if presented.scope.is_some_and(|scope| !scope.split(' ').all(granted)) {
        return Judgement::Scope;
    }
    let rotate = |step| match Pace::next(family, now) {
        Ok(pace) => Judgement::Rotate(step, pace),
        Err(wait) => Judgement::TooMany(wait),
    };
    let is_late = |rotated_at: i64| now >= rotated_at.saturating_add(GRACE);
    if *hash == family.refresh {
        return rotate(Step::FromCurrent);
    }
    if family.previous.as_ref() == Some(hash) {
        // Nobody presented the successor as a refresh token, or this would be an older generation. Within the grace
        // its access token may well be in use: then the client refreshed twice at once.
        return match family.rotated_at.is_some_and(is_late) {
            false => Judgement::Again,
            true if family.seen => Judgement::End,
            // The reply was never received. A client that comes back much later is not unlinked for that.
            true => rotate(Step::InPlaceOfUnseen),
        };
    }
    // An older generation never works. Soon after its rotation it is a late copy on the network; later, two hold it.
    match token.rotated_at {
        Some(rotated_at) if is_late(rotated_at) => Judgement::End,
        _ => Judgement::Refuse("the refresh token is of an older generation"),
    }
}

/// Until when a refresh token can be expected to be good, in epoch seconds; nothing where it is not.
pub(in crate::token) fn good_until(
    token: &RefreshToken,
    family: &Family,
    presented: &Presented<'_>,
    now: i64,
) -> Option<i64> {
    match judge(token, &presented.token.hash(), family, presented, now) {
        Judgement::Rotate(..) | Judgement::TooMany(_) => Some(family.idle_until),
        Judgement::Again => Some(family.rotated_at?.saturating_add(GRACE)),
        Judgement::Refuse(_) | Judgement::Scope | Judgement::End => None,
    }
}
