//! `fields.rs`: how the fields are found that each site of a service numbers by itself.

use super::{calls, doc, value};
use crate::{
    model::{Call, DynamicField, Fields, Operation, Type},
    plan::{Plan, names},
};
use proc_macro2::TokenStream;
use quote::quote;

/// Whether a service of the skill has such fields.
pub(super) fn any(plan: &Plan<'_>) -> bool {
    plan.skill.services.values().any(|service| service.fields.is_some())
}

/// The module.
pub(super) fn module(plan: &Plan<'_>) -> TokenStream {
    let services = plan.skill.services.iter();
    let finders = services.filter_map(|(name, service)| Some(finder(plan, name, service.fields.as_ref()?)));
    quote! {
        #![doc = " Fields that each site of a service numbers by itself, found once per session and account."]
        use crate::generated::calls;
        use sayso_runtime::{Calls, Failure, FieldIds};
        use std::sync::Arc;
        #(#finders)*
    }
}

fn finder(plan: &Plan<'_>, name: &str, fields: &Fields) -> TokenStream {
    let about = doc(&format!("The fields of `{name}`, as `{}` tells them.", fields.call));
    let (function, service) = (value(name), super::ident(&names::constant(name)));
    let (call, input) = (value(&fields.call), calls::input(&fields.call));
    let known = fields.names.keys();
    let source = plan.skill.calls.get(&fields.call);
    let inputs = source.into_iter().flat_map(|it| it.inputs.keys()).map(|it| value(it));
    let adds = fields.names.iter().map(|(name, field)| add(name, field, fields, source));
    quote! {
        #about
        pub async fn #function(calls: &Calls<'_>) -> Result<Arc<FieldIds>, Failure> {
            let found = || async {
                let found = calls::#call(calls, &#input { #(#inputs: None,)* }).await?;
                Ok(FieldIds::default()#(#adds)*)
            };
            calls.fields(&calls::#service, &[#(#known),*], found).await
        }
    }
}

/// Adds one field: the element that its conditions fit best.
fn add(name: &str, field: &DynamicField, fields: &Fields, source: Option<&Call>) -> TokenStream {
    let (list, id) = (value(&fields.list), value(&fields.id));
    let element = match source.and_then(|call| call.record.fields.get(&fields.list)) {
        Some(Type::List(element)) => element.field(&fields.id).and(Some(element)),
        _ => None,
    };
    let fits = field.conditions.iter().map(|(property, values)| {
        let place = value(property);
        let optional = element.and_then(|it| it.field(property)).is_some_and(|kind| kind.is_option());
        let text = if optional { quote!(it.#place.as_deref()) } else { quote!(Some(it.#place.as_str())) };
        quote!(sayso_runtime::one_of(&[#(#values),*], #text))
    });
    quote!(.with(#name, sayso_runtime::best_field(&found.#list, |it| it.#id.as_str(), |it| [#(#fits),*])))
}

/// What a change makes sure of before anything is asked: that the site has the fields which it sets.
pub(super) fn ready(plan: &Plan<'_>, call: &Call) -> Option<TokenStream> {
    let finder = value(&call.service);
    let needs = |operation: &Operation| {
        let needs = operation.set_fields().map(|name| {
            let needed = need(plan, call, name);
            quote!(fields.#needed;)
        });
        quote!({ #(#needs)* })
    };
    let judged = match call.operations.as_slice() {
        [only] if only.variant.is_none() => needs(only),
        several => {
            let arms = several.iter().filter_map(|it| {
                let (variant, needs) = (it.variant.as_deref()?, needs(it));
                Some(quote!(#variant => #needs))
            });
            quote!(match calls.variant().await? { #(#arms)* _ => {} })
        }
    };
    call.sets_fields().then(|| {
        quote! {
            #[doc = " Makes sure that the site has the fields which are set."]
            pub async fn ready(calls: &Calls<'_>) -> Result<(), Failure> {
                let fields = crate::generated::fields::#finder(calls).await?;
                #judged
                Ok(())
            }
        }
    })
}

/// `need("flagged", "words.no_flags")?`: the id of a field that is set.
pub(super) fn need(plan: &Plan<'_>, call: &Call, name: &str) -> TokenStream {
    // The check demands a sentence for each field that is set.
    let missing = declared(plan, call, name).and_then(|field| field.missing.as_deref());
    let missing = missing.unwrap_or("words.apology");
    quote!(need(#name, #missing)?)
}

/// What is declared of a field of the service that is called.
pub(super) fn declared<'p>(plan: &Plan<'p>, call: &Call, name: &str) -> Option<&'p DynamicField> {
    plan.skill.services.get(&call.service)?.fields.as_ref()?.names.get(name)
}
