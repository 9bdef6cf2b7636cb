//! Expressions as owned Rust values.

use super::{ident, kind, value};
use crate::model::{Constant, Expression, Path, TemplatePart, Type, Values};
use proc_macro2::{Literal, TokenStream};
use quote::quote;
use sayso_formats::jql::Place;
use sayso_schemas::words::DateFilter;

/// An expression as an owned value of type `wanted`. `it` is a reference to the element where one is in scope.
pub(super) fn owned(expression: &Expression, wanted: &Type) -> TokenStream {
    owned_with(expression, wanted, &quote!(turn.calls()))
}

/// The same, where `calls` are the calls.
pub(super) fn owned_with(expression: &Expression, wanted: &Type, calls: &TokenStream) -> TokenStream {
    let (tokens, found) = match expression {
        Expression::Absent => return quote!(None),
        Expression::Constant(constant) => self::constant(constant),
        Expression::Path(path) => self::path(path),
        Expression::Template(parts) => (query(parts, calls), Type::Query),
    };
    if wanted.is_option() && !found.is_option() { quote!(Some(#tokens)) } else { tokens }
}

/// A query, its values bound. Only in a function that gives a `Result`.
fn query(parts: &[TemplatePart], calls: &TokenStream) -> TokenStream {
    let bound = bound(parts);
    let query = quote!(sayso_runtime::query(sayso_runtime::formats::jql::Binder::new()#bound)?);
    let Some(finder) = parts.iter().find_map(service).map(value) else { return query };
    // No name of a spec ends in an underscore.
    quote!({
        let fields_ = crate::generated::fields::#finder(#calls).await?;
        #query
    })
}

/// The service whose fields a query names.
fn service(part: &TemplatePart) -> Option<&str> {
    match part {
        TemplatePart::Field { service, .. } => Some(service),
        TemplatePart::Optional(parts) => parts.iter().find_map(self::service),
        TemplatePart::Text(_) | TemplatePart::Value(..) => None,
    }
}

fn bound(parts: &[TemplatePart]) -> TokenStream {
    let parts = parts.iter().map(|part| match part {
        TemplatePart::Text(text) => quote!(.jql(#text)),
        TemplatePart::Field { name, missing: Some(word), .. } => {
            quote!(.field(Some(fields_.need(#name, #word)?)))
        }
        TemplatePart::Field { name, .. } => quote!(.field(fields_.get(#name))),
        TemplatePart::Value(path, place) => {
            let (tokens, _) = self::path(path);
            let place = match place {
                Place::Value => quote!(Value),
                Place::List => quote!(List),
                Place::Search => quote!(Search),
                Place::Field => quote!(Field),
            };
            quote!(.value(sayso_runtime::formats::jql::Place::#place, &sayso_runtime::Operand(&#tokens)))
        }
        TemplatePart::Optional(inner) => {
            let inner = bound(inner);
            quote!(.optional(|part| part #inner))
        }
    });
    quote!(#(#parts)*)
}

/// A path as an option.
pub(super) fn option(path: &Path) -> TokenStream {
    owned(&Expression::Path(path.clone()), &path.kind().clone().optional())
}

/// The place of a list, to borrow from.
pub(super) fn place(path: &Path) -> TokenStream {
    let segments = path.segments.iter().map(|segment| value(segment));
    quote!(#(#segments).*)
}

/// A constant and its type.
pub(super) fn constant(constant: &Constant) -> (TokenStream, Type) {
    match constant {
        Constant::Text(text) => (quote!(#text.to_owned()), Type::Text),
        Constant::Number(number) => (quote!(#number), Type::Number),
        Constant::Bool(flag) => (quote!(#flag), Type::Bool),
        Constant::Value(values, id) => {
            let (name, variant) = (kind(&values.name), kind(id));
            (quote!(crate::generated::types::#name::#variant), Type::Enum(values.clone()))
        }
    }
}

/// A path as an owned value, and its type.
fn path(path: &Path) -> (TokenStream, Type) {
    let (tokens, kind) = found(path);
    (counted(tokens, &path.dates, kind.is_option(), &quote!(turn.today())), kind)
}

/// The date that is meant by another one; of an option, where there is one.
pub(super) fn counted(
    date: TokenStream,
    filters: &[DateFilter],
    optional: bool,
    today: &TokenStream,
) -> TokenStream {
    if filters.is_empty() {
        return date;
    }
    if optional {
        let day = quote!(day);
        let counted = counted(day.clone(), filters, false, today);
        return quote!(#date.map(|#day| #counted));
    }
    filters.iter().fold(date, |date, filter| match filter {
        DateFilter::Plus(days) => {
            let days = Literal::i32_unsuffixed(*days);
            quote!(sayso_runtime::days::plus(#date, #days))
        }
        DateFilter::Week => quote!(sayso_runtime::days::week(#date)),
        DateFilter::Month => quote!(sayso_runtime::days::month(#date)),
        DateFilter::MonthEnd => quote!(sayso_runtime::days::month_end(#date)),
        DateFilter::Workday => quote!(sayso_runtime::days::workday(#date)),
        DateFilter::Past => quote!(sayso_runtime::days::past(#date, #today)),
    })
}

/// What a path leads to, as an owned value, and its type.
fn found(path: &Path) -> (TokenStream, Type) {
    let Some(kind) = path.types.first() else { return (quote!(), Type::Text) };
    let rest = path.segments.get(1..).unwrap_or_default();
    match path.root() {
        "today" => (quote!(turn.today()), Type::Date),
        "time_zone" => (quote!(turn.time_zone().to_owned()), Type::Text),
        "language" => (quote!(turn.language().to_owned()), Type::Text),
        "locale" => (quote!(turn.locale().to_owned()), Type::Text),
        root @ ("session" | "profile") => {
            let memory = if root == "session" { quote!(turn.memory) } else { quote!(turn.profile) };
            match (rest.split_first(), path.types.get(1)) {
                (Some((name, rest)), Some(kind)) => {
                    let name = value(name);
                    walk(&quote!(#memory.#name), false, kind, rest)
                }
                _ => (quote!(#memory.clone()), kind.clone()),
            }
        }
        root => walk(
            &{
                let root = value(root);
                quote!(#root)
            },
            root == "it",
            kind,
            rest,
        ),
    }
}

/// Walks from a place to a field of it. Through an option, the result is an option.
fn walk(place: &TokenStream, reference: bool, kind: &Type, rest: &[String]) -> (TokenStream, Type) {
    let Some((field, rest)) = rest.split_first() else {
        return (clone(place, reference, kind), kind.clone());
    };
    match kind {
        Type::Option(inner) => {
            let bound = ident("inner");
            let (tokens, found) = walk(&quote!(#bound), true, inner, std::slice::from_ref(field));
            let first = if found.is_option() {
                quote!(#place.as_ref().and_then(|#bound| #tokens))
            } else {
                quote!(#place.as_ref().map(|#bound| #tokens))
            };
            let found = found.optional();
            if rest.is_empty() { (first, found) } else { walk(&first, false, &found, rest) }
        }
        Type::Enum(values) => match values.facts.get(field) {
            Some(kind) => (fact(place, field, values, kind), kind.clone()),
            None => (quote!(#place.id().to_owned()), Type::Text),
        },
        other => {
            let name = value(field);
            let found = other.field(field).unwrap_or(Type::Text);
            walk(&quote!(#place.#name), false, &found, rest)
        }
    }
}

/// A fact of the value at a place.
fn fact(place: &TokenStream, fact: &str, of: &Values, kind: &Type) -> TokenStream {
    let name = value(fact);
    let today = of.are_dated().then(|| quote!(turn.today()));
    let found = quote!(#place.facts(#today).#name);
    match (kind.unwrapped(), kind.is_option()) {
        (Type::Text, false) => quote!(#found.to_owned()),
        (Type::Text, true) => quote!(#found.map(str::to_owned)),
        _ => found,
    }
}

/// A copy of what stands at a place.
fn clone(place: &TokenStream, reference: bool, kind: &Type) -> TokenStream {
    match (kind, reference) {
        (Type::Number | Type::Bool | Type::Date | Type::Duration | Type::Enum(_), false) => place.clone(),
        (Type::Number | Type::Bool | Type::Date | Type::Duration | Type::Enum(_), true) => quote!(*#place),
        _ => quote!(#place.clone()),
    }
}
