//! What a step gives: one variable in braces, or a constant. Never text around a variable, so that a value stays a
//! value and cannot become syntax.

use super::context::Context;
use crate::{
    diagnostic::{Code, Diagnostic, suggest},
    model::{Constant, Expression, Path, Type, Values},
    syntax::dates,
};
use indexmap::IndexMap;
use sayso_schemas::{
    spec::{Text, TypeDecl},
    words::{DateFilter, Filter},
};

/// Reads an expression that must be of type `wanted`; of any type where that is `None`.
pub fn expression(
    context: &mut Context<'_>,
    text: &Text,
    wanted: Option<&Type>,
    scope: &IndexMap<String, Type>,
) -> Option<Expression> {
    if wanted.is_some_and(|wanted| *wanted.unwrapped() == Type::Query) {
        return super::templates::query(context, text, scope);
    }
    if let Some(inner) = variable(text) {
        let path = path(context, text, inner.trim(), scope)?;
        if let Some(wanted) = wanted {
            fits(context, text, path.kind(), wanted)?;
        }
        return Some(Expression::Path(path));
    }
    if within_text(text) {
        context.push(not_bound(text));
        return None;
    }
    constant(context, text, wanted.unwrap_or(&Type::Text)).map(Expression::Constant)
}

/// The variable that stands alone in braces.
pub fn variable(text: &Text) -> Option<&str> {
    let inner = text.value.trim().strip_prefix('{')?.strip_suffix('}')?;
    (!inner.contains(['{', '}'])).then_some(inner)
}

/// True where a variable stands within text.
pub fn within_text(text: &Text) -> bool {
    variable(text).is_none() && text.contains(['{', '}'])
}

/// A variable within text.
pub fn not_bound(text: &Text) -> Diagnostic {
    Diagnostic::error(Code::NOT_BOUND, "a variable stands within text")
        .at(text.span, "values are bound whole, never put into text")
        .help("give the variable alone, `\"{variable}\"`; to put texts together, write a `compute:` step")
}

