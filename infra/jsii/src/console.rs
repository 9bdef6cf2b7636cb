//! What JavaScript prints: `console.log`, warnings, Node's own messages.

use std::{
    collections::VecDeque,
    fmt,
    io::{BufRead as _, BufReader, Read, Write as _},
    sync::{Arc, Mutex, PoisonError},
    thread,
};

/// How many of the last lines are kept, to say why a kernel ended.
const KEPT: usize = 30;

/// How many characters of a line are of use.
const LONGEST: usize = 2000;

/// Where a line was printed to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stream {
    /// Standard output: `console.log`.
    Out,
    /// Standard error: `console.error`, warnings, and Node's own messages.
    Err,
}

type Sink = Arc<dyn Fn(Stream, &str) + Send + Sync>;

/// Where the lines that JavaScript prints go: to standard error, unless said otherwise.
#[derive(Clone, Default)]
pub struct Console {
    sink: Option<Sink>,
}

impl Console {
    /// Gives each line, without its end, to a function, which runs on a thread of its own.
    pub fn to(sink: impl Fn(Stream, &str) + Send + Sync + 'static) -> Console {
        Console { sink: Some(Arc::new(sink)) }
    }

    pub(crate) fn line(&self, stream: Stream, line: &str) {
        match &self.sink {
            Some(sink) => sink(stream, line),
            // Standard output belongs to the program; and one who closed standard error reads nothing there.
            None => drop(writeln!(std::io::stderr(), "{line}")),
        }
    }
}

impl fmt::Debug for Console {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(if self.sink.is_some() { "Console(function)" } else { "Console(stderr)" })
    }
}

/// The last lines of a kernel, shared with the threads that read them.
#[derive(Clone, Default)]
pub(crate) struct Tail(Arc<Mutex<VecDeque<String>>>);

impl Tail {
    fn push(&self, line: String) {
        let mut lines = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if lines.len() == KEPT {
            lines.pop_front();
        }
        lines.push_back(line);
    }

    pub fn text(&self) -> String {
        let lines = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        lines.iter().map(String::as_str).collect::<Vec<_>>().join("\n")
    }
}

/// Before an uncaught error Node.js prints the line that threw, which is a whole library where that was packed.
fn shortened(line: &str) -> &str {
    match line.char_indices().nth(LONGEST) {
        Some((end, _)) => line.get(..end).unwrap_or(line),
        None => line,
    }
}

/// Reads what a process prints until it ends, line by line.
pub(crate) fn forward(
    from: impl Read + Send + 'static,
    stream: Stream,
    console: Console,
    tail: Tail,
) -> thread::JoinHandle<()> {
    thread::spawn(move || {
        let mut from = BufReader::new(from);
        let mut line = Vec::new();
        while let Ok(1..) = from.read_until(b'\n', &mut line) {
            let text = String::from_utf8_lossy(&line);
            let text = shortened(text.trim_end_matches(['\n', '\r']));
            console.line(stream, text);
            tail.push(text.to_owned());
            line.clear();
        }
    })
}
