//! What the functions of account linking need to know.

use super::ConfigError;
use reqwest::Url;
use std::collections::BTreeMap;

/// Prefix of the variables about providers.
const PROVIDER: &str = "SAYSO_PROVIDER_";

/// What the function `link` needs to know besides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LinkConfig {
    /// The skill's origin, without a slash at the end.
    pub(crate) issuer: String,
    /// The id of the only client, Alexa.
    pub(crate) client_id: String,
    /// Where Alexa has users sent back; compared letter for letter.
    pub(crate) redirects: Vec<String>,
    /// Name of the secret that CloudFront shows.
    pub(crate) origin_secret: String,
}

/// What the function `token` needs to know besides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TokenConfig {
    /// The skill's origin, without a slash at the end.
    pub(crate) issuer: String,
    /// The id of the only client, Alexa.
    pub(crate) client_id: String,
    /// SHA-256 of the client's secret; two while it is replaced.
    pub(crate) client_secrets: Vec<[u8; 32]>,
    /// Name of the secret that CloudFront shows.
    pub(crate) origin_secret: String,
}

/// This deployment's client at an identity provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ProviderConfig {
    /// Authorization endpoint, to which browsers are sent.
    pub(crate) authorize: Url,
    /// Token endpoint.
    pub(crate) token: Url,
    /// The client's id.
    pub(crate) client_id: String,
    /// Name of the secret in Secrets Manager that holds the client's secret.
    pub(crate) secret: String,
}

/// Clients at providers, by the prefix of their variables.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Providers(BTreeMap<String, ProviderConfig>);

impl Providers {
    /// The client whose variables begin with `variable`.
    pub(crate) fn get(&self, variable: &str) -> Option<&ProviderConfig> {
        self.0.get(variable)
    }

    pub(super) fn read(variables: &BTreeMap<String, String>) -> Result<Self, ConfigError> {
        let names = variables.keys().filter(|name| name.starts_with(PROVIDER));
        let prefixes = names.filter_map(|name| name.strip_suffix("_AUTHORIZE"));
        let provider = |prefix: &str| {
            let part = |suffix: &str| needed(variables, &format!("{prefix}{suffix}"));
            let url = |suffix: &str| {
                let text = part(suffix)?;
                let fine = |url: &Url| matches!(url.scheme(), "http" | "https") && url.fragment().is_none();
                let url = Url::parse(&text).ok().filter(fine);
                url.ok_or_else(|| ConfigError::ServiceUrl(format!("{prefix}{suffix}")))
            };
            let config = ProviderConfig {
                authorize: url("_AUTHORIZE")?,
                token: url("_TOKEN")?,
                client_id: part("_CLIENT_ID")?,
                secret: part("_SECRET")?,
            };
            Ok((prefix.to_owned(), config))
        };
        prefixes.map(provider).collect::<Result<_, _>>().map(Self)
    }
}

impl LinkConfig {
    pub(super) fn read(variables: &BTreeMap<String, String>) -> Result<Self, ConfigError> {
        Ok(Self {
            issuer: issuer(variables)?,
            client_id: needed(variables, "SAYSO_CLIENT_ID")?,
            // A stage whose skill Alexa does not know yet has none, and begins no linking.
            redirects: variables
                .get("SAYSO_REDIRECTS")
                .map_or_else(Vec::new, |all| all.split_ascii_whitespace().map(str::to_owned).collect()),
            origin_secret: needed(variables, "SAYSO_ORIGIN_SECRET")?,
        })
    }
}

impl TokenConfig {
    pub(super) fn read(variables: &BTreeMap<String, String>) -> Result<Self, ConfigError> {
        let secrets = needed(variables, "SAYSO_CLIENT_SECRETS")?;
        let secrets: Option<Vec<_>> = secrets.split(',').map(|hash| sha256(hash.trim())).collect();
        Ok(Self {
            issuer: issuer(variables)?,
            client_id: needed(variables, "SAYSO_CLIENT_ID")?,
            client_secrets: secrets.ok_or(ConfigError::ClientSecrets)?,
            origin_secret: needed(variables, "SAYSO_ORIGIN_SECRET")?,
        })
    }
}

