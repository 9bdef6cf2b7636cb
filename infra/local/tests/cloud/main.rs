//! The embedded cloud from outside: HTTP, the official SDKs, and the program itself.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod demos;
mod dynamodb;
mod edge;
mod events;
mod faults;
mod gateway;
mod keys;
mod kms;
mod lambda;
mod links;
mod page;
mod process;
mod project;
mod sdk;
mod secrets;
mod surroundings;
mod turns;
