//! Which AWS is meant: stage `local` goes to an emulator on this machine, and nowhere else.

use anyhow::bail;
use std::net::IpAddr;

/// The variable of all services; `AWS_ENDPOINT_URL_<SERVICE>` are those of one.
const ALL: &str = "AWS_ENDPOINT_URL";

/// Where the environment says that AWS is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Endpoints {
    /// Every service, so far as is said, is AWS's own.
    Aws,
    /// Every service is on this machine.
    Loopback,
    /// Some are elsewhere.
    Mixed,
}

impl Endpoints {
    /// Of this process.
    pub(crate) fn of_environment() -> Self {
        Self::of(std::env::vars_os().filter_map(|(name, value)| {
            // What is no text is an address of nothing.
            Some((name.into_string().ok()?, value.to_string_lossy().into_owned()))
        }))
    }

    fn of(variables: impl IntoIterator<Item = (String, String)>) -> Self {
        let named = |name: &str| name == ALL || name.strip_prefix(ALL).is_some_and(|it| it.starts_with('_'));
        let endpoints: Vec<_> =
            variables.into_iter().filter(|(name, value)| named(name) && !value.is_empty()).collect();
        let is_loopback = |(_, value): &(String, String)| is_loopback(value);
        if endpoints.is_empty() {
            Self::Aws
        } else if endpoints.iter().all(is_loopback) && endpoints.iter().any(|(name, _)| name == ALL) {
            Self::Loopback
        } else {
            Self::Mixed
        }
    }

    /// Refuses stage `local` anywhere but on this machine: it lets users reach hosts of this machine, and its secrets are
    /// everybody's.
    pub(crate) fn must_be_loopback(self) -> anyhow::Result<()> {
        if self != Self::Loopback {
            bail!(
                "stage `local` is deployed to an emulator on this machine only: set `{ALL}` to its address \
                 (http://localhost:PORT), and every `{ALL}_…` to one on this machine or to none"
            );
        }
        Ok(())
    }
}

/// Whether an address means this machine, whoever looks it up.
fn is_loopback(url: &str) -> bool {
    reqwest::Url::parse(url).is_ok_and(|url| is_here(&url))
}

/// The same of one that can be read.
pub(crate) fn is_here(url: &reqwest::Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let address = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    host == "localhost" || address.is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(variables: &[(&str, &str)]) -> Endpoints {
        Endpoints::of(variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())))
    }

    #[test]
    fn one_service_elsewhere_is_too_many() {
        assert_eq!(of(&[("PATH", "x"), ("AWS_ENDPOINT_URL", "")]), Endpoints::Aws);
        let local = ("AWS_ENDPOINT_URL", "http://localhost:4566");
        for other in ["http://127.0.0.1:4566", "http://[::1]:80/x", "https://127.9.9.9"] {
            assert_eq!(of(&[local, ("AWS_ENDPOINT_URL_S3", other)]), Endpoints::Loopback, "{other}");
        }
        for other in [
            "https://s3.us-east-1.amazonaws.com",
            "http://localhost.example.com",
            "http://127.0.0.1@example.com",
            "http://10.0.0.1",
            "nonsense",
        ] {
            assert_eq!(of(&[local, ("AWS_ENDPOINT_URL_S3", other)]), Endpoints::Mixed, "{other}");
        }
        // The others would be AWS's own.
        assert_eq!(of(&[("AWS_ENDPOINT_URL_S3", "http://localhost:1")]), Endpoints::Mixed);
    }

    #[test]
    fn stage_local_goes_nowhere_else() {
        assert!(Endpoints::Loopback.must_be_loopback().is_ok());
        assert!(Endpoints::Aws.must_be_loopback().is_err() && Endpoints::Mixed.must_be_loopback().is_err());
    }
}
