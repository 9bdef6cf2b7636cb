//! `plan.json`: everything the compiler derived for the cloud, every name final. Written by
//! `codegen::render::plan`; read by `infra/local`, which runs it, and by `infra/app`, which deploys it.
//!
//! Environment of a function (whoever runs a plan sets it, together with what Lambda sets):
//!
//! | variable | functions | value |
//! |---|---|---|
//! | `SAYSO_FUNCTION` | all | `skill`, `link` or `token` |
//! | `SAYSO_SKILL_ID` | `skill` | Alexa's id of the skill; absent: every request is refused |
//! | `SAYSO_ALEXA_API` | `skill` | where Alexa's own API is besides Amazon's hosts: set by the embedded cloud alone, on loopback |
//! | `SAYSO_SERVICE_<NAME>` | `skill`, `link` | base URL of a service |
//! | `SAYSO_TABLE` | those that [touch](Function::touches_table) the table | its name |
//! | `SAYSO_KEY` | `skill`, `link`, where the plan has a key | the key's ARN or alias; two, parted by a comma, while it is replaced: the first seals, each opens |
//! | `SAYSO_ISSUER` | `link`, `token` | the skill's origin, `https://link.example.com`: no slash at the end |
//! | `SAYSO_CLIENT_ID` | `link`, `token` | [`Linking::client_id`] |
//! | `SAYSO_CLIENT_SECRETS` | `token` | SHA-256 of Alexa's client secret in hex; two, parted by a comma, while it is replaced |
//! | `SAYSO_ORIGIN_SECRET` | `link`, `token` | the name of the [origin secret](Linking::origin_secret) in Secrets Manager |
//! | `SAYSO_REDIRECTS` | `link` | where Alexa has users sent back, parted by spaces; absent: every linking is refused |
//! | `<variable>_AUTHORIZE`, `<variable>_TOKEN`, `<variable>_CLIENT_ID`, `<variable>_SECRET` | `link`, `skill`; `token` where it is [`Proxied`] | a [`Provider`]'s endpoints, client id, and the name of the client's secret in Secrets Manager |
//!
//! Files beside `bootstrap`: `words/<locale>.json`, and `pinned-hosts.json` ([`PinnedHosts`]) for `skill` and `link`.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The version of this format.
pub const FORMAT: u32 = 1;

/// The header in which CloudFront shows the [origin secret](Linking::origin_secret) to the functions.
pub const ORIGIN_HEADER: &str = "x-origin-verify";

/// The table's name in every plan, and so in every key's encryption context.
pub const TABLE: &str = "data";

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
    /// Account linking, where the skill has it.
    pub linking: Option<Linking>,
    /// What the role of `sayso rewrap` may do, and no function: it seals every data key under a new key.
    pub rewrap: Vec<Permission>,
    /// Per locale, the default one first.
    pub locales: Vec<Locale>,
    /// Services that the skill calls.
    pub services: Vec<Service>,
    /// The AWS region that holds it, `us-east-1`.
    pub region: String,
    /// The functions' processor, `x86_64` or `arm64`.
    pub architecture: String,
    /// How many requests the HTTP API takes, where there is one.
    pub throttle: Option<Throttle>,
    /// Values that differ by stage.
    pub stages: BTreeMap<String, Stage>,
}

/// How many requests the HTTP API takes; more are answered 429 before a function starts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Throttle {
    /// Requests a second, over time.
    pub rate: u32,
    /// Requests at once.
    pub burst: u32,
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

impl Function {
    /// Whether it reads or writes anything in the table, and so is told its name.
    #[must_use]
    pub fn touches_table(&self) -> bool {
        self.permissions.iter().any(|it| matches!(it, Permission::Items { .. } | Permission::Table { .. }))
    }
}

/// Leave to do one thing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Permission {
    /// DynamoDB items whose partition key starts with a prefix (`dynamodb:LeadingKeys`).
    Items {
        /// Prefix of the partition key, `link#`.
        prefix: String,
        /// Among `GetItem`, `BatchGetItem`, `PutItem`, `UpdateItem`, `DeleteItem`, `Query`, `ConditionCheckItem`; never
        /// `Scan`.
        actions: Vec<String>,
    },
    /// The whole table; never a function's.
    Table {
        /// `Scan`.
        actions: Vec<String>,
    },
    /// Use of the skill's key, only within this encryption context.
    Key {
        /// Among `GenerateDataKey`, `Decrypt`, `ReEncryptFrom`, `ReEncryptTo`.
        actions: Vec<String>,
    },
    /// Reading the secrets of the stage's providers ([`ProviderAt::Client`]) from Secrets Manager.
    Secrets {
        /// Providers by name.
        providers: Vec<String>,
    },
    /// Reading the [origin secret](Linking::origin_secret) from Secrets Manager.
    OriginSecret {},
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

