//! A fault at every call: each request that a user's browser or Alexa makes of the skill `jira`, with each kind of fault
//! at each call that it leads to, of AWS, of the provider and of the service. Then the cloud is killed, another one
//! started on what it has left, and all accounts looked at.
//!
//! `cargo test -p sayso-tests --test sweep -- --nocapture` prints the matrix, which is also written to `sweep.txt` in
//! cargo's folder for what tests write. `SWEEP="POST /oauth/token, refresh hang"` runs only what has that in its names.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

/// What the tests of account linking are made of.
macro_rules! of_linked {
    ($($name:ident $path:literal),*) => {$(
        #[path = $path]
        #[allow(dead_code, reason = "not all of it is needed here")]
        mod $name;
    )*};
}

of_linked! {
    accounts "../linked/accounts.rs",
    agent "../linked/agent.rs",
    aws "../linked/aws.rs",
    cloud "../linked/cloud.rs",
    programs "../linked/programs.rs",
    provider "../linked/provider.rs",
    scan "../linked/scan.rs"
}

mod front;
mod kind;
mod matrix;
mod peer;
mod reconcile;
mod run;
mod secrets;
mod settle;
mod step;
mod world;

#[test]
fn a_fault_at_any_call_loses_nobody() {
    run::sweep();
}
