//! Where the store is, as the environment says.

use super::{clock::Clock, secret::Secret};
use std::collections::BTreeMap;

/// Where a skill's table and key are.
#[derive(Debug, Clone)]
pub struct StoreConfig {
    /// The skill's name.
    pub(crate) app: &'static str,
    /// The table's name.
    pub(crate) table: String,
    /// The keys that records are sealed under, for functions that use them: the first one seals, each opens.
    pub(crate) keys: Vec<String>,
    pub(crate) aws: AwsConfig,
    /// What time it is.
    pub(crate) clock: Clock,
}

/// What Lambda tells about AWS.
#[derive(Debug, Clone)]
pub(crate) struct AwsConfig {
    pub(crate) region: String,
    pub(crate) access_key_id: String,
    pub(crate) secret_access_key: Secret,
    pub(crate) session_token: Option<Secret>,
    /// Endpoints where they are not AWS's own.
    pub(crate) dynamodb: Option<String>,
    pub(crate) kms: Option<String>,
    pub(crate) secrets: Option<String>,
}

/// A variable is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not set")]
pub struct MissingVariable(pub &'static str);

impl StoreConfig {
    /// Reads the environment of a function of the skill `app`.
    pub fn read(app: &'static str, variables: &BTreeMap<String, String>) -> Result<Self, MissingVariable> {
        let maybe = |name: &str| variables.get(name).filter(|value| !value.is_empty()).cloned();
        let needed = |name: &'static str| maybe(name).ok_or(MissingVariable(name));
        Ok(Self {
            app,
            table: needed("SAYSO_TABLE")?,
            keys: maybe("SAYSO_KEY").map_or_else(Vec::new, |keys| {
                keys.split(',').map(str::trim).filter(|key| !key.is_empty()).map(str::to_owned).collect()
            }),
            aws: AwsConfig {
                region: needed("AWS_REGION")?,
                access_key_id: needed("AWS_ACCESS_KEY_ID")?,
                secret_access_key: Secret::new(needed("AWS_SECRET_ACCESS_KEY")?),
                session_token: maybe("AWS_SESSION_TOKEN").map(Secret::new),
                dynamodb: maybe("AWS_ENDPOINT_URL_DYNAMODB"),
                kms: maybe("AWS_ENDPOINT_URL_KMS"),
                secrets: maybe("AWS_ENDPOINT_URL_SECRETS_MANAGER"),
            },
            clock: Clock::System,
        })
    }

    /// With another clock, for tests.
    pub fn with_clock(self, clock: Clock) -> Self {
        Self { clock, ..self }
    }
}