/// Account linking.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Linking {
    /// The client id that Alexa is given; absent where it is the stage's own at the provider behind the [`Proxied`].
    pub client_id: Option<String>,
    /// The scope that Alexa asks for.
    pub scope: String,
    /// The secret that only CloudFront and the functions know, so that nobody reaches them past it; its name in a stage
    /// is `<skill>-<stage>-<origin_secret>`. Its text is JSON: `current`, and `previous` while it is replaced.
    pub origin_secret: String,
    /// The page on which users link, where it is not a provider's.
    pub page: Option<Page>,
    /// The provider that Alexa sends users to by itself, where it does.
    pub proxy: Option<Proxied>,
    /// Identity providers at which users sign in.
    pub providers: Vec<Provider>,
}

/// A provider that Alexa sends users to by itself; the function `token` stands before its token endpoint.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Proxied {
    /// Its name among the [providers](Linking::providers).
    pub provider: String,
    /// Seconds that an access token lives where nobody says so.
    pub access_s: u64,
    /// Headers of answers that have none of their own, in lower case: API Gateway's.
    pub headers: BTreeMap<String, String>,
}

impl Linking {
    /// The client id that Alexa is given in a stage; none where the stage's client there is a demo's.
    pub fn client_id<'a>(&'a self, stage: &'a Stage) -> Option<&'a str> {
        let proxy = self.proxy.as_ref();
        let own = || match stage.providers.get(&proxy?.provider)? {
            ProviderAt::Client { id, .. } => Some(id.as_str()),
            ProviderAt::Demo(_) => None,
        };
        self.client_id.as_deref().or_else(own)
    }
}

/// A static page, served on the skill's origin: `/` is its `index.html`, the other files are at their own names.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Page {
    /// Its folder, relative to `plan.json`.
    pub folder: String,
    /// Its files with their content types, `page.css` → `text/css; charset=utf-8`.
    pub files: BTreeMap<String, String>,
    /// Headers of every answer with one of them, in lower case.
    pub headers: BTreeMap<String, String>,
}

/// An identity provider.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Provider {
    /// The `oauth` method's name in the spec.
    pub name: String,
    /// Prefix of its environment variables, `SAYSO_PROVIDER_ATLAS`.
    pub variable: String,
    /// Its authorization endpoint.
    pub authorize: String,
    /// Its token endpoint.
    pub token: String,
    /// The path of the skill's origin to which it has users sent back; absent where that is Alexa's own.
    pub callback: Option<String>,
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
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stage {
    /// Alexa's id of the skill. Without one the function refuses everything.
    pub skill_id: Option<String>,
    /// The host at which users link, `link.example.com`; CloudFront's own where absent.
    pub domain: Option<String>,
    /// Whether a web application firewall stands before it.
    pub waf: bool,
    /// Alarms and a dashboard.
    pub alarms: Option<Alarms>,
    /// Whether what holds data outlives the stack, cannot be deleted by accident, and can be restored to a point in time.
    pub retain: bool,
    /// How many days logs are kept.
    pub log_days: u32,
    /// Service to where it is.
    pub services: BTreeMap<String, ServiceAt>,
    /// Where Alexa has users sent back; in stage `local` the stand-in for Alexa adds its own.
    pub redirects: Vec<String>,
    /// Provider to the stage's client there.
    pub providers: BTreeMap<String, ProviderAt>,
    /// Hosts that users may type although they are not public.
    pub pinned_hosts: BTreeMap<String, PinnedAt>,
    /// Accounts at demo backends, which can be linked without a browser. Only in stage `local`.
    pub accounts: BTreeMap<String, DemoAccount>,
}

/// Alarms of a stage.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Alarms {
    /// Who is told; without one, whoever subscribes to the topic.
    pub email: Option<String>,
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

/// A stage's client at an identity provider.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum ProviderAt {
    /// A registered client.
    Client {
        /// Its id.
        id: String,
        /// Name of the secret in Secrets Manager that holds its secret.
        secret: String,
    },
    /// The demo provider `demo-<name>`: its endpoints are those of [`Provider`] below its own base URL, and whoever
    /// starts it makes the client. Only in stage `local`.
    Demo(String),
}

/// Where a pinned host is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum PinnedAt {
    /// At exact addresses.
    Host(PinnedHost),
    /// The demo backend `demo-<name>`, behind TLS. Only in stage `local`.
    Demo(String),
}

/// A pinned host.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PinnedHost {
    /// Socket addresses, `10.1.2.3:8443`.
    pub addresses: Vec<String>,
    /// The authority that certifies it, as PEM; the public ones where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ca: Option<String>,
}

/// The file `pinned-hosts.json`: host to where it is.
pub type PinnedHosts = BTreeMap<String, PinnedHost>;

/// An account at a demo backend.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DemoAccount {
    /// The method's name.
    pub method: String,
    /// What is typed: `site`, `user` and `secret` of a form, or the fields of the provider's own pages.
    pub fields: BTreeMap<String, String>,
    /// The name of the site to choose.
    pub site: Option<String>,
}
