//! What the program is told in its environment.

use crate::error::Error;
use zeroize::Zeroizing;

/// Where the secret is, and who asks for it.
pub(crate) struct Environment {
    pub(crate) name: String,
    pub(crate) region: String,
    pub(crate) access_key_id: String,
    pub(crate) secret_access_key: Zeroizing<String>,
    pub(crate) session_token: Option<Zeroizing<String>>,
    /// Secrets Manager, where it is not AWS's own.
    pub(crate) endpoint: Option<String>,
}

impl Environment {
    /// Reads variables, of which an empty one is as good as none.
    pub(crate) fn read(variable: impl Fn(&str) -> Option<String>) -> Result<Self, Error> {
        let set = |name: &str| variable(name).filter(|value| !value.is_empty());
        let needed = |name: &'static str| set(name).ok_or(Error::Unset(name));
        Ok(Self {
            name: needed("SAYSO_CLIENT_SECRET")?,
            region: needed("AWS_REGION")?,
            access_key_id: needed("AWS_ACCESS_KEY_ID")?,
            secret_access_key: Zeroizing::new(needed("AWS_SECRET_ACCESS_KEY")?),
            session_token: set("AWS_SESSION_TOKEN").map(Zeroizing::new),
            // <https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html>: the service's own comes first.
            endpoint: set("AWS_ENDPOINT_URL_SECRETS_MANAGER").or_else(|| set("AWS_ENDPOINT_URL")),
        })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn what_is_missing_is_named() {
        let mut variables = BTreeMap::new();
        for name in ["SAYSO_CLIENT_SECRET", "AWS_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"] {
            for empty in [None, Some("")] {
                variables.extend(empty.map(|empty| (name, empty)));
                let told = Environment::read(|name| variables.get(name).map(ToString::to_string)).err();
                assert_eq!(told.unwrap().to_string(), format!("`{name}` is not set"));
            }
            variables.insert(name, "x");
        }
        variables.insert("AWS_ENDPOINT_URL", "http://localhost:1");
        let all = Environment::read(|name| variables.get(name).map(ToString::to_string)).unwrap();
        assert_eq!(all.endpoint.as_deref(), Some("http://localhost:1"));
        assert!(all.session_token.is_none());
    }
}
