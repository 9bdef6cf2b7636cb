//! Slots that are said in parts: reading them, and the face of the functions that put them together.

use super::{doc, expressions, ident, kind, records::rust_type, value};
use crate::{
    model::{Composite, Missing, Parts, part_slot},
    plan::{Plan, names},
};
use proc_macro2::{Ident, TokenStream};
use quote::quote;

/// The types with parts.
pub(super) fn all<'m>(plan: &Plan<'m>) -> Vec<(&'m String, &'m Parts)> {
    plan.skill.types.iter().filter_map(|(name, it)| Some((name, it.parts.as_ref()?))).collect()
}

/// What a parser is given.
pub(super) fn heard_name(parts: &Parts) -> Ident {
    kind(&format!("{}_heard", parts.parser))
}

/// Reads a slot in `start`.
pub(super) fn read(plan: &Plan<'_>, intent: &str, slot: &str, composite: &Composite) -> TokenStream {
    let Some(parts) = plan.skill.types.get(&composite.kind).and_then(|it| it.parts.as_ref()) else {
        return TokenStream::new();
    };
    let (local, heard) = (value(slot), heard_name(parts));
    let (given, said) = (ident(&names::local(slot, "heard_")), ident(&names::local(slot, "said_")));
    let (module, function) = (ident(&names::module(&parts.parser)), value(&parts.parser));
    let slots: Vec<String> = parts.parts.keys().map(|part| part_slot(slot, part)).collect();
    let fields = parts.parts.iter().zip(&slots).map(|((part, (_, kind)), slot)| {
        let (field, kind) = (value(part), rust_type(plan, kind));
        quote!(#field: turn.part::<#kind>(#slot))
    });
    let inputs = parts.inputs.iter().map(|(name, expression)| {
        let (field, tokens) = (value(name), expressions::owned(expression, &expression.kind()));
        quote!(#field: #tokens)
    });
    let focus = parts.focus.as_ref().map(|field| quote!(focus: turn.focused(#field),));
    let ask = format!("intents.{intent}.slots.{slot}.ask");
    let unknown = if composite.unknown {
        format!("intents.{intent}.slots.{slot}.unknown")
    } else {
        "words.unknown_value".to_owned()
    };
    let asked = part_slot(slot, &parts.asked);
    let outer = rust_type(plan, &composite.value);
    let filled = if composite.value.is_option() { quote!(Some(value)) } else { quote!(value) };
    let (missing, not_known) = match &composite.missing {
        Missing::Ask => (
            quote!(return Ok(turn.elicit(#intent, #asked, #ask))),
            quote!(turn.elicit_again(#intent, #asked, #unknown, &#said, Some(#ask))),
        ),
        Missing::Absent => (quote!(None), quote!(turn.unknown(#unknown, &#said))),
        Missing::Default(default) => {
            (expressions::owned(default, &composite.value), quote!(turn.unknown(#unknown, &#said)))
        }
    };
    quote! {
        let #given = stubs::#heard { #(#fields,)* #(#inputs,)* #focus };
        let #said = turn.said(&[#(#slots),*]);
        let #local: #outer = match stubs::#module::#function(#given) {
            Some(value) => #filled,
            None if #said.is_empty() => #missing,
            None => return Ok(#not_known),
        };
    }
}

/// The parsers in `stubs.rs`.
pub(super) fn stubs(plan: &Plan<'_>) -> TokenStream {
    let stubs = all(plan).into_iter().map(|(name, parts)| {
        let (module, heard) = (ident(&names::module(&parts.parser)), heard_name(parts));
        let path = format!("../parsers/{}.rs", names::module(&parts.parser));
        let about = doc(&format!("`{}` of the type `{name}`: yours.", parts.parser));
        let docs = doc(&format!("What was heard of a `{name}`."));
        let fields = parts.parts.iter().map(|(part, (_, kind))| {
            let (docs, field, kind) = (doc(&format!("`{part}`.")), value(part), rust_type(plan, kind));
            quote!(#docs pub #field: Option<sayso_runtime::Part<#kind>>)
        });
        let inputs = parts.inputs.iter().map(|(name, expression)| {
            let (docs, field) = (doc(&format!("`{name}`.")), value(name));
            let kind = rust_type(plan, &expression.kind());
            quote!(#docs pub #field: #kind)
        });
        let focus = parts.focus.as_ref().map(|field| {
            let docs = doc(&format!("`{field}` of the elements that were read last, in order."));
            quote!(#docs pub focus: Vec<String>,)
        });
        quote! {
            #about
            #[path = #path]
            pub mod #module;
            #docs
            #[derive(Debug, Clone, PartialEq)]
            pub struct #heard { #(#fields,)* #(#inputs,)* #focus }
        }
    });
    quote!(#(#stubs)*)
}
