//! The provider's clock, which tests put forward.

use std::time::Instant;

/// Seconds since it was started.
pub(crate) struct Clock {
    started: Instant,
    ahead: u64,
}

impl Default for Clock {
    fn default() -> Self {
        Self { started: Instant::now(), ahead: 0 }
    }
}

impl Clock {
    pub(crate) fn now(&self) -> u64 {
        self.started.elapsed().as_secs().saturating_add(self.ahead)
    }

    pub(crate) fn advance(&mut self, seconds: u64) {
        self.ahead = self.ahead.saturating_add(seconds);
    }
}
