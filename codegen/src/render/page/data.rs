//! `page.json`: the ways to link and all words, as the page's script reads them.

use crate::{
    model::{LinkKind, Linking, Locale, Skill},
    stock::page::{self, PageWords},
};
use sayso_schemas::words::Part;
use serde::Serialize;
use std::collections::BTreeMap;

/// The document.
#[derive(Debug, Serialize)]
pub(super) struct Data<'p> {
    /// The locale of readers whose languages the skill does not have.
    pub(super) default: &'p str,
    /// The ways to link, in the page's order.
    methods: Vec<Method<'p>>,
    /// The privacy policy's URL.
    pub(super) privacy: &'p str,
    /// The terms' URL.
    pub(super) terms: &'p str,
    /// Locale to what the spec says in it.
    pub(super) locales: BTreeMap<&'p str, Words<'p>>,
    /// Language to the framework's own sentences.
    stock: BTreeMap<&'static str, &'static PageWords>,
}

/// A way to link.
#[derive(Debug, Serialize)]
struct Method<'p> {
    name: &'p str,
    /// `form` or `oauth`.
    kind: &'static str,
    /// A form's: a user name is typed, too.
    #[serde(skip_serializing_if = "Option::is_none")]
    user: Option<bool>,
    /// A provider's: the user chooses a site there, and agrees then.
    #[serde(skip_serializing_if = "Option::is_none")]
    sites: Option<bool>,
    /// A provider's page with the applications that a user let in.
    #[serde(skip_serializing_if = "Option::is_none")]
    connected_apps: Option<&'p str>,
}

/// What the spec says in one locale.
#[derive(Debug, Serialize)]
pub(super) struct Words<'p> {
    /// The skill's name.
    pub(super) skill: &'p str,
    pub(super) title: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    intro: Option<String>,
    /// Method to its words.
    methods: BTreeMap<&'p str, MethodWords>,
    /// The language of the framework's sentences.
    pub(super) stock: &'static str,
}

#[derive(Debug, Serialize)]
struct MethodWords {
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    hint: Option<String>,
    /// Labels of a form.
    #[serde(flatten)]
    form: Option<FormWords>,
}

#[derive(Debug, Serialize)]
struct FormWords {
    site: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    user: Option<String>,
    secret: String,
}

/// Makes it.
pub(super) fn data<'p>(skill: &'p Skill, linking: &'p Linking) -> Data<'p> {
    let locales = || skill.locales.iter();
    let methods = linking.methods.iter().map(|(name, it)| method(name, &it.kind));
    Data {
        // A skill has at least one: `check` sees to that.
        default: locales().next().map_or("en-US", |it| it.tag.as_str()),
        methods: methods.collect(),
        privacy: &linking.privacy,
        terms: &linking.terms,
        locales: locales().map(|it| (it.tag.as_str(), words(it, linking))).collect(),
        stock: locales().map(|it| page::words(&it.tag)).map(|it| (it.tag, it)).collect(),
    }
}

fn method<'p>(name: &'p str, kind: &'p LinkKind) -> Method<'p> {
    match kind {
        LinkKind::Form { user, .. } => {
            Method { name, kind: "form", user: Some(*user), sites: None, connected_apps: None }
        }
        LinkKind::Oauth { sites, connected_apps, .. } => Method {
            name,
            kind: "oauth",
            user: None,
            sites: Some(sites.is_some()),
            connected_apps: connected_apps.as_deref(),
        },
    }
}

fn words<'p>(locale: &'p Locale, linking: &'p Linking) -> Words<'p> {
    let method = |name: &str, kind: &LinkKind| {
        let id = |of: &str| format!("linking.methods.{name}.{of}");
        let form = match kind {
            LinkKind::Form { user, .. } => Some(FormWords {
                site: required(locale, &id("form.site")),
                user: user.then(|| required(locale, &id("form.user"))),
                secret: required(locale, &id("form.secret")),
            }),
            LinkKind::Oauth { .. } => None,
        };
        MethodWords { name: required(locale, &id("name")), hint: text(locale, &id("hint")), form }
    };
    Words {
        skill: &locale.words.name,
        title: required(locale, "linking.title"),
        intro: text(locale, "linking.intro"),
        methods: linking.methods.iter().map(|(name, it)| (name.as_str(), method(name, &it.kind))).collect(),
        stock: page::words(&locale.tag).tag,
    }
}

/// A message that `check` found in every locale.
fn required(locale: &Locale, id: &str) -> String {
    text(locale, id).unwrap_or_default()
}

/// A message without variables as text; its markup is for voices.
fn text(locale: &Locale, id: &str) -> Option<String> {
    let text = |part: &Part| match part {
        Part::Text(text) => Some(text.clone()),
        _ => None,
    };
    locale.words.messages.get(id).map(|message| message.iter().filter_map(text).collect())
}
