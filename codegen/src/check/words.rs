//! Messages: every locale has every one of them, well formed, speaking only what is in scope.

use super::{
    alexa,
    context::{Context, MessageUse, is_within},
    draft::Draft,
    intents::Scope,
    locales::{self, Layers},
    messages::{check_message, with_options},
    services::gives_reason,
};
use crate::{
    diagnostic::{Code, Diagnostic, listed},
    model::{Message, Type, Value},
    stock,
    syntax::message::{Message as Parsed, Part, check_plurals, compile, parse_message},
};
use indexmap::IndexMap;
use sayso_schemas::{
    span::{Span, Spanned},
    spec::{Intent, Step, Text, TypeDecl, ValueWords},
};
use std::collections::{BTreeMap, BTreeSet};

/// Collects the sentences that belong to no intent.
pub fn collect(context: &mut Context<'_>) {
    let draft = context.draft;
    // What could not be read of the services may give reasons.
    if draft.broken.names("services").is_none_or(|mut broken| broken.next().is_some()) {
        context.unknown.insert("reason".to_owned());
    }
    for (name, text) in &draft.words {
        super::naming::value_name(context.diagnostics, name, "word");
        context.message(format!("words.{name}"), text, &scope(draft, name));
    }
    let Some(tag) = draft.locales.keys().next() else { return };
    let mut missing = Vec::new();
    for name in stock::WORDS {
        let id = format!("words.{name}");
        if !stock::is_spoken(name, draft.linking.is_some() || draft.proxy.is_some())
            || (doubts(name) && !draft.types.values().any(|it| matches!(it, TypeDecl::Parser(_))))
            || (offers(name) && !draft.intents.values().any(chooses))
            || (*name == stock::OUTCOME_UNKNOWN && !draft.calls.values().any(|it| !it.safe.value))
            || context.messages.contains_key(&id)
            || draft.is_broken("words", name)
        {
            continue;
        }
        match stock::word(tag, name) {
            Some(sentence) => {
                let text = Spanned::new(sentence.to_owned(), Span::default());
                context.message(id, &text, &scope(draft, name));
            }
            // A language that Alexa does not have is reported; whether it were in stock does not matter.
            None if !OWN.contains(name) && !alexa::LOCALES.contains(&tag.as_str()) => {}
            None => missing.push(*name),
        }
    }
    if let [first, ..] = missing.as_slice() {
        let mut diagnostic =
            Diagnostic::error(Code::WORD_MISSING, format!("the skill lacks {}", sentences(&missing)))
                .at(draft.name.as_ref().map_or(tag.span, |name| name.span), "");
        if missing.iter().any(|name| !OWN.contains(name)) {
            diagnostic = diagnostic.at(tag.span, "no sentences are in stock for this language");
        }
        context.push(diagnostic.help(format!("add it under `words`: `{first}: \"…\"`")));
    }
}

/// Whether it asks what was meant by something that was said in parts.
fn doubts(name: &str) -> bool {
    [stock::CHECK_VALUE, stock::WHICH_VALUE].contains(&name)
}

/// Whether it is said about options to choose from.
fn offers(name: &str) -> bool {
    [stock::GIVEN_UP, stock::NUMBERED_OPTION].contains(&name)
}

fn chooses(intent: &Intent) -> bool {
    intent.steps.iter().any(|step| matches!(step, Step::Choose(_)))
}

/// The words that no language has in stock: they are each skill's own.
const OWN: &[&str] = &["welcome", "help"];

/// `` the sentence `a` ``, `` the sentences `a` and `b` ``.
fn sentences(names: &[&str]) -> String {
    let plural = if names.len() == 1 { "" } else { "s" };
    format!("the sentence{plural} {}", listed(names.iter().copied(), "and"))
}

fn scope(draft: &Draft, name: &str) -> Scope {
    let mut scope = Scope::new();
    match name {
        "unknown_value" => {
            with_options(&mut scope);
            scope.insert("heard".to_owned(), Type::Text)
        }
        stock::CHECK_VALUE => scope.insert("meant".to_owned(), Type::Text),
        stock::NUMBERED_OPTION => {
            scope.insert("position".to_owned(), Type::Text);
            scope.insert("name".to_owned(), Type::Text)
        }
        stock::WHICH_VALUE => scope.insert("options".to_owned(), Type::List(Box::new(Type::Text))),
        _ => None,
    };
    if gives_reason(draft, name) {
        scope.insert("reason".to_owned(), Type::Text.optional());
    }
    scope
}

