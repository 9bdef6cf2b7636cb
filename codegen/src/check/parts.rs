//! Types that are said in parts.

use super::{
    alexa::{self, Undeclared},
    context::Context,
    draft::{get, key},
    expressions,
    intents::Scope,
    naming,
};
use crate::{
    diagnostic::{Code, Diagnostic, suggest},
    model::{End, Intent, Known, Parts, Type, part_slot},
    syntax::sample::{Item, ItemKind, Sample},
};
use indexmap::IndexMap;
use sayso_schemas::{
    span::Span,
    spec::{Map, PartsType, Slot, Text, TypeDecl},
};
use std::collections::BTreeSet;

/// Checks them, once the other types and the memories are known.
pub fn parts(context: &mut Context<'_>) {
    let draft = context.draft;
    for (name, declared) in &draft.types {
        let TypeDecl::Parser(declared) = declared else { continue };
        if let Some(parts) = one(context, name, declared) {
            context.parts.insert(name.value.clone(), parts);
        }
    }
}

/// What is read last has the field that a function is given of it, in some intent at least.
pub fn focus(context: &mut Context<'_>, intents: &IndexMap<String, Intent>) {
    let draft = context.draft;
    // What could not be read may be the list that has it.
    if !context.incomplete.is_empty() || intents.len() < draft.intents.len() {
        return;
    }
    let lists = intents.values().filter_map(|intent| match &intent.end {
        End::Read { list, .. } => Some(list.kind().unwrapped()),
        End::Say => None,
    });
    let elements: Vec<&Type> = lists
        .filter_map(|list| match list {
            Type::List(element) => Some(&**element),
            _ => None,
        })
        .collect();
    for declared in draft.types.values() {
        let TypeDecl::Parser(PartsType { focus: Some(focus), .. }) = declared else { continue };
        let is_text = |of: &&Type| of.field(focus).is_some_and(|kind| *kind.unwrapped() == Type::Text);
        if !elements.iter().any(is_text) {
            let fields: BTreeSet<&str> = elements.iter().flat_map(|of| of.field_names()).collect();
            context.push(
                Diagnostic::error(Code::NO_SUCH_FIELD, format!("no list that is read has a text `{focus}`"))
                    .at(focus.span, "of the elements that were read last")
                    .help(if fields.is_empty() {
                        "remove `focus`, or end an intent with `read: {…}`".to_owned()
                    } else {
                        suggest(focus, "fields of such elements", fields)
                    }),
            );
        }
    }
}

/// A part: `AMAZON.NUMBER`, `Project?` (may be left out), `AMAZON.Ordinal!` (only by itself).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Said {
    /// Always.
    Always,
    /// Or left out.
    Maybe,
    /// Only by itself.
    Alone,
}

/// The parts of a slot, where it is said in parts.
pub(super) fn of<'d>(slot: &Slot, types: &'d Map<TypeDecl>) -> Option<&'d Map<Text>> {
    match get(types, &slot.kind) {
        Some(TypeDecl::Parser(it)) => Some(&it.parts),
        _ => None,
    }
}

/// What is known of a slot that a sample has and the intent does not: how it is written, where it or another one is
/// said in parts.
pub(super) fn undeclared(name: &str, slots: &Map<Slot>, types: &Map<TypeDecl>) -> Undeclared {
    let (slot, part) = name.split_once('.').map_or((name, None), |(slot, part)| (slot, Some(part)));
    let Some(declared) = get(slots, slot).filter(|it| !it.part) else { return Undeclared::Unknown };
    Undeclared::Written(match (of(declared, types), part) {
        (None, None) => return Undeclared::Unknown,
        // It may well have been meant to be said in parts.
        (None, Some(_)) if !has_type(declared, types) => return Undeclared::Reported,
        (None, Some(_)) => format!("`{slot}` is not said in parts: write `{{{slot}}}`"),
        (Some(parts), Some(part)) if get(parts, part).is_none() => {
            suggest(part, &format!("parts of `{slot}`"), parts.keys().map(|it| it.as_str()))
        }
        (Some(_), _) => format!("`{slot}` is said in parts: write it in the sample itself, not in a phrase"),
    })
}

