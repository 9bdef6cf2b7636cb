//! Unions: an enum that is made from each of its types.

use super::{ident, types};
use crate::model::{Type, Union};
use proc_macro2::{Ident, TokenStream};
use quote::quote;

/// An enum of several types.
pub(super) fn union(of: &Union, module: &[String]) -> TokenStream {
    let name = ident(&of.name);
    let names: Vec<Ident> = of.variants.iter().map(|(name, _)| ident(name)).collect();
    let kinds: Vec<TokenStream> = of.variants.iter().map(|(_, of)| types::owned(of, module)).collect();
    let docs = of.variants.iter().map(|(_, of)| format!(" It is {}.", say(of)));
    // An object can be many things; only where one variant takes objects, it can take those that are more, too.
    let only_object = of.variants.iter().filter(|(_, of)| of.is_object()).count() == 1;
    let conversions =
        of.variants.iter().map(|(variant, of)| conversion(&name, variant, of, only_object, module));
    let received = of.received.then(|| received(of, module));
    let summary =
        format!(" {}.", of.variants.iter().map(|(_, of)| say(of)).collect::<Vec<_>>().join(", or "));
    quote! {
        #[doc = #summary]
        #[derive(Clone, Debug)]
        pub enum #name { #(#[doc = #docs] #names(#kinds)),* }

        impl jsii::IntoValue for #name {
            #[inline]
            fn into_value(self) -> jsii::Value {
                match self { #(Self::#names(value) => value.into_value()),* }
            }
        }

        #(#conversions)*
        #received
    }
}

/// What it may be, in words.
fn all(of: &Union) -> String {
    of.variants.iter().map(|(_, of)| say(of)).collect::<Vec<_>>().join(", or ")
}

/// What a type is, in words.
fn say(of: &Type) -> String {
    match of {
        Type::Text => "text".to_owned(),
        Type::Number => "a number".to_owned(),
        Type::Bool => "true or false".to_owned(),
        Type::Date => "an instant".to_owned(),
        Type::Any => "anything".to_owned(),
        Type::Untyped => "an object".to_owned(),
        Type::Handle(path) | Type::Struct(path) | Type::Enum(path) | Type::Union(path) => {
            format!("`{}`", path.name)
        }
        Type::List(element) => format!("a list of {}", say(element)),
        Type::Map(element) => format!("a map to {}", say(element)),
    }
}

fn conversion(name: &Ident, variant: &str, of: &Type, only_object: bool, module: &[String]) -> TokenStream {
    let variant = ident(variant);
    let owned = types::owned(of, module);
    let from = |generics: TokenStream, source: TokenStream, value: TokenStream| {
        quote! {
            impl #generics From<#source> for #name {
                #[inline]
                fn from(value: #source) -> Self {
                    Self::#variant(#value)
                }
            }
        }
    };
    let into = || quote!(value.into());
    match of {
        Type::Text => [quote!(&str), quote!(&String), quote!(String)]
            .map(|source| from(quote!(), source, quote!(value.into())))
            .into_iter()
            .collect(),
        Type::Number => [quote!(f64), quote!(i32), quote!(u32)]
            .map(|source| from(quote!(), source, quote!(value.into())))
            .into_iter()
            .collect(),
        Type::Handle(_) if only_object => {
            let more = from(quote!(<T: jsii::bound::Is<#owned>>), quote!(T), into());
            let own = from(quote!(), owned.clone(), quote!(value));
            let borrowed = from(quote!(), quote!(&#owned), quote!(value.clone()));
            quote!(#own #borrowed #more)
        }
        Type::Handle(_) => {
            let own = from(quote!(), owned.clone(), quote!(value));
            let borrowed = from(quote!(), quote!(&#owned), quote!(value.clone()));
            quote!(#own #borrowed)
        }
        Type::List(element) => list(name, &variant, element, module),
        _ => from(quote!(), owned, quote!(value)),
    }
}

/// From a `Vec` or an array of whatever becomes the element.
fn list(name: &Ident, variant: &Ident, element: &Type, module: &[String]) -> TokenStream {
    let element = types::owned(element, module);
    quote! {
        impl<T: Into<#element>> From<Vec<T>> for #name {
            #[inline]
            fn from(value: Vec<T>) -> Self {
                Self::#variant(value.into_iter().map(T::into).collect())
            }
        }

        impl<T: Into<#element>, const N: usize> From<[T; N]> for #name {
            #[inline]
            fn from(value: [T; N]) -> Self {
                Self::#variant(value.into_iter().map(T::into).collect())
            }
        }
    }
}

/// Each type is tried; data first.
fn received(of: &Union, module: &[String]) -> TokenStream {
    let name = ident(&of.name);
    let tries = of.variants.iter().map(|(variant, of)| {
        let (variant, owned) = (ident(variant), types::owned(of, module));
        let guard = matches!(of, Type::Struct(_)).then(|| quote!(&&jsii::bound::is_data(&value)));
        quote! {
            if let Ok(found) = <#owned as jsii::FromValue>::from_value(value.clone()) #guard {
                return Ok(Self::#variant(found));
            }
        }
    });
    let expected = all(of);
    quote! {
        impl jsii::FromValue for #name {
            #[inline]
            #[track_caller]
            fn from_value(value: jsii::Value) -> jsii::Result<Self> {
                #(#tries)*
                Err(jsii::bound::unexpected(#expected, &value))
            }
        }
    }
}
