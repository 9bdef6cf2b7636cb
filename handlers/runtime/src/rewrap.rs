//! The program `sayso-rewrap`: an operator's, never a function's.
//!
//! | variable | value |
//! |---|---|
//! | `SAYSO_APP` | the skill's name |
//! | `SAYSO_TABLE` | the table's name |
//! | `SAYSO_KEY` | the ARN or alias of the key that everything is to be under |
//! | `AWS_REGION`, `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_SESSION_TOKEN` | as AWS's own programs read them |
//! | `AWS_ENDPOINT_URL_DYNAMODB`, `AWS_ENDPOINT_URL_KMS` | where these are not AWS's own |
//!
//! It writes its progress to stderr, and one line of JSON to stdout: how many links there are (`links`), of how many the
//! data key was sealed anew (`rewrapped`), and for which it could not be (`failed`: link to reason). Exit codes: 0, 1
//! (some failed), 2 (the environment is wrong, or the table cannot be read).

use crate::{
    StoreConfig,
    store::rewrap::{Progress, Report, Rewrap},
};
use std::{collections::BTreeMap, env, io::Write, process::ExitCode};

/// The whole of the program.
pub fn main() -> ExitCode {
    match run() {
        Ok(report) => {
            // A map with string keys serialises.
            let line = serde_json::to_string(&report).unwrap_or_default();
            let _ = writeln!(std::io::stdout(), "{line}");
            ExitCode::from(u8::from(!report.failed.is_empty()))
        }
        Err(error) => {
            say(&format!("error: {error}"));
            ExitCode::from(2)
        }
    }
}

/// Why nothing was done.
#[derive(Debug, thiserror::Error)]
enum Stopped {
    #[error("this program takes no arguments; `sayso rewrap` sets its environment")]
    Arguments,
    #[error("`{0}` is not set")]
    Missing(&'static str),
    #[error("the asynchronous runtime could not be made: {0}")]
    Tokio(#[from] std::io::Error),
    #[error("the table cannot be read: {0}")]
    Store(String),
}

fn run() -> Result<Report, Stopped> {
    if env::args_os().len() > 1 {
        return Err(Stopped::Arguments);
    }
    // A variable that is no text is none of ours.
    let text = |(name, value): (std::ffi::OsString, std::ffi::OsString)| {
        name.into_string().ok().zip(value.into_string().ok())
    };
    let rewrap = Rewrap::new(config(&env::vars_os().filter_map(text).collect())?);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(rewrap.run(tell)).map_err(|error| Stopped::Store(error.to_string()))
}

fn config(variables: &BTreeMap<String, String>) -> Result<StoreConfig, Stopped> {
    let needed = |name: &'static str| {
        variables.get(name).filter(|value| !value.is_empty()).ok_or(Stopped::Missing(name))
    };
    needed("SAYSO_KEY")?;
    // It is needed until the program ends.
    let app: &'static str = needed("SAYSO_APP")?.clone().leak();
    StoreConfig::read(app, variables).map_err(|missing| Stopped::Missing(missing.0))
}

fn tell(progress: Progress) {
    let Progress { looked_at, rewrapped } = progress;
    say(&format!("links looked at: {looked_at}, sealed anew: {rewrapped}"));
}

/// Nothing is left to do where stderr is gone.
fn say(line: &str) {
    let _ = writeln!(std::io::stderr(), "{line}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_is_named() {
        let mut variables = BTreeMap::new();
        for name in [
            "SAYSO_KEY",
            "SAYSO_APP",
            "SAYSO_TABLE",
            "AWS_REGION",
            "AWS_ACCESS_KEY_ID",
            "AWS_SECRET_ACCESS_KEY",
        ] {
            let told = config(&variables).map(drop).map_err(|error| error.to_string());
            assert_eq!(told, Err(format!("`{name}` is not set")));
            variables.insert(name.to_owned(), "x".to_owned());
        }
        assert!(config(&variables).is_ok());
    }
}
