//! What a function writes to its standard output and error.

use crate::events::{Event, Events};
use tokio::io::{AsyncBufReadExt, AsyncRead, BufReader};

/// `CloudWatch`'s limit of one log event; a longer line becomes several.
const LINE: usize = 256 * 1024;

/// Makes events of the lines of one environment.
#[derive(Debug, Clone)]
pub(super) struct Log {
    skill: String,
    function: String,
    environment: u64,
    events: Events,
}

impl Log {
    pub(super) fn new(skill: &str, function: &str, environment: u64, events: Events) -> Self {
        Self { skill: skill.to_owned(), function: function.to_owned(), environment, events }
    }

    /// The session token of the environment's credentials: no two environments have the same.
    pub(super) fn session(&self) -> String {
        format!("{}/{}/{}", self.skill, self.function, self.environment)
    }

    /// Reads `from` to its end.
    pub(super) async fn follow(self, from: impl AsyncRead + Unpin) {
        lines(from, |line| {
            self.events.send(Event::FunctionLog {
                skill: self.skill.clone(),
                function: self.function.clone(),
                environment: self.environment,
                line,
            });
        })
        .await;
    }
}

/// Hands each line of `from` to `each`, in pieces of at most [`LINE`] bytes; what is no UTF-8 is replaced.
pub(crate) async fn lines(from: impl AsyncRead + Unpin, mut each: impl FnMut(String)) {
    let mut from = BufReader::new(from);
    let mut line = Vec::new();
    while let Ok(buffer) = from.fill_buf().await {
        if buffer.is_empty() {
            break;
        }
        let end = buffer.iter().position(|byte| *byte == b'\n');
        let taken = end.unwrap_or(buffer.len());
        line.extend(buffer.iter().take(taken));
        from.consume(taken + usize::from(end.is_some()));
        if end.is_some() || line.len() >= LINE {
            each(String::from_utf8_lossy(&line).trim_end_matches('\r').to_owned());
            line.clear();
        }
    }
    if !line.is_empty() {
        each(String::from_utf8_lossy(&line).into_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn lines_are_whole_bounded_and_always_text() {
        let mut text = b"one\r\n\ntwo \xff\n".to_vec();
        text.extend(vec![b'x'; LINE * 2 + 5]);
        let mut seen = Vec::new();
        lines(text.as_slice(), |line| seen.push(line)).await;
        assert_eq!(seen.get(..3), Some(["one", "", "two \u{fffd}"].map(str::to_owned).as_slice()));
        let rest: usize = seen.iter().skip(3).map(String::len).sum();
        assert_eq!(rest, LINE * 2 + 5);
        assert!(seen.iter().all(|line| line.len() < LINE * 2));
    }
}
