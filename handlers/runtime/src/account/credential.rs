//! What a user linked: a credential for one account at one service.

use crate::{LinkMethod, guard::Origin, store::Secret, store::secret::exposed};
use base64::{Engine, engine::general_purpose::STANDARD};
use reqwest::header::HeaderValue;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

/// A credential. It is serialised only to be sealed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum Credential {
    /// A user name and a password, for a service at an address of the user's own (RFC 7617).
    Basic {
        /// Where the service is.
        site: Origin,
        #[serde(with = "exposed")]
        user: Secret,
        #[serde(with = "exposed")]
        secret: Secret,
    },
    /// A token that the user made, for a service at an address of the user's own (RFC 6750).
    Bearer {
        /// Where the service is.
        site: Origin,
        #[serde(with = "exposed")]
        secret: Secret,
    },
    /// A provider's tokens, for a service where the configuration says.
    Provider {
        /// The site that was chosen, where the account has several.
        site: Option<String>,
        #[serde(with = "exposed")]
        access: Secret,
        #[serde(with = "exposed::option", default)]
        refresh: Option<Secret>,
        /// When the access token ends, in epoch seconds.
        expires_at: i64,
    },
}

/// An account: how it was linked, and its credential.
#[derive(Debug, Clone)]
pub(crate) struct Account {
    /// How it was linked.
    pub(crate) method: &'static LinkMethod,
    /// Its credential.
    pub(crate) credential: Credential,
}

impl Credential {
    /// The value of `Authorization`; none where the secret holds what a header cannot.
    pub(crate) fn authorization(&self) -> Option<HeaderValue> {
        let text = match self {
            Self::Basic { user, secret, .. } => {
                let pair = Zeroizing::new(format!("{}:{}", user.expose(), secret.expose()));
                Zeroizing::new(format!("Basic {}", STANDARD.encode(pair.as_bytes())))
            }
            Self::Bearer { secret: token, .. } | Self::Provider { access: token, .. } => {
                Zeroizing::new(format!("Bearer {}", token.expose()))
            }
        };
        let mut value = HeaderValue::from_str(&text).ok()?;
        value.set_sensitive(true);
        Some(value)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    fn provider() -> Credential {
        Credential::Provider {
            site: Some("north".to_owned()),
            access: Secret::new("acc-canary"),
            refresh: Some(Secret::new("ref-canary")),
            expires_at: 7,
        }
    }

    #[test]
    fn a_credential_survives_sealing_and_is_not_shown() {
        let text = serde_json::to_string(&provider()).unwrap();
        assert!(text.contains("acc-canary"));
        assert_eq!(serde_json::from_str::<Credential>(&text).unwrap(), provider());
        assert!(!format!("{:?}", provider()).contains("canary"));
    }

    #[test]
    fn headers_are_as_the_rfcs_say() {
        let site: Origin = "https://tracker.example.com".to_owned().try_into().unwrap();
        let basic = Credential::Basic { site, user: Secret::new("ada"), secret: Secret::new("pä:ss") };
        let header = basic.authorization().unwrap();
        assert_eq!(header.to_str().unwrap(), "Basic YWRhOnDDpDpzcw==");
        assert!(header.is_sensitive());
        assert_eq!(provider().authorization().unwrap().to_str().unwrap(), "Bearer acc-canary");
    }
}
