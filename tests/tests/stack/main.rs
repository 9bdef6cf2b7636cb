//! The templates that the CDK app makes, of every skill and stage of this repository and of the fixture.
//!
//! They need Node and the packages of `infra/app/package-lock.json`, installed there or where `SAYSO_NODE_MODULES` says;
//! without them each test says that it was skipped.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod canonical;
mod context;
mod edge;
mod permissions;
mod plan;
mod proxied;
mod replacement;
mod snapshots;
mod survival;
mod synth;
mod template;
mod variables;