fn needed(variables: &BTreeMap<String, String>, name: &str) -> Result<String, ConfigError> {
    let value = variables.get(name).filter(|value| !value.is_empty());
    value.cloned().ok_or_else(|| ConfigError::Missing(name.to_owned()))
}

/// An origin: a scheme, a host and maybe a port (RFC 8414, section 2, has an issuer without query and fragment).
fn issuer(variables: &BTreeMap<String, String>) -> Result<String, ConfigError> {
    let name = "SAYSO_ISSUER";
    let text = needed(variables, name)?;
    let is_origin = Url::parse(&text).is_ok_and(|url| url.origin().ascii_serialization() == text);
    if is_origin { Ok(text) } else { Err(ConfigError::ServiceUrl(name.to_owned())) }
}

/// 64 hexadecimal digits as 32 bytes.
fn sha256(hex: &str) -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    if hex.len() != 64 || !hex.is_ascii() {
        return None;
    }
    for (at, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(hex.get(2 * at..2 * at + 2)?, 16).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn variables(of: &[(&str, &str)]) -> BTreeMap<String, String> {
        of.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn an_issuer_is_an_origin() {
        for issuer in ["", "https://a.example/", "https://a.example/x", "a.example", "https://A.example"] {
            let read = LinkConfig::read(&variables(&[
                ("SAYSO_ISSUER", issuer),
                ("SAYSO_CLIENT_ID", "alexa"),
                ("SAYSO_REDIRECTS", "https://b.example"),
                ("SAYSO_ORIGIN_SECRET", "shop-prod-origin"),
            ]));
            assert!(read.is_err(), "{issuer}");
        }
    }

    #[test]
    fn a_stage_that_alexa_does_not_know_yet_sends_nobody_back() {
        let mut all = variables(&[
            ("SAYSO_ISSUER", "https://a.example"),
            ("SAYSO_CLIENT_ID", "alexa"),
            ("SAYSO_ORIGIN_SECRET", "shop-prod-origin"),
        ]);
        assert_eq!(LinkConfig::read(&all).map(|config| config.redirects), Ok(Vec::new()));
        all.insert("SAYSO_REDIRECTS".to_owned(), "https://b.example https://c.example".to_owned());
        let redirects = LinkConfig::read(&all).map(|config| config.redirects);
        assert_eq!(redirects, Ok(vec!["https://b.example".to_owned(), "https://c.example".to_owned()]));
    }

    #[test]
    fn two_secrets_hold_while_one_is_replaced() {
        let two = format!("{},{}", "0a".repeat(32), "ff".repeat(32));
        let mut all = variables(&[
            ("SAYSO_ISSUER", "http://shop.localhost:81"),
            ("SAYSO_CLIENT_ID", "alexa"),
            ("SAYSO_CLIENT_SECRETS", &two),
            ("SAYSO_ORIGIN_SECRET", "shop-prod-origin"),
        ]);
        let read = TokenConfig::read(&all).map(|config| config.client_secrets);
        assert_eq!(read, Ok(vec![[10; 32], [255; 32]]));
        all.insert("SAYSO_CLIENT_SECRETS".to_owned(), "0a".to_owned());
        assert_eq!(TokenConfig::read(&all), Err(ConfigError::ClientSecrets));
    }

    #[test]
    fn a_provider_has_all_four_variables() {
        let mut all = variables(&[
            ("SAYSO_PROVIDER_ATLAS_AUTHORIZE", "https://login.example/authorize"),
            ("SAYSO_PROVIDER_ATLAS_TOKEN", "https://login.example/token"),
            ("SAYSO_PROVIDER_ATLAS_CLIENT_ID", "us"),
            ("SAYSO_PROVIDER_ATLAS_SECRET", "shop-prod-atlas"),
        ]);
        let client = |providers: Providers| Some(providers.get("SAYSO_PROVIDER_ATLAS")?.client_id.clone());
        assert_eq!(Providers::read(&all).map(client), Ok(Some("us".to_owned())));
        all.remove("SAYSO_PROVIDER_ATLAS_SECRET");
        let missing = ConfigError::Missing("SAYSO_PROVIDER_ATLAS_SECRET".to_owned());
        assert_eq!(Providers::read(&all), Err(missing));
    }
}
