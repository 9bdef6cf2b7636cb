//! `demo-jira [--listen 127.0.0.1:0] [--provider URL] [--scenario FILE]`, a program as [`demo_backend::run`] tells.

use axum::Router;
use std::{fs, process::ExitCode};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let known = [("--provider", "URL"), ("--scenario", "FILE")];
    let app = |options: &demo_backend::Options, _: &str| {
        let provider = options.get("--provider").map(str::to_owned);
        match options.get("--scenario") {
            Some(file) => of_scenario(provider, file),
            None => demo_jira::app(provider),
        }
    };
    demo_backend::run("demo-jira", &known, app).await
}

fn of_scenario(provider: Option<String>, file: &str) -> Result<Router, String> {
    let text = fs::read_to_string(file).map_err(|error| format!("can't read `{file}`: {error}"))?;
    let app = demo_jira::app_of_scenario(provider, &text);
    app.map_err(|wrong| format!("`{file}` is no scenario: {wrong}"))
}
