//! Enums.

use super::{docs::doc, ident};
use crate::model::Enum;
use proc_macro2::TokenStream;
use quote::quote;

/// An enum, and how it crosses.
pub(super) fn enumeration(of: &Enum) -> TokenStream {
    let (name, fqn, docs) = (ident(&of.name), &of.fqn, doc(&of.doc));
    let names: Vec<_> = of.members.iter().map(|it| ident(&it.name)).collect();
    let js = of.members.iter().map(|it| &it.js);
    let wire = of.members.iter().map(|it| format!("{fqn}/{}", it.js));
    let members = of.members.iter().zip(&names).map(|(member, name)| {
        let docs = doc(&member.doc);
        quote!(#docs #name)
    });
    let expected = format!("a member of `{fqn}`");
    quote! {
        #docs
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum #name { #(#members),* }

        impl jsii::IntoValue for #name {
            #[inline]
            fn into_value(self) -> jsii::Value {
                let member = match self { #(Self::#names => #wire),* };
                jsii::Value::Enum(member.into())
            }
        }

        impl jsii::FromValue for #name {
            #[inline]
            #[track_caller]
            fn from_value(value: jsii::Value) -> jsii::Result<Self> {
                jsii::bound::member(value, #expected, &[#((#js, Self::#names)),*])
            }
        }
    }
}
