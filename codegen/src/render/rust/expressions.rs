//! Expressions as owned Rust values.

use super::{ident, kind, value};
use crate::model::{Constant, Expression, Path, Type};
use proc_macro2::TokenStream;
use quote::quote;

/// An expression as an owned value of type `wanted`. `it` is a reference to the element where one is in scope.
pub(super) fn owned(expression: &Expression, wanted: &Type) -> TokenStream {
    let (tokens, found) = match expression {
        Expression::Absent => return quote!(None),
        Expression::Constant(constant) => self::constant(constant),
        Expression::Path(path) => self::path(path),
    };
    if wanted.is_option() && !found.is_option() { quote!(Some(#tokens)) } else { tokens }
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
        "session" => match (rest.split_first(), path.types.get(1)) {
            (Some((name, rest)), Some(kind)) => {
                let name = value(name);
                walk(&quote!(turn.memory.#name), false, kind, rest)
            }
            _ => (quote!(turn.memory.clone()), kind.clone()),
        },
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
