//! Where a skill runs.

use super::{Map, Text, verbs::verbs};
use schemars::JsonSchema;
use serde::Deserialize;

/// Where a skill runs.
#[derive(Debug, Clone, Deserialize, JsonSchema, Default)]
#[serde(deny_unknown_fields)]
pub struct Infra {
    /// The AWS region that holds the skill; `us-east-1` where left out.
    pub region: Option<Text>,
    /// The functions' processor; `x86_64` where left out.
    #[serde(default)]
    pub architecture: Architecture,
    /// Values that differ by stage. `local` is what `sayso dev` runs.
    #[serde(default)]
    pub stages: Map<Stage>,
}

/// A processor of AWS Lambda.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema, Default)]
#[serde(rename_all = "snake_case")]
pub enum Architecture {
    /// Builds everywhere.
    #[default]
    #[serde(rename = "x86_64")]
    X86_64,
    /// Cheaper; needs its target installed.
    Arm64,
}

/// Values of one stage.
#[derive(Debug, Clone, Deserialize, JsonSchema, Default)]
#[serde(deny_unknown_fields)]
pub struct Stage {
    /// Alexa's id of the skill (`amzn1.ask.skill.…`). Without one the function refuses everything.
    pub skill_id: Option<Text>,
    /// Service to where it is.
    #[serde(default)]
    pub services: Map<ServiceAt>,
}

/// Where a service is.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ServiceAt {
    /// At a URL.
    Url(UrlAt),
    /// A demo backend.
    Demo(DemoAt),
}
verbs!(ServiceAt, "Where a service is: `url` or, in stage `local`, `demo`.", [
    "url" => UrlAt,
    "demo" => DemoAt,
]);

/// A service at a URL.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UrlAt {
    /// Its base URL; https but in stage `local`.
    pub url: Text,
}

/// A demo backend.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DemoAt {
    /// `dev` starts the program `demo-<name>`.
    pub demo: Text,
}
