//! Intents: slots, steps and how they end.

use super::{alexa, context::Context, expressions, messages::with_options, naming, steps, types};
use crate::{
    diagnostic::{Code, Diagnostic, suggest},
    model::{Composite, End, Intent, Missing, Record, Slot, Type},
};
use indexmap::IndexMap;
use sayso_schemas::spec::{self, Map, Text, TypeDecl};

/// Variables in scope.
pub type Scope = IndexMap<String, Type>;

/// Checks all intents.
pub fn intents(context: &mut Context<'_>) -> IndexMap<String, Intent> {
    let draft = context.draft;
    let mut intents = IndexMap::new();
    for (name, declared) in &draft.intents {
        naming::intent_name(context.diagnostics, name);
        match intent(context, name, declared) {
            Some(intent) => {
                intents.insert(name.value.clone(), intent);
            }
            None => {
                context.incomplete.insert(name.value.clone());
            }
        }
    }
    steps::stub_names(context);
    steps::question_names(context);
    intents
}

fn intent(context: &mut Context<'_>, name: &Text, declared: &spec::Intent) -> Option<Intent> {
    let lasting = ["session", "profile"];
    context.unknown.retain(|variable| lasting.contains(&variable.split('.').next().unwrap_or_default()));
    let mut scope = Scope::new();
    for (name, fields) in lasting.into_iter().zip([&context.memory, &context.profile]) {
        if !fields.is_empty() {
            let record = Record { origin: name.to_owned(), fields: fields.clone() };
            scope.insert(name.to_owned(), Type::Record(record));
        }
    }
    let slots = slots(context, name, &declared.slots);
    for (slot, it) in &slots {
        scope.insert(slot.clone(), it.value.clone());
    }
    super::parts::names_differ(context, &declared.slots);
    let composites = composites(context, name, &declared.slots);
    for (slot, it) in &composites {
        scope.insert(slot.clone(), it.value.clone());
    }
    // A slot that could not be read is still a name, so that its use is no second error.
    let own: Vec<&Text> = declared.slots.iter().filter(|(_, it)| !it.part).map(|(slot, _)| slot).collect();
    let unread =
        own.iter().filter(|it| !slots.contains_key(&it.value) && !composites.contains_key(&it.value));
    context.unknown.extend(unread.map(|slot| slot.value.clone()));
    // The same for the facts of its value.
    for (slot, it) in &slots {
        if let Type::Enum(values) = it.value.unwrapped() {
            let unread = super::facts::unread(context, &values.name);
            context.unknown.extend(unread.into_iter().map(|fact| format!("{slot}.{fact}")));
        }
    }
    let (steps, whole) = steps::steps(context, name, declared, &mut scope);
    let end = end(context, name, declared, &scope)?;
    (whole && slots.len() + composites.len() == own.len()).then_some(Intent { slots, composites, steps, end })
}

fn slots(context: &mut Context<'_>, intent: &Text, declared: &Map<spec::Slot>) -> IndexMap<String, Slot> {
    naming::collisions(context.diagnostics, "slots", declared.keys(), crate::plan::names::value);
    let mut slots = IndexMap::new();
    let plain: Vec<_> = declared.iter().filter(|(_, slot)| !slot.part && !in_parts(context, slot)).collect();
    for (name, slot) in plain {
        naming::slot_name(context.diagnostics, name);
        let kind = slot_type(context, &slot.kind);
        if let Some((missing, value)) = rule(context, intent, (name, slot), declared, kind) {
            let unknown = slot.unknown.is_some();
            slots.insert(name.value.clone(), Slot { kind: slot.kind.value.clone(), value, missing, unknown });
        }
    }
    slots
}

/// The slots that are said in parts.
fn composites(
    context: &mut Context<'_>,
    intent: &Text,
    declared: &Map<spec::Slot>,
) -> IndexMap<String, Composite> {
    let mut composites = IndexMap::new();
    let in_parts: Vec<_> = declared.iter().filter(|(_, slot)| in_parts(context, slot)).collect();
    for (name, slot) in in_parts {
        naming::slot_name(context.diagnostics, name);
        let kind = context.parts.contains_key(&slot.kind.value).then_some(Type::Text);
        if let Some((missing, value)) = rule(context, intent, (name, slot), declared, kind) {
            let unknown = slot.unknown.is_some();
            let kind = slot.kind.value.clone();
            composites.insert(name.value.clone(), Composite { kind, value, missing, unknown });
        }
    }
    composites
}

