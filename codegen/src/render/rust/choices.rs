//! The states of a `choose` step: the choice, its question, and what follows once it is made.

use super::{
    doc, expressions,
    intents::{ahead, frame_name, locals, parameters, resume_name, scope, variant},
    records::rust_type,
    skill_type, value,
};
use crate::{
    model::{Choose, Constant, Path, Type},
    plan::{Plan, names, segments::Variables},
};
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

/// Chooses: what is clear goes on, else the user is asked, or told that there is nothing.
pub(super) fn choose(
    plan: &Plan<'_>,
    (intent, id): (&str, &str),
    choose: &Choose,
    known: &Variables,
    kept: &Variables,
) -> TokenStream {
    let (place, by, given) = (expressions::place(&choose.list), value(&choose.by), locals(kept));
    let only = choose.only.iter().map(|(field, kind, constant)| holds(field, kind, constant));
    let only: Vec<_> = only.collect();
    let only = (!only.is_empty()).then(|| quote!(.only(|it| #(#only)&&*)));
    let like = choose.like.as_ref().map(|path| like(plan, intent, path));
    let usual = choose.usual.as_ref().map(expressions::option).map(|usual| quote!(.usual(#usual)));
    let (after, ask) = (after_name(id), ask_name(id));
    let (none, scope) = (format!("intents.{intent}.do.{id}.none"), scope(plan, known));
    quote! {
        match sayso_runtime::choose(&#place, |it| it.#by.as_str())#only #like #usual.made() {
            Choice::One(chosen) => self::#after(turn, #(#given,)* chosen).await,
            Choice::Several(candidates) => Ok(self::#ask(turn, #(#given,)* candidates)),
            Choice::None(options) => Ok(turn.tell_none(#none, &options, #scope)),
        }
    }
}

/// Whether a field of the element `it` is what it must be.
fn holds(field: &str, kind: &Type, constant: &Constant) -> TokenStream {
    let field = value(field);
    let wanted = match constant {
        Constant::Text(text) => quote!(#text),
        other => expressions::constant(other).0,
    };
    match (kind, constant) {
        (Type::Option(_), Constant::Text(_)) => quote!(it.#field.as_deref() == Some(#wanted)),
        (Type::Option(_), _) => quote!(it.#field == Some(#wanted)),
        _ => quote!(it.#field == #wanted),
    }
}

/// What an element must be like.
fn like(plan: &Plan<'_>, intent: &str, path: &Path) -> TokenStream {
    let given = expressions::option(path);
    if !matches!(path.kind().unwrapped(), Type::Enum(_)) {
        return quote!(.like(#given));
    }
    // What was said is known as long as no question came between.
    let is_slot = path.segments.len() == 1 && plan.skill.intents[intent].slots.contains_key(path.root());
    let slots = is_slot.then(|| path.root());
    let slots = slots.iter();
    quote!(.like_value(#given, &turn.said(&[#(#slots),*])))
}

/// The states after the question, and the question itself.
pub(super) fn resume(
    plan: &Plan<'_>,
    (intent, id): (&str, &str),
    (choose, element): (&Choose, &Type),
    (kept, carried): (&Variables, &Variables),
    body: &TokenStream,
) -> TokenStream {
    let skill = skill_type(plan);
    let (function, after, ask) = (resume_name(id), after_name(id), ask_name(id));
    let (frame, variant, given) = (frame_name(id), variant(intent, id), locals(kept));
    let (chosen, by, element) = (value(id), value(&choose.by), rust_type(plan, element));
    let (kept_parameters, parameters) = (parameters(plan, kept), parameters(plan, carried));
    let (which, scope) = (format!("intents.{intent}.do.{id}.which"), scope(plan, kept));
    let ahead = ahead(plan, intent);
    let (about, about_after, about_ask) = (
        doc(&format!("Goes on after the answer to `{id}`.")),
        doc(&format!("Goes on once `{id}` is chosen.")),
        doc(&format!("Asks for `{id}`.")),
    );
    quote! {
        #about
        pub async fn #function(turn: &mut Turn<'_, #skill>, at: #frame, answer: Answer) -> Result<Reply, Failure> {
            let #frame { #(#given,)* candidates } = at;
            #ahead
            match answer.pick(&candidates, |it| it.#by.as_str()) {
                Some(#chosen) => self::#after(turn, #(#given,)* #chosen).await,
                None => Ok(self::#ask(turn, #(#given,)* candidates)),
            }
        }
        #about_ask
        fn #ask(turn: &mut Turn<'_, #skill>, #(#kept_parameters,)* candidates: Vec<#element>) -> Reply {
            let options: Vec<String> = candidates.iter().map(|it| it.#by.clone()).collect();
            let question = Question::#variant(#frame { #(#given: #given.clone(),)* candidates });
            turn.ask_which(question, #which, options, #scope)
        }
        #about_after
        async fn #after(turn: &mut Turn<'_, #skill>, #(#parameters,)*) -> Result<Reply, Failure> {
            #body
        }
    }
}

fn after_name(id: &str) -> Ident {
    format_ident!("after_{}", names::module(id))
}

fn ask_name(id: &str) -> Ident {
    format_ident!("ask_{}", names::module(id))
}
