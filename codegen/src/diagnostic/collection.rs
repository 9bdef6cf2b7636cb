//! A collection of diagnostics.

use super::{Diagnostic, Severity};
use std::collections::HashSet;

/// The most diagnostics kept; a file that earns more is not read to the end by anyone.
const LIMIT: usize = 1_000;

/// Diagnostics as they are found. Exact duplicates are dropped.
#[derive(Debug, Clone, Default)]
pub struct Diagnostics {
    found: Vec<Diagnostic>,
    seen: HashSet<Diagnostic>,
    errors: bool,
    left_out: usize,
}

impl Diagnostics {
    /// An empty collection.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one, unless the very same is there already. Past 1 000, they are only counted.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        if self.seen.contains(&diagnostic) {
            return;
        }
        self.errors |= diagnostic.severity == Severity::Error;
        if self.found.len() >= LIMIT {
            self.left_out += 1;
            return;
        }
        self.seen.insert(diagnostic.clone());
        self.found.push(diagnostic);
    }

    /// Adds all of another collection.
    pub fn absorb(&mut self, other: Self) {
        other.found.into_iter().for_each(|diagnostic| self.push(diagnostic));
        self.errors |= other.errors;
        self.left_out += other.left_out;
    }

    /// Whether further ones are only counted, so that no care need be taken over them.
    pub fn is_full(&self) -> bool {
        self.found.len() >= LIMIT
    }

    /// Whether one of them is an error.
    pub fn has_errors(&self) -> bool {
        self.errors
    }

    /// How many there are, without those left out.
    pub fn len(&self) -> usize {
        self.found.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// How many more were found than are kept.
    pub fn left_out(&self) -> usize {
        self.left_out
    }

    /// By file, place and code; those without a place first, those at one place in the order found.
    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        let mut sorted: Vec<_> = self.found.iter().collect();
        sorted.sort_by_key(|found| (found.span().map(|at| (at.file, at.start, at.end)), found.code));
        sorted.into_iter()
    }
}

impl Extend<Diagnostic> for Diagnostics {
    fn extend<I: IntoIterator<Item = Diagnostic>>(&mut self, diagnostics: I) {
        for diagnostic in diagnostics {
            self.push(diagnostic);
        }
    }
}
