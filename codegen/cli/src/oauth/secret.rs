//! The secret of a client. It comes in where nobody else looks: arguments are seen by every user of the machine.

use anyhow::{Context, bail};
use std::fmt;
use std::io::BufRead;

/// The longest one, in bytes.
const LONGEST: u64 = 4096;

/// A secret.
#[derive(Clone)]
pub(crate) struct Secret(String);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

impl Secret {
    /// The variable of the environment that holds it.
    pub(crate) const VARIABLE: &str = "SAYSO_CLIENT_SECRET";

    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// What it is.
    pub(super) fn expose(&self) -> &str {
        &self.0
    }

    /// The one that the user gives: on stdin where the argument is `-`, else in the environment, if at all.
    pub(crate) fn given(argument: Option<&str>) -> anyhow::Result<Option<Self>> {
        match argument {
            None => Ok(std::env::var(Self::VARIABLE).ok().filter(|text| !text.is_empty()).map(Self)),
            Some("-") => Self::read(std::io::stdin().lock()).map(Some),
            // What it is, is not repeated.
            Some(_) => bail!(
                "`--secret` takes `-` alone: every user of a machine sees arguments, so the secret comes on stdin, or \
                 in `{}`",
                Self::VARIABLE
            ),
        }
    }

    /// The first line of `from`, without its end.
    fn read(from: impl BufRead) -> anyhow::Result<Self> {
        let mut text = String::new();
        from.take(LONGEST).read_line(&mut text).context("the secret can't be read from stdin")?;
        let secret = text.lines().next().unwrap_or_default();
        if secret.is_empty() {
            bail!("stdin holds no secret");
        }
        Ok(Self::new(secret))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    #[test]
    fn a_secret_is_a_line_of_stdin() {
        for text in ["s3 cret", "s3 cret\n", "s3 cret\r\n"] {
            assert_eq!(Secret::read(text.as_bytes()).unwrap().expose(), "s3 cret");
        }
        assert!(Secret::read("\n".as_bytes()).is_err() && Secret::read(&b"\xff\xff"[..]).is_err());
    }

    #[test]
    fn a_secret_in_the_arguments_is_refused_and_not_repeated() {
        let error = Secret::given(Some("hunter2")).unwrap_err().to_string();
        assert!(error.contains("`--secret` takes `-` alone") && !error.contains("hunter2"), "{error}");
        assert_eq!(format!("{:?}", Secret::new("hunter2")), "Secret");
    }
}