/// True where the type of a slot is known; else that is reported.
pub(super) fn has_type(slot: &Slot, types: &Map<TypeDecl>) -> bool {
    get(types, &slot.kind).is_some() || alexa::builtin_slot(&slot.kind).is_some()
}

/// A slot that has the name that Alexa's slot of a part would have.
pub(super) fn names_differ(context: &mut Context<'_>, slots: &Map<Slot>) {
    let types = &context.draft.types;
    for (name, slot) in slots {
        for part in of(slot, types).into_iter().flat_map(Map::keys) {
            let made = part_slot(name, part);
            let Some((other, _)) = slots.get_key_value(&key(&made)).filter(|(_, it)| !it.part) else {
                continue;
            };
            context.push(
                Diagnostic::error(
                    Code::NAMES_COLLIDE,
                    format!("the slot `{other}` and `{part}` of `{name}` are both `{made}` to Alexa"),
                )
                .at(other.span, "the slot")
                .at(name.span, "said in parts")
                .help("rename one of the slots"),
            );
        }
    }
}

/// How a part is said.
pub(super) fn said(kind: &Text) -> Said {
    match kind.value.chars().last() {
        Some('?') => Said::Maybe,
        Some('!') => Said::Alone,
        _ => Said::Always,
    }
}

/// The slots that a sample has in place of those that are said in parts: `{issue}` becomes its parts one after the
/// other, `{issue.number}` one of them.
pub(super) fn in_sample(sample: Sample, slots: &Map<Slot>, types: &Map<TypeDecl>) -> Sample {
    let parts = |slot: &str| of(get(slots, slot)?, types);
    Sample { items: items(sample.items, &parts), ..sample }
}

fn items<'d>(of: Vec<Item>, parts: &impl Fn(&str) -> Option<&'d Map<Text>>) -> Vec<Item> {
    let mut made = Vec::new();
    for item in of {
        let Item { span, joined, kind } = item;
        let kind = match kind {
            ItemKind::Slot(name) => {
                if let Some(parts) = parts(&name) {
                    made.extend(in_order(&name, parts, span, joined));
                    continue;
                }
                match name.split_once('.') {
                    Some((slot, part)) if parts(slot).is_some_and(|it| get(it, part).is_some()) => {
                        ItemKind::Slot(part_slot(slot, part))
                    }
                    _ => ItemKind::Slot(name),
                }
            }
            ItemKind::Optional(inner) => ItemKind::Optional(items(inner, parts)),
            ItemKind::Either(inner) => {
                ItemKind::Either(inner.into_iter().map(|it| items(it, parts)).collect())
            }
            other => other,
        };
        made.push(Item { span, joined, kind });
    }
    made
}

fn in_order(slot: &str, parts: &Map<Text>, span: Span, joined: bool) -> Vec<Item> {
    let item = |kind, joined| Item { span, joined, kind };
    let mut made: Vec<Item> = Vec::new();
    for (part, kind) in parts {
        let joined = joined && made.is_empty();
        let one = ItemKind::Slot(part_slot(slot, part));
        match said(kind) {
            Said::Always => made.push(item(one, joined)),
            Said::Maybe => made.push(item(ItemKind::Optional(vec![item(one, false)]), joined)),
            Said::Alone => {}
        }
    }
    made
}

