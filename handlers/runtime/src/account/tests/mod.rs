//! Linked accounts against the embedded cloud, with a provider whose answers a test decides.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod data_keys;
mod disabled;
mod ending;
pub(crate) mod provider;
mod renewal;
mod resolve;
mod rewrapped;
mod sighting;
mod visitor;
mod world;
