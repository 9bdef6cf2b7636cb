//! Type expressions, declared types and memory.

use super::{
    context::Context,
    draft::{get, names},
    naming,
};
use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics, suggest},
    model::{Dynamic, Type, TypeDef},
};
use indexmap::IndexMap;
use sayso_schemas::spec::{DeclaredValue, Map, Text, TypeDecl};

/// The types that have a word of their own.
const WORDS: &[(&str, Type)] = &[
    ("text", Type::Text),
    ("number", Type::Number),
    ("bool", Type::Bool),
    ("date", Type::Date),
    ("duration", Type::Duration),
    ("jql", Type::Query),
];

/// True for `text`, `number`, ….
pub fn is_word(name: &str) -> bool {
    WORDS.iter().any(|(word, _)| *word == name)
}

/// Reads a type: `text`, `Topic`, `number?`, `[text; 5]`.
pub fn parse(context: &mut Context<'_>, text: &Text) -> Option<Type> {
    let kind = read(context, text)?;
    not_a_query(context, text, kind)
}

/// Reads the type of an input of a call, which may be a query as well.
pub fn input(context: &mut Context<'_>, text: &Text) -> Option<Type> {
    match read(context, text)? {
        list @ Type::List(_) => not_a_query(context, text, list),
        other => Some(other),
    }
}

/// A query is made where it is sent: what is kept or handed on is no query any more, but text.
fn not_a_query(context: &mut Context<'_>, text: &Text, kind: Type) -> Option<Type> {
    let element = match kind.unwrapped() {
        Type::List(element) => element,
        other => other,
    };
    if *element != Type::Query {
        return Some(kind);
    }
    context.push(
        Diagnostic::error(Code::NOT_A_TYPE, format!("`{text}` cannot be used here"))
            .at(text.span, "a query is an input of a call, and nothing else")
            .help("keep or hand on the values that stand in the query"),
    );
    None
}

/// Reads a type.
fn read(context: &mut Context<'_>, text: &Text) -> Option<Type> {
    let written = text.value.trim();
    match written.strip_suffix('?') {
        Some(inner) => Some(whole(context, text, inner.trim_end())?.optional()),
        None => whole(context, text, written),
    }
}

/// A type without a `?` of its own.
fn whole(context: &mut Context<'_>, text: &Text, written: &str) -> Option<Type> {
    let Some(inner) = written.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) else {
        return named(context, text, written);
    };
    let Some((element, max)) = inner.split_once(';') else {
        context.push(
            Diagnostic::error(Code::NOT_A_TYPE, format!("the list `{written}` has no size"))
                .at(text.span, "how many elements at most?")
                .help(format!("write `[{}; 10]`", inner.trim())),
        );
        return None;
    };
    if !matches!(max.trim().parse::<u32>(), Ok(1..=100)) {
        context.push(
            Diagnostic::error(Code::NOT_A_TYPE, format!("`{}` is no size of a list", max.trim()))
                .at(text.span, "1 to 100 elements")
                .help(format!("write `[{}; 10]`", element.trim())),
        );
    }
    Some(Type::List(Box::new(named(context, text, element.trim())?)))
}

/// What other languages call the types.
const ELSEWHERE: &[(&str, &str)] = &[
    ("string", "text"),
    ("str", "text"),
    ("int", "number"),
    ("integer", "number"),
    ("float", "number"),
    ("double", "number"),
    ("boolean", "bool"),
    ("datetime", "date"),
    ("day", "date"),
    ("list", "[text; 5]"),
    ("array", "[text; 5]"),
];

fn named(context: &mut Context<'_>, text: &Text, name: &str) -> Option<Type> {
    if let Some((_, found)) = WORDS.iter().find(|(word, _)| *word == name) {
        return Some(found.clone());
    }
    match get(&context.draft.types, name) {
        Some(TypeDecl::Values(_)) => return Some(Type::Enum(context.values(name))),
        Some(TypeDecl::Dynamic(_)) => return Some(Type::Entity),
        Some(TypeDecl::Parser(_)) => return Some(Type::Text),
        None if context.draft.is_broken("types", name) => return None,
        None => {}
    }
    let known = WORDS.iter().map(|(word, _)| *word).chain(names(&context.draft.types));
    let inner = name.trim_end_matches('?');
    let elsewhere = ELSEWHERE.iter().find(|(word, _)| inner.eq_ignore_ascii_case(word));
    let help = match elsewhere {
        _ if known.clone().any(|it| it == inner) => "only a type as a whole may be absent".to_owned(),
        Some((_, ours)) => format!("write `{ours}`"),
        None => suggest(name, "types", known),
    };
    context.push(
        Diagnostic::error(Code::NOT_A_TYPE, format!("there is no type `{name}`"))
            .at(text.span, "")
            .help(help),
    );
    None
}

