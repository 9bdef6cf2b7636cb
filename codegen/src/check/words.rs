//! Messages: every locale has every one of them, well formed, speaking only what is in scope.

use super::{
    context::{Context, MessageUse},
    intents::Scope,
    locales::{self, Layers},
    messages::check_message,
};
use crate::{
    diagnostic::{Code, Diagnostic},
    model::{Message, Type, Value},
    stock,
    syntax::message::{check_plurals, compile, parse_message},
};
use indexmap::IndexMap;
use sayso_schemas::{
    span::{Span, Spanned},
    spec::{Text, ValueWords},
};
use std::collections::BTreeMap;

/// Collects the sentences that belong to no intent.
pub fn collect(context: &mut Context<'_>) {
    let draft = context.draft;
    for (name, text) in &draft.words {
        super::naming::value_name(context.diagnostics, name, "word");
        context.message(format!("words.{name}"), text, &scope(name));
    }
    let Some(tag) = draft.locales.keys().next() else { return };
    for name in stock::WORDS {
        let id = format!("words.{name}");
        if context.messages.contains_key(&id) || draft.is_broken("words", name) {
            continue;
        }
        match stock::word(tag, name) {
            Some(sentence) => {
                let text = Spanned::new(sentence.to_owned(), Span::default());
                context.message(id, &text, &scope(name));
            }
            None => context.push(
                Diagnostic::error(Code::WORD_MISSING, format!("the skill has no `{name}` sentence"))
                    .at(draft.name.as_ref().map_or(tag.span, |name| name.span), "")
                    .help(format!("add it under `words`: `{name}: \"…\"`")),
            ),
        }
    }
}

fn scope(name: &str) -> Scope {
    if name == "unknown_value" { Scope::from([("heard".to_owned(), Type::Text)]) } else { Scope::new() }
}

/// The messages of one locale, compiled.
pub fn messages(context: &mut Context<'_>, layers: &Layers<'_>) -> BTreeMap<String, Message> {
    let overlays: Vec<_> = layers.overlays.iter().map(|it| locales::messages(it)).collect();
    let uses = std::mem::take(&mut context.messages);
    let mut compiled = BTreeMap::new();
    for (id, used) in &uses {
        let translated = overlays.iter().find_map(|it| it.get(id).copied()).cloned();
        let own = || if layers.spec { Some(used.text.clone()) } else { stock_word(layers, id) };
        match translated.or_else(own) {
            Some(text) => {
                if let Some(message) = message(context, layers, &text, used) {
                    compiled.insert(id.clone(), message);
                }
            }
            None => locales::missing(context, layers, &format!("the sentence `{id}`"), id, used.text.span),
        }
    }
    context.messages = uses;
    compiled
}

fn stock_word(layers: &Layers<'_>, id: &str) -> Option<Text> {
    let sentence = stock::word(layers.tag, id.strip_prefix("words.")?)?;
    Some(Spanned::new(sentence.to_owned(), Span::default()))
}

fn message(context: &mut Context<'_>, layers: &Layers<'_>, text: &Text, used: &MessageUse) -> Option<Message> {
    let message = parse_message(text, context.diagnostics)?;
    check_message(&message, &used.scope, context.diagnostics);
    check_plurals(&message, layers.tag, context.diagnostics);
    Some(compile(&message))
}

/// The words of the values of all types in one locale.
pub fn values(context: &mut Context<'_>, layers: &Layers<'_>) -> IndexMap<String, IndexMap<String, Value>> {
    let draft = context.draft;
    let mut types = IndexMap::new();
    for (name, declared) in &draft.types {
        let mut values = IndexMap::new();
        for (id, spec) in locales::type_values(declared) {
            let translated = |overlay: &'_ sayso_schemas::spec::Overlay| -> Option<ValueWords> {
                super::draft::get(super::draft::get(&overlay.types, name)?, id).cloned()
            };
            match layers.nearest(translated, || Some(spec.clone())) {
                Some(words) => {
                    values.insert(id.value.clone(), value(id, &words));
                }
                None => {
                    let key = format!("types.{name}.{id}");
                    locales::missing(context, layers, &format!("words for `{id}` of `{name}`"), &key, id.span);
                }
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
