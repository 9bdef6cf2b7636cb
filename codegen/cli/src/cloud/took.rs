//! How long functions took, as they write it into their log.

use serde::Deserialize;
use std::{collections::BTreeSet, time::Duration};

/// What one request took in the function `skill`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Took {
    pub(crate) skill: String,
    /// The intent, or the kind of a request without one.
    pub(crate) request: String,
    /// From the request to the answer, without the time in which a service was waited for.
    pub(crate) own: Duration,
}

/// Reads them from the events of the cloud.
#[derive(Debug, Default)]
pub(crate) struct Times {
    /// Environments that have answered already: the first request pays for connections.
    warm: BTreeSet<(String, u64)>,
    pub(crate) took: Vec<Took>,
}

/// A line of a function's log, and where it is from.
#[derive(Deserialize)]
struct FunctionLog {
    skill: String,
    function: String,
    environment: u64,
    line: String,
}

/// The run time's line about a request.
#[derive(Deserialize)]
struct Invoked {
    event: String,
    request_type: String,
    intent: Option<String>,
    own_us: u64,
}

impl Times {
    /// Takes one event.
    pub(crate) fn take(&mut self, event: &str) {
        let Ok(log) = serde_json::from_str::<FunctionLog>(event) else { return };
        let Ok(invoked) = serde_json::from_str::<Invoked>(&log.line) else { return };
        if log.function != "skill" || invoked.event != "invoked" {
            return;
        }
        if self.warm.insert((log.skill.clone(), log.environment)) {
            return;
        }
        let request = invoked.intent.unwrap_or(invoked.request_type);
        self.took.push(Took { skill: log.skill, request, own: Duration::from_micros(invoked.own_us) });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_first_request_of_an_environment_does_not_count() {
        let mut times = Times::default();
        let mut say = |environment: u64, line: &str| {
            let event = json!({
                "event": "function_log", "skill": "hello", "function": "skill", "environment": environment, "line": line,
            });
            times.take(&event.to_string());
        };
        let launched = r#"{"event":"invoked","request_type":"LaunchRequest","ms":9,"own_us":9000}"#;
        let asked =
            r#"{"event":"invoked","request_type":"IntentRequest","intent":"GetFact","ms":1,"own_us":250}"#;
        for (environment, line) in
            [(1, launched), (1, r#"{"event":"failed","detail":"x"}"#), (1, "no JSON"), (1, asked), (2, asked)]
        {
            say(environment, line);
        }
        let took = Took { skill: "hello".into(), request: "GetFact".into(), own: Duration::from_micros(250) };
        assert_eq!(times.took, [took]);
    }
}
