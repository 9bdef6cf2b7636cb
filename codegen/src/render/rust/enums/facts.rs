//! What is known of the values: a struct for each type, in the module `facts`, and the method that gives it.

use crate::{
    model::{Constant, Expression, Fact, Type, TypeDef},
    render::rust::{doc, expressions, kind, value},
};
use proc_macro2::TokenStream;
use quote::quote;

fn is_date(kind: &Type) -> bool {
    *kind.unwrapped() == Type::Date
}

/// The structs.
pub(super) fn module(types: &[(&String, &TypeDef)]) -> TokenStream {
    let structs = types.iter().map(|(name, def)| {
        let (about, name) = (doc(&format!("What is known of a `{name}`.")), kind(name));
        let fields = def.facts.iter().map(|(fact, it)| {
            let (docs, field, kind) = (doc(&format!("`{fact}`.")), value(fact), rust_type(&it.kind));
            quote!(#docs pub #field: #kind)
        });
        quote! {
            #about
            #[derive(Debug, Clone, Copy, PartialEq)]
            pub struct #name { #(#fields,)* }
        }
    });
    quote! {
        #[doc = " What is known of the values."]
        pub mod facts {
            #(#structs)*
        }
    }
}

/// How Rust writes the type of a fact: it is known beforehand, or counted.
fn rust_type(kind: &Type) -> TokenStream {
    let whole = match kind.unwrapped() {
        Type::Number => quote!(f64),
        Type::Bool => quote!(bool),
        Type::Date => quote!(sayso_runtime::jiff::civil::Date),
        _ => quote!(&'static str),
    };
    if kind.is_option() { quote!(Option<#whole>) } else { whole }
}

/// The method that gives them.
pub(super) fn method(name: &str, def: &TypeDef) -> TokenStream {
    let name = kind(name);
    let arms = def.values.iter().enumerate().map(|(at, id)| {
        let variant = kind(id);
        let fields = def.facts.iter().map(|(fact, it)| {
            let (field, told) = (value(fact), told(it, at));
            quote!(#field: #told)
        });
        quote!(Self::#variant => facts::#name { #(#fields,)* })
    });
    let uses = |fact: &Fact| fact.of.iter().any(|it| matches!(it, Expression::Path(_)));
    let today = match (def.facts.values().any(|it| is_date(&it.kind)), def.facts.values().any(uses)) {
        (false, _) => None,
        (true, true) => Some(quote!(today: sayso_runtime::jiff::civil::Date)),
        (true, false) => Some(quote!(_today: sayso_runtime::jiff::civil::Date)),
    };
    quote! {
        #[doc = " What is known of the value."]
        pub fn facts(self, #today) -> facts::#name {
            match self { #(#arms,)* }
        }
    }
}

/// What the value at a place tells.
fn told(fact: &Fact, at: usize) -> TokenStream {
    let told = match fact.of.get(at) {
        Some(Expression::Constant(Constant::Text(text))) => quote!(#text),
        Some(Expression::Constant(constant)) => expressions::constant(constant).0,
        Some(Expression::Path(path)) => {
            let today = quote!(today);
            expressions::counted(today.clone(), &path.dates, false, &today)
        }
        _ => return quote!(None),
    };
    if fact.kind.is_option() { quote!(Some(#told)) } else { told }
}

/// How a sentence asks for them.
pub(super) fn spoken(def: &TypeDef) -> TokenStream {
    let dated = def.facts.values().any(|it| is_date(&it.kind));
    let (parameter, given) = if dated { (quote!(today), quote!(today)) } else { (quote!(_today), quote!()) };
    let arms = def.facts.iter().map(|(name, fact)| {
        let field = value(name);
        if fact.kind.is_option() {
            let told = into_value(fact.kind.unwrapped(), &quote!(told));
            quote!(#name => facts.#field.map(|told| #told))
        } else {
            let told = into_value(&fact.kind, &quote!(facts.#field));
            quote!(#name => Some(#told))
        }
    });
    quote! {
        fn fact(
            &self,
            name: &str,
            #parameter: sayso_runtime::jiff::civil::Date,
        ) -> ::std::option::Option<sayso_runtime::Value<'_>> {
            let facts = self.facts(#given);
            match name {
                #(#arms,)*
                _ => None,
            }
        }
    }
}

/// A fact as something that a sentence can have.
fn into_value(kind: &Type, fact: &TokenStream) -> TokenStream {
    match kind {
        Type::Number => quote!(sayso_runtime::Value::Number(#fact)),
        Type::Bool => quote!(sayso_runtime::Value::Bool(#fact)),
        Type::Date => quote!(sayso_runtime::Value::Date(#fact)),
        _ => quote!(sayso_runtime::Value::Text(#fact.into())),
    }
}