/// The declared types.
pub fn declared(context: &mut Context<'_>) -> IndexMap<String, TypeDef> {
    let draft = context.draft;
    naming::collisions(context.diagnostics, "types", draft.types.keys(), crate::plan::names::kind);
    let mut types = IndexMap::new();
    for (name, declared) in &draft.types {
        naming::type_name(context.diagnostics, name, "type");
        let (values, facts, dynamic): (Vec<&Text>, _, _) = match declared {
            TypeDecl::Values(it) => {
                check_values(context.diagnostics, &it.values);
                (it.values.keys().collect(), super::facts::of_values(context, name, it), None)
            }
            // Its ids are the service's; only those of an enum become names in Rust.
            TypeDecl::Dynamic(it) => (it.values.keys().collect(), IndexMap::new(), Some(&it.dynamic)),
            // Its parts may be of types that come later, and what it is given of memory.
            TypeDecl::Parser(_) => continue,
        };
        let dynamic = dynamic.map(|it| Dynamic {
            call: it.call.value.clone(),
            list: it.list.value.clone(),
            id: it.id.value.clone(),
            name: it.name.value.clone(),
            synonyms: it.synonyms.iter().map(|field| field.value.clone()).collect(),
        });
        let values = values.into_iter().map(|id| id.value.clone()).collect();
        types.insert(name.value.clone(), TypeDef { values, facts, dynamic, parts: None });
    }
    types
}

fn check_values(diagnostics: &mut Diagnostics, values: &Map<DeclaredValue>) {
    naming::collisions(diagnostics, "values", values.keys(), crate::plan::names::kind);
    values.keys().for_each(|id| naming::value_name(diagnostics, id, "value"));
}

/// Dynamic types, once calls are known: the source is a safe call without required input whose list has the fields.
pub fn check_dynamic(context: &mut Context<'_>) {
    let draft = context.draft;
    for declared in draft.types.values() {
        let TypeDecl::Dynamic(it) = declared else { continue };
        let source = &it.dynamic;
        let Some(call) = context.call(&source.call) else { continue };
        if !call.safe {
            context.push(super::safe_needed(&source.call, "values are fetched without asking"));
        }
        if let Some((input, _)) = call.inputs.iter().find(|(_, kind)| !kind.is_option()) {
            context.push(
                Diagnostic::error(
                    Code::INPUT_MISSING,
                    format!("`{}` needs `{input}`, which a type cannot give", source.call),
                )
                .at(source.call.span, "called without input")
                .help("make the input optional (`text?`), or name another call"),
            );
        }
        let Some(Type::List(element)) = call.record.fields.get(&source.list.value) else {
            // An output that could not be read is reported already.
            if !context.unread(&source.call).contains(&source.list.value) {
                let lists = call.record.fields.iter().filter(|(_, kind)| matches!(kind, Type::List(_)));
                let help = suggest(&source.list, "lists", lists.map(|(name, _)| name.as_str()));
                context.push(
                    Diagnostic::error(
                        Code::NOT_A_LIST,
                        format!("`{}` gives no list `{}`", source.call, source.list),
                    )
                    .at(source.list.span, "")
                    .help(help),
                );
            }
            continue;
        };
        for field in [&source.id, &source.name].into_iter().chain(&source.synonyms) {
            if element.field(field) != Some(Type::Text) {
                let help = suggest(field, "fields", element.field_names());
                context.push(
                    Diagnostic::error(Code::NO_SUCH_FIELD, format!("an element has no text `{field}`"))
                        .at(field.span, "a text that is always there is needed")
                        .help(help),
                );
            }
        }
    }
}

/// Both memories: name to type, each an option.
pub fn memories(context: &mut Context<'_>) {
    let memory = &context.draft.memory;
    context.memory = self::memory(context, "session", &memory.session, "when a session begins");
    context.profile = self::memory(context, "profile", &memory.profile, "until something is kept in it");
}

fn memory(
    context: &mut Context<'_>,
    of: &'static str,
    declared: &Map<Text>,
    when: &str,
) -> IndexMap<String, Type> {
    naming::collisions(context.diagnostics, "memory", declared.keys(), crate::plan::names::value);
    if context.draft.is_broken("memory", of) {
        context.unknown.insert(of.to_owned());
    }
    let mut memory = IndexMap::new();
    for (name, text) in declared {
        naming::value_name(context.diagnostics, name, "memory");
        let Some(kind) = parse(context, text) else {
            context.unknown.insert(format!("{of}.{name}"));
            continue;
        };
        if !kind.is_option() {
            context.push(
                Diagnostic::error(Code::MAYBE_ABSENT, format!("`{of}.{name}` is absent {when}"))
                    .at(text.span, "so its type is an option")
                    .help(format!("write `{}?`", text.value)),
            );
        }
        memory.insert(name.value.clone(), kind.optional());
    }
    memory
}
