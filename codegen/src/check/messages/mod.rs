//! Whether a message can speak what is in scope.

mod filters;
#[cfg(test)]
mod tests;

use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics, suggest},
    model::Type,
    syntax::message::{Message, Part, Plural, Value},
};
use filters::{check_dates, check_except, check_filter, check_spoken};
use indexmap::IndexMap;
use sayso_schemas::{
    span::{Span, Spanned},
    words::Filter,
};

/// The variables that a message may use, in the order in which a help line lists them.
pub type Scope = IndexMap<String, Type>;

/// Adds what may be known of what there is to choose from: the first names, all of them where they are few, and some where
/// they are more.
pub fn with_options(scope: &mut Scope) {
    for name in ["options", "few", "some"] {
        scope.insert(name.to_owned(), Type::List(Box::new(Type::Text)).optional());
    }
}

/// The most characters of Alexa's output speech.
const MAX_SPEECH: usize = 8_000;

/// Diagnoses what a message cannot speak: unknown variables and fields, records and lists as a whole, filters for
/// other types, values that can equal no other one, plurals of something else than a number, values that may be absent
/// outside of `[…]` and without `or:`, optional segments that are never left out.
///
/// `scope` has each variable with its type; a value that may be absent is an [`Type::Option`].
pub fn check_message(message: &Message, scope: &Scope, diagnostics: &mut Diagnostics) {
    Check { scope, diagnostics }.parts(&message.parts, false);
    let length = longest(&message.parts);
    if length > MAX_SPEECH {
        diagnostics.push(
            Diagnostic::error(
                Code::MESSAGE_TOO_LONG,
                format!("a message has {length} characters of fixed text"),
            )
            .at(message.span, format!("Alexa speaks at most {MAX_SPEECH}"))
            .help("shorten it"),
        );
    }
    check_entities(&message.parts, diagnostics);
}

struct Check<'a> {
    scope: &'a Scope,
    diagnostics: &'a mut Diagnostics,
}

impl Check<'_> {
    /// Whether a value in `parts` may be absent, and so leaves out the optional segment that they are.
    fn parts(&mut self, parts: &[Part], optional: bool) -> bool {
        let mut absent = false;
        for part in parts {
            match part {
                Part::Value(value) => absent |= self.value(value, optional),
                Part::Plural(plural) => {
                    absent |= self.plural(plural, optional);
                    for case in plural.exact.values().chain(plural.cases.values()) {
                        absent |= self.parts(&case.parts, optional);
                    }
                }
                Part::Optional { span, parts } => self.optional(*span, parts),
                Part::Text { .. } | Part::Tag { .. } | Part::Number { .. } => {}
            }
        }
        absent
    }

    fn optional(&mut self, span: Span, parts: &[Part]) {
        let before = self.diagnostics.len();
        let absent = self.parts(parts, true);
        if !absent && self.diagnostics.len() == before {
            self.diagnostics.push(
                Diagnostic::warning(Code::NEVER_ABSENT, "an optional segment is never left out")
                    .at(span, "no value in it can be absent")
                    .help("remove the brackets, or write `'['` to say one"),
            );
        }
    }

    /// True where the value may be absent and nothing is said instead.
    fn value(&mut self, value: &Value, optional: bool) -> bool {
        let Some(kind) = self.resolve(&value.path) else { return true };
        let Some(kind) = self.except(value, kind) else { return true };
        check_dates(value, kind.unwrapped(), self.diagnostics);
        match &value.filter {
            Some(filter) => check_filter(value, filter, kind.unwrapped(), self.diagnostics),
            None => check_spoken(value, kind.unwrapped(), self.diagnostics),
        }
        // A list may be empty: then there is nothing to say.
        let empty = matches!(kind.unwrapped(), Type::List(_))
            && value.filter.as_ref().is_none_or(|filter| filter.value != Filter::Count);
        match (&value.default, kind.is_option()) {
            (_, false) if empty => value.default.is_none(),
            (Some(default), false) => {
                self.diagnostics.push(
                    Diagnostic::warning(Code::NEVER_ABSENT, "a value with `or:` is never absent")
                        .at(default.span, format!("`{}` is always there", dotted(&value.path)))
                        .help("remove `or:` and its text"),
                );
                false
            }
            (None, true) => {
                let others = value.except.iter().map(|other| format!("|except:{}", dotted(&other.path)));
                let name = dotted(&value.path) + &others.collect::<String>();
                self.outside(&name, value.span, optional, true);
                true
            }
            _ => false,
        }
    }

    /// The type of a value that may equal others, for which it is absent. Nothing where one of them is not known.
    fn except(&mut self, value: &Value, kind: Type) -> Option<Type> {
        for other in &value.except {
            let found = self.resolve(&other.path)?;
            check_except(value, kind.unwrapped(), other, found.unwrapped(), self.diagnostics);
        }
        Some(if value.except.is_empty() { kind } else { kind.optional() })
    }

    fn plural(&mut self, plural: &Plural, optional: bool) -> bool {
        let Some(kind) = self.resolve(&plural.path) else { return true };
        let span = path_span(&plural.path);
        if *kind.unwrapped() != Type::Number {
            let name = dotted(&plural.path);
            let help = match kind.unwrapped() {
                Type::List(_) => format!("use a number that counts it, or say `{{{name}|count}}`"),
                _ => "use a variable that is a number".to_owned(),
            };
            self.diagnostics.push(
                Diagnostic::error(Code::PLURAL_NOT_NUMBER, format!("the plural of `{name}` has no number"))
                    .at(span, format!("this is {}", kind.unwrapped().describe()))
                    .help(help),
            );
        }
        if kind.is_option() {
            self.outside(&dotted(&plural.path), span, optional, false);
        }
        kind.is_option()
    }

    /// Diagnoses a value that may be absent, spoken outside of an optional segment.
    fn outside(&mut self, name: &str, span: Span, optional: bool, value: bool) {
        if optional {
            return;
        }
        let help = if value {
            format!(
                "put it in an optional segment, `[… {{{name}}}]`, or say something instead: `{{{name}|or:…}}`"
            )
        } else {
            "put the whole plural in an optional segment, `[…]`".to_owned()
        };
        self.diagnostics.push(
            Diagnostic::error(Code::OPTION_SPOKEN, format!("`{name}` may be absent"))
                .at(span, "spoken in any case")
                .help(help),
        );
    }

    /// The type at the end of a path.
    fn resolve(&mut self, path: &[Spanned<String>]) -> Option<Type> {
        let (variable, fields) = path.split_first()?;
        let Some(found) = self.scope.get(&variable.value) else {
            self.diagnostics.push(
                Diagnostic::error(
                    Code::VARIABLE_UNKNOWN,
                    format!("there is no variable `{}`", variable.value),
                )
                .at(variable.span, "not in scope")
                .help(suggest(
                    &variable.value,
                    "variables",
                    self.scope.keys().map(String::as_str),
                )),
            );
            return None;
        };
        let mut kind = found.clone();
        for (index, field) in fields.iter().enumerate() {
            let Some(next) = kind.field(&field.value) else {
                self.no_field(path.get(..=index).unwrap_or_default(), field, &kind);
                return None;
            };
            kind = next;
        }
        Some(kind)
    }

    fn no_field(&mut self, before: &[Spanned<String>], field: &Spanned<String>, kind: &Type) {
        let names = kind.field_names();
        let help = match kind.unwrapped() {
            Type::List(_) => "a list has no fields; say `|count`, `|join` or `|either` of it".to_owned(),
            _ if names.is_empty() => format!("write `{{{}}}`", dotted(before)),
            _ => suggest(&field.value, "fields", names),
        };
        let message = format!("`{}` has no field `{}`", dotted(before), field.value);
        self.diagnostics.push(
            Diagnostic::error(Code::FIELD_UNKNOWN, message)
                .at(field.span, format!("`{}` is {}", dotted(before), kind.unwrapped().describe()))
                .help(help),
        );
    }
}

