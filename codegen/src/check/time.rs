//! Time adds up: what an intent calls in one request must fit into it.

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::plan::SKILL_TIMEOUT_MS;
use sayso_schemas::{ZONE_MS, span::Span, spec::Text};

/// What is left for everything but calls, in milliseconds.
const OWN_MS: u64 = 500;

/// Sums the longest times of the calls between two questions.
#[derive(Debug, Clone, Default)]
pub struct Clock {
    /// The fields of a site are known.
    fields: bool,
    /// The first call since the last question that leaves time to find them meanwhile.
    beside: Option<usize>,
    now: Run,
    /// What is called in one request each, but for the last one.
    before: Vec<Run>,
}

/// What is called in one request: where, and for how long at most.
type Run = Vec<(Span, u64)>;

impl Clock {
    /// A call that may take this long.
    pub fn call(&mut self, at: Span, ms: u64) {
        self.now.push((at, ms));
    }

    /// A call of a step, beside which fields can be found.
    pub fn step(&mut self, at: Span, ms: u64) {
        self.beside.get_or_insert(self.now.len());
        self.call(at, ms);
    }

    /// From here on the fields of a site are needed, which it takes so long to find: beside the first call, if one came
    /// before.
    pub fn fields(&mut self, at: Span, ms: u64) {
        if std::mem::replace(&mut self.fields, true) {
            return;
        }
        match self.beside.and_then(|beside| self.now.get_mut(beside)) {
            Some((_, call)) => *call = ms.max(*call),
            None => self.now.push((at, ms)),
        }
    }

    /// A question that is always asked (`confirm`): the rest runs in another request. A `choose` is no such question,
    /// because a clear choice goes on in the same one.
    pub fn question(&mut self) {
        self.beside = None;
        self.before.push(std::mem::take(&mut self.now));
    }

    /// Says so where it is too much. An intent that `needs_day` asks for the time zone of the user's device in its first
    /// request; later ones know it from the session.
    pub fn check(mut self, intent: &Text, needs_day: bool, diagnostics: &mut Diagnostics) {
        self.question();
        if let (true, Some(first)) = (needs_day, self.before.first_mut()) {
            first.push((intent.span, ZONE_MS));
        }
        // The first of those that take the longest.
        let longest = self.before.into_iter().rev().max_by_key(|run| sum(run)).unwrap_or_default();
        let (total, allowed) = (sum(&longest), SKILL_TIMEOUT_MS - OWN_MS);
        if total <= allowed {
            return;
        }
        let mut diagnostic = Diagnostic::error(
            Code::TOO_SLOW,
            format!("`{intent}` may take {total} ms, and must answer within {allowed} ms"),
        )
        .at(intent.span, "all calls up to a `confirm`, and all after it, are made in one request");
        for (at, ms) in &longest {
            let what =
                if *at == intent.span { " for the time zone, which decides what day it is" } else { "" };
            diagnostic = diagnostic.at(*at, format!("up to {ms} ms{what}"));
        }
        diagnostics.push(diagnostic.help("shorten a `timeout`, or make fewer calls"));
    }
}

fn sum(calls: &[(Span, u64)]) -> u64 {
    calls.iter().map(|(_, ms)| ms).sum()
}
