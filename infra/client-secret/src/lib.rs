//! The program `sayso-client-secret`: makes, replaces and hands on the secret that Alexa shows at a skill's token endpoint.
//! An operator's, never a function's: `sayso deploy` and `sayso destroy` run it.
//!
//! | variable | value |
//! |---|---|
//! | `SAYSO_CLIENT_SECRET` | the secret's name in Secrets Manager |
//! | `AWS_REGION`, `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_SESSION_TOKEN` | as AWS's own programs read them |
//! | `AWS_ENDPOINT_URL_SECRETS_MANAGER`, `AWS_ENDPOINT_URL` | where it is not AWS's own |
//!
//! | verb | does |
//! |---|---|
//! | `ensure` | makes it where it is missing |
//! | `rotate` | replaces it; the value before is kept as the previous one |
//! | `complete FILE` | reads a request of account linking from stdin, and writes it with the secret to the new file, which nobody else may read |
//! | `retire` | has it deleted in seven days; `ensure` brings it back until then |
//!
//! It writes one line of JSON to stdout, which never holds a secret: of `ensure` and `rotate`, the SHA-256 of the values
//! that a token endpoint must accept (`sha256`, the current one first), until when the previous one is among them
//! (`previous_until`, in epoch seconds), and whether something was made (`made`). Exit codes: 0, 2 (told on stderr why).

mod environment;
mod error;
mod request;
mod secrets_manager;
mod value;

use environment::Environment;
use error::Error;
use secrets_manager::{CURRENT, PREVIOUS, SecretsManager, Version};
use serde::Serialize;
use std::{
    env,
    ffi::OsString,
    io::Write,
    path::{Path, PathBuf},
    process::ExitCode,
    time::{SystemTime, UNIX_EPOCH},
};

/// How long the previous value is accepted, in seconds: a week, in which Alexa must be given the new one.
const PREVIOUS_FOR: u64 = 7 * 24 * 60 * 60;

/// The whole of the program.
pub fn main() -> ExitCode {
    match run(env::args_os().skip(1)) {
        Ok(report) => {
            // Numbers and hashes serialise.
            let line = serde_json::to_string(&report).unwrap_or_default();
            let _ = writeln!(std::io::stdout(), "{line}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            // Nothing is left to do where stderr is gone.
            let _ = writeln!(std::io::stderr(), "error: {error}");
            ExitCode::from(2)
        }
    }
}

/// What is told on stdout.
#[derive(Debug, Default, PartialEq, Serialize)]
struct Report {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    sha256: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    previous_until: Option<u64>,
    made: bool,
}

/// What it is asked to do.
#[derive(Debug, PartialEq)]
enum Verb {
    Ensure,
    Rotate,
    Complete(PathBuf),
    Retire,
}

impl Verb {
    fn of(arguments: impl Iterator<Item = OsString>) -> Option<Self> {
        let arguments: Vec<_> = arguments.collect();
        match arguments.as_slice() {
            [verb] if verb == "ensure" => Some(Self::Ensure),
            [verb] if verb == "rotate" => Some(Self::Rotate),
            [verb, file] if verb == "complete" => Some(Self::Complete(file.into())),
            [verb] if verb == "retire" => Some(Self::Retire),
            _ => None,
        }
    }
}

fn run(arguments: impl Iterator<Item = OsString>) -> Result<Report, Error> {
    let verb = Verb::of(arguments).ok_or(Error::Arguments)?;
    let secrets = SecretsManager::new(Environment::read(|name| env::var(name).ok())?);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(Error::Tokio)?;
    runtime.block_on(async {
        match verb {
            Verb::Ensure => ensure(&secrets).await,
            Verb::Rotate => rotate(&secrets).await,
            Verb::Complete(file) => complete(&secrets, &file).await,
            Verb::Retire => retire(&secrets).await,
        }
    })
}

async fn ensure(secrets: &SecretsManager) -> Result<Report, Error> {
    let made = match secrets.version(CURRENT).await {
        Ok(Some(_)) => false,
        Ok(None) => secrets.create(&value::fresh()?).await?,
        Err(Error::Retired) => {
            secrets.restore().await?;
            false
        }
        Err(error) => return Err(error),
    };
    accepted(secrets, made).await
}

async fn rotate(secrets: &SecretsManager) -> Result<Report, Error> {
    if !ensure(secrets).await?.made {
        secrets.replace(&value::fresh()?).await?;
    }
    accepted(secrets, true).await
}

/// What a token endpoint must accept now.
async fn accepted(secrets: &SecretsManager, made: bool) -> Result<Report, Error> {
    let current = secrets.version(CURRENT).await?.ok_or(Error::Missing)?;
    let previous = secrets.version(PREVIOUS).await?;
    Ok(report(&current, previous.as_ref(), now(), made))
}

/// The previous value is accepted for a while after the current one was made.
fn report(current: &Version, previous: Option<&Version>, now: u64, made: bool) -> Report {
    let until = current.created.saturating_add(PREVIOUS_FOR);
    let previous = previous.filter(|_| now < until);
    let values = std::iter::once(current).chain(previous);
    Report {
        sha256: values.map(|version| value::sha256(&version.value)).collect(),
        previous_until: previous.map(|_| until),
        made,
    }
}

async fn complete(secrets: &SecretsManager, file: &Path) -> Result<Report, Error> {
    let request = std::io::read_to_string(std::io::stdin()).map_err(Error::Stdin)?;
    let current = secrets.version(CURRENT).await?.ok_or(Error::Missing)?;
    request::write(file, &request::with_secret(&request, &current.value)?)?;
    Ok(Report { made: true, ..Report::default() })
}

async fn retire(secrets: &SecretsManager) -> Result<Report, Error> {
    Ok(Report { made: secrets.retire().await?, ..Report::default() })
}

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

#[cfg(test)]
mod tests {
    use super::*;
    use zeroize::Zeroizing;

    fn version(value: &str, created: u64) -> Version {
        Version { value: Zeroizing::new(value.to_owned()), created }
    }

    #[test]
    fn the_previous_value_is_accepted_for_a_week() {
        let (current, previous) = (version("new", 1_000), version("old", 10));
        let two = report(&current, Some(&previous), 1_000 + PREVIOUS_FOR - 1, true);
        assert_eq!(two.sha256, [value::sha256("new"), value::sha256("old")]);
        assert_eq!(two.previous_until, Some(1_000 + PREVIOUS_FOR));
        let one = report(&current, Some(&previous), 1_000 + PREVIOUS_FOR, false);
        assert_eq!((one.sha256, one.previous_until), (vec![value::sha256("new")], None));
    }

    #[test]
    fn a_verb_takes_exactly_its_arguments() {
        let of = |arguments: &[&str]| Verb::of(arguments.iter().map(OsString::from));
        assert_eq!(of(&["ensure"]), Some(Verb::Ensure));
        assert_eq!(of(&["complete", "x.json"]), Some(Verb::Complete("x.json".into())));
        for wrong in [&[][..], &["ensure", "twice"], &["complete"], &["show"]] {
            assert_eq!(of(wrong), None, "{wrong:?}");
        }
    }
}
