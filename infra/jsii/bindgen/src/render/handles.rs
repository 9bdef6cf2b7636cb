//! Classes and interfaces: a handle of an object, nested in the handle of what it is more than.

use super::{docs::doc, ident, implement, methods, types};
use crate::model::Handle;
use proc_macro2::TokenStream;
use quote::quote;

/// A class or an interface.
pub(super) fn handle(of: &Handle, module: &[String]) -> TokenStream {
    let (name, fqn, docs) = (ident(&of.name), &of.fqn, doc(&of.doc));
    let base = of.base.as_ref().map_or(quote!(jsii::Ref), |base| types::path(base, module));
    let ancestors = of.ancestors.iter().map(|it| types::path(it, module));
    let members = methods::members(of, module);
    let implement = of.implemented.as_ref().map(|it| implement::implement(of, it, module));
    quote! {
        #docs
        #[derive(Clone, Debug)]
        pub struct #name(#base);

        jsii::handle!(#name, #base, #fqn, [#(#ancestors),*]);

        impl #name {
            #members
        }

        #implement
    }
}
