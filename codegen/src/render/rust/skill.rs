//! `mod.rs`: the skill as the runtime sees it.

use super::{
    doc,
    intents::{resume_name, variant},
    kind, linking, skill_type, value,
};
use crate::{
    model::{Call, Dynamic, End, OutputKind},
    plan::{Plan, cloud_budget_ms, names, segments::Exit},
};
use proc_macro2::TokenStream;
use quote::quote;
use std::collections::BTreeSet;

pub(super) fn module(plan: &Plan<'_>) -> TokenStream {
    let (skill, name_, name) = (skill_type(plan), kind(&plan.skill.name), &plan.skill.name);
    let about = doc(&format!("The skill `{name}`."));
    let (words, session) = (&plan.signature, &plan.session);
    let locale = plan.skill.locales.first().map(|locale| locale.tag.as_str()).unwrap_or_default();
    let budget = cloud_budget_ms(plan);
    let (intents, answers, focuses) = (intents(plan), answers(plan), focuses(plan));
    let entities = entities(plan);
    let known = known(plan);
    let fields = super::fields::any(plan).then(|| {
        quote!(
            pub mod fields;
        )
    });
    let linking_item = linking::item(plan);
    let (linking, link_functions) = linking::members(plan);
    quote! {
        #![doc = " Generated: the typed half of the skill. Yours are `../intents/*.rs`."]
        #![allow(clippy::all, clippy::pedantic, unused_imports, unused_variables, unused_mut, dead_code, unreachable_code,
            reason = "generated code is the same for all skills, whether or not one uses all of it")]
        pub mod calls;
        #fields
        pub mod intents;
        pub mod session;
        pub mod stubs;
        pub mod types;
        #about
        #[derive(Debug, Clone, Copy)]
        pub struct #name_;
        impl sayso_runtime::Skill for #skill {
            const NAME: &'static str = #name;
            const WORDS: &'static str = #words;
            const SESSION: &'static str = #session;
            const DEFAULT_LOCALE: &'static str = #locale;
            const BUDGET: std::time::Duration = std::time::Duration::from_millis(#budget);
            #known
            #linking
            type Memory = session::Memory;
            type Profile = session::Profile;
            type Question = session::Question;
            type Focus = session::Focus;
            async fn intent(turn: &mut sayso_runtime::Turn<'_, Self>, name: &str) -> Option<Result<sayso_runtime::Reply, sayso_runtime::Failure>> {
                Some(match name { #(#intents,)* _ => return None })
            }
            async fn answer(turn: &mut sayso_runtime::Turn<'_, Self>, question: session::Question, answer: sayso_runtime::Answer) -> Result<sayso_runtime::Reply, sayso_runtime::Failure> {
                match question { #(#answers,)* }
            }
            async fn read_on(turn: &mut sayso_runtime::Turn<'_, Self>, focus: session::Focus, to: sayso_runtime::Move) -> Result<sayso_runtime::Reply, sayso_runtime::Failure> {
                match focus { #(#focuses,)* }
            }
            #entities
            #link_functions
        }
        #linking_item
    }
}

/// Boxed, so that the future of a request is as large as the largest intent's only while that one runs.
fn intents(plan: &Plan<'_>) -> Vec<TokenStream> {
    let arm = |name: &String| {
        let module = super::ident(&names::module(name));
        quote!(#name => Box::pin(intents::#module::start(turn)).await)
    };
    plan.intents.keys().map(arm).collect()
}

fn answers(plan: &Plan<'_>) -> Vec<TokenStream> {
    let mut arms = Vec::new();
    for (intent, segmented) in &plan.intents {
        let module = super::ident(&names::module(intent));
        for segment in &segmented.segments {
            if let Exit::Choose { id, .. } | Exit::Confirm { id, .. } = &segment.exit {
                let (variant, function) = (variant(intent, id), resume_name(id));
                arms.push(quote! {
                    session::Question::#variant(at) => Box::pin(intents::#module::#function(turn, at, answer)).await
                });
            }
        }
    }
    arms
}

fn focuses(plan: &Plan<'_>) -> Vec<TokenStream> {
    let reads = plan.skill.intents.iter().filter(|(_, intent)| matches!(intent.end, End::Read { .. }));
    let arm = |name: &String| {
        let (variant, module) = (kind(name), super::ident(&names::module(name)));
        quote!(session::Focus::#variant(list) => Box::pin(intents::#module::read_on(turn, list, to)).await)
    };
    reads.map(|(name, _)| arm(name)).collect()
}

/// The dynamic types whose values parsers are given.
fn known(plan: &Plan<'_>) -> Option<TokenStream> {
    let parts = plan.skill.types.values().filter_map(|it| it.parts.as_ref());
    let kinds: BTreeSet<&str> =
        parts.flat_map(|it| it.known.iter().map(|known| known.kind.as_str())).collect();
    let kinds: Vec<&str> = kinds.into_iter().collect();
    (!kinds.is_empty()).then(|| quote!(const KNOWN: &'static [&'static str] = &[#(#kinds),*];))
}

/// The values of dynamic types, fetched once per session.
fn entities(plan: &Plan<'_>) -> TokenStream {
    let dynamic = plan.skill.types.iter().filter_map(|(name, it)| Some((name, it.dynamic.as_ref()?)));
    let lists: Vec<TokenStream> = dynamic.map(|(name, it)| entity_list(plan, name, it)).collect();
    if lists.is_empty() {
        return TokenStream::new();
    }
    quote! {
        async fn entities(turn: &sayso_runtime::Turn<'_, Self>) -> Result<Vec<sayso_runtime::EntityList>, sayso_runtime::Failure> {
            let mut lists = Vec::new();
            #(#lists)*
            Ok(lists)
        }
    }
}

fn entity_list(plan: &Plan<'_>, name: &str, dynamic: &Dynamic) -> TokenStream {
    let (function, input) = (value(&dynamic.call), super::calls::input(&dynamic.call));
    let (list, id, label) = (value(&dynamic.list), value(&dynamic.id), value(&dynamic.name));
    let fields = plan.skill.calls[&dynamic.call].inputs.keys().map(|it| value(it));
    let synonyms = dynamic.synonyms.iter().map(|it| value(it));
    let cut = cut(&plan.skill.calls[&dynamic.call], &dynamic.list);
    quote! {
        let found = calls::#function(turn.calls(), &#input { #(#fields: None,)* }).await?;
        lists.push(sayso_runtime::EntityList {
            type_name: #name,
            cut: #cut,
            values: found
                .#list
                .into_iter()
                .map(|it| sayso_runtime::EntityValue {
                    synonyms: vec![#(it.#synonyms.clone()),*],
                    id: it.#id.clone(),
                    name: it.#label,
                })
                .collect(),
        });
    }
}

/// Whether the service has, or may have, more elements than it told.
fn cut(call: &Call, list: &str) -> TokenStream {
    let out = call.operations.iter().flat_map(|it| &it.out).find(|it| it.name == list);
    let most = out.and_then(|it| match &it.kind {
        OutputKind::List { max, .. } => usize::try_from(*max).ok(),
        _ => None,
    });
    let list = value(list);
    let full = most.map(|most| quote!(found.#list.len() >= #most));
    match (call.paged, full) {
        (true, Some(full)) => quote!(found.page.is_some() || #full),
        (true, None) => quote!(found.page.is_some()),
        (false, Some(full)) => full,
        (false, None) => quote!(true),
    }
}
