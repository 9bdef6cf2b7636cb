//! Which types can be spoken, and with which filters.

use super::dotted;
use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics},
    model::Type,
    syntax::{
        dates,
        message::{Except, Value},
    },
};
use sayso_schemas::{span::Spanned, words::Filter};

/// Diagnoses a value that is spoken without a filter and cannot be. `kind` is no option.
pub(super) fn check_spoken(value: &Value, kind: &Type, diagnostics: &mut Diagnostics) {
    let name = dotted(&value.path);
    let help = match kind {
        Type::Record(record) => match record.fields.keys().next() {
            Some(field) => format!("say one of its fields, such as `{{{name}.{field}}}`"),
            None => "say something else: it has no fields".to_owned(),
        },
        Type::List(inner) if is_text(inner.unwrapped()) => {
            format!("write `{{{name}|join}}`, `{{{name}|either}}` or `{{{name}|count}}`")
        }
        Type::List(_) => format!("write `{{{name}|count}}`, or read the list out with `read:`"),
        Type::Bool => "compute a text from it, with a `compute:` step".to_owned(),
        Type::Text
        | Type::Number
        | Type::Date
        | Type::Duration
        | Type::Enum(_)
        | Type::Entity
        | Type::Query
        | Type::Option(_) => return,
    };
    diagnostics.push(
        Diagnostic::error(Code::VALUE_NOT_SPOKEN, format!("`{name}` cannot be spoken as a whole"))
            .at(value.span, format!("this is {}", kind.describe()))
            .help(help),
    );
}

/// Diagnoses filters of dates for something else. `kind` is no option.
pub(super) fn check_dates(value: &Value, kind: &Type, diagnostics: &mut Diagnostics) {
    let Some(first) = value.dates.first().filter(|_| *kind != Type::Date) else { return };
    let name = dotted(&value.path);
    diagnostics.push(
        Diagnostic::error(Code::FILTER_TYPE, format!("`|{}` is for a date", dates::written(first.value)))
            .at(first.span, format!("`{name}` is {}", kind.describe()))
            .help(format!("leave it out: `{{{name}}}`")),
    );
}

/// Diagnoses an `except:` for what is neither a text nor a date, or with what the value never equals, or always. `kind` and `others` are no
/// options.
pub(super) fn check_except(
    value: &Value,
    kind: &Type,
    except: &Except,
    others: &Type,
    diagnostics: &mut Diagnostics,
) {
    let (name, other) = (dotted(&value.path), dotted(&except.path));
    let wrong = |message: String, label: String, help: String| {
        Diagnostic::error(Code::FILTER_TYPE, message).at(except.span, label).help(help)
    };
    let told = if !is_text(kind) && *kind != Type::Date {
        let help = format!("leave it out: `{{{name}}}`");
        wrong(
            "`|except:` is for a text or a date".to_owned(),
            format!("`{name}` is {}", kind.describe()),
            help,
        )
    } else if name == other {
        let help = "name another value".to_owned();
        wrong(format!("`{name}` always equals itself"), "the value itself".to_owned(), help)
    } else if !comparable(kind, others) {
        let label = format!("`{other}` is {}", others.describe());
        let help = match kind {
            Type::Enum(_) => format!("name {} that `{name}` may equal", kind.describe()),
            Type::Date => format!("name a date that `{name}` may equal"),
            _ => format!("name a text that `{name}` may equal"),
        };
        wrong(format!("`{name}` never equals `{other}`"), label, help)
    } else {
        return;
    };
    diagnostics.push(told);
}

/// Whether values of both types may be equal: texts, dates, or values of one type.
fn comparable(one: &Type, other: &Type) -> bool {
    let is_name = |kind: &Type| matches!(kind, Type::Text | Type::Entity);
    match (one, other) {
        (Type::Enum(one), Type::Enum(other)) => one.name == other.name,
        (Type::Date, Type::Date) => true,
        (one, other) => is_name(one) && is_name(other),
    }
}

/// Diagnoses a filter that is not for the value's type. `kind` is no option.
pub(super) fn check_filter(
    value: &Value,
    filter: &Spanned<Filter>,
    kind: &Type,
    diagnostics: &mut Diagnostics,
) {
    if fits(filter.value, kind) {
        return;
    }
    let word = word(filter.value);
    let wanted = match filter.value {
        Filter::Count => "a list",
        Filter::Spell | Filter::Digits => "a text or a number",
        Filter::Ordinal => "a number",
        Filter::Join | Filter::Either | Filter::EitherSpelled => "a list of texts",
        Filter::Date | Filter::Weekday | Filter::Near | Filter::On => "a date",
        Filter::Lower => "a text",
    };
    let fitting: Vec<_> = Filter::ALL
        .iter()
        .filter(|(_, filter)| fits(*filter, kind))
        .map(|(word, _)| format!("`|{word}`"))
        .collect();
    let help = if fitting.is_empty() {
        format!("leave it out: `{{{}}}`", dotted(&value.path))
    } else {
        format!("use {}, or leave it out", fitting.join(", "))
    };
    diagnostics.push(
        Diagnostic::error(Code::FILTER_TYPE, format!("`|{word}` is for {wanted}"))
            .at(filter.span, format!("`{}` is {}", dotted(&value.path), kind.describe()))
            .help(help),
    );
}

fn fits(filter: Filter, kind: &Type) -> bool {
    match filter {
        Filter::Count => matches!(kind, Type::List(_)),
        Filter::Spell | Filter::Digits => is_text(kind) || *kind == Type::Number,
        Filter::Ordinal => *kind == Type::Number,
        Filter::Join | Filter::Either | Filter::EitherSpelled => {
            matches!(kind, Type::List(inner) if is_text(inner.unwrapped()))
        }
        Filter::Date | Filter::Weekday | Filter::Near | Filter::On => *kind == Type::Date,
        Filter::Lower => is_text(kind),
    }
}

/// What is spoken as a text: a text, or the name of a value.
fn is_text(kind: &Type) -> bool {
    matches!(kind, Type::Text | Type::Enum(_) | Type::Entity)
}

fn word(filter: Filter) -> &'static str {
    Filter::ALL.iter().find(|(_, known)| *known == filter).map_or("", |(word, _)| word)
}
