//! The identity provider: `demo-idp [--listen 127.0.0.1:0] [--expires-in GRANT=HOW]…`, a program as [`demo_backend::run`]
//! tells.

use demo_idp::{Habits, Settings};
use std::process::ExitCode;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let known = [("--expires-in", "GRANT=HOW")];
    let app = |options: &demo_backend::Options, base: &str| {
        let habits = options.all("--expires-in").try_fold(Habits::default(), Habits::expires_in)?;
        let settings = Settings::from_environment().map_err(|error| error.to_string())?;
        let settings = settings.with_habits(habits).with_openid(base).map_err(|error| error.to_string())?;
        Ok(demo_idp::app(settings))
    };
    demo_backend::run("demo-idp", &known, app).await
}
