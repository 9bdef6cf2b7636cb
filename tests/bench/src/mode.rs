//! How thoroughly to measure.

use std::env;

/// How thoroughly a benchmark runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// `cargo bench`: release builds, numbers that mean something.
    Measure,
    /// Run by anything else (`cargo test --benches`): everything once or twice in the dev profile, to see that it works.
    Try,
}

impl Mode {
    /// As this process was started: cargo passes `--bench` for `cargo bench` alone.
    pub fn of_process() -> Self {
        if env::args().any(|argument| argument == "--bench") { Self::Measure } else { Self::Try }
    }

    /// One of two numbers.
    pub fn pick<T>(self, measure: T, try_out: T) -> T {
        match self {
            Self::Measure => measure,
            Self::Try => try_out,
        }
    }
}
