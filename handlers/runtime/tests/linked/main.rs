//! Account linking through its public faces, against the real embedded services: every function has an access key of its
//! own, and is denied what the plan does not grant.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod bootstrap;
mod browser;
mod cloud;
mod events;
mod hostile;
mod limits;
mod link;
mod manage;
#[path = "../runtime/service.rs"]
#[allow(dead_code, reason = "it can do more than is asked of it here")]
mod service;
mod shop;
mod skill;
#[path = "../runtime/user.rs"]
#[allow(dead_code, reason = "it can do more than is asked of it here")]
mod user;
#[path = "../runtime/words.rs"]
mod words;
