//! What the Alexa Skills Store shows: once for the skill, and in each locale's words.
//!
//! Source: "Skill Manifest Schema", Alexa Skills Kit, and the limits of SMAPI's `SkillManifestEnvelope`.

mod examples;
mod icons;
mod names;

use super::{
    context::{Context, Files},
    linking,
    locales::{self, Layers},
};
use crate::{
    diagnostic::{Code, Diagnostic, suggest},
    model::{Declarations, Listing, Store},
};
use names::{CATEGORIES, COUNTRIES};
use sayso_schemas::spec::{self, StoreWords, Text};

/// Characters of a summary.
const SUMMARY: usize = 160;
/// Characters of a description, and of what testers are told.
const LONG_TEXT: usize = 4_000;
/// Keywords, and characters of each.
const KEYWORDS: (usize, usize) = (30, 150);

/// Checks what is the same in every locale.
pub fn store(context: &mut Context<'_>, files: &mut Files<'_>) -> Option<Store> {
    let declared = context.draft.store.as_ref()?;
    unknown(context, &declared.category, CATEGORIES, "has no category", |it| {
        suggest(it, "categories", CATEGORIES.iter().copied())
    });
    for country in &declared.countries {
        unknown(context, country, COUNTRIES, "knows no country", |_| {
            "write two letters of ISO 3166-1: `GB` for the United Kingdom".to_owned()
        });
    }
    if let Some(testing) = &declared.testing {
        fits(context, testing, "the testing instructions have", LONG_TEXT);
    }
    privacy_is_told(context, declared);
    let [small, large] = icons::icons(context, files, &declared.icons);
    let draft = context.draft;
    Some(Store {
        category: declared.category.value.clone(),
        testing: declared.testing.as_ref().map(|it| it.value.clone()),
        countries: declared.countries.iter().map(|it| it.value.clone()).collect(),
        small_icon: small?,
        large_icon: large?,
        declares: Declarations {
            child_directed: declared.declares.child_directed.value,
            export_compliant: declared.declares.export_compliant,
            ads: declared.declares.ads,
            purchases: declared.declares.purchases,
            personal_info: declared
                .declares
                .personal_info
                .as_ref()
                .map_or(draft.linking.is_some() || draft.proxy.is_some(), |it| it.value),
        },
    })
}

/// Says so where a name is not in a list.
fn unknown(
    context: &mut Context<'_>,
    name: &Text,
    known: &[&str],
    lacks: &str,
    help: impl FnOnce(&str) -> String,
) {
    if !known.contains(&name.value.as_str()) {
        let message = format!("the store {lacks} `{name}`");
        context.push(Diagnostic::error(Code::STORE_VALUE, message).at(name.span, "").help(help(name)));
    }
}

/// Whoever collects personal information, or addresses children, says what becomes of what they tell.
fn privacy_is_told(context: &mut Context<'_>, declared: &spec::Store) {
    let draft = context.draft;
    // Linking has a policy.
    let told = declared.privacy.is_some() || draft.links();
    let asked = [
        declared.declares.personal_info.as_ref().map(|it| (it, "personal information is collected")),
        Some((&declared.declares.child_directed, "children are addressed")),
    ];
    let why = asked.into_iter().flatten().find(|(it, _)| it.value);
    if let (false, Some((at, why))) = (told, why) {
        context.push(
            Diagnostic::error(Code::STORE_PRIVACY, "the store asks for a privacy policy")
                .at(at.span, why)
                .help("add `privacy: https://…` to `store`"),
        );
    }
}

/// What the store shows in one locale; nothing where the spec has no store.
pub fn listing<'d>(context: &mut Context<'d>, layers: &Layers<'d>) -> Option<Listing> {
    let declared = context.draft.store.as_ref()?;
    let texts = |of: fn(&StoreWords) -> &Option<Text>, spec: Option<&'d Text>| {
        layers.nearest(|overlay| of(&overlay.store).as_ref(), || spec)
    };
    let summary = texts(|it| &it.summary, Some(&declared.summary));
    let summary = translated(context, layers, summary, ("summary", &declared.summary), SUMMARY);
    let description = texts(|it| &it.description, Some(&declared.description));
    let description =
        translated(context, layers, description, ("description", &declared.description), LONG_TEXT);
    let (privacy, terms) =
        (texts(|it| &it.privacy, declared.privacy.as_ref()), texts(|it| &it.terms, declared.terms.as_ref()));
    for url in [privacy, terms].into_iter().flatten() {
        linking::https(context, url);
    }
    Some(Listing {
        summary,
        description,
        keywords: keywords(context, layers, declared),
        examples: examples::examples(context, layers, declared),
        privacy: privacy.map(|it| it.value.clone()),
        terms: terms.map(|it| it.value.clone()),
    })
}

/// A text that every locale has, within the store's limit.
fn translated(
    context: &mut Context<'_>,
    layers: &Layers<'_>,
    found: Option<&Text>,
    (what, spec): (&str, &Text),
    limit: usize,
) -> String {
    match found {
        Some(text) => fits(context, text, &format!("the {what} has"), limit),
        None => locales::missing(
            context,
            layers,
            &format!("the store's {what}"),
            &format!("store.{what}"),
            spec.span,
        ),
    }
    // A block of text in YAML ends with a line end, which is none of the text.
    found.map(|it| it.trim().to_owned()).unwrap_or_default()
}

fn keywords(context: &mut Context<'_>, layers: &Layers<'_>, declared: &spec::Store) -> Vec<String> {
    let of = |words: &'_ [Text]| -> Option<Vec<Text>> { (!words.is_empty()).then(|| words.to_vec()) };
    let found = layers.nearest(|overlay| of(&overlay.store.keywords), || of(&declared.keywords));
    if let (None, Some(first)) = (&found, declared.keywords.first()) {
        locales::missing(context, layers, "the store's keywords", "store.keywords", first.span);
    }
    let found = found.unwrap_or_default();
    let (most, longest) = KEYWORDS;
    no_more_than(context, &found, "keywords", most);
    for keyword in &found {
        fits(context, keyword, "a keyword has", longest);
    }
    found.into_iter().map(|it| it.value).collect()
}

/// A text that says something, within a limit.
fn fits(context: &mut Context<'_>, text: &Text, has: &str, limit: usize) {
    let length = text.chars().count();
    if text.trim().is_empty() || length > limit {
        let help = if length > limit { "shorten it" } else { "write something, or remove it" };
        context.push(
            Diagnostic::error(Code::STORE_LIMIT, format!("{has} {length} characters"))
                .at(text.span, format!("the store takes 1 to {limit}"))
                .help(help),
        );
    }
}

/// A list within a limit.
fn no_more_than(context: &mut Context<'_>, texts: &[Text], what: &str, limit: usize) {
    if let Some(first) = texts.get(limit) {
        context.push(
            Diagnostic::error(Code::STORE_LIMIT, format!("there are {} {what}", texts.len()))
                .at(first.span, format!("the store takes {limit}"))
                .help("remove some"),
        );
    }
}
