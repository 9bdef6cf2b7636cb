//! `intents/<intent>.rs`: the state machine of one intent, one function per state.

use super::{
    calls, choices, composite, doc, expressions, kind, reading, records::rust_type, refusals, skill_type,
    value,
};
use crate::{
    model::{End, Expression, Memory, Missing, Path, Slot, Step, Stub, Type, Verb},
    plan::{
        Plan, is_compared, names,
        segments::{Exit, Segment, Segmented, Variables, result},
    },
};
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

/// The list of modules.
pub(super) fn list(plan: &Plan<'_>) -> TokenStream {
    let modules = plan.intents.keys().map(|name| super::ident(&names::module(name)));
    quote! {
        #![doc = " The state machines of the intents, one module each."]
        #(pub mod #modules;)*
    }
}

/// The module of one intent.
pub(super) fn module(plan: &Plan<'_>, name: &str, segmented: &Segmented) -> TokenStream {
    let about = format!(" The intent `{name}`.");
    let mut items = TokenStream::new();
    let mut previous: Option<&Exit> = None;
    for segment in &segmented.segments {
        let exit = exit(plan, name, segment);
        let steps = segment.steps.iter().enumerate().map(|(at, it)| {
            let beside = segment.beside.get(&at).map(String::as_str);
            step(plan, it, beside, || refusals::Place { intent: name, known: segment.known_before(at) })
        });
        let body = quote!(#(#steps)* #exit);
        items.extend(match previous {
            None => start(plan, name, &segmented.ready, &body),
            Some(question) => resume(plan, name, question, &segment.carried, &body),
        });
        items.extend(frame(plan, &segment.exit));
        previous = Some(&segment.exit);
    }
    let reading = segmented.segments.last().map(|last| reading::items(plan, name, last));
    quote! {
        #![doc = #about]
        use crate::generated::{calls, session::{Focus, Question}, stubs};
        use sayso_runtime::{Answer, Choice, Failure, List, Move, Reading, Reply, Slotted, Turn};
        #items
        #reading
    }
}

/// The question's variant, `MoveToolShelf`.
pub(super) fn variant(intent: &str, id: &str) -> Ident {
    kind(&format!("{intent}_{id}"))
}

/// The struct that a question keeps, `AtShelf`.
pub(super) fn frame_name(id: &str) -> Ident {
    kind(&format!("at_{id}"))
}

/// The function that takes an answer, `at_shelf`.
pub(super) fn resume_name(id: &str) -> Ident {
    format_ident!("at_{}", names::module(id))
}

/// The first state: slots, then the first steps.
fn start(plan: &Plan<'_>, name: &str, ready: &[String], body: &TokenStream) -> TokenStream {
    let skill = skill_type(plan);
    let ready = ready.iter().map(|it| calls::module_name(it));
    let slots = plan.skill.intents[name].slots.iter();
    let slots = slots.map(|(slot, it)| (depends(&it.missing), self::slot(plan, name, slot, it)));
    let composites = plan.skill.intents[name].composites.iter();
    let composites =
        composites.map(|(slot, it)| (depends(&it.missing), composite::read(plan, name, slot, it)));
    // Whether another slot was said is known before a default that depends on it.
    let mut slots: Vec<_> = slots.chain(composites).collect();
    slots.sort_by_key(|(depends, _)| *depends);
    let slots = slots.into_iter().map(|(_, tokens)| tokens);
    let (find_day, profile) = (find_day(plan, name), load_profile(plan));
    quote! {
        #[doc = " Begins: reads the slots, then does what comes before the first question."]
        pub async fn start(turn: &mut Turn<'_, #skill>) -> Result<Reply, Failure> {
            #find_day
            #(calls::#ready::ready(turn.calls()).await?;)*
            #profile
            #(#slots)*
            #body
        }
    }
}

/// Whether what is taken in place of a slot depends on another one.
fn depends(missing: &Missing) -> bool {
    matches!(missing, Missing::Default { unless: Some(_), .. })
}

fn slot(plan: &Plan<'_>, intent: &str, name: &str, slot: &Slot) -> TokenStream {
    let (local, inner) = (value(name), rust_type(plan, slot.value.unwrapped()));
    let ask = format!("intents.{intent}.slots.{name}.ask");
    let unknown = if slot.unknown {
        format!("intents.{intent}.slots.{name}.unknown")
    } else {
        "words.unknown_value".to_owned()
    };
    let outer = rust_type(plan, &slot.value);
    let filled = if slot.value.is_option() { quote!(Some(heard)) } else { quote!(heard) };
    // Of a dynamic type the service has the last word, and its values can be named.
    let among = (*slot.value.unwrapped() == Type::Entity).then_some(&slot.kind);
    let (read, not_known, again) = match among {
        Some(kind) => (
            quote!(turn.entity(#name, #kind)),
            quote!(turn.unknown_among(#kind, #unknown, &heard)),
            quote!(turn.elicit_among(#kind, (#intent, #name), #unknown, &heard, Some(#ask))),
        ),
        None => (
            quote!(turn.slot::<#inner>(#name)),
            quote!(turn.unknown(#unknown, &heard)),
            quote!(turn.elicit_again(#intent, #name, #unknown, &heard, Some(#ask))),
        ),
    };
    let (missing, not_known) = match &slot.missing {
        Missing::Ask => (quote!(return Ok(turn.elicit(#intent, #name, #ask))), again),
        // What the type does not have may be what a choice is made by all the same.
        Missing::Absent if !slot.unknown && is_compared(&plan.skill.intents[intent], name) => {
            return quote! {
                let #local: #outer = match #read {
                    Slotted::Filled(heard) => Some(heard),
                    Slotted::Missing | Slotted::Unknown(_) => None,
                };
            };
        }
        Missing::Absent => (quote!(None), not_known),
        Missing::Default { value, unless } => (default(value, unless.as_deref(), &slot.value), not_known),
    };
    quote! {
        let #local: #outer = match #read {
            Slotted::Filled(heard) => #filled,
            Slotted::Missing => #missing,
            Slotted::Unknown(heard) => return Ok(#not_known),
        };
    }
}

/// What is taken where a slot was not said; nothing where the slot `unless` was.
pub(super) fn default(expression: &Expression, unless: Option<&str>, wanted: &Type) -> TokenStream {
    let taken = expressions::owned(expression, wanted);
    match unless.map(value) {
        Some(unless) => quote!(if #unless.is_some() { None } else { #taken }),
        None => taken,
    }
}

/// The state after a question.
fn resume(
    plan: &Plan<'_>,
    intent: &str,
    question: &Exit,
    carried: &Variables,
    body: &TokenStream,
) -> TokenStream {
    let skill = skill_type(plan);
    match question {
        Exit::Confirm { id, refused, kept } => {
            let (function, frame, fields) = (resume_name(id), frame_name(id), locals(kept));
            let scope = scope(plan, kept);
            let ahead = ahead(plan, intent);
            let about = doc(&format!("Goes on after the answer to `{id}`."));
            quote! {
                #about
                pub async fn #function(turn: &mut Turn<'_, #skill>, at: #frame, answer: Answer) -> Result<Reply, Failure> {
                    let #frame { #(#fields,)* } = at;
                    #ahead
                    if !answer.is_yes() {
                        return Ok(turn.tell(#refused, #scope));
                    }
                    #body
                }
            }
        }
        Exit::Choose { id, choose, element, kept } => {
            choices::resume(plan, (intent, id), (choose.as_ref(), element), (kept, carried), body)
        }
        Exit::End(_) => TokenStream::new(),
    }
}

/// What a question keeps.
fn frame(plan: &Plan<'_>, exit: &Exit) -> TokenStream {
    let (id, kept, candidates) = match exit {
        Exit::Choose { id, kept, element, .. } => {
            let element = rust_type(plan, element);
            (id, kept, Some(quote!(#[doc = " Among what the user chooses."] pub candidates: Vec<#element>,)))
        }
        Exit::Confirm { id, kept, .. } => (id, kept, None),
        Exit::End(_) => return TokenStream::new(),
    };
    let (name, about) = (frame_name(id), doc(&format!("What is kept while `{id}` is open.")));
    let fields = kept.iter().map(|(field, kind)| {
        let (docs, name, kind) = (doc(&format!("`{field}`.")), value(field), rust_type(plan, kind));
        quote!(#docs pub #name: #kind)
    });
    quote! {
        #about
        #[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
        pub struct #name { #(#fields,)* #candidates }
    }
}

/// How a segment ends.
fn exit(plan: &Plan<'_>, intent: &str, segment: &Segment) -> TokenStream {
    match &segment.exit {
        Exit::End(End::Say) => {
            let (id, scope) = (format!("intents.{intent}.say"), scope(plan, &segment.known));
            quote!(Ok(turn.tell(#id, #scope)))
        }
        Exit::End(End::Read { list, .. }) => reading::begin(plan, intent, segment, list),
        Exit::Confirm { id, kept, .. } => {
            let (variant, frame, fields) = (variant(intent, id), frame_name(id), locals(kept));
            let (message, scope) = (format!("intents.{intent}.do.{id}.confirm"), scope(plan, &segment.known));
            quote! {
                let question = Question::#variant(#frame { #(#fields: #fields.clone(),)* });
                Ok(turn.ask(question, #message, #scope))
            }
        }
        Exit::Choose { id, choose, kept, .. } => {
            choices::choose(plan, (intent, id), choose, &segment.known, kept)
        }
    }
}

fn step<'n>(
    plan: &Plan<'_>,
    step: &Step,
    beside: Option<&str>,
    place: impl FnOnce() -> refusals::Place<'n>,
) -> TokenStream {
    let bound = step.id.as_ref().filter(|_| result(plan.skill, &step.verb).is_some()).map(|id| value(id));
    let bind = bound.map_or(quote!(), |id| quote!(let #id =));
    match &step.verb {
        Verb::Call { call, inputs, or, ask_again } => {
            let (function, input) = (value(call), call_input(plan, call, inputs));
            let kept = reading::input_name(step.id.as_deref().unwrap_or(call));
            let sent = quote!(calls::#function(turn.calls(), &#kept));
            let sent = beside.map(value).map_or(quote!(#sent.await), |service| {
                quote!(sayso_runtime::beside(#sent, crate::generated::fields::#service(turn.calls())).await)
            });
            let sent = match or {
                Some(or) => refusals::or(plan, &sent, call, or, &call_input(plan, &or.call, &or.inputs)),
                None => sent,
            };
            let given = if let (Some(again), Some(id)) = (ask_again, &step.id) {
                refusals::ask_again(plan, &sent, &place(), id, again)
            } else {
                quote!(#sent?)
            };
            quote! {
                let #kept = #input;
                #bind #given;
            }
        }
        Verb::Each { list, max, call, inputs } => each(plan, &bind, list, *max, call, inputs),
        Verb::Compute(stub) => {
            let (function, input) = (stub_path(stub), stub_input(stub));
            quote!(#bind #function(#input);)
        }
        Verb::Handler { stub, .. } => {
            let (function, input) = (stub_path(stub), stub_input(stub));
            let reads = kind(&format!("{}_reads", stub.name));
            quote!(#bind #function(#input, &stubs::#reads::new(turn.calls())).await?;)
        }
        Verb::Remember(kept) => remember(plan, kept),
        // Questions end a segment.
        Verb::Choose(_) | Verb::Confirm { .. } => TokenStream::new(),
    }
}

/// What is kept; a profile is written once all of it is known.
fn remember(plan: &Plan<'_>, kept: &[(Memory, Expression)]) -> TokenStream {
    let sets = kept.iter().map(|(memory, expression)| match memory {
        Memory::Session(name) => {
            let (field, wanted) = (value(name), &plan.skill.memory[name]);
            let tokens = expressions::owned(expression, wanted);
            quote!(turn.memory.#field = #tokens;)
        }
        Memory::Profile(name) => {
            let (field, wanted) = (value(name), &plan.skill.profile[name]);
            let tokens = expressions::owned(expression, wanted);
            quote!(turn.profile.#field = #tokens;)
        }
    });
    let writes = kept.iter().any(|(memory, _)| matches!(memory, Memory::Profile(_)));
    let save = writes.then(|| quote!(turn.save_profile().await?;));
    quote!(#(#sets)* #save)
}

/// What comes before anything that may use it: the day, and the profile.
pub(super) fn ahead(plan: &Plan<'_>, intent: &str) -> TokenStream {
    let (day, profile) = (find_day(plan, intent), load_profile(plan));
    quote!(#day #profile)
}

/// The day, where the intent needs it. The first state asks what decides it; the others are told by the session.
pub(super) fn find_day(plan: &Plan<'_>, intent: &str) -> Option<TokenStream> {
    plan.intents[intent].needs_day.then(|| quote!(turn.find_day().await;))
}

/// The profile.
fn load_profile(plan: &Plan<'_>) -> Option<TokenStream> {
    (!plan.skill.profile.is_empty()).then(|| quote!(turn.load_profile().await?;))
}

fn each(
    plan: &Plan<'_>,
    bind: &TokenStream,
    list: &Path,
    max: u32,
    call: &str,
    inputs: &[(String, Expression)],
) -> TokenStream {
    let (place, function) = (expressions::place(list), value(call));
    let (max, input) = (usize::try_from(max).unwrap_or(usize::MAX), call_input(plan, call, inputs));
    // A query is made before the calls begin: it may be refused.
    quote! {
        #bind {
            let turn = &*turn;
            let mut inputs_ = Vec::new();
            for it in #place.iter().take(#max) {
                inputs_.push(#input);
            }
            sayso_runtime::try_each(inputs_.iter().map(|input| calls::#function(turn.calls(), input))).await?
        };
    }
}

fn call_input(plan: &Plan<'_>, call: &str, given: &[(String, Expression)]) -> TokenStream {
    let name = calls::input(call);
    let fields = plan.skill.calls[call].inputs.iter().map(|(input, wanted)| {
        let field = value(input);
        let expression =
            given.iter().find(|(name, _)| name == input).map_or(&Expression::Absent, |(_, it)| it);
        let tokens = expressions::owned(expression, wanted);
        quote!(#field: #tokens)
    });
    quote!(#name { #(#fields,)* })
}

fn stub_path(stub: &Stub) -> TokenStream {
    let (module, function) = (super::ident(&names::module(&stub.name)), value(&stub.name));
    quote!(stubs::#module::#function)
}

fn stub_input(stub: &Stub) -> TokenStream {
    let name = kind(&format!("{}_input", stub.name));
    let fields = stub.inputs.iter().map(|(input, expression)| {
        let (field, tokens) = (value(input), expressions::owned(expression, &expression.kind()));
        quote!(#field: #tokens)
    });
    quote!(stubs::#name { #(#fields,)* })
}

/// Variables as identifiers.
pub(super) fn locals(variables: &Variables) -> Vec<Ident> {
    variables.keys().map(|name| value(name)).collect()
}

/// Variables as parameters.
pub(super) fn parameters(plan: &Plan<'_>, variables: &Variables) -> Vec<TokenStream> {
    let parameter = |(name, kind): (&String, &Type)| {
        let (name, kind) = (value(name), rust_type(plan, kind));
        quote!(#name: #kind)
    };
    variables.iter().map(parameter).collect()
}

/// What a message can speak: every variable known here, and the memory.
pub(super) fn scope(plan: &Plan<'_>, known: &Variables) -> TokenStream {
    scope_with(plan, known, &TokenStream::new())
}

/// The same, and `more`.
pub(super) fn scope_with(plan: &Plan<'_>, known: &Variables, more: &TokenStream) -> TokenStream {
    let pairs = known.keys().map(|name| {
        let local = value(name);
        quote!((#name, &#local))
    });
    let memory = (!plan.skill.memory.is_empty()).then(|| quote!(("session", &turn.memory),));
    let profile = (!plan.skill.profile.is_empty()).then(|| quote!(("profile", &turn.profile),));
    quote!(&[#memory #profile #(#pairs,)* #more])
}
