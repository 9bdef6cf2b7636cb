//! What is known of the values of declared types: the same for every user and in every locale, or counted from today.

use super::{
    context::Context,
    draft::{get, key, names},
    expressions, naming, types,
};
use crate::{
    diagnostic::{Code, Diagnostic, nearest, suggest},
    model::{Expression, Fact, Type},
};
use indexmap::IndexMap;
use sayso_schemas::spec::{DeclaredValue, Given, Text, TypeDecl, ValuesType};

/// The facts that types declare. They come before all that may name a type.
pub fn kinds(context: &mut Context<'_>) {
    for (name, declared) in &context.draft.types {
        let TypeDecl::Values(declared) = declared else { continue };
        naming::collisions(context.diagnostics, "facts", declared.facts.keys(), crate::plan::names::value);
        let mut kinds = IndexMap::new();
        for (fact, kind) in &declared.facts {
            naming::value_name(context.diagnostics, fact, "fact");
            if fact.value == "id" {
                context.push(
                    Diagnostic::error(Code::BAD_NAME, "`id` is a field of every value")
                        .at(fact.span, "not free for a fact")
                        .help("choose another name, `code` for example"),
                );
            }
            kinds.extend(kind_of(context, kind).map(|kind| (fact.value.clone(), kind)));
        }
        context.facts.insert(name.value.clone(), kinds);
    }
}

/// The type of a fact.
fn kind_of(context: &mut Context<'_>, text: &Text) -> Option<Type> {
    let kind = types::parse(context, text)?;
    if matches!(kind.unwrapped(), Type::Text | Type::Number | Type::Bool | Type::Date) {
        return Some(kind);
    }
    context.push(
        Diagnostic::error(Code::NOT_A_TYPE, format!("no fact is {}", kind.unwrapped().describe()))
            .at(text.span, "")
            .help("a fact is `text`, `number`, `bool` or `date`, with `?` where some values have none"),
    );
    None
}

/// Facts of a type that could not be read, which is reported already.
pub fn unread(context: &Context<'_>, name: &str) -> Vec<String> {
    let Some(TypeDecl::Values(declared)) = get(&context.draft.types, name) else { return Vec::new() };
    let read = context.facts.get(name);
    let is_read = |fact: &&str| read.is_some_and(|it| it.contains_key(*fact));
    names(&declared.facts).filter(|fact| !is_read(fact)).map(str::to_owned).collect()
}

/// What the values of a type tell.
pub fn of_values(context: &mut Context<'_>, name: &Text, declared: &ValuesType) -> IndexMap<String, Fact> {
    let kinds = context.facts.get(&name.value).cloned().unwrap_or_default();
    let mut facts: IndexMap<String, Fact> =
        kinds.into_iter().map(|(fact, kind)| (fact, Fact { kind, of: Vec::new() })).collect();
    for (id, value) in &declared.values {
        let misspelt = not_declared(context, name, declared, value);
        for (fact, known) in &mut facts {
            let given = get(&value.facts, fact);
            if given.is_none() && !known.kind.is_option() && !misspelt.contains(&fact.as_str()) {
                missing(context, id, declared, fact);
            }
            let told = given.and_then(|given| told(context, given, &known.kind));
            known.of.push(told.unwrap_or(Expression::Absent));
        }
    }
    facts
}

/// Reports what a value tells that is no fact of its type. The facts that were probably meant.
fn not_declared<'d>(
    context: &mut Context<'_>,
    name: &Text,
    declared: &'d ValuesType,
    value: &DeclaredValue,
) -> Vec<&'d str> {
    let mut meant = Vec::new();
    for fact in value.facts.keys().filter(|fact| !declared.facts.contains_key(*fact)) {
        let help = if declared.facts.is_empty() {
            format!("declare it beside `values`: `facts: {{{fact}: text}}`")
        } else {
            suggest(fact, "facts", names(&declared.facts))
        };
        context.push(
            Diagnostic::error(Code::NOT_DECLARED, format!("`{name}` has no fact `{fact}`"))
                .at(fact.span, "not declared")
                .help(help),
        );
        meant.extend(nearest(fact, names(&declared.facts)));
    }
    meant
}

/// A fact of one value.
fn told(context: &mut Context<'_>, given: &Given, kind: &Type) -> Option<Expression> {
    if let Some(variable) = expressions::variable(given)
        && variable.split(['.', '|']).next().is_some_and(|root| root.trim() != "today")
    {
        context.push(
            Diagnostic::error(Code::FACT, format!("a fact cannot depend on `{}`", variable.trim()))
                .at(given.span, "a fact is the same for everybody")
                .help("give a constant; of a date, one that is counted from today: `\"{today|plus:7}\"`"),
        );
        return None;
    }
    expressions::expression(context, given, Some(kind), &IndexMap::new())
}

fn missing(context: &mut Context<'_>, id: &Text, declared: &ValuesType, fact: &str) {
    let Some((fact, kind)) = declared.facts.get_key_value(&key(fact)) else { return };
    context.push(
        Diagnostic::error(Code::FACT, format!("`{id}` does not tell `{fact}`"))
            .at(id.span, "every value tells it")
            .at(fact.span, "declared here")
            .help(format!("add `facts: {{{fact}: …}}`, or let it be an option: `{fact}: \"{kind}?\"`")),
    );
}
