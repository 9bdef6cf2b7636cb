//! `types.rs`: custom slot types as enums.

mod facts;

use super::{doc, kind};
use crate::{
    model::TypeDef,
    plan::{Plan, vocabulary},
};
use proc_macro2::TokenStream;
use quote::quote;

pub(super) fn module(plan: &Plan<'_>) -> TokenStream {
    let fixed = || plan.skill.types.iter().filter(|(_, it)| it.dynamic.is_none());
    let enums = fixed().map(|(name, it)| {
        let called = called(plan, name);
        let one = one(name, it);
        quote!(#one #called)
    });
    let facts: Vec<_> = fixed().filter(|(_, it)| !it.facts.is_empty()).collect();
    let facts = (!facts.is_empty()).then(|| self::facts::module(&facts));
    quote! {
        #![doc = " The values of the skill's own slot types."]
        #(#enums)*
        #facts
    }
}

fn one(name: &str, def: &TypeDef) -> TokenStream {
    let enum_name = kind(name);
    let about = doc(&format!("A value of the slot type `{name}`."));
    let variants: Vec<_> = def.values.iter().map(|id| kind(id)).collect();
    let ids = &def.values;
    let docs = def.values.iter().map(|id| doc(&format!("`{id}`.")));
    let facts = (!def.facts.is_empty()).then(|| facts::method(name, def));
    let fact = (!def.facts.is_empty()).then(|| facts::spoken(def));
    quote! {
        #about
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        pub enum #enum_name {
            #(#docs #[serde(rename = #ids)] #variants,)*
        }
        impl #enum_name {
            #[doc = " All values, in the order of the spec."]
            pub const ALL: &[Self] = &[#(Self::#variants),*];
            #[doc = " The value's id, the same in every locale."]
            pub fn id(self) -> &'static str {
                match self { #(Self::#variants => #ids,)* }
            }
            #facts
        }
        impl sayso_runtime::FromSlot for #enum_name {
            fn from_slot(heard: &sayso_runtime::Heard<'_>) -> ::std::option::Option<Self> {
                match heard.id()? { #(#ids => Some(Self::#variants),)* _ => None }
            }
        }
        impl sayso_runtime::Parameter for #enum_name {
            fn texts(&self) -> ::std::vec::Vec<::std::borrow::Cow<'_, str>> {
                vec![self.id().into()]
            }
            fn json(&self) -> ::std::option::Option<sayso_runtime::serde_json::Value> {
                Some(self.id().into())
            }
        }
        impl sayso_runtime::Speak for #enum_name {
            fn value(&self) -> sayso_runtime::Value<'_> {
                sayso_runtime::Value::Named { kind: #name, id: self.id() }
            }
            fn field(&self, name: &str) -> ::std::option::Option<sayso_runtime::Field<'_>> {
                (name == "id").then(|| sayso_runtime::Value::Text(self.id().into()).into())
            }
            #fact
        }
    }
}

/// What each value is called, where a choice is made by the type.
fn called(plan: &Plan<'_>, name: &str) -> Option<TokenStream> {
    let values = vocabulary::names(plan.skill, name)?;
    let enum_name = kind(name);
    let arms = values.iter().map(|(id, names)| {
        let variant = kind(id);
        quote!(Self::#variant => &[#(#names),*])
    });
    Some(quote! {
        impl sayso_runtime::Declared for #enum_name {
            fn all() -> &'static [Self] {
                Self::ALL
            }
            fn names(self) -> &'static [&'static str] {
                match self { #(#arms,)* }
            }
        }
    })
}
