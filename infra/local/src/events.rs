//! What happens in the embedded cloud, as JSON lines for the program that started it.

use serde::Serialize;
use std::{
    io::Write,
    sync::{Arc, mpsc},
};

/// One thing that happened.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// A line that a function wrote to its standard output or error.
    FunctionLog {
        /// The skill.
        skill: String,
        /// The function.
        function: String,
        /// The execution environment, counted per function from 1.
        environment: u64,
        /// The line, without its end.
        line: String,
    },
    /// A function answered, or failed to.
    Invoked {
        /// The skill.
        skill: String,
        /// The function.
        function: String,
        /// Lambda's request id.
        request: String,
        /// How long it took, without the start of an environment.
        ms: u64,
        /// Lambda's error type, where it failed.
        error: Option<String>,
    },
    /// A function's program could not be started, or ended before it asked for work.
    InitFailed {
        /// The skill.
        skill: String,
        /// The function.
        function: String,
        /// Why.
        message: String,
    },
    /// A skill runs with the files that are in the project now.
    Restarted {
        /// The skill.
        skill: String,
        /// Counted from 1 since the embedded cloud started.
        generation: u64,
        /// How long it took.
        ms: u64,
    },
    /// A function asked for something that its plan does not grant.
    AccessDenied {
        /// The skill.
        skill: String,
        /// The function.
        function: String,
        /// As AWS words it.
        message: String,
    },
    /// A line that a demo backend wrote to its standard error.
    DemoLog {
        /// The demo backend.
        demo: String,
        /// The line, without its end.
        line: String,
    },
    /// A demo backend ended by itself.
    DemoEnded {
        /// The demo backend.
        demo: String,
        /// Its exit status in words.
        status: String,
    },
    /// All tables, keys and conversations were emptied.
    Reset,
}

/// Where events go.
#[derive(Clone)]
pub struct Events(Arc<dyn Fn(Event) + Send + Sync>);

impl Events {
    /// Events go to `listener`, which must not block.
    pub fn to(listener: impl Fn(Event) + Send + Sync + 'static) -> Self {
        Self(Arc::new(listener))
    }

    /// Events are JSON lines on standard output, held back until [`Held::release`]. A reader that stopped reading
    /// loses lines, it stops nothing.
    pub fn held() -> (Self, Held) {
        const UNREAD: usize = 10_000;
        let (sender, receiver) = mpsc::sync_channel::<Event>(UNREAD);
        (Self::to(move |event| drop(sender.try_send(event))), Held(receiver))
    }

    /// Reports `event`.
    pub fn send(&self, event: Event) {
        (self.0)(event);
    }
}

impl std::fmt::Debug for Events {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Events")
    }
}

/// Events that wait for the line that must come before them.
pub struct Held(mpsc::Receiver<Event>);

impl Held {
    /// Prints `first`, and from then on each event as it comes.
    pub fn release(self, first: &str) {
        print_line(first);
        std::thread::spawn(move || {
            for event in self.0 {
                if let Ok(line) = serde_json::to_string(&event) {
                    print_line(&line);
                }
            }
        });
    }
}

/// Writes one line to standard output at once; a reader that is gone is no failure of ours.
fn print_line(line: &str) {
    let mut out = std::io::stdout().lock();
    drop(writeln!(out, "{line}").and_then(|()| out.flush()));
}
