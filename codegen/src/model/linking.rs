//! Account linking.

use indexmap::IndexMap;
use sayso_schemas::spec::{ClientAuthentication, TokenBody};

/// How users link an account.
#[derive(Debug, Clone)]
pub struct Linking {
    /// The privacy policy's URL.
    pub privacy: String,
    /// The terms' URL.
    pub terms: String,
    /// Methods by name, in the order of the page.
    pub methods: IndexMap<String, LinkMethod>,
    /// Seconds that an authorization code lives.
    pub code_s: u64,
    /// Seconds that an access token lives.
    pub access_s: u64,
    /// Seconds that a refresh token lives without being used.
    pub refresh_idle_s: u64,
    /// Seconds that refresh tokens live from the linking on.
    pub refresh_absolute_s: u64,
    /// Seconds that opened data keys are kept.
    pub data_keys_s: u64,
}

/// A way to link an account. Its words are the messages `linking.methods.<name>.…`.
#[derive(Debug, Clone)]
pub struct LinkMethod {
    /// The service whose account it is.
    pub service: String,
    /// Which variant of it.
    pub variant: Option<String>,
    /// The call that says whose account it is.
    pub account: AccountCall,
    /// How.
    pub kind: LinkKind,
}

/// How an account is linked.
#[derive(Debug, Clone)]
#[expect(clippy::large_enum_variant, reason = "a skill has a handful of them")]
pub enum LinkKind {
    /// The user types a credential.
    Form {
        /// A user name, too.
        user: bool,
        /// Hosts that are refused.
        refuse: Vec<String>,
        /// Wrong credentials that a user of a site may get in a day.
        attempts: u32,
    },
    /// The user signs in at a provider.
    Oauth {
        /// Authorization endpoint.
        authorize: String,
        /// Token endpoint.
        token: String,
        /// Further parameters of the authorization request.
        parameters: IndexMap<String, String>,
        /// Scopes.
        scopes: Vec<String>,
        /// Seconds that a rotated refresh token is still taken.
        leeway_s: u64,
        /// The provider's page with the applications that a user let in.
        connected_apps: Option<String>,
        /// Path below the service's URL, `/sites/{site}`; empty for none.
        base: String,
        /// Where there are several sites: the call that lists them.
        sites: Option<SitesCall>,
    },
}

/// The call that says whose account it is.
#[derive(Debug, Clone)]
pub struct AccountCall {
    /// The call.
    pub call: String,
    /// Its output that identifies the account.
    pub id: String,
    /// Its output that names the owner, and whether that may be absent.
    pub name: Option<(String, bool)>,
}

/// The call that lists sites.
#[derive(Debug, Clone)]
pub struct SitesCall {
    /// The call.
    pub call: String,
    /// The list among its outputs.
    pub list: String,
    /// An element's id.
    pub id: String,
    /// An element's name.
    pub name: String,
}

/// A provider that Alexa sends users to by itself.
#[derive(Debug, Clone)]
pub struct ProxyLinking {
    /// The service that takes the provider's access tokens.
    pub service: String,
    /// The privacy policy's URL.
    pub privacy: String,
    /// The terms' URL.
    pub terms: String,
    /// Authorization endpoint.
    pub authorize: String,
    /// Token endpoint.
    pub token: String,
    /// Scopes that Alexa asks for.
    pub scopes: Vec<String>,
    /// How the provider's client authenticates.
    pub authentication: ClientAuthentication,
    /// What the token endpoint takes.
    pub body: TokenBody,
    /// Further fields of every request.
    pub send: IndexMap<String, String>,
    /// Further headers of every request, in lower case.
    pub headers: IndexMap<String, String>,
    /// Further fields of Alexa's requests that go on.
    pub forward: Vec<String>,
    /// Seconds that an access token lives where nobody says so.
    pub access_s: u64,
}
