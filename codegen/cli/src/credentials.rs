//! AWS credentials for the programs that use the SDK for Rust: the environment's own, or a profile's, which the AWS CLI
//! tells. They are handed on in the environment of a child, never in arguments.

use anyhow::bail;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::process::Stdio;
use tokio::process::Command;

/// What to do where there are none.
const HELP: &str = "set AWS_PROFILE (and have the AWS CLI installed), or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; see \
                    `aws sts get-caller-identity`";

/// Variables with credentials.
pub(crate) type Variables = BTreeMap<&'static str, String>;

/// As `aws configure export-credentials` tells them
/// (<https://docs.aws.amazon.com/sdkref/latest/guide/feature-process-credentials.html>).
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Exported {
    access_key_id: String,
    secret_access_key: String,
    session_token: Option<String>,
}

/// The credentials of this environment. A profile that is named goes before keys, as it does for the `cdk` command.
pub(crate) async fn find() -> anyhow::Result<Variables> {
    let environment = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    if environment("AWS_PROFILE").is_none()
        && let Some(variables) = of_environment(environment)
    {
        return Ok(variables);
    }
    let mut command = Command::new(if cfg!(windows) { "aws.exe" } else { "aws" });
    command
        .args(["configure", "export-credentials", "--format", "process"])
        .stdin(Stdio::null())
        .kill_on_drop(true);
    if let Some(profile) = environment("AWS_PROFILE") {
        command.arg("--profile").arg(profile);
    }
    let Ok(output) = command.output().await else {
        bail!("there are no AWS credentials, and no `aws` that could tell any; {HELP}")
    };
    let exported: Option<Exported> = serde_json::from_slice(&output.stdout).ok();
    match exported.filter(|_| output.status.success()) {
        Some(exported) => Ok(variables(exported)),
        None => {
            bail!("there are no AWS credentials: {}; {HELP}", String::from_utf8_lossy(&output.stderr).trim())
        }
    }
}

fn of_environment(set: impl Fn(&str) -> Option<String>) -> Option<Variables> {
    Some(variables(Exported {
        access_key_id: set("AWS_ACCESS_KEY_ID")?,
        secret_access_key: set("AWS_SECRET_ACCESS_KEY")?,
        session_token: set("AWS_SESSION_TOKEN"),
    }))
}

fn variables(exported: Exported) -> Variables {
    let Exported { access_key_id, secret_access_key, session_token } = exported;
    let mut variables =
        BTreeMap::from([("AWS_ACCESS_KEY_ID", access_key_id), ("AWS_SECRET_ACCESS_KEY", secret_access_key)]);
    variables.extend(session_token.map(|token| ("AWS_SESSION_TOKEN", token)));
    variables
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    #[test]
    fn both_halves_of_a_key_are_needed_and_a_token_is_not() {
        let of = |names: &[&str]| of_environment(|name| names.contains(&name).then(|| name.to_lowercase()));
        assert!(of(&["AWS_ACCESS_KEY_ID"]).is_none() && of(&[]).is_none());
        let user = of(&["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"]).unwrap();
        assert_eq!(user.get("AWS_SESSION_TOKEN"), None);
        let role = of(&["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"]).unwrap();
        assert_eq!(role["AWS_SESSION_TOKEN"], "aws_session_token");
    }
}
