//! How fast a family may rotate. Alexa refreshes when an access token is about to expire; a client that refreshes all
//! the time has lost its way, and each rotation is a transaction of ours.
//!
//! Nothing is limited by address: all of Alexa comes from a few of them.

use super::Family;

/// The most rotations within a window.
pub(in crate::token) const MOST: u32 = 30;
/// How long a window lasts, in seconds. It begins with a rotation.
pub(in crate::token) const WINDOW: i64 = 10 * 60;

/// The window that a rotation is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Pace {
    /// When it began, in epoch seconds.
    pub(crate) window: i64,
    /// The rotations in it, this one too.
    pub(crate) rotations: u32,
}

impl Pace {
    /// Of the next rotation of `family`; an error where there is no room for one, for so many seconds.
    pub(super) fn next(family: &Family, now: i64) -> Result<Self, i64> {
        let left = |begun: i64| begun.saturating_add(WINDOW).saturating_sub(now);
        match family.window.map(|begun| (begun, left(begun))) {
            Some((_, left)) if left > 0 && family.rotations >= MOST => Err(left),
            Some((window, left)) if left > 0 => Ok(Self { window, rotations: family.rotations + 1 }),
            _ => Ok(Self { window: now, rotations: 1 }),
        }
    }
}
