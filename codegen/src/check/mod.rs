//! The rules of a skill. From the spec as read ([`draft`]) to its validated meaning ([`crate::model`]): one file per
//! concern; each collects every finding, and none is reported twice.

pub mod alexa;
mod calls;
mod context;
mod deployment;
mod draft;
mod expressions;
mod facts;
mod fields;
mod intents;
mod linking;
mod locales;
pub mod messages;
mod naming;
mod outputs;
pub mod overlap;
mod parts;
mod samples;
mod services;
mod stages;
mod steps;
mod store;
mod templates;
mod time;
mod types;
mod unused;
mod variants;
mod words;

pub use context::Files;

use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics, nearest, suggest},
    model::{Call, Comparison, Expression, Locale, LocaleWords, Skill, Type, Value},
    plan::Plan,
    syntax::Node,
};
use context::Context;
use draft::Draft;
use indexmap::IndexMap;
use locales::Layers;
use sayso_schemas::{
    span::Spanned,
    spec::{Given, Map, Text, TypeDecl},
};
use std::{panic::resume_unwind, thread};

/// Checks a spec and the files beside it. The meaning is there exactly where there is no error.
pub fn check(
    root: &Node,
    folder: &str,
    files: &mut Files<'_>,
    diagnostics: &mut Diagnostics,
) -> Option<Skill> {
    let mut draft = Draft::read(root, diagnostics);
    locales::overlays(&mut draft, files, diagnostics);
    let mut context = Context::new(&draft, diagnostics);
    name(&mut context, folder);
    facts::kinds(&mut context);
    let services = services::services(&mut context, files);
    let mut types = types::declared(&mut context);
    types::memories(&mut context);
    calls::calls(&mut context);
    types::check_dynamic(&mut context);
    fields::sources(&mut context);
    parts::parts(&mut context);
    linking::linking(&mut context);
    let intents = intents::intents(&mut context);
    parts::focus(&mut context, &intents);
    words::collect(&mut context);
    let infra = stages::infra(&mut context, files);
    let store = store::store(&mut context, files);
    let layers = locales::layers(&mut context);
    locales::drift(&mut context);
    samples::slot_types(&mut context, &layers.iter().map(|it| it.tag.as_str()).collect::<Vec<_>>());
    let locales = each_locale(&mut context, &layers);
    for (name, parts) in std::mem::take(&mut context.parts) {
        types.insert(
            name,
            crate::model::TypeDef {
                values: Vec::new(),
                facts: IndexMap::new(),
                dynamic: None,
                parts: Some(parts),
            },
        );
    }
    let skill = Skill {
        name: draft.name.as_ref().map(|name| name.value.clone()).unwrap_or_default(),
        locales,
        services,
        types,
        calls: context.calls,
        memory: context.memory,
        profile: context.profile,
        linking: context.linking,
        proxy: context.proxy,
        intents,
        store,
        infra,
    };
    for (intent, clock) in context.clocks {
        clock.check(&intent, skill.needs_day(&intent.value), diagnostics);
    }
    if diagnostics.has_errors() {
        return None;
    }
    unused::check(&draft, &skill, diagnostics);
    Some(skill)
}

/// Alexa's limits on what is made of a skill.
pub fn check_limits(plan: &Plan<'_>, diagnostics: &mut Diagnostics) {
    for (locale, model) in plan.skill.locales.iter().zip(&plan.models) {
        let language = &model.body.language_model;
        let usage = alexa::Usage {
            intents: language.intents.len(),
            types: language.types.len(),
            bytes: serde_json::to_vec(model).map_or(0, |json| json.len()),
        };
        alexa::check_limits(&locale.tag, &usage, locale.place, diagnostics);
    }
}

/// The skill's name is its folder's.
fn name(context: &mut Context<'_>, folder: &str) {
    let Some(name) = &context.draft.name else { return };
    if naming::skill_name(context.diagnostics, name) && name.value != folder {
        context.push(
            Diagnostic::error(Code::FOLDER_NAME, format!("the skill `{name}` lies in the folder `{folder}`"))
                .at(name.span, "")
                .help(format!("write `skill: {folder}`, or rename the folder")),
        );
    }
}

/// Checks every locale, each on a thread of its own: most of what a check costs is the samples of the locales.
fn each_locale(context: &mut Context<'_>, layers: &[Layers<'_>]) -> Vec<Locale> {
    let checked: Vec<(Locale, Diagnostics)> = thread::scope(|scope| {
        let shared: &Context<'_> = context;
        let threads: Vec<_> = layers
            .iter()
            .map(|layers| {
                scope.spawn(move || {
                    let mut diagnostics = Diagnostics::new();
                    let locale = locale(&mut shared.apart(&mut diagnostics), layers);
                    (locale, diagnostics)
                })
            })
            .collect();
        threads.into_iter().map(|it| it.join().unwrap_or_else(|panic| resume_unwind(panic))).collect()
    });
    let mut locales = Vec::new();
    for (locale, diagnostics) in checked {
        context.diagnostics.absorb(diagnostics);
        locales.push(locale);
    }
    locales
}

