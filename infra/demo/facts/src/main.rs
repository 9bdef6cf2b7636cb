//! `demo-facts [--listen 127.0.0.1:0]`, a program as [`demo_backend::run`] tells.

use std::process::ExitCode;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    demo_backend::run("demo-facts", &[], |_, _| demo_facts::app().map_err(|error| error.to_string())).await
}
