//! What Alexa is told about the skill as a whole: the manifest, in SMAPI's shape
//! (<https://developer.amazon.com/en-US/docs/alexa/smapi/skill-manifest.html>).
//!
//! It is the same in every stage. What differs, the function's address and what needs it, is added where it is known
//! ([`crate::package`]): Alexa makes a skill without an endpoint, too.

mod examples;

use crate::model::{Declarations, Locale, Skill, Store};
use indexmap::IndexMap;
use serde::Serialize;

/// Where icons lie in the skill package.
pub const SMALL_ICON: &str = "assets/small-icon.png";
/// See [`SMALL_ICON`].
pub const LARGE_ICON: &str = "assets/large-icon.png";

/// `skill.json`.
#[derive(Debug, Clone, Serialize)]
pub struct Envelope {
    /// `manifest`.
    pub manifest: Manifest,
}

/// `manifest`.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Manifest {
    /// `1.0`.
    pub manifest_version: &'static str,
    /// What the store shows.
    pub publishing_information: Publishing,
    /// What the team declares, and where its policies are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub privacy_and_compliance: Option<Compliance>,
    /// What the skill is.
    pub apis: Apis,
}

/// `publishingInformation`.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Publishing {
    /// What is the same in every locale.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub store: Option<Shown>,
    /// Per locale.
    pub locales: IndexMap<String, LocalePublishing>,
}

/// What the store shows in every locale.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Shown {
    /// Where the store lists it.
    pub category: String,
    /// Everybody can have it.
    pub distribution_mode: &'static str,
    /// In every country.
    pub is_available_worldwide: bool,
    /// In these.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub distribution_countries: Vec<String>,
    /// What whoever certifies it must know.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub testing_instructions: Option<String>,
}

/// `publishingInformation.locales.<locale>`.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LocalePublishing {
    /// The skill's name.
    pub name: String,
    /// What the store shows, where the skill has a store.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub listing: Option<LocaleShown>,
    /// What a user may say.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub example_phrases: Vec<String>,
}

/// What the store shows in one locale.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LocaleShown {
    /// One sentence.
    pub summary: String,
    /// All there is to say.
    pub description: String,
    /// What users may search for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub keywords: Vec<String>,
    /// A file of the package.
    pub small_icon_uri: String,
    /// A file of the package.
    pub large_icon_uri: String,
}

/// `privacyAndCompliance`.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Compliance {
    /// What the team declares.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub declared: Option<Declared>,
    /// Per locale.
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub locales: IndexMap<String, Policies>,
}

/// What the team declares.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_excessive_bools, reason = "they are SMAPI's own")]
pub struct Declared {
    /// Users can spend money in it.
    pub allows_purchases: bool,
    /// It collects personal information.
    pub uses_personal_info: bool,
    /// It is meant for children.
    pub is_child_directed: bool,
    /// It may be exported.
    pub is_export_compliant: bool,
    /// It has advertising.
    pub contains_ads: bool,
}

/// `privacyAndCompliance.locales.<locale>`.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Policies {
    /// The privacy policy.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub privacy_policy_url: Option<String>,
    /// The terms of use.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub terms_of_use_url: Option<String>,
}

/// `apis`.
#[derive(Debug, Clone, Serialize)]
pub struct Apis {
    /// A custom skill, whose endpoint is added where it is known.
    pub custom: Custom,
}

/// `apis.custom`.
#[derive(Debug, Clone, Serialize)]
pub struct Custom {}

/// Derives it.
pub fn manifest(skill: &Skill) -> Envelope {
    let publishing_information = Publishing {
        store: skill.store.as_ref().map(shown),
        locales: skill.locales.iter().map(|it| (it.tag.clone(), publishing(skill, it))).collect(),
    };
    Envelope {
        manifest: Manifest {
            manifest_version: "1.0",
            publishing_information,
            privacy_and_compliance: compliance(skill),
            apis: Apis { custom: Custom {} },
        },
    }
}

fn shown(store: &Store) -> Shown {
    Shown {
        category: store.category.clone(),
        distribution_mode: "PUBLIC",
        is_available_worldwide: store.countries.is_empty(),
        distribution_countries: store.countries.clone(),
        testing_instructions: store.testing.clone(),
    }
}

fn publishing(skill: &Skill, locale: &Locale) -> LocalePublishing {
    let listing = locale.listing.as_ref().map(|it| LocaleShown {
        summary: it.summary.clone(),
        description: it.description.clone(),
        keywords: it.keywords.clone(),
        small_icon_uri: format!("file://{SMALL_ICON}"),
        large_icon_uri: format!("file://{LARGE_ICON}"),
    });
    LocalePublishing {
        name: locale.words.name.clone(),
        listing,
        example_phrases: examples::examples(skill, locale),
    }
}

fn compliance(skill: &Skill) -> Option<Compliance> {
    let declared = skill.store.as_ref().map(|it| declared(&it.declares));
    let policies = skill.locales.iter().filter_map(|it| Some((it.tag.clone(), policies(skill, it)?)));
    let locales: IndexMap<_, _> = policies.collect();
    (declared.is_some() || !locales.is_empty()).then_some(Compliance { declared, locales })
}

fn declared(it: &Declarations) -> Declared {
    Declared {
        allows_purchases: it.purchases,
        uses_personal_info: it.personal_info,
        is_child_directed: it.child_directed,
        is_export_compliant: it.export_compliant,
        contains_ads: it.ads,
    }
}

/// The policies of a locale: the store's own, else those that the linking page shows.
fn policies(skill: &Skill, locale: &Locale) -> Option<Policies> {
    let (listing, linking, proxy) = (locale.listing.as_ref(), skill.linking.as_ref(), skill.proxy.as_ref());
    let privacy = listing
        .and_then(|it| it.privacy.as_ref())
        .or(linking.map(|it| &it.privacy))
        .or(proxy.map(|it| &it.privacy));
    let terms = listing
        .and_then(|it| it.terms.as_ref())
        .or(linking.map(|it| &it.terms))
        .or(proxy.map(|it| &it.terms));
    (privacy.is_some() || terms.is_some())
        .then(|| Policies { privacy_policy_url: privacy.cloned(), terms_of_use_url: terms.cloned() })
}
