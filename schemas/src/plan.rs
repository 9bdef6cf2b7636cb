//! `plan.json`: everything the compiler derived for the cloud, every name final. Written by
//! `codegen::render::plan`; read by `infra/local`, which runs it, and by `infra/app`, which deploys it.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The version of this format.
pub const FORMAT: u32 = 1;

/// The cloud of one skill.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// [`FORMAT`].
    pub format: u32,
    /// The skill's name, `hello`.
    pub skill: String,
    /// Cargo's name of the binary that becomes `bootstrap`.
    pub binary: String,
    /// The functions that run it.
    pub functions: Vec<Function>,
    /// HTTP routes on the skill's origin.
    pub routes: Vec<Route>,
    /// The skill's table, where it keeps anything.
    pub table: Option<Table>,
    /// The key that seals records, where it keeps secrets.
    pub key: Option<Key>,
    /// Per locale, the default one first.
    pub locales: Vec<Locale>,
    /// Services that the skill calls.
    pub services: Vec<Service>,
    /// Values that differ by stage.
    pub stages: BTreeMap<String, Stage>,
}

/// One Lambda function. All functions of a skill run the same `bootstrap`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Function {
    /// `skill`, `link` or `token`; the value of `SAYSO_FUNCTION`.
    pub name: String,
    /// Lambda's timeout in milliseconds; also the whole budget of one request.
    pub timeout_ms: u64,
    /// Lambda's memory in MB.
    pub memory_mb: u32,
    /// What it may do; everything else is denied.
    pub permissions: Vec<Permission>,
}

/// Leave to do one thing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Permission {
    /// DynamoDB items whose partition key starts with a prefix (`dynamodb:LeadingKeys`).
    Items {
        /// Prefix of the partition key, `link#`.
        prefix: String,
        /// Among `GetItem`, `PutItem`, `UpdateItem`, `DeleteItem`, `Query`, `ConditionCheckItem`; never `Scan`.
        actions: Vec<String>,
    },
    /// Use of the skill's key, only within this encryption context.
    Key {
        /// Among `GenerateDataKey`, `Decrypt`, `ReEncryptFrom`, `ReEncryptTo`.
        actions: Vec<String>,
    },
}

/// A route of the HTTP API.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Route {
    /// `GET`, `POST`.
    pub method: String,
    /// `/oauth/token`; no wildcard.
    pub path: String,
    /// The function that answers.
    pub function: String,
    /// One sentence for the HTTP surface's own documentation.
    pub summary: String,
}

/// The single table of a skill.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Table {
    /// Its name in a stage is `<skill>-<stage>-<name>`.
    pub name: String,
    /// Partition key, a string.
    pub partition_key: String,
    /// Sort key, a string, if any.
    pub sort_key: Option<String>,
    /// Attribute that holds the expiry in epoch seconds.
    pub ttl: Option<String>,
}

/// The key that seals records.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Key {
    /// Its alias in a stage is `alias/<skill>-<stage>-<name>`.
    pub name: String,
    /// Encryption context entries that must be present with exactly this value.
    pub context: BTreeMap<String, String>,
    /// Encryption context entries that must be present with any value.
    pub context_present: Vec<String>,
}

/// What a skill has in one locale. Paths are relative to `plan.json`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Locale {
    /// BCP 47 tag.
    pub locale: String,
    /// The interaction model.
    pub model: String,
    /// The compiled words.
    pub words: String,
}

/// A service that the skill calls.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Service {
    /// Its name in the spec.
    pub name: String,
    /// Environment variable that holds its base URL, `SAYSO_SERVICE_FACTS`.
    pub variable: String,
}

/// Values of one stage.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stage {
    /// Alexa's id of the skill. Without one the function refuses everything.
    pub skill_id: Option<String>,
    /// Service to where it is.
    pub services: BTreeMap<String, ServiceAt>,
}

/// Where a service is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum ServiceAt {
    /// Base URL.
    Url(String),
    /// A demo backend, the program `demo-<name>`, which `dev` starts. Only in stage `local`.
    Demo(String),
}
