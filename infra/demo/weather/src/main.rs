//! `demo-weather [--listen 127.0.0.1:0] [--provider URL]`, a program as [`demo_backend::run`] tells.

use std::process::ExitCode;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let known = [("--provider", "URL")];
    demo_backend::run("demo-weather", &known, |options, _| demo_weather::app(options.get("--provider"))).await
}
