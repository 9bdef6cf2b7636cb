//! Account linking: how a user's account at a service becomes one of the skill.

use super::{Map, Spanned, Text, verbs::verbs};
use schemars::JsonSchema;
use serde::Deserialize;

/// How an account is linked: on a page of the skill, or at a provider that Alexa sends users to by itself.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccountLinking {
    /// On a page.
    Methods(Linking),
    /// At a provider.
    Proxy(ProxyLinking),
}
verbs!(AccountLinking, "Account linking: `methods` of a page, or the `proxy` before a provider's token endpoint.", [
    "methods" => Linking,
    "proxy" => ProxyLinking,
]);

/// Alexa sends users to a provider's own login. The skill's token endpoint stands before the provider's, so that every
/// reply says how long its token lives, and none is lost.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ProxyLinking {
    /// The provider.
    pub proxy: Proxy,
    /// The service that takes the provider's access tokens.
    pub service: Text,
    /// The privacy policy, https.
    pub privacy: Text,
    /// The terms of use, https.
    pub terms: Text,
}

/// An identity provider, and how its token endpoint is asked.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Proxy {
    /// Its authorization endpoint, https.
    pub authorize: Text,
    /// Its token endpoint, https.
    pub token: Text,
    /// Scopes that Alexa asks for.
    pub scopes: Vec<Text>,
    /// The scope without which the provider gives no refresh token, by default `offline_access`; `none` where it needs none.
    pub offline: Option<Text>,
    /// How the provider's client authenticates; `basic` where left out.
    #[serde(default)]
    pub client_authentication: ClientAuthentication,
    /// What the token endpoint takes; a `form` where left out.
    #[serde(default)]
    pub body: TokenBody,
    /// Further fields of every request: `audience`.
    #[serde(default)]
    pub send: Map<Text>,
    /// Further headers of every request.
    #[serde(default)]
    pub headers: Map<Text>,
    /// Further fields of Alexa's requests that go on to the provider.
    #[serde(default)]
    pub forward: Vec<Text>,
    /// How long an access token lives where neither the reply nor the token says so: `1h`.
    pub expires_in: Text,
}

/// How a client authenticates (RFC 6749, section 2.3.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema, Default)]
#[serde(rename_all = "snake_case")]
pub enum ClientAuthentication {
    /// By HTTP Basic.
    #[default]
    Basic,
    /// In the body.
    Body,
}

/// What a token endpoint takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema, Default)]
#[serde(rename_all = "snake_case")]
pub enum TokenBody {
    /// A form.
    #[default]
    Form,
    /// A JSON object.
    Json,
}

/// Account linking. Alexa sends users to a page of the skill; what they link there is sealed, and Alexa gets tokens.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Linking {
    /// The page's heading: `Link your library card`.
    pub title: Text,
    /// A sentence or two below it.
    pub intro: Option<Text>,
    /// The privacy policy, https.
    pub privacy: Text,
    /// The terms of use, https.
    pub terms: Text,
    /// The ways to link, in the order in which the page offers them.
    pub methods: Map<LinkMethod>,
    /// How long codes and tokens live.
    #[serde(default)]
    pub tokens: TokenLives,
    /// How long the skill keeps opened data keys in memory, `0s` to `1h`, by default `5m`.
    pub data_keys: Option<Text>,
}

/// How long codes and tokens live. Times are `60s`, `1h`, `90d`.
#[derive(Debug, Clone, Deserialize, JsonSchema, Default)]
#[serde(deny_unknown_fields)]
pub struct TokenLives {
    /// An authorization code, at most and by default `60s`.
    pub code: Option<Text>,
    /// An access token, `6m` to `24h`, by default `1h`. Alexa demands 6 minutes at least.
    pub access: Option<Text>,
    /// Refresh tokens.
    #[serde(default)]
    pub refresh: RefreshLives,
}

/// How long refresh tokens live.
#[derive(Debug, Clone, Deserialize, JsonSchema, Default)]
#[serde(deny_unknown_fields)]
pub struct RefreshLives {
    /// Without being used, by default `90d`.
    pub idle: Option<Text>,
    /// From the linking on, by default `365d`.
    pub absolute: Option<Text>,
}

/// A way to link an account.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(clippy::large_enum_variant, reason = "a spec has a handful of them, and is read once")]
pub enum LinkMethod {
    /// The user signs in at a provider.
    Oauth(OauthMethod),
    /// The user types a credential.
    Form(FormMethod),
}
verbs!(LinkMethod, "A way to link an account: `oauth` or `form`.", [
    "oauth" => OauthMethod,
    "form" => FormMethod,
]);

