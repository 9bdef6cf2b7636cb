//! The list of skills.

use super::{SHARED, ident, kind, module as module_of};
use proc_macro2::TokenStream;
use quote::{format_ident, quote};

/// `mod.rs`.
pub(super) fn module(skills: &[String]) -> TokenStream {
    let shared = ident(SHARED);
    let modules = skills.iter().map(|skill| {
        let (own, file) = (ident(&module_of(skill)), format!("../overrides/{}.rs", module_of(skill)));
        let (doc, overrides) = (format!(" The cloud of the skill `{skill}`."), overrides(skill));
        let wanted = format!(" What your team wants otherwise in the cloud of `{skill}`.");
        quote! {
            #[doc = #doc]
            pub mod #own;
            #[doc = #wanted]
            #[path = #file]
            pub mod #overrides;
        }
    });
    let calls = skills.iter().map(|skill| {
        let (own, overrides, kind) = (ident(&module_of(skill)), overrides(skill), kind(skill));
        quote!(#own::stacks(app, &request, &#overrides::#kind)?;)
    });
    let list = skills.iter().map(|skill| {
        let own = ident(&module_of(skill));
        quote!((#own::SKILL, #own::STAGES))
    });
    quote! {
        #![doc = " The stacks of all skills."]
        #![doc = ""]
        #![doc = " A skill's file says what its cloud is made of, as its spec has it; `../overrides/<skill>.rs` is yours."]

        use cdk::App;
        use shared::{Result, request::Request};

        pub mod #shared;
        #(#modules)*

        /// Makes the stacks that the context asks for.
        pub fn stacks(app: &App) -> Result<()> {
            let request = Request::of(app)?;
            #(#calls)*
            request.must_be_found(&[#(#list),*])
        }
    }
}

/// The module of what a team wants otherwise.
fn overrides(skill: &str) -> proc_macro2::Ident {
    format_ident!("{}_overrides", module_of(skill))
}
