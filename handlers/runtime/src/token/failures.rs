//! Clients that are not who they say: whoever guesses Alexa's secret gets few tries.
//!
//! The right secret is always taken, so nobody can lock Alexa out by guessing. The limit is global, since an attacker has
//! many addresses and all of Alexa comes from a few.

use crate::store::{Counted, Limit, Records, StoreError};
use std::{
    sync::atomic::{AtomicI64, Ordering},
    time::Duration,
};

/// With 256 random bits nobody guesses; this bounds what a flood costs.
const LIMIT: Limit = Limit { name: "client", most: 20, window: Duration::from_mins(1) };

/// Failed authentications, as this process knows of them.
#[derive(Debug, Default)]
pub(super) struct Failures {
    /// Until when there is no room, in epoch seconds. As long as that lasts nothing is written.
    full_until: AtomicI64,
}

/// What a failed authentication meets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Failure {
    /// It was counted.
    Counted,
    /// There is no room for so many seconds, as is known by now.
    Reached(i64),
    /// There is no room for so many seconds, as was known before.
    Known(i64),
}

impl Failures {
    /// Counts one more.
    pub(super) async fn count(&self, records: Records<'_>) -> Result<Failure, StoreError> {
        let now = records.now();
        let left = self.full_until.load(Ordering::Relaxed) - now;
        if left > 0 {
            return Ok(Failure::Known(left));
        }
        match records.count(&LIMIT, "").await? {
            Counted::Within => Ok(Failure::Counted),
            Counted::Full(left) => {
                self.full_until.store(now.saturating_add(left), Ordering::Relaxed);
                Ok(Failure::Reached(left))
            }
        }
    }
}
