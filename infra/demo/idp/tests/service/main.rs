//! The provider over HTTP: the way through its pages, its tokens, and what befalls them.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod connect;
mod habits;
mod pages;
mod program;
mod tokens;
mod trouble;
mod visitor;
