//! The library through its public face: a small skill written by hand, a service that misbehaves, and Alexa's
//! envelopes.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod anything;
mod calls;
mod conversation;
mod entities;
mod envelopes;
mod failures;
mod fields;
mod lambda;
mod lists;
mod locales;
mod parts;
mod refusals;
mod service;
mod sessions;
mod shed;
mod start;
mod understood;
mod user;
mod waiting;
mod words;
mod zone;
