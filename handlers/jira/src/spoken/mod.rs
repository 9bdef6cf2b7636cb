//! Issue keys as people say them: the words of a project and a number, held against the projects that there are.
//!
//! What was heard has several readings: where the project ends and the number begins, a word or letters, a letter or a
//! digit. Each reading is scored against each project (`0` is an exact match), and what is left is one key, a few, or
//! none. Pure, and without a guess: what does not match exactly is asked about.

mod alphabet;
mod candidates;
mod letters;
mod names;
mod numbers;
mod numbers_de;
mod numbers_en;
mod words;

pub use candidates::{Heard, Meant, meant};
pub use words::Language;

/// How unlike what was heard and what may be meant are, in tenths of a letter that sounds alike; 0 is an exact match.
type Cost = u32;

/// Whatever is meant, it was not said so.
const EXACT: Cost = 0;
/// A letter that sounds much like the other one (`b` and `p`).
const ALIKE: Cost = 10;
/// The most that may still be meant.
const LIKELY: Cost = 16;
