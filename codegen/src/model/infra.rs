//! Where a skill runs, stage by stage.

use indexmap::IndexMap;
use sayso_schemas::spec::Architecture;

/// Where a skill runs.
#[derive(Debug, Clone)]
pub struct Infra {
    /// The region.
    pub region: String,
    /// The processor.
    pub architecture: Architecture,
    /// Stages by name.
    pub stages: IndexMap<String, Stage>,
}

/// One stage.
#[derive(Debug, Clone)]
pub struct Stage {
    /// Alexa's id of the skill.
    pub skill_id: Option<String>,
    /// What it asks of AWS.
    pub deployment: Deployment,
    /// Service to where it is.
    pub services: IndexMap<String, ServiceAt>,
    /// Amazon's id of the vendor.
    pub vendor_id: Option<String>,
    /// Provider to the stage's client there.
    pub providers: IndexMap<String, ProviderAt>,
    /// Hosts that users may type although they are not public.
    pub pinned_hosts: IndexMap<String, PinnedAt>,
    /// Accounts at demo backends.
    pub accounts: IndexMap<String, DemoAccount>,
}

/// What a stage asks of AWS.
#[derive(Debug, Clone)]
pub struct Deployment {
    /// The host at which users link.
    pub domain: Option<String>,
    /// Whether a web application firewall stands before it.
    pub waf: bool,
    /// Alarms, and who is told.
    pub alarms: Option<Alarms>,
    /// Whether what holds data outlives the stack.
    pub retain: bool,
    /// How many days logs are kept.
    pub log_days: u32,
}

/// Alarms of a stage.
#[derive(Debug, Clone)]
pub struct Alarms {
    /// Who is told.
    pub email: Option<String>,
}

/// A stage's client at an identity provider.
#[derive(Debug, Clone)]
pub enum ProviderAt {
    /// A registered one: its id, and the name of the secret that holds its secret.
    Client {
        /// Its id.
        id: String,
        /// The secret's name.
        secret: String,
    },
    /// The demo program `demo-<name>`.
    Demo(String),
}

/// Where a pinned host is.
#[derive(Debug, Clone)]
pub enum PinnedAt {
    /// At these socket addresses, certified by this authority (PEM).
    Host {
        /// Socket addresses.
        addresses: Vec<String>,
        /// PEM.
        ca: Option<String>,
    },
    /// The demo program `demo-<name>`.
    Demo(String),
}

/// An account at a demo backend.
#[derive(Debug, Clone)]
pub struct DemoAccount {
    /// A method of linking.
    pub method: String,
    /// What is typed.
    pub fields: IndexMap<String, String>,
    /// The site to choose.
    pub site: Option<String>,
}

/// Where a service is.
#[derive(Debug, Clone)]
pub enum ServiceAt {
    /// At a URL.
    Url(String),
    /// The demo program `demo-<name>`.
    Demo(String),
}
