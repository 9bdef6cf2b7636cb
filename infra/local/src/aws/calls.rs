//! What was called: enough to find every place that calls a service, and no value.

use super::{FaultKind, Service};
use serde::Serialize;
use std::{
    collections::VecDeque,
    sync::{Mutex, PoisonError},
};

/// How many are kept; the oldest is forgotten first.
const KEPT: usize = 100_000;

/// One request to a service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Call {
    /// Whose it is; nothing for who may do everything.
    pub skill: Option<String>,
    /// `skill`, `link`, `token`, or `operator` for who seals records anew; nothing for who may do everything.
    pub function: Option<String>,
    /// The service.
    pub service: Service,
    /// `GetItem`.
    pub action: String,
    /// What the partition keys that it names begin with, up to the first `#`: `link#`. In the request's order.
    pub keys: Vec<String>,
    /// The fault that it met.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fault: Option<FaultKind>,
}

/// All of them, since they were last forgotten.
#[derive(Debug, Default)]
pub(super) struct Calls(Mutex<VecDeque<Call>>);

impl Calls {
    pub(super) fn add(&self, call: Call) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= KEPT {
            kept.pop_front();
        }
        kept.push_back(call);
    }

    pub(super) fn list(&self) -> Vec<Call> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
    }

    pub(super) fn clear(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

/// What is logged of a partition key: its kind, `link#`. A key without a kind is not ours, and shows nothing.
pub(super) fn prefix(key: &str) -> String {
    key.split_once('#').map_or_else(String::new, |(kind, _)| format!("{kind}#"))
}
