//! `stubs.rs`: the typed faces of the functions that developers write.

use super::{calls, composite, doc, ident, kind, records, value};
use crate::{
    model::{Stub, Verb},
    plan::{Plan, names},
};
use proc_macro2::TokenStream;
use quote::quote;

/// The stubs of a skill: intent, stub, and the calls that a handler may use.
pub(super) fn all<'m>(plan: &Plan<'m>) -> Vec<(&'m String, &'m Stub, Option<&'m [String]>)> {
    let stub = |verb: &'m Verb| match verb {
        Verb::Compute(stub) => Some((stub, None)),
        Verb::Handler { stub, uses } => Some((stub, Some(uses.as_slice()))),
        _ => None,
    };
    let intents = plan.skill.intents.iter();
    intents
        .flat_map(|(name, intent)| {
            intent.steps.iter().filter_map(move |step| stub(&step.verb).map(|(it, uses)| (name, it, uses)))
        })
        .collect()
}

pub(super) fn module(plan: &Plan<'_>) -> TokenStream {
    let stubs = all(plan).into_iter().map(|(intent, it, uses)| stub(plan, intent, it, uses));
    let parsers = composite::stubs(plan);
    quote! {
        #![doc = " The functions that you write, one file each, with their input and output."]
        use sayso_runtime::{Calls, Failure};
        #(#stubs)*
        #parsers
    }
}

fn stub(plan: &Plan<'_>, intent: &str, stub: &Stub, uses: Option<&[String]>) -> TokenStream {
    let module = ident(&names::module(&stub.name));
    // Relative to this file; a missing stub is a compile error that names the file to create.
    let path = format!("../intents/{}.rs", names::module(&stub.name));
    let about = doc(&format!("`{}` of `{intent}`: yours.", stub.name));
    let input = kind(&format!("{}_input", stub.name));
    let fields = stub.inputs.iter().map(|(name, expression)| {
        let (docs, field) = (doc(&format!("`{name}`.")), value(name));
        let kind = records::rust_type(plan, &expression.kind());
        quote!(#docs pub #field: #kind)
    });
    let docs = doc(&format!("What `{}` is given.", stub.name));
    let output = records::structs(plan, &stub.out, &format!("What `{}` makes of it.", stub.name));
    let reads = uses.map(|uses| reads(plan, stub, uses));
    quote! {
        #about
        #[path = #path]
        pub mod #module;
        #docs
        #[derive(Debug, Clone, PartialEq)]
        pub struct #input { #(#fields,)* }
        #output
        #reads
    }
}

/// The calls that a handler may use, and no others.
fn reads(plan: &Plan<'_>, stub: &Stub, uses: &[String]) -> TokenStream {
    let name = kind(&format!("{}_reads", stub.name));
    let docs = doc(&format!("The calls that `{}` may use.", stub.name));
    let methods = uses.iter().filter_map(|used| {
        let call = plan.skill.calls.get(used)?;
        let (function, input, docs) = (value(used), calls::input(used), doc(&format!("`{used}`.")));
        let output =
            if call.record.fields.is_empty() { quote!(()) } else { records::record_type(plan, &call.record) };
        Some(quote! {
            #docs
            pub async fn #function(&self, input: &#input) -> Result<#output, Failure> {
                super::calls::#function(self.0, input).await
            }
        })
    });
    quote! {
        #docs
        pub struct #name<'a>(&'a Calls<'a>);
        impl<'a> #name<'a> {
            pub(crate) fn new(calls: &'a Calls<'a>) -> Self { Self(calls) }
            #(#methods)*
        }
    }
}
