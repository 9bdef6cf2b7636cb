//! `sayso synth`, `diff`, `deploy` and `destroy`, with everything that they start replaced at its command line: cargo, the
//! CDK app, the `cdk` command, the ASK CLI, npm. What they are asked, in which order, and what they get to see.

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod alexa;
mod aws;
mod node;
mod project;
mod secrecy;
mod synth;