fn in_parts(context: &Context<'_>, slot: &spec::Slot) -> bool {
    super::parts::of(slot, &context.draft.types).is_some()
}

/// What happens where a slot is not said, and the type that its value has then.
fn rule(
    context: &mut Context<'_>,
    intent: &Text,
    (name, slot): (&Text, &spec::Slot),
    declared: &Map<spec::Slot>,
    value: Option<Type>,
) -> Option<(Missing, Type)> {
    let id = |message: &str| format!("intents.{intent}.slots.{name}.{message}");
    if let Some(ask) = &slot.ask {
        context.message(id("ask"), ask, &Scope::new());
    }
    if let Some(unknown) = &slot.unknown {
        let mut scope = Scope::from([("heard".to_owned(), Type::Text)]);
        if value == Some(Type::Entity) {
            with_options(&mut scope);
        }
        context.message(id("unknown"), unknown, &scope);
    }
    let rules = [slot.ask.is_some(), slot.default.is_some(), slot.optional];
    let rules = rules.into_iter().filter(|it| *it).count();
    if rules != 1 {
        context.push(match rules {
            0 => Diagnostic::error(
                Code::SLOT_WITHOUT_RULE,
                format!("what happens when `{name}` is not said?"),
            )
            .at(name.span, "one of `ask`, `default` and `optional` is needed")
            .help(
                "add `ask: \"…?\"` to ask for it, `default: …` to take something else, or `optional: true`",
            ),
            _ => Diagnostic::error(
                Code::SLOT_WITHOUT_RULE,
                format!("what happens when `{name}` is not said is there twice"),
            )
            .at(name.span, "`ask`, `default` and `optional` exclude each other")
            .help("keep one of them"),
        });
        return None;
    }
    let unless = match &slot.unless {
        Some(unless) => Some(self::unless(context, (name, slot), unless, declared)?),
        None => None,
    };
    let value = value?;
    Some(match &slot.default {
        _ if slot.optional => (Missing::Absent, value.optional()),
        None => (Missing::Ask, value),
        Some(default) => {
            let (expression, optional) = self::default(context, default, &value)?;
            let kind = if optional || unless.is_some() { value.optional() } else { value };
            (Missing::Default { value: expression, unless }, kind)
        }
    })
}

/// The slot where which was said a default is not taken.
fn unless(
    context: &mut Context<'_>,
    (name, slot): (&Text, &spec::Slot),
    unless: &Text,
    declared: &Map<spec::Slot>,
) -> Option<String> {
    let wrong = |message: String| Diagnostic::error(Code::UNLESS, message);
    if slot.default.is_none() {
        context.push(
            wrong(format!("`{name}` has no default that could depend on `{unless}`"))
                .at(unless.span, "says when a default is not taken")
                .help("add `default: …`, or leave `unless` out"),
        );
        return None;
    }
    let others = declared.iter().filter(|(other, it)| !it.part && other.value != name.value);
    let Some((other, it)) = others.clone().find(|(other, _)| other.value == unless.value) else {
        let optional = others.filter(|(_, it)| it.optional).map(|(other, _)| other.as_str());
        let help = suggest(unless, "optional slots", optional);
        context.not_declared("other slot", unless, help);
        return None;
    };
    if !it.optional {
        context.push(
            wrong(format!("`{unless}` is never left out"))
                .at(unless.span, format!("so the default of `{name}` would never be taken"))
                .at(other.span, "declared here")
                .help(format!("let `{unless}` be `optional: true`, or leave `unless` out")),
        );
        return None;
    }
    Some(other.value.clone())
}

