//! Account linking, as the compiler emits it.

use crate::Service;
use std::time::Duration;

/// How users link an account.
#[derive(Debug)]
pub struct Linking {
    /// The scope that Alexa asks for.
    pub scope: &'static str,
    /// The ways to link, in the order in which the page offers them.
    pub methods: &'static [LinkMethod],
    /// How long an authorization code lives.
    pub code: Duration,
    /// How long an access token lives.
    pub access: Duration,
    /// How long a refresh token lives without being used.
    pub refresh_idle: Duration,
    /// How long refresh tokens live from the linking on.
    pub refresh_absolute: Duration,
    /// How long opened data keys are kept in memory.
    pub data_keys: Duration,
}

impl Linking {
    /// The method `name`.
    pub(crate) fn method(&self, name: &str) -> Option<&'static LinkMethod> {
        self.methods.iter().find(|method| method.name == name)
    }
}

/// A way to link an account.
#[derive(Debug)]
pub struct LinkMethod {
    /// Its name in the spec.
    pub name: &'static str,
    /// Which variant of the service the account is at, where the service has variants.
    pub variant: Option<&'static str>,
    /// The service whose account it is.
    pub service: &'static Service,
    /// How.
    pub kind: LinkKind,
}

/// How an account is linked.
#[derive(Debug)]
pub enum LinkKind {
    /// The user types a credential.
    Form(FormLink),
    /// The user signs in at a provider.
    Provider(ProviderLink),
    /// Alexa sends the user to a provider by itself, and comes back to a [`Proxy`].
    Proxy,
}

/// The user types a credential for a service at an address of their own.
#[derive(Debug)]
pub struct FormLink {
    /// A user name is typed too: the credential is sent as HTTP Basic, else as a Bearer token.
    pub user: bool,
    /// Hosts that must not be linked this way; `*.example.com` stands for all below `example.com`.
    pub refuse: &'static [&'static str],
    /// How many wrong credentials a user of a site may get from here in a day.
    pub attempts: u32,
}

/// The user signs in at an OAuth 2.0 provider.
#[derive(Debug)]
pub struct ProviderLink {
    /// Prefix of the environment variables with its endpoints and client, `SAYSO_PROVIDER_ATLAS`.
    pub variable: &'static str,
    /// Further parameters of the authorization request.
    pub parameters: &'static [(&'static str, &'static str)],
    /// Scopes to ask for.
    pub scopes: &'static [&'static str],
    /// Path below the service's URL where the operations of `{site}` are; empty where they are at the URL itself.
    pub base: &'static str,
    /// An account has several sites, of which the user chooses one.
    pub sites: bool,
    /// How long the provider still takes a refresh token that was rotated.
    pub leeway: Duration,
}

/// A proxy before the token endpoint of an identity provider, which Alexa sends users to by itself.
#[derive(Debug)]
pub struct Proxy {
    /// The way to link, as calls see it.
    pub method: LinkMethod,
    /// Prefix of the environment variables with the provider's endpoints and client, `SAYSO_PROVIDER_LOGIN`.
    pub variable: &'static str,
    /// How the provider's client authenticates.
    pub authentication: ProxyAuthentication,
    /// What the provider takes.
    pub body: ProxyBody,
    /// Further fields of every request.
    pub send: &'static [(&'static str, &'static str)],
    /// Further headers of every request.
    pub headers: &'static [(&'static str, &'static str)],
    /// Further fields of Alexa's requests that go on.
    pub forward: &'static [&'static str],
    /// How long an access token lives where nobody says so.
    pub access: Duration,
}

/// How a client authenticates at a provider (RFC 6749, section 2.3.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProxyAuthentication {
    /// By HTTP Basic.
    Basic,
    /// In the body.
    Body,
}

/// What a token endpoint takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProxyBody {
    /// A form (RFC 6749, section 3.2).
    Form,
    /// A JSON object.
    Json,
}

/// Whose account it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// What identifies the account at its site.
    pub id: String,
    /// What its owner is called.
    pub name: Option<String>,
}

/// A site of an account.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Site {
    /// What identifies it at the provider.
    pub id: String,
    /// What it is called.
    pub name: String,
}