fn locale<'d>(context: &mut Context<'d>, layers: &Layers<'d>) -> Locale {
    alexa::check_invocation_name(layers.invocation, layers.tag, context.diagnostics);
    let parsed = samples::parse(context, layers);
    let values = words::values(context, layers);
    check_values(context, layers);
    let comparison = check_overlaps(context, layers, &parsed, &values);
    let words = LocaleWords {
        name: layers.name.value.clone(),
        messages: words::messages(context, layers),
        samples: samples::expanded(parsed, context.draft, &context.parts, context.diagnostics),
        values,
    };
    Locale {
        tag: layers.tag.value.clone(),
        place: layers.tag.span,
        invocation: layers.invocation.value.clone(),
        words,
        comparison,
        listing: store::listing(context, layers),
    }
}

/// No two intents understand the same sentence.
fn check_overlaps(
    context: &mut Context<'_>,
    layers: &Layers<'_>,
    parsed: &samples::Parsed<'_>,
    values: &IndexMap<String, IndexMap<String, Value>>,
) -> Comparison {
    let draft = context.draft;
    let custom = |(name, values): (&String, &IndexMap<String, Value>)| {
        let words =
            values.values().flat_map(|value| std::iter::once(&value.name).chain(&value.synonyms)).cloned();
        let dynamic = matches!(draft::get(&draft.types, name), Some(TypeDecl::Dynamic(_)));
        (name.clone(), overlap::CustomType { words: words.collect(), dynamic })
    };
    let intents: Vec<_> = parsed
        .intents
        .iter()
        .map(|(name, intent)| {
            let slots = intent.declared.slots.iter();
            let slots = slots.map(|(slot, it)| (slot.value.as_str(), it.kind.value.as_str())).collect();
            overlap::IntentLanguage { name, samples: &intent.samples, slots }
        })
        .collect();
    let types = values.iter().map(custom).collect();
    let grammar =
        overlap::Grammar { locale: layers.tag, phrases: &parsed.phrases, types: &types, intents: &intents };
    overlap::check_overlaps(&grammar, context.diagnostics)
}

/// Alexa's rules on the values of types, at the place where this locale has them from.
fn check_values(context: &mut Context<'_>, layers: &Layers<'_>) {
    let draft = context.draft;
    for (name, declared) in &draft.types {
        let mut values = Vec::new();
        let Some(spoken) = locales::type_values(declared) else { continue };
        for (id, spec) in spoken {
            let overlaid = |overlay: &sayso_schemas::spec::Overlay| {
                draft::get(draft::get(&overlay.types, name)?, &id).cloned()
            };
            let Some(words) = layers.nearest(overlaid, || Some(spec)) else { continue };
            let spoken = words.name.unwrap_or_else(|| Spanned::new(id.value.replace('_', " "), id.span));
            values.push((spoken, words.synonyms));
        }
        let values: Vec<_> =
            values.iter().map(|(name, synonyms)| alexa::TypeValue { name, synonyms }).collect();
        if !values.is_empty() || layers.spec {
            alexa::check_values(name, &values, context.diagnostics);
        }
    }
}

/// A change where only reading may be.
fn safe_needed(name: &Text, why: &str) -> Diagnostic {
    Diagnostic::error(
        Code::SAFE_CALL_NEEDED,
        format!("`{name}` changes something, which may not be done here"),
    )
    .at(name.span, why.to_owned())
    .help("name a call with `safe: true`")
}

/// The inputs that are given to a call: each known, of the right type, and every one that is needed.
fn inputs(
    context: &mut Context<'_>,
    name: &Text,
    call: &Call,
    given: &Map<Given>,
    scope: &IndexMap<String, Type>,
) -> Vec<(String, Expression)> {
    context.called = Some(call.service.clone());
    let mut inputs = Vec::new();
    let mut missing: Vec<&str> = call
        .inputs
        .iter()
        .filter(|(input, kind)| !kind.is_option() && draft::get(given, input).is_none())
        .map(|(input, _)| input.as_str())
        .collect();
    for (input, text) in given {
        let Some(wanted) = call.inputs.get(&input.value) else {
            // What a misspelt input was meant to be is not missing as well.
            let meant = nearest(input, missing.iter().copied());
            missing.retain(|it| Some(*it) != meant);
            let help = suggest(input, "inputs", call.inputs.keys().map(String::as_str));
            context.push(
                Diagnostic::error(Code::INPUT_UNKNOWN, format!("`{name}` has no input `{input}`"))
                    .at(input.span, "")
                    .help(help),
            );
            continue;
        };
        if let Some(expression) = expressions::expression(context, text, Some(wanted), scope) {
            inputs.push((input.value.clone(), expression));
        }
    }
    if !missing.is_empty() {
        let list = missing.iter().map(|it| format!("`{it}`")).collect::<Vec<_>>().join(", ");
        context.push(
            Diagnostic::error(Code::INPUT_MISSING, format!("`{name}` needs {list}"))
                .at(name.span, "called here")
                .help(format!("add `with: {{{}: \"{{…}}\"}}`", missing[0])),
        );
    }
    inputs
}
