//! The store against the embedded cloud: real tables, keys and secrets, a plan's permissions, and faults.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

pub(crate) mod cloud;
mod faults;
mod limits;
mod odd_rows;
mod records;
mod rewrap;
mod sealing;
