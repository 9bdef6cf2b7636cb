//! Between whoever measures and the thread of a connection.

use std::{
    sync::{Condvar, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

/// The longest wait for anything; a function that takes longer hangs.
const PATIENCE: Duration = Duration::from_secs(20);

/// Events in, answers out.
#[derive(Debug, Default)]
pub struct Exchange {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    events: Vec<String>,
    /// How many more events to hand out, and which is next.
    left: usize,
    at: usize,
    /// When the function first asked for an event.
    ready: Option<Instant>,
    /// The function waits for an event.
    waits: bool,
    sent: Option<Instant>,
    times: Vec<Duration>,
    last: Vec<u8>,
    fault: Option<Fault>,
    closed: bool,
}

/// What came of some events.
#[derive(Debug)]
pub struct Served {
    /// From an event's first byte to the answer's last, per event.
    pub times: Vec<Duration>,
    /// The last answer.
    pub last: String,
}

/// Why events were not answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// The function reported an error: its body.
    Reported(String),
    /// The function closed the connection, or sent what is no request.
    Lost,
    /// Nothing came for a long time.
    Late,
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Reported(body) => write!(f, "the function reported an error: {body}"),
            Self::Lost => write!(f, "the function went away"),
            Self::Late => write!(f, "the function did not answer within {} s", PATIENCE.as_secs()),
        }
    }
}

impl std::error::Error for Fault {}

impl Exchange {
    /// Waits until the function asks for its first event; tells when that was.
    pub fn ready(&self) -> Result<Instant, Fault> {
        let state = self.wait(|state| state.ready.is_some())?;
        state.ready.ok_or(Fault::Late)
    }

    /// Hands out `count` events, in turn those of `events`, and waits for the answers and until the function asks again.
    pub fn serve(&self, events: &[String], count: usize) -> Result<Served, Fault> {
        if events.is_empty() {
            return Ok(Served { times: Vec::new(), last: String::new() });
        }
        let mut state = self.lock();
        state.events = events.to_vec();
        (state.left, state.at, state.times) = (count, 0, Vec::with_capacity(count));
        drop(state);
        self.changed.notify_all();
        let mut state = self.wait(|state| state.times.len() == count && state.waits)?;
        let last = String::from_utf8_lossy(&state.last).into_owned();
        Ok(Served { times: std::mem::take(&mut state.times), last })
    }

    /// The next event, for a function that asks. None when it is over.
    pub(super) fn next(
        &self,
        write: impl FnOnce(usize, &str) -> std::io::Result<()>,
    ) -> std::io::Result<bool> {
        let mut state = self.lock();
        state.ready.get_or_insert_with(Instant::now);
        if state.left == 0 {
            state.waits = true;
            self.changed.notify_all();
            state = self
                .changed
                .wait_while(state, |state| state.left == 0 && !state.closed)
                .unwrap_or_else(PoisonError::into_inner);
            state.waits = false;
        }
        if state.closed {
            return Ok(false);
        }
        let number = state.at;
        (state.left, state.at) = (state.left - 1, number + 1);
        state.sent = Some(Instant::now());
        write(number, &state.events[number % state.events.len()]).map(|()| true)
    }

    /// An answer came.
    pub(super) fn answered(&self, body: &[u8]) {
        let now = Instant::now();
        let mut state = self.lock();
        if let Some(sent) = state.sent.take() {
            state.times.push(now - sent);
        }
        state.last.clear();
        state.last.extend_from_slice(body);
    }

    /// The function reported an error.
    pub(super) fn failed(&self, body: &[u8]) {
        self.fault(Fault::Reported(String::from_utf8_lossy(body).into_owned()));
    }

    /// The connection broke.
    pub(super) fn lost(&self) {
        self.fault(Fault::Lost);
    }

    fn fault(&self, fault: Fault) {
        self.lock().fault.get_or_insert(fault);
        self.changed.notify_all();
    }

    pub(super) fn close(&self) {
        self.lock().closed = true;
        self.changed.notify_all();
    }

    pub(super) fn is_closed(&self) -> bool {
        self.lock().closed
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until `done`, or until something went wrong.
    fn wait(&self, done: impl Fn(&State) -> bool) -> Result<MutexGuard<'_, State>, Fault> {
        let over = |state: &mut State| !done(state) && state.fault.is_none();
        let waited = self.changed.wait_timeout_while(self.lock(), PATIENCE, over);
        let (state, timeout) = waited.unwrap_or_else(PoisonError::into_inner);
        match &state.fault {
            Some(fault) => Err(fault.clone()),
            None if timeout.timed_out() => Err(Fault::Late),
            None => Ok(state),
        }
    }
}
