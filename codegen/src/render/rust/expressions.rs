//! Expressions as owned Rust values.

use super::{ident, kind, value};
use crate::model::{Constant, Expression, Path, TemplatePart, Type};
use proc_macro2::TokenStream;
use quote::quote;
use sayso_formats::jql::Place;

/// An expression as an owned value of type `wanted`. `it` is a reference to the element where one is in scope.
pub(super) fn owned(expression: &Expression, wanted: &Type) -> TokenStream {
    let (tokens, found) = match expression {
        Expression::Absent => return quote!(None),
        Expression::Constant(constant) => self::constant(constant),
        Expression::Path(path) => self::path(path),
        Expression::Template(parts) => (query(parts), Type::Query),
    };
    if wanted.is_option() && !found.is_option() { quote!(Some(#tokens)) } else { tokens }
}

/// A query, its values bound. Only in a function that gives a `Result`.
fn query(parts: &[TemplatePart]) -> TokenStream {
    let parts = bound(parts);
    quote!(sayso_runtime::query(sayso_runtime::formats::jql::Binder::new()#parts)?)
}

fn bound(parts: &[TemplatePart]) -> TokenStream {
    let parts = parts.iter().map(|part| match part {
        TemplatePart::Text(text) => quote!(.jql(#text)),
        TemplatePart::Value(path, place) => {
            let (tokens, _) = self::path(path);
            let place = match place {
                Place::Value => quote!(Value),
                Place::List => quote!(List),
                Place::Search => quote!(Search),
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

/// A path as an optional borrowed text.
pub(super) fn optional_text(path: &Path) -> TokenStream {
    let (tokens, found) = self::path(path);
    if found.is_option() { quote!(#tokens.as_deref()) } else { quote!(Some(#tokens.as_str())) }
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
        Constant::Value(name, id) => {
            let (name, variant) = (kind(name), kind(id));
            let path = quote!(crate::generated::types::#name::#variant);
            (path, Type::Enum(name.to_string()))
        }
    }
}

/// A path as an owned value, and its type.
fn path(path: &Path) -> (TokenStream, Type) {
    let Some(kind) = path.types.first() else { return (quote!(), Type::Text) };
    let rest = path.segments.get(1..).unwrap_or_default();
    match path.root() {
        "today" => (quote!(turn.today()), Type::Date),
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
        Type::Enum(_) => (quote!(#place.id().to_owned()), Type::Text),
        other => {
            let name = value(field);
            let found = other.field(field).unwrap_or(Type::Text);
            walk(&quote!(#place.#name), false, &found, rest)
        }
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
