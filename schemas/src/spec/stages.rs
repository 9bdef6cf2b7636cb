//! Where a skill runs.

use super::{Map, Text, verbs::verbs};
use crate::span::Spanned;
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
    /// Amazon's id of the vendor whose skill it is: part of the addresses to which Alexa has users sent back.
    pub vendor_id: Option<Text>,
    /// The host at which users link, `link.example.com`; CloudFront's own where left out.
    pub domain: Option<Text>,
    /// Whether a web application firewall stands before it.
    #[serde(default)]
    pub waf: bool,
    /// Alarms and a dashboard; none where left out.
    pub alarms: Option<Alarms>,
    /// Whether what holds data outlives the stack, cannot be deleted by accident, and can be restored to any second of the
    /// last 35 days; by default it does.
    pub retain: Option<bool>,
    /// How many days logs are kept, by default 30: one of the periods that AWS takes.
    pub log_days: Option<Spanned<u32>>,
    /// Service to where it is.
    #[serde(default)]
    pub services: Map<ServiceAt>,
    /// `oauth` method of `linking` to this stage's client at its provider.
    #[serde(default)]
    pub providers: Map<ProviderAt>,
    /// Hosts that users may type although they are not on the public internet at port 443, with their exact addresses.
    #[serde(default)]
    pub pinned_hosts: Map<PinnedAt>,
    /// Accounts at the demo backends, which `say --linked` and dialogs link. Only in stage `local`.
    #[serde(default)]
    pub accounts: Map<DemoAccount>,
}

/// Alarms of a stage.
#[derive(Debug, Clone, Deserialize, JsonSchema, Default)]
#[serde(deny_unknown_fields)]
pub struct Alarms {
    /// Who is told; without one, whoever subscribes to the topic.
    pub email: Option<Text>,
}

/// A stage's client at an identity provider.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProviderAt {
    /// A registered client.
    ClientId(ClientAt),
    /// A demo provider, which knows the client.
    Demo(DemoAt),
}
verbs!(ProviderAt, "A client at an identity provider: `client_id` or, in stage `local`, `demo`.", [
    "client_id" => ClientAt,
    "demo" => DemoAt,
]);

/// A client that is registered at a provider.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ClientAt {
    /// The client's id.
    pub client_id: Text,
    /// Name of the secret in AWS Secrets Manager that holds the client's secret.
    pub secret: Text,
}

/// Where a pinned host is.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PinnedAt {
    /// At exact addresses.
    Addresses(HostAt),
    /// A demo backend, behind TLS by the embedded cloud's own certificate authority.
    Demo(DemoAt),
}
verbs!(PinnedAt, "Where a pinned host is: `addresses` or, in stage `local`, `demo`.", [
    "addresses" => HostAt,
    "demo" => DemoAt,
]);

/// A host at exact addresses.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HostAt {
    /// Socket addresses, `10.1.2.3:8443`.
    pub addresses: Vec<Text>,
    /// A PEM file beside `skill.yaml` with the authority that certifies it; the public ones where left out.
    pub ca: Option<Text>,
}

/// An account at a demo backend.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DemoAccount {
    /// A method of `linking`.
    pub method: Text,
    /// What is typed: `site`, `user` and `secret` of a form, or the fields of the provider's own pages.
    pub fields: Map<Text>,
    /// The name of the site to choose.
    pub site: Option<Text>,
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