/// The user signs in at an OAuth 2.0 provider, which gives tokens for the service.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OauthMethod {
    /// What the page calls it.
    pub name: Text,
    /// A sentence below the name.
    pub hint: Option<Text>,
    /// The provider.
    pub oauth: Provider,
    /// The service whose account it is.
    pub service: Text,
    /// Which variant of the service it is.
    pub variant: Option<Text>,
    /// The path below the service's URL where the chosen site's operations are: `/sites/{site}`.
    pub base: Option<Text>,
    /// Where an account has several sites: the call that lists them.
    pub sites: Option<SitesCall>,
    /// The call that says whose account it is.
    pub account: AccountCall,
}

/// An OAuth 2.0 provider.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Provider {
    /// Its authorization endpoint, https.
    pub authorize: Text,
    /// Its token endpoint, https.
    pub token: Text,
    /// Further parameters of the authorization request: `audience`, `prompt`.
    #[serde(default)]
    pub parameters: Map<Text>,
    /// Scopes to ask for.
    pub scopes: Vec<Text>,
    /// How long the provider still takes a refresh token that was rotated: `10m`.
    pub rotation_leeway: Option<Text>,
    /// The provider's page, https, on which users take back what they let an application do.
    pub connected_apps: Option<Text>,
}

/// The call that lists an account's sites.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SitesCall {
    /// A safe call without inputs.
    pub call: Text,
    /// The list among its outputs.
    pub list: Text,
    /// The field of an element that is its id.
    pub id: Text,
    /// The field of an element that is its name.
    pub name: Text,
}

/// The call that says whose account it is; it also proves the credential.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AccountCall {
    /// A safe call without inputs.
    pub call: Text,
    /// Its output that identifies the account at its site.
    pub id: Text,
    /// Its output that names the account's owner.
    pub name: Option<Text>,
}

/// The user types a credential for a service at an address of their own.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FormMethod {
    /// What the page calls it.
    pub name: Text,
    /// A sentence below the name.
    pub hint: Option<Text>,
    /// What is typed.
    pub form: Form,
    /// The service whose account it is; its address is the one that is typed.
    pub service: Text,
    /// Which variant of the service it is.
    pub variant: Option<Text>,
    /// Hosts that must not be linked this way, `*.example.com` for all below one.
    #[serde(default)]
    pub refuse: Vec<Text>,
    /// How many wrong credentials a user of a site may get from here in a day, 1 to 10, by default 2: fewer than make
    /// the service lock the account.
    #[schemars(range(min = 1, max = 10))]
    pub attempts: Option<Spanned<u32>>,
    /// The call that says whose account it is.
    pub account: AccountCall,
}

/// What is typed: the labels of the fields. With a user name the credential is sent as HTTP Basic, else as a Bearer
/// token.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Form {
    /// Label of the service's address, https.
    pub site: Text,
    /// Label of the user name.
    pub user: Option<Text>,
    /// Label of the password or token.
    pub secret: Text,
}

/// The page's words in another locale.
#[derive(Debug, Clone, Deserialize, JsonSchema, Default)]
#[serde(deny_unknown_fields)]
pub struct LinkingWords {
    /// As in `skill.yaml`.
    pub title: Option<Text>,
    /// As in `skill.yaml`.
    pub intro: Option<Text>,
    /// Method to its words.
    #[serde(default)]
    pub methods: Map<LinkMethodWords>,
}

/// The words of a way to link.
#[derive(Debug, Clone, Deserialize, JsonSchema, Default)]
#[serde(deny_unknown_fields)]
pub struct LinkMethodWords {
    /// As in `skill.yaml`.
    pub name: Option<Text>,
    /// As in `skill.yaml`.
    pub hint: Option<Text>,
    /// As `form` in `skill.yaml`.
    #[serde(default)]
    pub form: FormWords,
}

/// The labels of a form.
#[derive(Debug, Clone, Deserialize, JsonSchema, Default)]
#[serde(deny_unknown_fields)]
pub struct FormWords {
    /// As in `skill.yaml`.
    pub site: Option<Text>,
    /// As in `skill.yaml`.
    pub user: Option<Text>,
    /// As in `skill.yaml`.
    pub secret: Option<Text>,
}
