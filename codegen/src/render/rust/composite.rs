//! Slots that are said in parts: reading them, and the face of the functions that put them together.

use super::{doc, expressions, ident, intents, kind, records::rust_type, value};
use crate::{
    model::{Composite, Known, Missing, Parts, part_slot},
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
    let (name, local, heard) = (slot, value(slot), heard_name(parts));
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
    // Where its part is said, and the user was not asked about it already.
    let known = parts.known.iter().map(|known| {
        let (local, slot, kind) = (known_name(slot, known), part_slot(slot, &known.part), &known.kind);
        quote! {
            let #local = if turn.settled(#name).is_none() && !turn.said(&[#slot]).is_empty() {
                turn.values(#kind).await?
            } else {
                Vec::new()
            };
        }
    });
    let known_fields = parts.known.iter().map(|known| {
        let (field, local) = (value(&known.name), known_name(slot, known));
        quote!(#field: #local)
    });
    let ask = format!("intents.{intent}.slots.{slot}.ask");
    let unknown = if composite.unknown {
        format!("intents.{intent}.slots.{slot}.unknown")
    } else {
        "words.unknown_value".to_owned()
    };
    let asked = part_slot(slot, &parts.asked);
    let outer = rust_type(plan, &composite.value);
    let filled = if composite.value.is_option() { quote!(Some(value)) } else { quote!(value) };
    let alone = parts.alone.iter().map(|part| part_slot(slot, part));
    let parts = quote!(&[#(#slots),*]);
    let (missing, not_known, again) = match &composite.missing {
        Missing::Ask => (
            quote!(return Ok(turn.elicit(#intent, #asked, #ask))),
            quote!(turn.elicit_again(#intent, #asked, #unknown, &#said, Some(#ask)).forgetting(#parts)),
            quote!(Some((#asked, #ask))),
        ),
        Missing::Absent => (quote!(None), quote!(turn.unknown(#unknown, &#said)), quote!(None)),
        Missing::Default { value, unless } => {
            let default = intents::default(value, unless.as_deref(), &composite.value);
            (default, quote!(turn.unknown(#unknown, &#said)), quote!(None))
        }
    };
    quote! {
        turn.take_up(#name, #parts);
        #(#known)*
        let #given = stubs::#heard { #(#fields,)* #(#inputs,)* #focus #(#known_fields,)* };
        let #said = turn.said(#parts);
        let #local: #outer = match turn.understood(#name, &[#(#alone),*], || stubs::#module::#function(#given)) {
            sayso_runtime::Understood::Clear(value) => #filled,
            sayso_runtime::Understood::Check(value) => return Ok(turn.doubt(#name, vec![value], #parts, #again)),
            sayso_runtime::Understood::Ask(values) => return Ok(turn.doubt(#name, values, #parts, #again)),
            sayso_runtime::Understood::Unknown if #said.is_empty() => #missing,
            sayso_runtime::Understood::Unknown => return Ok(#not_known),
        };
    }
}

/// The values that a parser is given, `issue_projects_`.
fn known_name(slot: &str, known: &Known) -> Ident {
    ident(&names::local(slot, &format!("{}_", names::module(&known.name))))
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
        let known = parts.known.iter().map(|known| {
            let docs =
                doc(&format!("The values of `{}`; none where `{}` is not said.", known.kind, known.part));
            let field = value(&known.name);
            quote!(#docs pub #field: Vec<sayso_runtime::EntityValue>)
        });
        quote! {
            #about
            #[path = #path]
            pub mod #module;
            #docs
            #[derive(Debug, Clone, PartialEq)]
            pub struct #heard { #(#fields,)* #(#inputs,)* #focus #(#known,)* }
        }
    });
    quote!(#(#stubs)*)
}
