//! Structs with named fields, and how Rust writes a type.

use super::{doc, ident, value};
use crate::{
    model::{Record, Type},
    plan::Plan,
};
use proc_macro2::TokenStream;
use quote::quote;

/// A type as an owned Rust type.
pub(super) fn rust_type(plan: &Plan<'_>, kind: &Type) -> TokenStream {
    match kind {
        Type::Text | Type::Query => quote!(String),
        Type::Number => quote!(f64),
        Type::Bool => quote!(bool),
        Type::Date => quote!(sayso_runtime::jiff::civil::Date),
        Type::Duration => quote!(sayso_runtime::jiff::SignedDuration),
        Type::Entity => quote!(sayso_runtime::Entity),
        Type::Enum(values) => {
            let name = super::kind(&values.name);
            quote!(crate::generated::types::#name)
        }
        Type::List(inner) => {
            let inner = rust_type(plan, inner);
            quote!(Vec<#inner>)
        }
        Type::Option(inner) => {
            let inner = rust_type(plan, inner);
            quote!(Option<#inner>)
        }
        Type::Record(record) => record_type(plan, record),
    }
}

/// The path of a record's struct.
pub(super) fn record_type(plan: &Plan<'_>, record: &Record) -> TokenStream {
    let Some(name) = plan.records.get(&record.origin) else { return quote!(()) };
    let (modules, name) = (name.module.iter().map(|it| ident(it)), ident(&name.name));
    quote!(crate::generated::#(#modules::)*#name)
}

/// The struct of a record and of those within it, each with `Speak`.
pub(super) fn structs(plan: &Plan<'_>, record: &Record, about: &str) -> TokenStream {
    let Some(name) = plan.records.get(&record.origin) else { return TokenStream::new() };
    let name = ident(&name.name);
    let doc = doc(about);
    let fields = record.fields.iter().map(|(field, kind)| {
        let (docs, name, kind) = (super::doc(&format!("`{field}`.")), value(field), rust_type(plan, kind));
        quote!(#docs pub #name: #kind)
    });
    let arms = record.fields.keys().map(|field| {
        let name = value(field);
        quote!(#field => Some(sayso_runtime::Field::from(&self.#name)))
    });
    let within = record.fields.iter().map(|(field, kind)| {
        inner_record(kind).map(|inner| structs(plan, inner, &format!("An element of `{field}`.")))
    });
    quote! {
        #doc
        #[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
        pub struct #name { #(#fields,)* }
        impl sayso_runtime::Speak for #name {
            fn field(&self, name: &str) -> Option<sayso_runtime::Field<'_>> {
                match name {
                    #(#arms,)*
                    _ => None,
                }
            }
        }
        #(#within)*
    }
}

/// A record within a type.
fn inner_record(kind: &Type) -> Option<&Record> {
    match kind {
        Type::Record(record) => Some(record),
        Type::List(inner) | Type::Option(inner) => inner_record(inner),
        _ => None,
    }
}