/// The messages of one locale, compiled.
pub fn messages(context: &mut Context<'_>, layers: &Layers<'_>) -> BTreeMap<String, Message> {
    let overlays: Vec<_> = layers.overlays.iter().map(|it| locales::messages(it)).collect();
    let uses = std::mem::take(&mut context.messages);
    let (mut compiled, mut stock) = (BTreeMap::new(), Vec::new());
    for (id, used) in &uses {
        let translated = overlays.iter().find_map(|it| it.get(id).copied()).cloned();
        let own = || if layers.spec { Some(used.text.clone()) } else { stock_word(layers, id) };
        match translated.or_else(own) {
            Some(text) => {
                if let Some(message) = message(context, layers, &text, used) {
                    compiled.insert(id.clone(), message);
                }
            }
            // It has no place in the default locale either.
            None if used.text.span == Span::default() => {
                let name = id.strip_prefix("words.");
                stock.extend(name.filter(|name| !context.is_unread(layers.tag, "words", name)));
            }
            None => locales::missing(context, layers, &format!("the sentence `{id}`"), id, used.text.span),
        }
    }
    if let [first, ..] = stock.as_slice() {
        context.push(
            Diagnostic::error(Code::NOT_TRANSLATED, format!("`{}` lacks {}", layers.tag, sentences(&stock)))
                .at(layers.tag.span, "no sentences are in stock for this language")
                .help(format!("add `words.{first}` and so on to `{}`", layers.file())),
        );
    }
    context.messages = uses;
    compiled
}

fn stock_word(layers: &Layers<'_>, id: &str) -> Option<Text> {
    let sentence = stock::word(layers.tag, id.strip_prefix("words.")?)?;
    Some(Spanned::new(sentence.to_owned(), Span::default()))
}

fn message(
    context: &mut Context<'_>,
    layers: &Layers<'_>,
    text: &Text,
    used: &MessageUse,
) -> Option<Message> {
    let message = parse_message(text, context.diagnostics)?;
    let known = Parsed { parts: known(&message.parts, &used.unknown), ..message.clone() };
    check_message(&known, &used.scope, context.diagnostics);
    if alexa::LOCALES.contains(&layers.tag.as_str()) {
        check_plurals(&message, layers.tag, context.diagnostics);
    }
    Some(compile(&message))
}

/// A message without what speaks a variable whose type an error keeps unknown. An optional segment goes as a whole,
/// since that variable may be what it is optional for.
fn known(parts: &[Part], unknown: &BTreeSet<String>) -> Vec<Part> {
    if unknown.is_empty() {
        return parts.to_vec();
    }
    let is_unknown = |path: &[Spanned<String>]| {
        let dotted = path.iter().map(|name| name.value.as_str()).collect::<Vec<_>>().join(".");
        is_within(unknown, &dotted)
    };
    let mut kept = Vec::new();
    for part in parts {
        match part {
            Part::Value(value)
                if is_unknown(&value.path) || value.except.iter().any(|other| is_unknown(&other.path)) => {}
            Part::Plural(plural) if is_unknown(&plural.path) => {
                let cases = plural.exact.values().chain(plural.cases.values());
                kept.extend(cases.flat_map(|case| known(&case.parts, unknown)));
            }
            Part::Optional { parts: inner, .. } if known(inner, unknown).len() != inner.len() => {}
            part => kept.push(part.clone()),
        }
    }
    kept
}

/// The words of the values of all types in one locale.
pub fn values(context: &mut Context<'_>, layers: &Layers<'_>) -> IndexMap<String, IndexMap<String, Value>> {
    let draft = context.draft;
    let mut types = IndexMap::new();
    for (name, declared) in &draft.types {
        let Some(spoken) = locales::type_values(declared) else { continue };
        let mut values = IndexMap::new();
        for (id, spec) in &spoken {
            let translated = |overlay: &'_ sayso_schemas::spec::Overlay| -> Option<ValueWords> {
                super::draft::get(super::draft::get(&overlay.types, name)?, id).cloned()
            };
            if let Some(words) = layers.nearest(translated, || Some(spec.clone())) {
                values.insert(id.value.clone(), value(id, &words));
            } else {
                let what = format!("words for `{id}` of `{name}`");
                locales::missing(context, layers, &what, &format!("types.{name}.{id}"), id.span);
            }
        }
        types.insert(name.value.clone(), values);
    }
    types
}

fn value(id: &Text, words: &ValueWords) -> Value {
    let name = words.name.as_ref().map_or_else(|| id.value.replace('_', " "), |name| name.value.clone());
    Value { name, synonyms: words.synonyms.iter().map(|it| it.value.clone()).collect() }
}
