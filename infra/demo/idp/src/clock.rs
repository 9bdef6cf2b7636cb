//! The provider's clock, which tests put forward.

use std::time::{Instant, SystemTime};

/// Seconds since it was started.
pub(crate) struct Clock {
    started: Instant,
    /// The Unix time then.
    epoch: u64,
    ahead: u64,
}

impl Default for Clock {
    fn default() -> Self {
        let epoch = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs();
        Self { started: Instant::now(), epoch, ahead: 0 }
    }
}

impl Clock {
    pub(crate) fn now(&self) -> u64 {
        self.started.elapsed().as_secs().saturating_add(self.ahead)
    }

    /// Seconds since 1970, as tokens that are read elsewhere have them.
    pub(crate) fn unix(&self) -> u64 {
        self.epoch.saturating_add(self.now())
    }

    pub(crate) fn advance(&mut self, seconds: u64) {
        self.ahead = self.ahead.saturating_add(seconds);
    }
}
