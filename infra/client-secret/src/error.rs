//! Why nothing was done. No value of a secret is in any of these.

use aws_sdk_secretsmanager::error::{ProvideErrorMetadata, SdkError};
use std::{error::Error as _, path::PathBuf};

#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    #[error(
        "the arguments are `ensure`, `rotate`, `complete FILE` or `retire`; `sayso deploy` runs this program"
    )]
    Arguments,
    #[error("`{0}` is not set")]
    Unset(&'static str),
    #[error("the asynchronous runtime could not be made: {0}")]
    Tokio(std::io::Error),
    #[error("the operating system gives no random bytes")]
    Random,
    #[error("the request on stdin can't be read: {0}")]
    Stdin(std::io::Error),
    #[error("the request on stdin is no JSON with an object `accountLinkingRequest`")]
    Request,
    #[error("can't write the new file `{path}`: {source}")]
    File { path: PathBuf, source: std::io::Error },
    #[error("there is no such secret; deploy the stage first")]
    Missing,
    #[error("the secret is about to be deleted; deploying the stage brings it back")]
    Retired,
    #[error("the secret is not a text; delete it in Secrets Manager, and deploy again")]
    Binary,
    #[error("Secrets Manager refused `{action}` ({code}): {message}")]
    Refused { action: &'static str, code: String, message: String },
    #[error("Secrets Manager can't be reached for `{action}`: {why}")]
    Unreachable { action: &'static str, why: String },
}

impl Error {
    /// What came of a call.
    pub(crate) fn of<E, R>(action: &'static str, error: &SdkError<E, R>) -> Self
    where
        E: ProvideErrorMetadata + std::error::Error + 'static,
        R: std::fmt::Debug,
    {
        match error.as_service_error() {
            Some(refusal) => Self::Refused {
                action,
                code: refusal.code().unwrap_or("no code").to_owned(),
                message: refusal.message().unwrap_or("no message").to_owned(),
            },
            None => Self::Unreachable { action, why: innermost(error) },
        }
    }
}

/// The last of the causes says what happened; those before it say that something did.
fn innermost<E, R>(error: &SdkError<E, R>) -> String
where
    E: std::error::Error + 'static,
    R: std::fmt::Debug,
{
    let mut cause = error.source();
    let mut said = error.to_string();
    while let Some(inner) = cause {
        said = inner.to_string();
        cause = inner.source();
    }
    said
}
