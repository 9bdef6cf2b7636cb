//! What the environment says, read once.

mod linking;

pub(crate) use linking::{LinkConfig, ProviderConfig, Providers, TokenConfig};

use crate::{
    guard::{PinError, Pins},
    log::Log,
    store::{MissingVariable, StoreConfig},
};
use reqwest::Url;
use std::{
    collections::BTreeMap,
    fs,
    io::ErrorKind,
    path::{Path, PathBuf},
};

/// Prefix of the variables that hold the services' base URLs.
const SERVICE: &str = "SAYSO_SERVICE_";

/// What a process needs to know.
#[derive(Debug, Clone)]
pub struct Config {
    /// Which of the skill's functions this process is.
    pub(crate) function: Function,
    /// Alexa's id of the skill. Without one every request is refused.
    pub skill_id: Option<String>,
    /// Folder with the words files.
    pub words: PathBuf,
    /// Where the services are.
    pub services: Services,
    /// Where records are, of a skill with linking.
    pub store: Option<StoreConfig>,
    pub(crate) providers: Providers,
    /// Where Alexa's own API is besides Amazon's hosts: on this machine.
    pub(crate) alexa_api: Option<String>,
    /// Hosts that users may type although they are not public.
    pub pins: Pins,
    /// Where events go.
    pub log: Log,
}

/// One of a skill's functions; all run the same program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Function {
    /// Answers Alexa.
    Skill,
    /// Runs the page on which users link an account.
    Link(LinkConfig),
    /// Gives Alexa tokens.
    Token(TokenConfig),
}

/// Base URL per environment variable.
#[derive(Debug, Clone, Default)]
pub struct Services(BTreeMap<String, String>);

/// What is wrong with the environment.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum ConfigError {
    /// `SAYSO_FUNCTION` names no function.
    #[error("`SAYSO_FUNCTION` is `{0}`, but the functions are `skill`, `link` and `token`")]
    UnknownFunction(String),
    /// Lambda sets `LAMBDA_TASK_ROOT`.
    #[error(
        "`LAMBDA_TASK_ROOT` is not set: this program is started by AWS Lambda, or locally by `sayso dev`"
    )]
    NoTaskRoot,
    /// A service's base URL is none.
    #[error("`{0}` is not an `http` or `https` URL without query and fragment")]
    ServiceUrl(String),
    /// Only this machine may stand in for Alexa.
    #[error("`SAYSO_ALEXA_API` is not an address of this machine, `http://localhost:<port>/…`")]
    AlexaApi,
    /// A variable is needed.
    #[error("`{0}` is not set")]
    Missing(String),
    /// The hashes of the client's secrets are none.
    #[error("`SAYSO_CLIENT_SECRETS` is not one or two SHA-256 hashes in hex")]
    ClientSecrets,
    /// The pinned hosts cannot be read.
    #[error("`pinned-hosts.json` cannot be read")]
    PinnedHosts,
    /// A host is pinned wrongly.
    #[error(transparent)]
    Pin(#[from] PinError),
}

impl From<MissingVariable> for ConfigError {
    fn from(MissingVariable(name): MissingVariable) -> Self {
        Self::Missing(name.to_owned())
    }
}

