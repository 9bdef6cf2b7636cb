//! Faults that a test injects between the functions and the services.

use super::{Service, calls::Call};
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
    /// Whose requests it meets: those of one skill's functions; of everybody where left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub skill: Option<String>,
    /// The function, or `operator`, whose requests it meets; every one where left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub function: Option<String>,
    /// The prefix of a partition key that the request names, `family#`; any where left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prefix: Option<String>,
    /// How many fitting requests pass before.
    #[serde(default, skip_serializing_if = "is_none")]
    pub after: u32,
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
    /// It is refused as if a permission were missing.
    AccessDenied,
    /// It is never answered.
    Hang,
    /// It is served at once, and answered after so many milliseconds.
    Delay(u64),
    /// The connection ends before it is served.
    Reset,
    /// It is served, and the connection ends before the answer is sent.
    LostReply,
    /// It is served, and the connection ends when half of the answer's body is sent.
    TornReply,
    /// It is served, and the answer's body was altered on its way: of `DynamoDB`'s one character, under the checksum of
    /// what it was (`x-amz-crc32`); of the other services', which have none, so that it is no JSON.
    WrongChecksum,
    /// The process that sent it is killed before it is served.
    CrashBefore,
    /// It is served, and the process that sent it is killed before the answer is sent.
    CrashAfter,
}

impl Fault {
    /// One that meets every request to `service`, always.
    pub fn new(service: Service, kind: FaultKind) -> Self {
        Self { service, action: None, skill: None, function: None, prefix: None, after: 0, kind, times: None }
    }

    fn fits(&self, call: &Call) -> bool {
        let is = |wanted: &Option<String>, given: Option<&str>| {
            wanted.as_deref().is_none_or(|wanted| Some(wanted) == given)
        };
        self.service == call.service
            && is(&self.action, Some(&call.action))
            && is(&self.skill, call.skill.as_deref())
            && is(&self.function, call.function.as_deref())
            && self.prefix.as_ref().is_none_or(|wanted| call.keys.contains(wanted))
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
fn is_none(count: &u32) -> bool {
    *count == 0
}

/// The faults that are switched on, in order.
#[derive(Debug, Default)]
pub(super) struct Faults(Mutex<Vec<Fault>>);

impl Faults {
    pub(super) fn replace(&self, faults: Vec<Fault>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = faults;
    }

    /// The fault that this request meets, if any: the first that fits and lets no request pass any more, used up by one.
    pub(super) fn take(&self, call: &Call) -> Option<FaultKind> {
        let mut faults = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for fault in faults.iter_mut().filter(|fault| fault.times != Some(0) && fault.fits(call)) {
            if fault.after == 0 {
                fault.times = fault.times.map(|times| times.saturating_sub(1));
                return Some(fault.kind);
            }
            fault.after -= 1;
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call(function: &str, action: &str, keys: &[&str]) -> Call {
        Call {
            skill: Some("one".to_owned()),
            function: Some(function.to_owned()),
            service: Service::DynamoDb,
            action: action.to_owned(),
            keys: keys.iter().map(|key| (*key).to_owned()).collect(),
            fault: None,
        }
    }

    fn only(change: impl FnOnce(&mut Fault)) -> Faults {
        let mut fault = Fault::new(Service::DynamoDb, FaultKind::Reset);
        change(&mut fault);
        let faults = Faults::default();
        faults.replace(vec![fault]);
        faults
    }

    #[test]
    fn a_fault_meets_what_fits_each_of_its_filters() {
        let put = call("link", "PutItem", &["tx#", "code#"]);
        let met = |change: fn(&mut Fault)| only(change).take(&put).is_some();
        assert!(met(|_| {}));
        assert!(met(|it| it.action = Some("PutItem".to_owned())));
        assert!(met(|it| it.skill = Some("one".to_owned())));
        assert!(met(|it| it.function = Some("link".to_owned())));
        assert!(met(|it| it.prefix = Some("code#".to_owned())));
        assert!(!met(|it| it.action = Some("GetItem".to_owned())));
        assert!(!met(|it| it.skill = Some("two".to_owned())));
        assert!(!met(|it| it.function = Some("token".to_owned())));
        assert!(!met(|it| it.prefix = Some("family#".to_owned())));
        assert!(!met(|it| it.service = Service::Kms));
        let root = Call { skill: None, function: None, ..put.clone() };
        assert!(only(|_| {}).take(&root).is_some());
        assert!(only(|it| it.function = Some("link".to_owned())).take(&root).is_none());
    }

    #[test]
    fn the_nth_fitting_request_meets_it_and_so_many_after() {
        let faults = only(|it| (it.after, it.times, it.function) = (2, Some(1), Some("link".to_owned())));
        let met = |function| faults.take(&call(function, "PutItem", &[])).is_some();
        let functions = ["link", "token", "link", "token", "link", "link"];
        assert_eq!(functions.map(met), [false, false, false, false, true, false]);
    }

    #[test]
    fn what_lets_a_request_pass_leaves_it_to_the_next_fault() {
        let first = Fault { after: 1, ..Fault::new(Service::DynamoDb, FaultKind::Hang) };
        let second = Fault { times: Some(1), ..Fault::new(Service::DynamoDb, FaultKind::Throttle) };
        let faults = Faults::default();
        faults.replace(vec![first, second]);
        let take = || faults.take(&call("link", "PutItem", &[]));
        assert_eq!([take(), take()], [Some(FaultKind::Throttle), Some(FaultKind::Hang)]);
    }

    #[test]
    fn a_kind_is_a_word_or_a_delay() {
        let read = |text: &str| serde_json::from_str::<FaultKind>(text).ok();
        assert_eq!(read("\"torn_reply\""), Some(FaultKind::TornReply));
        assert_eq!(read("\"crash_after\""), Some(FaultKind::CrashAfter));
        assert_eq!(read("{\"delay\":250}"), Some(FaultKind::Delay(250)));
        assert_eq!(read("\"delay\""), None);
    }
}