fn one(context: &mut Context<'_>, name: &Text, declared: &PartsType) -> Option<Parts> {
    naming::value_name(context.diagnostics, &declared.parser, "function");
    naming::collisions(
        context.diagnostics,
        "parts",
        declared.parts.keys().chain(declared.inputs.keys()).chain(declared.known.keys()),
        crate::plan::names::value,
    );
    let given = declared.parts.keys().chain(declared.inputs.keys()).chain(declared.known.keys());
    for name in given.filter(|name| matches!(name.as_str(), "focus" | "said")) {
        context.push(
            Diagnostic::error(Code::BAD_NAME, format!("`{name}` is the language's own name"))
                .at(name.span, "what was read last, and what was said, are called so")
                .help("choose another name"),
        );
    }
    let mut parts = IndexMap::new();
    for (part, kind) in &declared.parts {
        naming::value_name(context.diagnostics, part, "part");
        let bare = Text { value: kind.value.trim_end_matches(['?', '!']).to_owned(), span: kind.span };
        if let Some(value) = super::intents::slot_type(context, &bare) {
            parts.insert(part.value.clone(), (bare.value, value));
        }
    }
    let asked = declared.parts.iter().find(|(_, kind)| said(kind) == Said::Always).map(|(part, _)| part);
    let Some(asked) = asked else {
        context.push(
            Diagnostic::error(Code::PARTS, format!("every part of `{name}` may be left out"))
                .at(name.span, "which one is asked for then?")
                .help("let one part be without `?` and `!`"),
        );
        return None;
    };
    let mut inputs = Vec::new();
    for (input, given) in &declared.inputs {
        naming::value_name(context.diagnostics, input, "input");
        let expression = expressions::expression(context, given, None, &Scope::new());
        inputs.extend(expression.map(|it| (input.value.clone(), it)));
    }
    let known: Vec<Known> =
        declared.known.iter().filter_map(|(name, part)| self::known(context, declared, name, part)).collect();
    let whole = parts.len() == declared.parts.len()
        && inputs.len() == declared.inputs.len()
        && known.len() == declared.known.len()
        && parts.values().all(|(_, kind)| *kind != Type::Query);
    let alone = declared.parts.iter().filter(|(_, kind)| said(kind) == Said::Alone);
    let alone = alone.map(|(part, _)| part.value.clone()).collect();
    whole.then(|| Parts {
        parser: declared.parser.value.clone(),
        parts,
        asked: asked.value.clone(),
        alone,
        focus: declared.focus.as_ref().map(|it| it.value.clone()),
        inputs,
        known,
    })
}

/// The calls that give parsers what they know, made before any step: where, and for how many milliseconds at most. The
/// values of all dynamic types are asked for at once, one call after the other.
pub(super) fn fetches(context: &Context<'_>, slots: &Map<Slot>) -> Vec<(Span, u64)> {
    let knows = |slot: &&Slot| context.parts.get(&slot.kind.value).is_some_and(|it| !it.known.is_empty());
    let Some(slot) = slots.values().find(knows) else { return Vec::new() };
    let dynamic = context.draft.types.values().filter_map(|declared| match declared {
        TypeDecl::Dynamic(it) => context.calls.get(&it.dynamic.call.value),
        _ => None,
    });
    dynamic.map(|call| (slot.kind.span, call.timeout_ms)).collect()
}

/// Values that a parser is given: of a part whose type is dynamic.
fn known(context: &mut Context<'_>, declared: &PartsType, name: &Text, part: &Text) -> Option<Known> {
    naming::value_name(context.diagnostics, name, "input");
    let Some(kind) = get(&declared.parts, part) else {
        let help = suggest(part, "parts", declared.parts.keys().map(|it| it.as_str()));
        context.not_declared("part", part, help);
        return None;
    };
    let kind = Text { value: kind.value.trim_end_matches(['?', '!']).to_owned(), span: kind.span };
    if let Some(TypeDecl::Dynamic(_)) = get(&context.draft.types, &kind) {
        let (name, part) = (name.value.clone(), part.value.clone());
        return Some(Known { name, part, kind: kind.value });
    }
    // A type that is unknown is reported where the part is read.
    if alexa::builtin_slot(&kind).is_some() || get(&context.draft.types, &kind).is_some() {
        context.push(
            Diagnostic::error(Code::TYPES_DIFFER, format!("`{part}` has no values to fetch"))
                .at(part.span, "values come from the call of a dynamic type")
                .at(kind.span, "its type is none")
                .help("name a part whose type is `dynamic`, or leave it out"),
        );
    }
    None
}
