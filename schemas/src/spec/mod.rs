//! What a team writes: `skill.yaml`, and one `words.<locale>.yaml` per further locale.
//!
//! Every doc comment here becomes a description in `skill.schema.json`, which editors show.
//!
//! Conventions of the language, kept by these types and by `codegen::syntax`:
//! * a mapping that stands for one of several things is an enum whose variants are its *verb keys*; the verb is
//!   the first variant, in order of declaration, whose key the mapping has, and the whole mapping is its content;
//! * the variant `$scalar` stands for the short form, a bare scalar;
//! * order is kept ([`indexmap::IndexMap`]); the first locale is the default one.

mod calls;
mod fields;
mod intents;
mod linking;
mod overlay;
mod stages;
mod store;
mod types;
mod verbs;

pub use calls::{
    Call, CallVariant, ErrorRule, Has, ListOut, Out, Page, PageToken, PageTotal, RelinkRule, SayRule,
    ScopeRule, Service, ServiceAuth, Verify, WaitRule,
};
pub use fields::{DynamicField, FieldSource, Fields};
pub use intents::{
    AskAgain, CallStep, ChooseStep, ComputeStep, ConfirmStep, EachStep, HandlerStep, Intent, OrCall, Read,
    RememberStep, Slot, Step,
};
pub use linking::{
    AccountCall, AccountLinking, ClientAuthentication, Form, FormMethod, FormWords, LinkMethod,
    LinkMethodWords, Linking, LinkingWords, OauthMethod, Provider, Proxy, ProxyLinking, RefreshLives,
    SitesCall, TokenBody, TokenLives,
};
pub use overlay::{IntentWords, Overlay, ReadWords, SlotWords, StepWords};
pub use stages::{
    Alarms, Architecture, ClientAt, DemoAccount, DemoAt, HostAt, Infra, PinnedAt, ProviderAt, ServiceAt,
    Stage, UrlAt,
};
pub use store::{Declarations, Icons, Store, StoreWords};
pub use types::{
    DeclaredValue, DynamicSource, DynamicType, Memory, PartsType, TypeDecl, ValueWords, ValuesType,
};

use crate::span::Spanned;
use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Deserialize;

/// Text with its place.
pub type Text = Spanned<String>;
/// A mapping in the order in which it is written.
pub type Map<T> = IndexMap<Text, T>;

/// A voice skill, declared once.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "A sayso skill")]
pub struct Skill {
    /// The skill's name: lower-case letters, digits and hyphens. Its folders, crate and binary are named after it.
    pub skill: Text,
    /// The locales it speaks, by BCP 47 tag. The first is the default; its words stand in this file, those of the
    /// others in `words.<locale>.yaml` beside it.
    pub locales: Map<Locale>,
    /// Sentences that belong to no intent. `welcome` and `help` are required; the others that the framework speaks
    /// (`goodbye`, `anything_else`, `fallback`, …) have a stock text in some languages; `wait` is said to who waits
    /// longer than 2.5 s; further ones are named by error rules.
    #[serde(default)]
    pub words: Map<Text>,
    /// Reusable pieces of samples, written `<name>` in a sample.
    #[serde(default)]
    pub phrases: Map<Text>,
    /// How users link an account.
    pub linking: Option<AccountLinking>,
    /// HTTP services that the skill calls.
    #[serde(default)]
    pub services: Map<Service>,
    /// Types of slots and inputs.
    #[serde(default)]
    pub types: Map<TypeDecl>,
    /// Calls of the services' operations.
    #[serde(default)]
    pub calls: Map<Call>,
    /// What the skill remembers.
    #[serde(default)]
    pub memory: Memory,
    /// What a user can ask for.
    pub intents: Map<Intent>,
    /// What the Alexa Skills Store shows, and what certification asks.
    pub store: Option<Store>,
    /// Where it runs.
    #[serde(default)]
    pub infra: Infra,
}

/// The skill in one locale.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Locale {
    /// What a user says to open the skill: "open …". Lower case, two words or more. Inherited where left out.
    pub invocation: Option<Text>,
    /// The skill's name as shown; the title of its cards. Inherited where left out.
    pub name: Option<Text>,
    /// Another locale of the same language whose words this one takes over; an overlay may change some.
    pub inherits: Option<Text>,
}

/// A variable in braces, or a constant: text, a number or a bool, kept as it is written.
#[derive(Debug, Clone, Deserialize)]
#[serde(transparent)]
pub struct Given(pub Text);

impl JsonSchema for Given {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Given".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": ["string", "number", "boolean"] })
    }
}

impl std::ops::Deref for Given {
    type Target = Text;
    fn deref(&self) -> &Text {
        &self.0
    }
}

/// The JSON schema of `skill.yaml`.
pub fn skill_schema() -> schemars::Schema {
    schemars::schema_for!(Skill)
}

/// The JSON schema of `words.<locale>.yaml`.
pub fn overlay_schema() -> schemars::Schema {
    schemars::schema_for!(Overlay)
}
