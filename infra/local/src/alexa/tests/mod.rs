//! Whole conversations, through the public face.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::needless_pass_by_value,
    reason = "a test fails by panicking"
)]

mod corpus;
mod delegation;
mod elicitation;
mod entities;
mod invocation;
mod recognition;
mod requests;
mod responses;
mod sessions;
mod speed;
mod talk;
