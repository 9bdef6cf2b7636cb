//! What a `call` step does where its service refuses: another call in its place, or a slot that is asked for once more.

use super::{calls, intents::scope, records::record_type, value};
use crate::{
    model::{AskAgain, OrCall, PAGE, Record, Type},
    plan::{Plan, segments::Variables},
};
use proc_macro2::TokenStream;
use quote::quote;

/// Where a step stands.
pub(super) struct Place<'n> {
    /// Its intent.
    pub(super) intent: &'n str,
    /// What is known before it.
    pub(super) known: Variables,
}

/// The outcome of a call, which is that of another one where the account's permissions do not reach.
pub(super) fn or(
    plan: &Plan<'_>,
    sent: &TokenStream,
    call: &str,
    or: &OrCall,
    input: &TokenStream,
) -> TokenStream {
    let (function, wanted, found) =
        (value(&or.call), &plan.skill.calls[call].record, &plan.skill.calls[&or.call].record);
    let place = quote!(found);
    let taken = if wanted.fields.is_empty() { quote!(()) } else { taken(plan, &place, wanted, found) };
    quote! {
        match #sent {
            Err(failure) if failure.lacks_scope() => {
                let instead = #input;
                calls::#function(turn.calls(), &instead).await.map(|found| #taken)
            }
            outcome => outcome,
        }
    }
}

/// The record `wanted` from a value that has all of its fields, and maybe more.
fn taken(plan: &Plan<'_>, place: &TokenStream, wanted: &Record, found: &Record) -> TokenStream {
    let name = record_type(plan, wanted);
    let fields = wanted.fields.iter().map(|(field, kind)| {
        let name = value(field);
        let given = match found.fields.get(field) {
            // Its pages are not the other one's.
            _ if field == PAGE => quote!(None),
            Some(found) => converted(plan, &quote!(#place.#name), kind, found),
            None => quote!(None),
        };
        quote!(#name: #given)
    });
    quote!(#name { #(#fields,)* })
}

/// A value as one of the type `wanted`.
fn converted(plan: &Plan<'_>, place: &TokenStream, wanted: &Type, found: &Type) -> TokenStream {
    let within = |wanted: &Type, found: &Type| converted(plan, &quote!(it), wanted, found);
    match (wanted, found) {
        (wanted, found) if wanted == found => place.clone(),
        (Type::Option(wanted), Type::Option(found)) => {
            let within = within(wanted, found);
            quote!(#place.map(|it| #within))
        }
        (Type::Option(wanted), found) => {
            let given = converted(plan, place, wanted, found);
            quote!(Some(#given))
        }
        (Type::List(wanted), Type::List(found)) => {
            let within = within(wanted, found);
            quote!(#place.into_iter().map(|it| #within).collect())
        }
        (Type::Record(wanted), Type::Record(found)) => taken(plan, place, wanted, found),
        _ => place.clone(),
    }
}

/// What a call gives; where it fails because of a slot, that is asked for once more.
pub(super) fn ask_again(
    plan: &Plan<'_>,
    sent: &TokenStream,
    place: &Place<'_>,
    id: &str,
    again: &AskAgain,
) -> TokenStream {
    let (name, message) =
        (format!("{}.{id}", place.intent), format!("intents.{}.do.{id}.ask_again", place.intent));
    let (when, scope) = (calls::when(again.when), scope(plan, &place.known));
    let (slot, forgotten) = (&again.slot, &again.forgotten);
    quote! {
        match #sent {
            Err(failure) if turn.asks_again(#name, sayso_runtime::#when, &failure) => {
                return Ok(turn.ask_again(#name, #slot, &[#(#forgotten),*], #message, #scope));
            }
            outcome => outcome?,
        }
    }
}