/// The type of a slot's value.
pub fn slot_type(context: &mut Context<'_>, kind: &Text) -> Option<Type> {
    if let Some(built_in) = alexa::builtin_slot(kind) {
        return Some(built_in.value());
    }
    match super::draft::get(&context.draft.types, kind) {
        Some(TypeDecl::Values(_)) => Some(Type::Enum(context.values(kind))),
        Some(TypeDecl::Dynamic(_)) => Some(Type::Entity),
        Some(TypeDecl::Parser(_)) => {
            context.push(
                Diagnostic::error(Code::NOT_A_TYPE, format!("`{kind}` is said in parts"))
                    .at(kind.span, "a part is one thing")
                    .help("name a type with `values`, a dynamic one, or one of Alexa's"),
            );
            None
        }
        None => {
            if kind.starts_with("AMAZON.") {
                // Reported where the model of each locale is checked.
            } else if types::is_word(kind) {
                let help = match kind.as_str() {
                    "number" => "write `AMAZON.NUMBER`",
                    "date" => "write `AMAZON.DATE`",
                    "duration" => "write `AMAZON.DURATION`",
                    "bool" => "declare a type with a value for each answer",
                    _ => "a slot has a declared type or one of Alexa's: `AMAZON.SearchQuery` is free text",
                };
                context.push(
                    Diagnostic::error(Code::NOT_A_TYPE, format!("`{kind}` is no slot type"))
                        .at(kind.span, "what is heard has a type of its own")
                        .help(help),
                );
            } else {
                types::parse(context, kind);
            }
            None
        }
    }
}

/// A default: a memory, `today`, or a value of the type. True where it may be absent.
fn default(context: &mut Context<'_>, text: &Text, value: &Type) -> Option<(crate::model::Expression, bool)> {
    // An enum may have a value of that name, and is no date in any case.
    let today =
        !matches!(value, Type::Enum(_)) && text.split('|').next().is_some_and(|root| root.trim() == "today");
    if today || ["session.", "profile."].iter().any(|it| text.value.starts_with(it)) {
        let path = expressions::path(context, text, &text.value, &Scope::new())?;
        let found = path.kind().clone();
        if found.unwrapped() != value {
            context.push(
                Diagnostic::error(Code::TYPES_DIFFER, format!("`{text}` is {}", found.describe()))
                    .at(text.span, format!("{} is needed", value.describe()))
                    .help("take a memory of the slot's own type, or `ask`"),
            );
            return None;
        }
        return Some((crate::model::Expression::Path(path), found.is_option()));
    }
    let constant = expressions::constant(context, text, value)?;
    Some((crate::model::Expression::Constant(constant), false))
}

fn end(context: &mut Context<'_>, name: &Text, declared: &spec::Intent, scope: &Scope) -> Option<End> {
    match (&declared.say, &declared.read) {
        (Some(say), None) => {
            context.message(format!("intents.{name}.say"), say, scope);
            Some(End::Say)
        }
        (None, Some(read)) => {
            steps::pages_of_or(context, &declared.steps, read);
            reading(context, name, read, scope)
        }
        (say, _) => {
            let (message, help) = if say.is_some() {
                ("ends twice", "keep `say` or `read`, not both")
            } else {
                ("says nothing in the end", "add `say: \"…\"`, or `read: {…}` for a list")
            };
            context.push(
                Diagnostic::error(Code::NO_ENDING, format!("`{name}` {message}"))
                    .at(name.span, "")
                    .help(help),
            );
            None
        }
    }
}

fn reading(context: &mut Context<'_>, name: &Text, read: &spec::Read, scope: &Scope) -> Option<End> {
    let found = steps::list(context, &read.list, scope);
    let element = found.as_ref().map(|(_, element)| element.clone());
    if element.is_none() {
        context.unknown.insert("it".to_owned());
    }
    let element = element.unwrap_or(Type::Text);
    let mut with_count = scope.clone();
    with_count.insert("count".to_owned(), Type::Number);
    let mut single = with_count.clone();
    single.insert("it".to_owned(), element.clone());
    // Pages after the first are read in a later request, which knows the list and nothing else.
    let item = Scope::from([("count".to_owned(), Type::Number), ("it".to_owned(), element)]);
    let more = Scope::from([("count".to_owned(), Type::Number)]);
    let id = |message: &str| format!("intents.{name}.read.{message}");
    context.message(id("empty"), &read.empty, scope);
    context.message(id("single"), &read.single, &single);
    context.message(id("several"), &read.several, &with_count);
    context.message(id("item"), &read.item, &item);
    context.message(id("more"), &read.more, &more);
    found.map(|(list, _)| End::Read { list, by: read.by.value })
}
