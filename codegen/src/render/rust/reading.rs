//! The end of an intent that reads a list: the first page, and the pages after it.

use super::{
    calls, expressions,
    intents::{find_day, scope},
    kind,
    records::rust_type,
    skill_type, value,
};
use crate::{
    model::{End, Path},
    plan::{
        Plan, element, names, paged,
        segments::{Exit, Segment},
    },
};
use proc_macro2::{Ident, TokenStream};
use quote::quote;

/// The local that holds a call's input. No name of a spec ends in an underscore.
pub(super) fn input_name(id: &str) -> Ident {
    super::ident(&names::local(id, "input_"))
}

/// The type of the list that a focus holds.
pub(super) fn list_type(plan: &Plan<'_>, segment: &Segment, list: &Path) -> TokenStream {
    let element = rust_type(plan, element(list.kind()));
    let next = paged(plan.skill, segment).map_or(quote!(()), |(call, _)| {
        let input = calls::input(call);
        quote!(#input)
    });
    quote!(sayso_runtime::List<#element, #next>)
}

/// Begins to read.
pub(super) fn begin(plan: &Plan<'_>, intent: &str, segment: &Segment, list: &Path) -> TokenStream {
    let (place, variant, scope) = (expressions::place(list), kind(intent), scope(plan, &segment.known));
    let next = paged(plan.skill, segment).map_or(quote!(None::<()>), |(call, _)| {
        let (result, input, kept) = (value(list.root()), calls::input(call), input_name(list.root()));
        quote!(#result.page.clone().map(|page| #input { page: Some(page), ..#kept }))
    });
    quote! {
        let reading = List::new(#place.clone(), #next);
        Ok(turn.read(&READ, reading, Focus::#variant, #scope))
    }
}

/// What is read, and how it goes on.
pub(super) fn items(plan: &Plan<'_>, intent: &str, segment: &Segment) -> TokenStream {
    let Exit::End(End::Read { list, by }) = &segment.exit else { return TokenStream::new() };
    let id = |message: &str| format!("intents.{intent}.read.{message}");
    let (empty, single, several, item, more) =
        (id("empty"), id("single"), id("several"), id("item"), id("more"));
    let by = usize::try_from(*by).unwrap_or(1);
    let (skill, kept, variant) = (skill_type(plan), list_type(plan, segment, list), kind(intent));
    let fetch = paged(plan.skill, segment).map(|(call, _)| fetch(call, list));
    let day = find_day(plan, intent);
    let mutable = fetch.is_some().then(|| quote!(mut));
    quote! {
        static READ: Reading = Reading { by: #by, empty: #empty, single: #single, several: #several, item: #item, more: #more };
        #[doc = " Reads on, or back."]
        pub async fn read_on(turn: &mut Turn<'_, #skill>, #mutable list: #kept, to: Move) -> Result<Reply, Failure> {
            #day
            #fetch
            Ok(turn.read_on(&READ, list, to, Focus::#variant))
        }
    }
}

/// Fetches the next page when the list is at its end.
fn fetch(call: &str, list: &Path) -> TokenStream {
    let (function, input) = (value(call), calls::input(call));
    let field = list.segments.get(1).map(|field| value(field));
    quote! {
        if let Some(wanted) = list.wants_page(to) {
            let found = calls::#function(turn.calls(), &wanted).await?;
            let next = found.page.map(|page| #input { page: Some(page), ..wanted });
            list.extend(found.#field, next);
        }
    }
}
