//! What the demo backends have in common: what befalls their requests when a test wants it, a log of what was asked, and a
//! program that ends with whoever started it.

mod fault;
mod program;
mod traffic;

pub use fault::{Fault, OddFault};
pub use program::{Options, run};
pub use traffic::{Traffic, wrong};
