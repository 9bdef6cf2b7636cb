//! What the embedded cloud reports while it runs: one JSON object per line on its stdout.

use super::took::{Times, Took};
use crate::terminal::{self, Colour, Style};
use serde::Deserialize;
use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

/// How many lines are kept for when something fails.
const KEPT: usize = 40;

/// What becomes of the events.
#[derive(Debug, Clone)]
pub(crate) enum Events {
    /// Each is shown as it comes.
    Shown,
    /// The last ones are kept for when something fails.
    Kept(Log),
}

/// The last events, shared with the reader of the cloud's output.
#[derive(Debug, Clone, Default)]
pub(crate) struct Log {
    lines: Rc<RefCell<VecDeque<String>>>,
    times: Rc<RefCell<Times>>,
}

impl Log {
    /// Shows what was kept, and forgets it.
    pub(crate) fn show(&self) {
        self.lines().iter().for_each(|line| show(line));
    }

    /// What was kept, which is forgotten.
    pub(crate) fn lines(&self) -> Vec<String> {
        self.lines.borrow_mut().drain(..).collect()
    }

    /// Forgets what was kept.
    pub(crate) fn clear(&self) {
        self.lines.borrow_mut().clear();
    }

    /// How long each request took so far.
    pub(crate) fn took(&self) -> Vec<Took> {
        self.times.borrow().took.clone()
    }
}

impl Events {
    /// Takes one line of the cloud's output.
    pub(crate) fn take(&self, line: &str) {
        if let Self::Kept(log) = self {
            log.times.borrow_mut().take(line);
        }
        let Some(line) = readable(line) else { return };
        match self {
            Self::Shown => show(&line),
            Self::Kept(log) => {
                let mut log = log.lines.borrow_mut();
                if log.len() == KEPT {
                    log.pop_front();
                }
                log.push_back(line);
            }
        }
    }
}

/// Shows a line that was kept.
pub(crate) fn show(line: &str) {
    terminal::note(Style::stderr().paint(Colour::Dim, &printable(line)));
}

/// The fields of the cloud's events that are shown.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Event {
    #[serde(rename = "event")]
    kind: String,
    skill: Option<String>,
    function: Option<String>,
    demo: Option<String>,
    line: Option<String>,
    message: Option<String>,
    status: Option<String>,
    error: Option<String>,
}

/// An event as a person reads it: who, then what. None for one that only says that all went well.
fn readable(line: &str) -> Option<String> {
    let Ok(event) = serde_json::from_str::<Event>(line) else { return Some(line.to_owned()) };
    let who = [event.skill, event.function, event.demo].into_iter().flatten().collect::<Vec<_>>().join("/");
    let kind = event.kind.replace('_', " ");
    let what = match (event.line, event.message.or(event.status).or(event.error)) {
        (Some(line), _) => line,
        (None, Some(what)) => format!("{kind}: {what}"),
        (None, None) => return None,
    };
    Some(if who.is_empty() { what } else { format!("{who}: {what}") })
}

/// Without control characters: a log line must not steer the terminal.
fn printable(line: &str) -> String {
    line.chars().map(|c| if c.is_control() && c != '\t' { '\u{fffd}' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shows_who_and_what_and_not_that_all_is_well() {
        for (line, shown) in [
            (
                r#"{"event":"function_log","skill":"hello","function":"skill","environment":1,"line":"late"}"#,
                "hello/skill: late",
            ),
            (
                r#"{"event":"init_failed","skill":"hello","function":"skill","message":"no words"}"#,
                "hello/skill: init failed: no words",
            ),
            (r#"{"event":"demo_ended","demo":"facts","status":"killed"}"#, "facts: demo ended: killed"),
            (
                r#"{"event":"invoked","skill":"hello","function":"skill","ms":3,"error":"Timeout"}"#,
                "hello/skill: invoked: Timeout",
            ),
            ("not JSON", "not JSON"),
        ] {
            assert_eq!(readable(line).as_deref(), Some(shown));
        }
        assert_eq!(
            readable(r#"{"event":"invoked","skill":"hello","function":"skill","ms":3,"error":null}"#),
            None
        );
        assert_eq!(readable(r#"{"event":"restarted","skill":"hello","generation":2,"ms":9}"#), None);
        assert_eq!(printable("a\x1b[2Jb"), "a\u{fffd}[2Jb");
    }

    #[test]
    fn keeps_the_last_lines_only() {
        let log = Log::default();
        let events = Events::Kept(log.clone());
        (0..=KEPT).for_each(|number| events.take(&number.to_string()));
        assert_eq!(log.lines.borrow().front().map(String::as_str), Some("1"));
        assert_eq!(log.lines.borrow().len(), KEPT);
    }
}
