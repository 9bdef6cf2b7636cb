//! `intents/<intent>.rs`: the state machine of one intent, one function per state.

use super::{calls, composite, doc, expressions, kind, reading, records::rust_type, skill_type, value};
use crate::{
    model::{End, Expression, Memory, Missing, Path, Slot, Step, Stub, Type, Verb},
    plan::{
        Plan, names,
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
        let steps = segment.steps.iter().map(|it| step(plan, it));
        let body = quote!(#(#steps)* #exit);
        items.extend(match previous {
            None => start(plan, name, &body),
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
fn start(plan: &Plan<'_>, name: &str, body: &TokenStream) -> TokenStream {
    let skill = skill_type(plan);
    let slots = plan.skill.intents[name].slots.iter().map(|(slot, it)| self::slot(plan, name, slot, it));
    let composites = plan.skill.intents[name].composites.iter();
    let composites = composites.map(|(slot, it)| composite::read(plan, name, slot, it));
    let profile = load_profile(plan);
    quote! {
        #[doc = " Begins: reads the slots, then does what comes before the first question."]
        pub async fn start(turn: &mut Turn<'_, #skill>) -> Result<Reply, Failure> {
            #profile
            #(#slots)*
            #(#composites)*
            #body
        }
    }
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
    let (missing, not_known) = match &slot.missing {
        Missing::Ask => (
            quote!(return Ok(turn.elicit(#intent, #name, #ask))),
            quote!(turn.elicit_again(#intent, #name, #unknown, &heard, Some(#ask))),
        ),
        Missing::Absent => (quote!(None), quote!(turn.unknown(#unknown, &heard))),
        Missing::Default(default) => {
            (expressions::owned(default, &slot.value), quote!(turn.unknown(#unknown, &heard)))
        }
    };
    quote! {
        let #local: #outer = match turn.slot::<#inner>(#name) {
            Slotted::Filled(heard) => #filled,
            Slotted::Missing => #missing,
            Slotted::Unknown(heard) => return Ok(#not_known),
        };
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
            let profile = load_profile(plan);
            let about = doc(&format!("Goes on after the answer to `{id}`."));
            quote! {
                #about
                pub async fn #function(turn: &mut Turn<'_, #skill>, at: #frame, answer: Answer) -> Result<Reply, Failure> {
                    let #frame { #(#fields,)* } = at;
                    #profile
                    if !answer.is_yes() {
                        return Ok(turn.tell(#refused, #scope));
                    }
                    #body
                }
            }
        }
        Exit::Choose { id, element, by, kept, .. } => {
            let (function, frame, fields) = (resume_name(id), frame_name(id), locals(kept));
            let (after, ask) =
                (format_ident!("after_{}", names::module(id)), format_ident!("ask_{}", names::module(id)));
            let (chosen, by, element) = (value(id), value(by), rust_type(plan, element));
            let given: Vec<_> = locals(kept);
            let parameters = parameters(plan, carried);
            let kept_parameters = self::parameters(plan, kept);
            let which = format!("intents.{intent}.do.{id}.which");
            let (variant, scope) = (variant(intent, id), scope_with(plan, kept, "options"));
            let profile = load_profile(plan);
            let (about, about_after, about_ask) = (
                doc(&format!("Goes on after the answer to `{id}`.")),
                doc(&format!("Goes on once `{id}` is chosen.")),
                doc(&format!("Asks for `{id}`.")),
            );
            quote! {
                #about
                pub async fn #function(turn: &mut Turn<'_, #skill>, at: #frame, answer: Answer) -> Result<Reply, Failure> {
                    let #frame { #(#fields,)* candidates } = at;
                    #profile
                    match answer.pick(&candidates, |it| it.#by.as_str()) {
                        Some(#chosen) => self::#after(turn, #(#given,)* #chosen).await,
                        None => Ok(self::#ask(turn, #(#given,)* candidates)),
                    }
                }
                #about_ask
                fn #ask(turn: &mut Turn<'_, #skill>, #(#kept_parameters,)* candidates: Vec<#element>) -> Reply {
                    let options: Vec<String> = candidates.iter().map(|it| it.#by.clone()).collect();
                    let question = Question::#variant(#frame { #(#given: #given.clone(),)* candidates });
                    turn.ask(question, #which, #scope)
                }
                #about_after
                async fn #after(turn: &mut Turn<'_, #skill>, #(#parameters,)*) -> Result<Reply, Failure> {
                    #body
                }
            }
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
        Exit::Choose { id, list, by, like, kept, .. } => {
            let (place, by, given) = (expressions::place(list), value(by), locals(kept));
            let like = like.as_ref().map_or(quote!(None), expressions::optional_text);
            let (after, ask) =
                (format_ident!("after_{}", names::module(id)), format_ident!("ask_{}", names::module(id)));
            let (none, scope) =
                (format!("intents.{intent}.do.{id}.none"), scope_with(plan, &segment.known, "options"));
            quote! {
                match sayso_runtime::choose(&#place, |it| it.#by.as_str(), #like) {
                    Choice::One(chosen) => self::#after(turn, #(#given,)* chosen).await,
                    Choice::Several(candidates) => Ok(self::#ask(turn, #(#given,)* candidates)),
                    Choice::None(options) => Ok(turn.tell(#none, #scope)),
                }
            }
        }
    }
}

fn step(plan: &Plan<'_>, step: &Step) -> TokenStream {
    let bound = step.id.as_ref().filter(|_| result(plan.skill, &step.verb).is_some()).map(|id| value(id));
    let bind = bound.map_or(quote!(), |id| quote!(let #id =));
    match &step.verb {
        Verb::Call { call, inputs } => {
            let (function, input) = (value(call), call_input(plan, call, inputs));
            let kept = reading::input_name(step.id.as_deref().unwrap_or(call));
            quote! {
                let #kept = #input;
                #bind calls::#function(turn.calls(), &#kept).await?;
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
        Verb::Choose { .. } | Verb::Confirm { .. } => TokenStream::new(),
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

/// The profile, before anything that may use it.
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
    quote! {
        #bind {
            let turn = &*turn;
            sayso_runtime::try_each(#place.iter().take(#max).map(|it| {
                let input = #input;
                async move { calls::#function(turn.calls(), &input).await }
            }))
            .await?
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
fn locals(variables: &Variables) -> Vec<Ident> {
    variables.keys().map(|name| value(name)).collect()
}

/// Variables as parameters.
fn parameters(plan: &Plan<'_>, variables: &Variables) -> Vec<TokenStream> {
    let parameter = |(name, kind): (&String, &Type)| {
        let (name, kind) = (value(name), rust_type(plan, kind));
        quote!(#name: #kind)
    };
    variables.iter().map(parameter).collect()
}

/// What a message can speak: every variable known here, and the memory.
pub(super) fn scope(plan: &Plan<'_>, known: &Variables) -> TokenStream {
    pairs(plan, known.keys().map(String::as_str))
}

/// The same and one more.
fn scope_with(plan: &Plan<'_>, known: &Variables, more: &str) -> TokenStream {
    pairs(plan, known.keys().map(String::as_str).chain([more]))
}

fn pairs<'n>(plan: &Plan<'_>, names: impl Iterator<Item = &'n str>) -> TokenStream {
    let pairs = names.map(|name| {
        let local = value(name);
        quote!((#name, &#local))
    });
    let memory = (!plan.skill.memory.is_empty()).then(|| quote!(("session", &turn.memory),));
    let profile = (!plan.skill.profile.is_empty()).then(|| quote!(("profile", &turn.profile),));
    quote!(&[#memory #profile #(#pairs),*])
}