impl Config {
    /// Reads the environment of a function of the skill `app`, given as names and values.
    pub fn read(
        app: &'static str,
        environment: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, ConfigError> {
        let mut variables: BTreeMap<String, String> = environment.into_iter().collect();
        let function = match variables.get("SAYSO_FUNCTION").map(String::as_str) {
            None | Some("skill") => Function::Skill,
            Some("link") => Function::Link(LinkConfig::read(&variables)?),
            Some("token") => Function::Token(TokenConfig::read(&variables)?),
            Some(other) => return Err(ConfigError::UnknownFunction(other.to_owned())),
        };
        let root = PathBuf::from(variables.remove("LAMBDA_TASK_ROOT").ok_or(ConfigError::NoTaskRoot)?);
        let has_store = variables.contains_key("SAYSO_TABLE");
        let store = has_store.then(|| StoreConfig::read(app, &variables)).transpose()?;
        let providers = Providers::read(&variables)?;
        let pins = pins(&root, variables.get("AWS_LAMBDA_RUNTIME_API").map(String::as_str))?;
        let skill_id = variables.remove("SAYSO_SKILL_ID").filter(|id| !id.is_empty());
        let alexa_api = variables.remove("SAYSO_ALEXA_API");
        if alexa_api.as_deref().is_some_and(|url| !is_local(url)) {
            return Err(ConfigError::AlexaApi);
        }
        variables.retain(|name, _| name.starts_with(SERVICE));
        if let Some(name) = variables.iter().find_map(|(name, url)| (!is_base(url)).then_some(name)) {
            return Err(ConfigError::ServiceUrl(name.clone()));
        }
        let (words, services, log) = (root.join("words"), Services(variables), Log::Stderr);
        Ok(Self { function, skill_id, words, services, store, providers, alexa_api, pins, log })
    }
}

/// The hosts that were pinned where the function was deployed.
fn pins(root: &Path, runtime_api: Option<&str>) -> Result<Pins, ConfigError> {
    let text = match fs::read(root.join("pinned-hosts.json")) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Pins::default()),
        Err(_) => return Err(ConfigError::PinnedHosts),
    };
    let hosts = serde_json::from_slice(&text).map_err(|_| ConfigError::PinnedHosts)?;
    Ok(Pins::read(&hosts, runtime_api)?)
}

impl Services {
    /// The base URL that `variable` holds.
    pub(crate) fn base(&self, variable: &str) -> Option<&str> {
        self.0.get(variable).map(String::as_str)
    }
}

/// Whether a base URL leads to this machine, without a way around.
fn is_local(url: &str) -> bool {
    let local = |url: Url| matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
    is_base(url) && !url.ends_with('/') && Url::parse(url).is_ok_and(local)
}

fn is_base(url: &str) -> bool {
    Url::parse(url).is_ok_and(|url| {
        matches!(url.scheme(), "http" | "https") && url.query().is_none() && url.fragment().is_none()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(variables: &[(&str, &str)]) -> Result<Config, ConfigError> {
        Config::read("shop", variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())))
    }

    #[test]
    fn only_known_functions_start() {
        let config = read(&[("LAMBDA_TASK_ROOT", "/var/task")]);
        assert_eq!(config.map(|config| config.words), Ok(PathBuf::from("/var/task/words")));
        let other = read(&[("LAMBDA_TASK_ROOT", "/var/task"), ("SAYSO_FUNCTION", "page")]).map(drop);
        assert_eq!(other, Err(ConfigError::UnknownFunction("page".to_owned())));
        let link = read(&[("LAMBDA_TASK_ROOT", "/var/task"), ("SAYSO_FUNCTION", "link")]).map(drop);
        assert_eq!(link, Err(ConfigError::Missing("SAYSO_ISSUER".to_owned())));
        assert_eq!(read(&[]).map(drop), Err(ConfigError::NoTaskRoot));
    }

    #[test]
    fn a_service_needs_a_usable_url() {
        for url in ["", "facts.example", "ftp://facts.example", "https://facts.example?x=1"] {
            let config = read(&[("LAMBDA_TASK_ROOT", "/"), ("SAYSO_SERVICE_FACTS", url)]).map(drop);
            assert_eq!(config, Err(ConfigError::ServiceUrl("SAYSO_SERVICE_FACTS".to_owned())), "{url}");
        }
    }

    #[test]
    fn only_this_machine_stands_in_for_alexa() {
        let with = |url: &str| read(&[("LAMBDA_TASK_ROOT", "/"), ("SAYSO_ALEXA_API", url)]);
        let config = with("http://localhost:8000/alexa").map(|config| config.alexa_api);
        assert_eq!(config, Ok(Some("http://localhost:8000/alexa".to_owned())));
        for url in ["", "https://alexa.example", "http://localhost.alexa.example", "http://10.0.0.1/alexa"] {
            assert_eq!(with(url).map(drop), Err(ConfigError::AlexaApi), "{url}");
        }
    }

    #[test]
    fn an_empty_skill_id_is_none() {
        let config = read(&[("LAMBDA_TASK_ROOT", "/"), ("SAYSO_SKILL_ID", "")]);
        assert_eq!(config.map(|config| config.skill_id), Ok(None));
    }
}
