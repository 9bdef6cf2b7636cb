//! Faults that a test injects between the functions and the services.

use super::Service;
use serde::{Deserialize, Serialize};
use std::sync::{Mutex, PoisonError};

/// A fault to come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// The service whose requests it meets.
    pub service: Service,
    /// The action that it meets (`GetItem`); every action where left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub action: Option<String>,
    /// What happens.
    pub kind: FaultKind,
    /// How often; always where left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub times: Option<u32>,
}

/// What happens to a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FaultKind {
    /// It is refused as too many.
    Throttle,
    /// It is answered by an error 500.
    Internal,
    /// It is never answered.
    Hang,
    /// The connection ends before it is served.
    Reset,
    /// It is served, and the connection ends before the answer is sent.
    LostReply,
}

/// The faults that are switched on, in order.
#[derive(Debug, Default)]
pub(super) struct Faults(Mutex<Vec<Fault>>);

impl Faults {
    pub(super) fn replace(&self, faults: Vec<Fault>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = faults;
    }

    /// The fault that this request meets, if any: the first that fits, used up by one.
    pub(super) fn take(&self, service: Service, action: &str) -> Option<FaultKind> {
        let mut faults = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let fault = faults.iter_mut().find(|fault| {
            fault.service == service
                && fault.action.as_deref().is_none_or(|wanted| wanted == action)
                && fault.times != Some(0)
        })?;
        fault.times = fault.times.map(|times| times.saturating_sub(1));
        Some(fault.kind)
    }
}
