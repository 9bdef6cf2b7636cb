//! `session.rs`: what lives from one request of a session to the next.

use super::{
    intents::{frame_name, variant},
    kind, reading,
    records::rust_type,
    value,
};
use crate::{
    model::End,
    plan::{Plan, names, segments::Exit},
};
use proc_macro2::TokenStream;
use quote::quote;

pub(super) fn module(plan: &Plan<'_>) -> TokenStream {
    let memory = plan.skill.memory.iter().map(|(name, kind)| {
        let (docs, field, kind) =
            (super::doc(&format!("`session.{name}`.")), value(name), rust_type(plan, kind));
        quote!(#docs #[serde(default, skip_serializing_if = "Option::is_none")] pub #field: #kind)
    });
    let fields = plan.skill.memory.keys().map(|name| {
        let field = value(name);
        quote!(#name => Some(sayso_runtime::Field::from(&self.#field)))
    });
    let questions = questions(plan);
    let focus = focus(plan);
    let profile = profile(plan);
    quote! {
        #![doc = " What lives from one request of a session to the next."]
        #[doc = " What the skill remembers until the session ends."]
        #[derive(Debug, Clone, Default, serde::Serialize, serde::Deserialize)]
        pub struct Memory { #(#memory,)* }
        impl sayso_runtime::Speak for Memory {
            fn field(&self, name: &str) -> Option<sayso_runtime::Field<'_>> {
                match name { #(#fields,)* _ => None }
            }
        }
        #profile
        #questions
        #focus
    }
}

fn profile(plan: &Plan<'_>) -> TokenStream {
    let memory = plan.skill.profile.iter().map(|(name, kind)| {
        let (docs, field, kind) =
            (super::doc(&format!("`profile.{name}`.")), value(name), rust_type(plan, kind));
        quote!(#docs #[serde(default, skip_serializing_if = "Option::is_none")] pub #field: #kind)
    });
    let fields = plan.skill.profile.keys().map(|name| {
        let field = value(name);
        quote!(#name => Some(sayso_runtime::Field::from(&self.#field)))
    });
    quote! {
        #[doc = " What the skill remembers as long as an account is linked."]
        #[derive(Debug, Clone, Default, serde::Serialize, serde::Deserialize)]
        pub struct Profile { #(#memory,)* }
        impl sayso_runtime::Speak for Profile {
            fn field(&self, name: &str) -> Option<sayso_runtime::Field<'_>> {
                match name { #(#fields,)* _ => None }
            }
        }
    }
}

fn questions(plan: &Plan<'_>) -> TokenStream {
    let (mut variants, mut accepts) = (Vec::new(), Vec::new());
    for (intent, segmented) in &plan.intents {
        let module = super::ident(&names::module(intent));
        for segment in &segmented.segments {
            let (id, answer) = match &segment.exit {
                Exit::Choose { id, .. } => (id, quote!(Pick)),
                Exit::Confirm { id, .. } => (id, quote!(YesNo)),
                Exit::End(_) => continue,
            };
            let (variant, frame) = (variant(intent, id), frame_name(id));
            let docs = super::doc(&format!("`{id}` of `{intent}`."));
            variants.push(quote!(#docs #variant(super::intents::#module::#frame)));
            accepts.push(quote!(Self::#variant(_) => sayso_runtime::Accepts::#answer));
        }
    }
    quote! {
        #[doc = " The question that is open, with what it keeps."]
        #[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
        pub enum Question { #(#variants,)* }
        impl sayso_runtime::Question for Question {
            fn accepts(&self) -> sayso_runtime::Accepts {
                match *self { #(#accepts,)* }
            }
        }
    }
}

fn focus(plan: &Plan<'_>) -> TokenStream {
    let variants = plan.intents.iter().filter_map(|(intent, segmented)| {
        let last = segmented.segments.last()?;
        let Exit::End(End::Read { list, .. }) = &last.exit else { return None };
        let (docs, variant) = (super::doc(&format!("The list of `{intent}`.")), kind(intent));
        let kept = reading::list_type(plan, last, list);
        Some((quote!(#docs #variant(#kept)), quote!(Self::#variant(list) => list.texts(field))))
    });
    let (variants, texts): (Vec<_>, Vec<_>) = variants.unzip();
    let texts = if texts.is_empty() { quote!(match *self {}) } else { quote!(match self { #(#texts,)* }) };
    quote! {
        #[doc = " The list that was read last."]
        #[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
        pub enum Focus { #(#variants,)* }
        impl sayso_runtime::Focus for Focus {
            fn texts(&self, field: &str) -> Vec<String> {
                #texts
            }
        }
    }
}