fn dotted(path: &[Spanned<String>]) -> String {
    path.iter().map(|name| name.value.as_str()).collect::<Vec<_>>().join(".")
}

/// From the first name of a path to the last.
fn path_span(path: &[Spanned<String>]) -> Span {
    match (path.first(), path.last()) {
        (Some(first), Some(last)) if first.span.verbatim => Span { end: last.span.end, ..first.span },
        (Some(first), _) => first.span,
        _ => Span::default(),
    }
}

/// The characters of fixed text in the longest way to say the parts.
fn longest(parts: &[Part]) -> usize {
    let each = parts.iter().map(|part| match part {
        Part::Text { text, .. } => text.chars().count(),
        Part::Tag { verbatim, .. } => verbatim.chars().count(),
        Part::Optional { parts, .. } => longest(parts),
        Part::Plural(plural) => {
            let cases = plural.exact.values().chain(plural.cases.values());
            cases.map(|case| longest(&case.parts)).max().unwrap_or(0)
        }
        Part::Value(_) | Part::Number { .. } => 0,
    });
    each.sum()
}

/// Diagnoses XML's escapes: text is escaped when it is spoken, so `&amp;` would be said as it stands.
fn check_entities(parts: &[Part], diagnostics: &mut Diagnostics) {
    const ENTITIES: &[(&str, &str)] =
        &[("&amp;", "&"), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'")];
    for part in parts {
        match part {
            Part::Text { span, text } => {
                for (entity, plain) in ENTITIES.iter().filter(|(entity, _)| text.contains(entity)) {
                    diagnostics.push(
                        Diagnostic::warning(
                            Code::ENTITY_IN_TEXT,
                            format!("`{entity}` is spoken letter for letter"),
                        )
                        .at(*span, "in this text")
                        .help(format!("write `{plain}`; what XML needs is done when it is spoken")),
                    );
                }
            }
            Part::Optional { parts, .. } => check_entities(parts, diagnostics),
            Part::Plural(plural) => {
                let cases = plural.exact.values().chain(plural.cases.values());
                cases.for_each(|case| check_entities(&case.parts, diagnostics));
            }
            Part::Tag { .. } | Part::Value(_) | Part::Number { .. } => {}
        }
    }
}
