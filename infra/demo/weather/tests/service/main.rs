//! The service over HTTP, as its clients see it.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod asked;
mod control;
mod forged;
mod program;
mod visitor;
