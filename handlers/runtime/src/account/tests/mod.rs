//! Linked accounts against the embedded cloud, with a provider whose answers a test decides.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod provider;
mod renewal;
mod resolve;
mod world;
