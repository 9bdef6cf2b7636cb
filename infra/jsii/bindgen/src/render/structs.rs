//! Structs: fields under construction, a setter for each that may be left out, and getters where JavaScript gives one.

use super::{docs::doc, ident, types};
use crate::model::{Field, Slot, Struct};
use proc_macro2::TokenStream;
use quote::quote;

/// A struct.
pub(super) fn structure(of: &Struct, module: &[String]) -> TokenStream {
    let (name, fqn, docs) = (ident(&of.name), &of.fqn, doc(&of.doc));
    let required: Vec<&Field> = of.fields.iter().filter(|it| it.required).collect();
    let default = required.is_empty().then(|| quote!(Default,));
    let new = new(&required, module);
    let setters = of.fields.iter().filter(|it| !it.required).map(|it| setter(it, module));
    let getters = of.fields.iter().filter(|_| of.received).map(|it| getter(it, module));
    let received = of.received.then(|| received(of));
    quote! {
        #docs
        #[derive(Clone, Debug, #default PartialEq)]
        pub struct #name(jsii::Fields);

        impl #name {
            #new
            #(#setters)*
            #(#getters)*
        }

        impl jsii::IntoValue for #name {
            #[inline]
            fn into_value(self) -> jsii::Value {
                self.0.into_struct(#fqn)
            }
        }

        #received
    }
}

fn new(required: &[&Field], module: &[String]) -> TokenStream {
    if required.is_empty() {
        return quote! {
            /// One without any field.
            #[inline]
            pub fn new() -> Self {
                Self(jsii::Fields::new())
            }
        };
    }
    let parameters = required.iter().map(|it| {
        let (name, of) = (ident(&it.name), types::parameter(&it.slot, module));
        quote!(#name: #of)
    });
    let given = required.iter().map(|it| {
        let (js, value) = (&it.js, types::value(&given(it), &ident(&it.name), module));
        quote!((#js, #value))
    });
    let names: Vec<String> = required.iter().map(|it| summary(it)).collect();
    let docs = std::iter::once(" One with the fields that it must have:".to_owned())
        .chain(std::iter::once(String::new()))
        .chain(names);
    quote! {
        #(#[doc = #docs])*
        #[inline]
        pub fn new(#(#parameters),*) -> Self {
            Self(jsii::bound::given([#(#given),*]))
        }
    }
}

/// A line of a list: a field's name and the first line of what it is.
fn summary(field: &Field) -> String {
    let first = field.doc.text.lines().next().unwrap_or_default();
    format!(" - `{}`: {first}", field.name)
}

/// A field's slot where it is given.
fn given(field: &Field) -> Slot {
    Slot { optional: false, of: field.slot.of.clone() }
}

fn setter(field: &Field, module: &[String]) -> TokenStream {
    let (name, docs, js) = (ident(&field.name), doc(&field.doc), &field.js);
    let slot = given(field);
    let (of, value) = (types::parameter(&slot, module), types::value(&slot, &name, module));
    quote! {
        #docs
        #[inline]
        pub fn #name(mut self, #name: #of) -> Self {
            self.0.set(#js, #value);
            self
        }
    }
}

fn getter(field: &Field, module: &[String]) -> TokenStream {
    let (name, docs, js) = (ident(&field.getter), doc(&field.doc), &field.js);
    let of = types::result(&field.slot, module);
    quote! {
        #docs
        #[inline]
        #[track_caller]
        pub fn #name(&self) -> jsii::Result<#of> {
            self.0.field(#js)
        }
    }
}

fn received(of: &Struct) -> TokenStream {
    let (name, fqn) = (ident(&of.name), &of.fqn);
    let js = of.fields.iter().map(|it| &it.js);
    quote! {
        impl jsii::FromValue for #name {
            #[inline]
            #[track_caller]
            fn from_value(value: jsii::Value) -> jsii::Result<Self> {
                jsii::bound::fields(value, #fqn, &[#(#js),*]).map(Self)
            }
        }
    }
}
