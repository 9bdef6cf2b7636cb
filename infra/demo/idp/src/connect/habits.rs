//! Habits of real providers that their clients have to live with.

use serde::{
    Deserialize,
    de::{IntoDeserializer as _, value::Error},
};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// What the provider makes of what OpenID Connect leaves open, and of what it does not.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Habits {
    /// How replies say how long their access token lives, by grant; where it is not said, as their endpoint does.
    expires_in: BTreeMap<Grant, ExpiresIn>,
    /// How long access and ID tokens live, in seconds.
    pub(super) lifetime: u64,
    /// Whether a refresh token is replaced by each use; if not, replies have none, and the old one is good for more.
    pub(super) rotates: bool,
    /// How long the refresh token of before still works, in seconds.
    pub(super) leeway: u64,
}

impl Default for Habits {
    fn default() -> Self {
        Self { expires_in: BTreeMap::new(), lifetime: 3600, rotates: true, leeway: 600 }
    }
}

/// A grant that gives tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Grant {
    AuthorizationCode,
    RefreshToken,
    ClientCredentials,
}

/// What becomes of `expires_in` (RFC 6749, 5.1: a positive number of seconds).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum ExpiresIn {
    Sound,
    Omitted,
    Null,
    String,
    Zero,
    Negative,
    Float,
    Huge,
}

/// The edition of the token endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Edition {
    /// It forgets `expires_in` where tokens are refreshed.
    First,
    Current,
}

impl Habits {
    /// Takes on a habit that is written as `GRANT=HOW`, `refresh_token=omitted`.
    pub fn expires_in(mut self, written: &str) -> Result<Self, String> {
        let odd = |error: Error| format!("`{written}` is no habit: {error}");
        let (grant, how) =
            written.split_once('=').ok_or_else(|| format!("`{written}` is no habit: write `GRANT=HOW`"))?;
        let grant = Grant::deserialize(grant.into_deserializer()).map_err(odd)?;
        let how = ExpiresIn::deserialize(how.into_deserializer()).map_err(odd)?;
        self.expires_in.insert(grant, how);
        Ok(self)
    }

    /// `expires_in` of a reply; nothing where it is left out.
    pub(super) fn says(&self, edition: Edition, grant: Grant) -> Option<Value> {
        let how = self.expires_in.get(&grant).copied().unwrap_or(match (edition, grant) {
            (Edition::First, Grant::RefreshToken) => ExpiresIn::Omitted,
            _ => ExpiresIn::Sound,
        });
        Some(match how {
            ExpiresIn::Sound => json!(self.lifetime),
            ExpiresIn::Omitted => return None,
            ExpiresIn::Null => Value::Null,
            ExpiresIn::String => json!(self.lifetime.to_string()),
            ExpiresIn::Zero => json!(0),
            ExpiresIn::Negative => json!(-5),
            ExpiresIn::Float => json!(3599.5),
            ExpiresIn::Huge => json!(1e30),
        })
    }
}
