//! Types as parameters, which take all that converts, and as results.

use super::ident;
use crate::model::{Path, Slot, Type};
use proc_macro2::{Ident, TokenStream};
use quote::quote;

/// A path from a module to an item. Relative, so that bindings can lie anywhere in a crate.
pub(super) fn path(to: &Path, module: &[String]) -> TokenStream {
    let name = ident(&to.name);
    let shared = module.iter().zip(&to.module).take_while(|(own, its)| own == its).count();
    let up = module.iter().skip(shared).map(|_| quote!(super));
    let down = to.module.iter().skip(shared).map(|it| ident(it));
    quote!(#(#up::)* #(#down::)* #name)
}

/// A type that holds a value.
pub(super) fn owned(of: &Type, module: &[String]) -> TokenStream {
    match of {
        Type::Text => quote!(String),
        Type::Number => quote!(f64),
        Type::Bool => quote!(bool),
        Type::Date => quote!(jsii::Date),
        Type::Any => quote!(jsii::Value),
        Type::Untyped => quote!(jsii::Ref),
        Type::Handle(to) | Type::Struct(to) | Type::Enum(to) | Type::Union(to) => path(to, module),
        Type::List(element) => {
            let element = owned(element, module);
            quote!(Vec<#element>)
        }
        Type::Map(element) => {
            let element = owned(element, module);
            quote!(::std::collections::BTreeMap<String, #element>)
        }
    }
}

/// A type that holds what may be empty.
pub(super) fn result(slot: &Slot, module: &[String]) -> TokenStream {
    let of = owned(&slot.of, module);
    if slot.optional { quote!(Option<#of>) } else { of }
}

/// The type of a parameter.
pub(super) fn parameter(slot: &Slot, module: &[String]) -> TokenStream {
    if slot.optional {
        let of = owned(&slot.of, module);
        return quote!(impl Into<Option<#of>>);
    }
    match &slot.of {
        Type::List(element) => {
            let element = element_parameter(element, module);
            quote!(impl IntoIterator<Item = #element>)
        }
        Type::Map(element) => {
            let element = element_parameter(element, module);
            quote!(impl IntoIterator<Item = (impl Into<String>, #element)>)
        }
        of => element_parameter(of, module),
    }
}

fn element_parameter(of: &Type, module: &[String]) -> TokenStream {
    let owned = owned(of, module);
    match of {
        Type::Any => quote!(impl jsii::IntoValue),
        Type::Bool | Type::Struct(_) | Type::Enum(_) | Type::Date => owned,
        _ => quote!(impl Into<#owned>),
    }
}

/// What a parameter of [`parameter`]'s type is on the wire.
pub(super) fn value(slot: &Slot, name: &Ident, module: &[String]) -> TokenStream {
    let typed = |of: &Type| {
        let of = owned(of, module);
        quote!(::<#of>)
    };
    match &slot.of {
        of if slot.optional => {
            let of = typed(of);
            quote!(jsii::bound::optional #of(#name))
        }
        Type::List(element) if **element == Type::Any => quote!(jsii::bound::any_list(#name)),
        Type::List(element) => {
            let of = typed(element);
            quote!(jsii::bound::list #of(#name))
        }
        Type::Map(element) if **element == Type::Any => quote!(jsii::bound::any_map(#name)),
        Type::Map(element) => {
            let of = typed(element);
            quote!(jsii::bound::map #of(#name))
        }
        Type::Any => quote!(jsii::IntoValue::into_value(#name)),
        of => {
            let of = typed(of);
            quote!(jsii::bound::value #of(#name))
        }
    }
}
