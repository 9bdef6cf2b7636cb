//! What time it is. Expiry is checked in code: the table deletes what has expired when it gets round to it.

use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::{SystemTime, UNIX_EPOCH},
};

/// A clock.
#[derive(Debug, Clone, Default)]
pub enum Clock {
    /// The system's.
    #[default]
    System,
    /// One that tests set, in epoch seconds.
    Set(Arc<AtomicI64>),
}

impl Clock {
    /// Seconds since the epoch.
    pub fn now(&self) -> i64 {
        match self {
            Self::System => SystemTime::now()
                .duration_since(UNIX_EPOCH)
                .ok()
                .and_then(|since| i64::try_from(since.as_secs()).ok())
                .unwrap_or_default(),
            Self::Set(seconds) => seconds.load(Ordering::Relaxed),
        }
    }
}
