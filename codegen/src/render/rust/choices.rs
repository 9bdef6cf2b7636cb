//! The states of a `choose` step: the choice, its question, and what follows once it is made.

use super::{
    doc, expressions,
    intents::{ahead, frame_name, locals, parameters, resume_name, scope, scope_with, variant},
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
    let (name, apart) = told(choose);
    let instead = choose.instead.then(|| {
        let ask = instead_name(id);
        quote! {
            Choice::None(candidates) if candidates.len() > 1 => Ok(self::#ask(turn, #(#given,)* candidates)),
        }
    });
    quote! {
        match sayso_runtime::choose(&#place, |it| it.#by.as_str())#only #like #usual.made() {
            Choice::One(chosen) => self::#after(turn, #(#given,)* chosen).await,
            Choice::Several(candidates) => Ok(self::#ask(turn, #(#given,)* candidates)),
            #instead
            Choice::None(candidates) => {
                let options = turn.labels(&candidates, #name, #apart);
                Ok(turn.tell_none(#none, &options, #scope))
            }
        }
    }
}

/// By what an element is called, and by what where another one has the same name.
fn told(choose: &Choose) -> (TokenStream, TokenStream) {
    let by = value(&choose.by);
    let apart = match &choose.apart {
        None => quote!(|_| None),
        Some((field, kind)) => {
            let field = value(field);
            if kind.is_option() {
                quote!(|it| it.#field.as_deref())
            } else {
                quote!(|it| Some(it.#field.as_str()))
            }
        }
    };
    (quote!(|it| it.#by.as_str()), apart)
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
    let (frame, given) = (frame_name(id), locals(kept));
    let (chosen, element) = (value(id), rust_type(plan, element));
    let (name, apart) = told(choose);
    let parameters = parameters(plan, carried);
    let ahead = ahead(plan, intent);
    let (about, about_after) = (
        doc(&format!("Goes on after the answer to `{id}`.")),
        doc(&format!("Goes on once `{id}` is chosen.")),
    );
    let questions = questions(plan, (intent, id), (choose, &element), kept);
    quote! {
        #about
        pub async fn #function(turn: &mut Turn<'_, #skill>, at: #frame, answer: Answer) -> Result<Reply, Failure> {
            let #frame { #(#given,)* candidates } = at;
            #ahead
            match turn.picked(&answer, &candidates, #name, #apart) {
                Choice::One(#chosen) => self::#after(turn, #(#given,)* #chosen).await,
                Choice::Several(candidates) => Ok(self::#ask(turn, #(#given,)* candidates)),
                Choice::None(_) if turn.asked_once() => Ok(turn.give_up()),
                Choice::None(candidates) => Ok(self::#ask(turn, #(#given,)* candidates).once()),
            }
        }
        #questions
        #about_after
        async fn #after(turn: &mut Turn<'_, #skill>, #(#parameters,)*) -> Result<Reply, Failure> {
            #body
        }
    }
}

/// The question, and the one that is asked where nothing is like what was said.
fn questions(
    plan: &Plan<'_>,
    (intent, id): (&str, &str),
    (choose, element): (&Choose, &TokenStream),
    kept: &Variables,
) -> TokenStream {
    let (skill, scope, given) = (skill_type(plan), scope(plan, kept), locals(kept));
    let (frame, variant) = (frame_name(id), variant(intent, id));
    let (name, apart) = told(choose);
    let parameters = parameters(plan, kept);
    let message = |name: &str| format!("intents.{intent}.do.{id}.{name}");
    let which = message("which");
    let question = quote! {
        let options = turn.labels(&candidates, #name, #apart);
    };
    let asked = quote! {
        let question = Question::#variant(#frame { #(#given: #given.clone(),)* candidates });
    };
    let alike = choose.apart.as_ref().map(|_| {
        let (message, by, scope) =
            (message("apart"), value(&choose.by), scope_with(plan, kept, &quote!(("alike", &alike_))));
        quote! {
            if sayso_runtime::alike(&candidates, #name)
                && let Some(alike_) = candidates.first().map(|it| it.#by.clone())
            {
                #asked
                return turn.ask_which(question, #message, options, #scope);
            }
        }
    });
    let instead = choose.instead.then(|| {
        let (function, message) = (instead_name(id), message("instead"));
        let about = doc(&format!("Asks for `{id}` where nothing is like what was said."));
        quote! {
            #about
            fn #function(turn: &mut Turn<'_, #skill>, #(#parameters,)* candidates: Vec<#element>) -> Reply {
                #question
                #asked
                turn.ask_which(question, #message, options, #scope).once()
            }
        }
    });
    let (about, function) = (doc(&format!("Asks for `{id}`.")), ask_name(id));
    quote! {
        #about
        fn #function(turn: &mut Turn<'_, #skill>, #(#parameters,)* candidates: Vec<#element>) -> Reply {
            #question
            #alike
            #asked
            turn.ask_which(question, #which, options, #scope)
        }
        #instead
    }
}

fn after_name(id: &str) -> Ident {
    format_ident!("after_{}", names::module(id))
}

fn ask_name(id: &str) -> Ident {
    format_ident!("ask_{}", names::module(id))
}

fn instead_name(id: &str) -> Ident {
    format_ident!("instead_of_{}", names::module(id))
}