/// The variables that every expression may use.
pub fn built_in() -> [(&'static str, Type); 4] {
    [("today", Type::Date), ("time_zone", Type::Text), ("language", Type::Text), ("locale", Type::Text)]
}

/// Resolves a dotted path (without braces), with the filters of dates behind it: `deadline.until|plus:1`.
pub fn path(
    context: &mut Context<'_>,
    text: &Text,
    written: &str,
    scope: &IndexMap<String, Type>,
) -> Option<Path> {
    let mut pieces = written.split('|');
    let found = fields(context, text, pieces.next()?, scope);
    let filters: Option<Vec<_>> = pieces.map(|word| filter(context, text, word.trim())).collect();
    let (found, dates) = (found?, filters?);
    if !dates.is_empty() && *found.kind().unwrapped() != Type::Date {
        let dotted = found.segments.join(".");
        let first = dates.first().map(|it| dates::written(*it)).unwrap_or_default();
        context.push(
            Diagnostic::error(Code::FILTER_TYPE, format!("`|{first}` is for a date"))
                .at(text.span, format!("`{dotted}` is {}", found.kind().describe()))
                .help(format!("leave it out: `{{{dotted}}}`")),
        );
        return None;
    }
    Some(Path { dates, ..found })
}

/// Reads a filter of dates.
fn filter(context: &mut Context<'_>, text: &Text, word: &str) -> Option<DateFilter> {
    match dates::filter(word, text.span) {
        Some(Ok(filter)) => return Some(filter),
        Some(Err(fault)) => context.push(fault),
        None => {
            let spoken = word.starts_with("or:") || Filter::ALL.iter().any(|(known, _)| *known == word);
            let help = if spoken {
                "only a message says a value in a way of its own; leave it out here".to_owned()
            } else {
                suggest(word, "filters", dates::words())
            };
            context.push(
                Diagnostic::error(Code::FILTER_UNKNOWN, format!("a value has no filter `{word}`"))
                    .at(text.span, "")
                    .help(help),
            );
        }
    }
    None
}

/// Resolves a dotted path.
fn fields(
    context: &mut Context<'_>,
    text: &Text,
    dotted: &str,
    scope: &IndexMap<String, Type>,
) -> Option<Path> {
    let segments: Vec<String> = dotted.split('.').map(|segment| segment.trim().to_owned()).collect();
    let (root, rest) = segments.split_first()?;
    if context.is_unknown(&segments.join(".")) {
        return None;
    }
    let memory = || {
        let fields = match root.as_str() {
            "session" => context.memory.clone(),
            "profile" => context.profile.clone(),
            _ => return None,
        };
        Some(Type::Record(crate::model::Record { origin: root.clone(), fields }))
    };
    let found = scope.get(root).cloned();
    let found = found.or_else(|| built_in().into_iter().find(|(name, _)| name == root).map(|(_, kind)| kind));
    let Some(kind) = found.or_else(memory) else {
        let built_in = built_in().map(|(name, _)| name);
        let known = scope.keys().map(String::as_str).chain(["session", "profile"]).chain(built_in);
        let help = suggest(root, "variables", known);
        context.push(
            Diagnostic::error(Code::UNKNOWN_VARIABLE, format!("there is no variable `{root}` here"))
                .at(text.span, "")
                .help(help),
        );
        return None;
    };
    if matches!(root.as_str(), "session" | "profile") && rest.is_empty() {
        let help = suggest("", "memories", kind.field_names());
        let message = "the memory as a whole is no value";
        context
            .push(Diagnostic::error(Code::NO_SUCH_FIELD, message).at(text.span, "name one of it").help(help));
        return None;
    }
    let mut types = vec![kind];
    for field in rest {
        let of = types.last()?;
        let Some(kind) = of.field(field) else {
            let names = of.field_names();
            let help = if names.is_empty() {
                format!("{} has no fields", of.unwrapped().describe())
            } else {
                suggest(field, "fields", names)
            };
            let before = segments.get(..types.len()).unwrap_or_default().join(".");
            let label = format!("`{before}` is {}", of.unwrapped().describe());
            context.push(
                Diagnostic::error(Code::NO_SUCH_FIELD, format!("`{before}` has no field `{field}`"))
                    .at(text.span, label)
                    .help(help),
            );
            return None;
        };
        types.push(kind);
    }
    Some(Path { segments, types, dates: Vec::new() })
}

/// A value of type `found` can be given where `wanted` is.
fn fits(context: &mut Context<'_>, text: &Text, found: &Type, wanted: &Type) -> Option<()> {
    if found == wanted || (wanted.is_option() && found == wanted.unwrapped()) {
        return Some(());
    }
    if found.is_option() && found.unwrapped() == wanted {
        context.push(
            Diagnostic::error(Code::MAYBE_ABSENT, format!("`{text}` may be absent"))
                .at(text.span, format!("{} is needed", wanted.describe()))
                .help("let what takes it be an option (`text?`), or give something that is always there"),
        );
        return None;
    }
    let mut diagnostic = Diagnostic::error(Code::TYPES_DIFFER, format!("`{text}` is {}", found.describe()))
        .at(text.span, format!("{} is needed", wanted.describe()));
    let fields = found.field_names();
    let fitting = fields.iter().find(|field| found.field(field).as_ref() == Some(wanted));
    diagnostic = diagnostic.help(match fitting {
        Some(field) => {
            let inner = text.value.trim().trim_matches(['{', '}']);
            format!("write `\"{{{inner}.{field}}}\"`")
        }
        None => format!("give {}", wanted.describe()),
    });
    context.push(diagnostic);
    None
}

/// Reads a constant of a type.
pub fn constant(context: &mut Context<'_>, text: &Text, wanted: &Type) -> Option<Constant> {
    let written = text.value.as_str();
    let found = match wanted.unwrapped() {
        Type::Text => Some(Constant::Text(written.to_owned())),
        Type::Number => written.parse().ok().filter(|it: &f64| it.is_finite()).map(Constant::Number),
        Type::Bool => written.parse().ok().map(Constant::Bool),
        Type::Enum(values) => return enum_value(context, text, values),
        _ => None,
    };
    if found.is_none() {
        let name = written.starts_with(|it: char| it.is_ascii_alphabetic())
            && written.chars().all(|it| it.is_ascii_alphanumeric() || "._".contains(it));
        let help = match wanted.unwrapped() {
            Type::Date if !name => {
                "a date is counted from another one, for example from today: `\"{today|plus:7}\"`".to_owned()
            }
            _ => {
                let variable = if name { written } else { "variable" };
                format!("a variable stands in braces and quotes: `\"{{{variable}}}\"`")
            }
        };
        context.push(
            Diagnostic::error(Code::TYPES_DIFFER, format!("`{written}` is a constant text"))
                .at(text.span, format!("{} is needed", wanted.unwrapped().describe()))
                .help(help),
        );
    }
    found
}

fn enum_value(context: &mut Context<'_>, text: &Text, of: &Values) -> Option<Constant> {
    let (draft, name) = (context.draft, of.name.as_str());
    let Some(TypeDecl::Values(declared)) = super::draft::get(&draft.types, name) else { return None };
    if super::draft::get(&declared.values, text).is_some() {
        return Some(Constant::Value(of.clone(), text.value.clone()));
    }
    let help = suggest(text, "values", super::draft::names(&declared.values));
    context.push(
        Diagnostic::error(Code::NOT_DECLARED, format!("`{name}` has no value `{text}`"))
            .at(text.span, "")
            .help(help),
    );
    None
}
