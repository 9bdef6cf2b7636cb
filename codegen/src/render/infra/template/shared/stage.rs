//! What a stage is: the values in which the stages of a skill differ, and its names.

use cdk::logs::RetentionDays;

/// The stage that runs on this machine; demo backends are there and nowhere else.
pub const LOCAL: &str = "local";

/// Values of one stage.
#[derive(Debug, Clone, Copy)]
pub struct Stage {
    /// `dev`; the second part of every name.
    pub name: &'static str,
    /// Alexa's id of the skill. Without one Alexa may call nothing, and the function refuses everything.
    pub skill_id: Option<&'static str>,
    /// The host at which users link; CloudFront's own where absent.
    pub domain: Option<&'static str>,
    /// Whether a web application firewall stands before it.
    pub waf: bool,
    /// Alarms and a dashboard.
    pub alarms: Option<Alarms>,
    /// Whether what holds data outlives the stack, cannot be deleted by accident, and can be restored to a point in time.
    pub retain: bool,
    /// How long logs are kept.
    pub logs: RetentionDays,
    /// Where each service is.
    pub services: &'static [Service],
    /// Where Alexa has users sent back.
    pub redirects: &'static [&'static str],
    /// The stage's client at each identity provider.
    pub providers: &'static [Provider],
    /// Hosts that users may type although they are not public.
    pub pinned_hosts: &'static [(&'static str, Pinned)],
}

/// Alarms of a stage.
#[derive(Debug, Clone, Copy)]
pub struct Alarms {
    /// Who is told; without one, whoever subscribes to the topic.
    pub email: Option<&'static str>,
}

/// A service that the skill calls.
#[derive(Debug, Clone, Copy)]
pub struct Service {
    /// The variable that tells functions its base URL.
    pub variable: &'static str,
    /// Where it is.
    pub at: Place,
}

/// Where a service is.
#[derive(Debug, Clone, Copy)]
pub enum Place {
    /// Its base URL.
    Url(&'static str),
    /// A demo backend; `-c demo:NAME=URL` says where that is.
    Demo(&'static str),
}

/// An identity provider.
#[derive(Debug, Clone, Copy)]
pub struct Provider {
    /// Its name in the spec.
    pub name: &'static str,
    /// Prefix of the variables that tell functions about it.
    pub variable: &'static str,
    /// Its authorization endpoint.
    pub authorize: &'static str,
    /// Its token endpoint.
    pub token: &'static str,
    /// The stage's client there.
    pub client: Client,
}

/// A stage's client at an identity provider.
#[derive(Debug, Clone, Copy)]
pub enum Client {
    /// A registered one.
    Registered {
        /// Its id.
        id: &'static str,
        /// The name of the secret in Secrets Manager that holds its secret; never the secret itself.
        secret: &'static str,
    },
    /// One of a demo provider, which has the real provider's paths; `-c demo:NAME=URL` says where that is.
    Demo(&'static str),
}

/// Where a pinned host is.
#[derive(Debug, Clone, Copy)]
pub enum Pinned {
    /// At exact addresses.
    Host {
        /// Socket addresses.
        addresses: &'static [&'static str],
        /// The authority that certifies it, as PEM; the public ones where absent.
        ca: Option<&'static str>,
    },
    /// A demo backend behind TLS; `-c pinned:HOST=ADDRESS:PORT` says where that is, and it is left out where nothing does.
    Demo(&'static str),
}

impl Provider {
    /// The stage's client id there; a demo provider has one for each skill.
    pub fn client_id(&self, skill: &str) -> String {
        match self.client {
            Client::Registered { id, .. } => id.to_owned(),
            Client::Demo(_) => format!("sayso-{skill}"),
        }
    }
}

impl Stage {
    /// The name of a stack or a resource: `<skill>-<stage>`, or with a last part `<skill>-<stage>-<part>`.
    pub fn name(&self, skill: &str, part: Option<&str>) -> String {
        let parts = [Some(skill), Some(self.name), part];
        parts.into_iter().flatten().collect::<Vec<_>>().join("-")
    }

    /// The identity provider of that name, where the stage has a client there.
    pub fn provider(&self, name: &str) -> Option<&Provider> {
        self.providers.iter().find(|it| it.name == name)
    }

    /// Whether it runs on this machine.
    pub fn is_local(&self) -> bool {
        self.name == LOCAL
    }
}
