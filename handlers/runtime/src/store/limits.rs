//! Limits that hold across processes and restarts: each has a row per thing that is counted, which lives for one window.
//!
//! A window begins with its first count, so nobody gets twice the limit around the turn of an hour.

use super::{Hash, Key, Records, StoreError, When, Write, items::EXPIRES};
use std::time::Duration;

/// The attribute that counts.
const COUNT: &str = "count";
/// How often a window is looked at anew because another one began.
const TRIES: usize = 3;

/// How much of something is allowed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limit {
    /// What is counted; a part of the rows' keys.
    pub(crate) name: &'static str,
    /// The most within a window.
    pub(crate) most: u32,
    /// How long a window lasts.
    pub(crate) window: Duration,
}

/// Whether there is room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Counted {
    /// It was counted.
    Within,
    /// It was not: there is no room for so many seconds.
    Full(i64),
}

impl Limit {
    /// The row of `what`. What is counted may be somebody's address or name: only a hash of it is kept.
    fn key(&self, what: &str) -> Key {
        Key::limit(&Hash::of([self.name.as_bytes(), &[0], what.as_bytes()].concat()))
    }
}

impl Records<'_> {
    /// Counts one more of `what`, if there is room.
    pub(crate) async fn count(&self, limit: &Limit, what: &str) -> Result<Counted, StoreError> {
        let key = limit.key(what);
        for _ in 0..TRIES {
            let now = self.now();
            let open = When::above(EXPIRES, &now).and(When::below(COUNT, &limit.most));
            let full = match self.write(Write::update(key.clone()).count(COUNT).when(open)).await {
                Err(StoreError::Conflict(conflict)) => conflict.expires().filter(|until| *until > now),
                outcome => return outcome.map(|()| Counted::Within),
            };
            if let Some(until) = full {
                return Ok(Counted::Full(until - now));
            }
            let window = i64::try_from(limit.window.as_secs()).unwrap_or(i64::MAX / 2);
            let first = Write::update(key.clone()).set(COUNT, &1).set(EXPIRES, &now.saturating_add(window));
            match self.write(first.when(When::vacant(now))).await {
                // Somebody else began the window.
                Err(StoreError::Conflict(_)) => {}
                outcome => return outcome.map(|()| Counted::Within),
            }
        }
        Err(StoreError::Throttled("a limit's window changed all the time".to_owned()))
    }

    /// Takes one back that was counted of `what`, if its window is still open.
    pub(crate) async fn uncount(&self, limit: &Limit, what: &str) -> Result<(), StoreError> {
        let open = When::above(EXPIRES, &self.now()).and(When::above(COUNT, &0));
        match self.write(Write::update(limit.key(what)).uncount(COUNT).when(open)).await {
            Err(StoreError::Conflict(_)) => Ok(()),
            outcome => outcome,
        }
    }

    /// Forgets what was counted of `what`.
    pub(crate) async fn forget(&self, limit: &Limit, what: &str) -> Result<(), StoreError> {
        self.write(Write::delete(limit.key(what))).await
    }
}
