//! jsii's standard compliance suite, over two small libraries of our own (`tests/calc`).
//!
//! Tests are named like those of the suite (`tools/jsii-compliance/suite.ts` in aws/jsii), and each does what its
//! namesake does. `conformance.md` has all of them, with their state.

#![allow(clippy::unwrap_used, clippy::panic, clippy::float_cmp, reason = "a test fails by panicking")]

// Generated code knows the client by this name.
extern crate sayso_jsii as jsii;

mod asynchronous;
mod calc;
mod callbacks;
mod calls;
mod classes;
mod collections;
mod enums;
mod errors;
mod interfaces;
mod kept;
mod nothing;
mod overrides;
mod structs;
mod typed;
mod unions;
mod values;
