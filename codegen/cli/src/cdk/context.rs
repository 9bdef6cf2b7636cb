//! The context that a CDK app reads, as the `cdk` command would pass it, so that both ways to synthesise make the same.

use anyhow::Context;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::io::ErrorKind;
use std::path::Path;
use std::str::FromStr;

/// One entry of the context, `key=value` on the command line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Setting {
    pub(crate) key: String,
    pub(crate) value: String,
}

impl FromStr for Setting {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.split_once('=') {
            Some((key, value)) if !key.is_empty() => {
                Ok(Self { key: key.to_owned(), value: value.to_owned() })
            }
            _ => Err("it is written `key=value`"),
        }
    }
}

impl Setting {
    /// An entry.
    pub(crate) fn new(key: &str, value: impl Into<String>) -> Self {
        Self { key: key.to_owned(), value: value.into() }
    }
}

/// The part of `cdk.json` in use.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Configuration {
    context: Map<String, Value>,
    path_metadata: bool,
    asset_metadata: bool,
    version_reporting: bool,
}

impl Default for Configuration {
    fn default() -> Self {
        Self { context: Map::new(), path_metadata: true, asset_metadata: true, version_reporting: true }
    }
}

/// What an app of the project is told, as the JSON of `CDK_CONTEXT_JSON`.
pub(super) fn json(root: &Path, settings: &[Setting]) -> anyhow::Result<String> {
    let configuration: Configuration = read(&root.join("cdk.json"))?.unwrap_or_default();
    // What lookups in an account have found; no stack of ours looks up anything, but a hand-written one may.
    let mut context: Map<String, Value> = read(&root.join("cdk.context.json"))?.unwrap_or_default();
    context.extend(configuration.context);
    context.extend(settings.iter().map(|it| (it.key.clone(), Value::from(it.value.as_str()))));
    if configuration.path_metadata {
        context.insert("aws:cdk:enable-path-metadata".to_owned(), json!(true));
    }
    if configuration.asset_metadata {
        context.insert("aws:cdk:enable-asset-metadata".to_owned(), json!(true));
    }
    let reporting =
        if configuration.version_reporting { "version-reporting" } else { "disable-version-reporting" };
    context.insert(format!("aws:cdk:{reporting}"), json!(true));
    context.insert("aws:cdk:bundling-stacks".to_owned(), json!(["**"]));
    context.insert("@aws-cdk/core:failSynthOnValidationErrors".to_owned(), json!(false));
    serde_json::to_string(&context).context("the context is no JSON")
}

/// A file of JSON, if it is there.
fn read<T: serde::de::DeserializeOwned>(path: &Path) -> anyhow::Result<Option<T>> {
    let text = match std::fs::read(path) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error).with_context(|| format!("can't read `{}`", path.display())),
    };
    let value = serde_json::from_slice(&text);
    value.map(Some).with_context(|| format!("`{}` is not what it should be", path.display()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    #[test]
    fn the_command_line_goes_before_the_file_and_defaults_are_those_of_the_cdk() {
        let folder = tempfile::tempdir().unwrap();
        let text =
            r#"{"app": "x", "versionReporting": false, "context": {"stage": "dev", "@aws-cdk/x:y": true}}"#;
        std::fs::write(folder.path().join("cdk.json"), text).unwrap();
        let made = json(folder.path(), &[Setting::new("stage", "prod")]).unwrap();
        let made: Value = serde_json::from_str(&made).unwrap();
        let expected = json!({
            "stage": "prod",
            "@aws-cdk/x:y": true,
            "aws:cdk:enable-path-metadata": true,
            "aws:cdk:enable-asset-metadata": true,
            "aws:cdk:disable-version-reporting": true,
            "aws:cdk:bundling-stacks": ["**"],
            "@aws-cdk/core:failSynthOnValidationErrors": false,
        });
        assert_eq!(made, expected);
    }

    #[test]
    fn a_setting_has_a_key_and_a_value() {
        assert_eq!("demo:x=http://h/?a=b".parse(), Ok(Setting::new("demo:x", "http://h/?a=b")));
        assert!("x".parse::<Setting>().is_err() && "=x".parse::<Setting>().is_err());
    }
}
