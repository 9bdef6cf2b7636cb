//! What the environment says, read once.

use crate::log::Log;
use reqwest::Url;
use std::{collections::BTreeMap, path::PathBuf};

/// Prefix of the variables that hold the services' base URLs.
const SERVICE: &str = "SAYSO_SERVICE_";

/// What a process needs to know.
#[derive(Debug, Clone)]
pub struct Config {
    /// Which of the skill's functions this process is.
    pub function: Function,
    /// Alexa's id of the skill. Without one every request is refused.
    pub skill_id: Option<String>,
    /// Folder with the words files.
    pub words: PathBuf,
    /// Where the services are.
    pub services: Services,
    /// Where events go.
    pub log: Log,
}

/// One of a skill's functions; all run the same program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Function {
    /// Answers Alexa.
    Skill,
}

/// Base URL per environment variable.
#[derive(Debug, Clone, Default)]
pub struct Services(BTreeMap<String, String>);

/// What is wrong with the environment.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum ConfigError {
    /// `SAYSO_FUNCTION` names no function.
    #[error("`SAYSO_FUNCTION` is `{0}`, but this program only has the function `skill`")]
    UnknownFunction(String),
    /// Lambda sets `LAMBDA_TASK_ROOT`.
    #[error(
        "`LAMBDA_TASK_ROOT` is not set: this program is started by AWS Lambda, or locally by `sayso dev`"
    )]
    NoTaskRoot,
    /// A service's base URL is none.
    #[error("`{0}` is not an `http` or `https` URL without query and fragment")]
    ServiceUrl(String),
}

impl Config {
    /// Reads the environment, given as names and values.
    pub fn read(environment: impl IntoIterator<Item = (String, String)>) -> Result<Self, ConfigError> {
        let mut variables: BTreeMap<String, String> = environment.into_iter().collect();
        let function = match variables.remove("SAYSO_FUNCTION").as_deref() {
            None | Some("skill") => Function::Skill,
            Some(other) => return Err(ConfigError::UnknownFunction(other.to_owned())),
        };
        let root = variables.remove("LAMBDA_TASK_ROOT").ok_or(ConfigError::NoTaskRoot)?;
        let skill_id = variables.remove("SAYSO_SKILL_ID").filter(|id| !id.is_empty());
        variables.retain(|name, _| name.starts_with(SERVICE));
        if let Some(name) = variables.iter().find_map(|(name, url)| (!is_base(url)).then_some(name)) {
            return Err(ConfigError::ServiceUrl(name.clone()));
        }
        let words = PathBuf::from(root).join("words");
        Ok(Self { function, skill_id, words, services: Services(variables), log: Log::Stderr })
    }
}

impl Services {
    /// The base URL that `variable` holds.
    pub(crate) fn base(&self, variable: &str) -> Option<&str> {
        self.0.get(variable).map(String::as_str)
    }
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
        Config::read(variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())))
    }

    #[test]
    fn only_known_functions_start() {
        let config = read(&[("LAMBDA_TASK_ROOT", "/var/task")]);
        assert_eq!(config.map(|config| config.words), Ok(PathBuf::from("/var/task/words")));
        let link = read(&[("LAMBDA_TASK_ROOT", "/var/task"), ("SAYSO_FUNCTION", "link")]).map(drop);
        assert_eq!(link, Err(ConfigError::UnknownFunction("link".to_owned())));
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
    fn an_empty_skill_id_is_none() {
        let config = read(&[("LAMBDA_TASK_ROOT", "/"), ("SAYSO_SKILL_ID", "")]);
        assert_eq!(config.map(|config| config.skill_id), Ok(None));
    }
}
