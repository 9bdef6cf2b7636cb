//! How long a request waited for services.

use std::sync::{Mutex, MutexGuard, PoisonError};
use tokio::time::{Duration, Instant};

/// The time in which at least one service was asked: calls at once count once.
#[derive(Debug, Default)]
pub(crate) struct Waited(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    under_way: usize,
    /// Since when something is under way.
    since: Option<Instant>,
    total: Duration,
}

impl State {
    fn begin(&mut self, now: Instant) {
        self.under_way += 1;
        self.since.get_or_insert(now);
    }

    fn end(&mut self, now: Instant) {
        self.under_way = self.under_way.saturating_sub(1);
        if self.under_way == 0
            && let Some(since) = self.since.take()
        {
            self.total += now - since;
        }
    }
}

impl Waited {
    /// Waits as long as the guard lives.
    pub(crate) fn begin(&self) -> Waiting<'_> {
        self.state().begin(Instant::now());
        Waiting(self)
    }

    /// The time so far. What is still under way has been given up, and counts when it ends.
    pub(crate) fn total(&self) -> Duration {
        self.state().total
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One call, or a pause before it is made again.
#[derive(Debug)]
pub(crate) struct Waiting<'a>(&'a Waited);

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.state().end(Instant::now());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_at_once_count_once() {
        let (mut state, start) = (State::default(), Instant::now());
        let at = |seconds| start + Duration::from_secs(seconds);
        state.begin(at(0));
        state.begin(at(1));
        state.end(at(2));
        assert_eq!(state.total, Duration::ZERO, "one is still under way");
        state.end(at(3));
        assert_eq!(state.total, Duration::from_secs(3));
        state.begin(at(10));
        state.end(at(11));
        assert_eq!(state.total, Duration::from_secs(4));
    }
}
