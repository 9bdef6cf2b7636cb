//! Interfaces that Rust implements: one method as a closure, more members as a trait.

use super::{docs::doc, ident, types};
use crate::model::{Accessor, Handle, Members, Method, Parameter, Slot, Type};
use proc_macro2::TokenStream;
use quote::{format_ident, quote};

/// What makes an object of an interface from Rust.
pub(super) fn implement(of: &Handle, members: &Members, module: &[String]) -> TokenStream {
    match (members.methods.as_slice(), members.properties.as_slice()) {
        ([method], []) => closure(of, method, module),
        _ => object(of, members, module),
    }
}

/// From a closure for the one method.
fn closure(of: &Handle, method: &Method, module: &[String]) -> TokenStream {
    let (name, js, closure) = (ident(&of.name), &method.js, ident(&method.name));
    let kinds = method.parameters.iter().map(|it| argument_type(it, module));
    let arguments = method.parameters.iter().enumerate().map(|(at, it)| argument(at, it));
    let (returns, call) = (returns(method, module), call(method));
    let summary = format!(" One whose `{js}` is Rust. It may be called again while it runs.");
    quote! {
        impl #name {
            #[doc = #summary]
            #[inline]
            #[track_caller]
            pub fn implement(
                at: &impl jsii::Lives,
                #closure: impl ::std::ops::Fn(#(#kinds),*) -> jsii::Result<#returns> + 'static,
            ) -> jsii::Result<Self> {
                let object = jsii::bound::implementing::<Self>(at).method(#js, move |#call| {
                    #closure(#(#arguments),*).map(jsii::IntoValue::into_value)
                });
                Ok(Self::from(object.create()?))
            }
        }
    }
}

/// From a value of a trait that has all members.
fn object(of: &Handle, members: &Members, module: &[String]) -> TokenStream {
    let (name, members_of) = (ident(&of.name), format_ident!("{}Members", of.name));
    let methods = members.methods.iter().map(|it| declare_method(it, module));
    let properties = members.properties.iter().map(|it| declare_property(it, module));
    let method_overrides = members.methods.iter().map(override_method);
    let property_overrides = members.properties.iter().map(override_property);
    let docs = format!(" The members of `{}`, for Rust to implement; see `{0}::implement`.", of.name);
    quote! {
        #[doc = #docs]
        pub trait #members_of {
            #(#methods)*
            #(#properties)*
        }

        impl #name {
            /// One whose members are Rust. They may be called again while they run.
            #[inline]
            #[track_caller]
            pub fn implement(at: &impl jsii::Lives, members: impl #members_of + 'static) -> jsii::Result<Self> {
                let members = ::std::rc::Rc::new(members);
                let object = jsii::bound::implementing::<Self>(at);
                #(#method_overrides)*
                #(#property_overrides)*
                Ok(Self::from(object.create()?))
            }
        }
    }
}

fn declare_method(of: &Method, module: &[String]) -> TokenStream {
    let (name, docs, returns) = (ident(&of.name), doc(&of.doc), returns(of, module));
    let parameters = of.parameters.iter().map(|it| {
        let (name, of) = (ident(&it.name), argument_type(it, module));
        quote!(#name: #of)
    });
    quote!(#docs fn #name(&self, #(#parameters),*) -> jsii::Result<#returns>;)
}

fn declare_property(of: &Accessor, module: &[String]) -> TokenStream {
    let (name, docs, of_type) = (ident(&of.name), doc(&of.doc), types::result(&of.slot, module));
    let setter = of.setter.as_ref().map(|setter| {
        let (setter, summary) = (ident(setter), format!(" Sets `{}`.", of.js));
        quote!(#[doc = #summary] fn #setter(&self, value: #of_type) -> jsii::Result<()>;)
    });
    quote!(#docs fn #name(&self) -> jsii::Result<#of_type>; #setter)
}

fn override_method(of: &Method) -> TokenStream {
    let (name, js, call) = (ident(&of.name), &of.js, call(of));
    let arguments = of.parameters.iter().enumerate().map(|(at, it)| argument(at, it));
    quote! {
        let this = members.clone();
        let object = object.method(#js, move |#call| {
            this.#name(#(#arguments),*).map(jsii::IntoValue::into_value)
        });
    }
}

/// The name of a call within what overrides it.
fn call(of: &Method) -> TokenStream {
    if of.parameters.is_empty() { quote!(_) } else { quote!(call) }
}

fn override_property(of: &Accessor) -> TokenStream {
    let (name, js) = (ident(&of.name), &of.js);
    let get = quote! {
        let this = members.clone();
        let get = move |_: jsii::Call| this.#name().map(jsii::IntoValue::into_value);
    };
    match &of.setter {
        None => quote!(#get let object = object.getter(#js, get);),
        Some(setter) => {
            let setter = ident(setter);
            quote! {
                #get
                let this = members.clone();
                let object = object.property(#js, get, move |call| this.#setter(call.arg(0)?));
            }
        }
    }
}

/// What an argument is in Rust.
fn argument_type(of: &Parameter, module: &[String]) -> TokenStream {
    if of.variadic {
        types::owned(&Type::List(Box::new(of.slot.of.clone())), module)
    } else {
        types::result(&of.slot, module)
    }
}

/// An argument of a call, by its place.
fn argument(at: usize, of: &Parameter) -> TokenStream {
    if of.variadic { quote!(jsii::bound::rest(&call, #at)?) } else { quote!(call.arg(#at)?) }
}

fn returns(of: &Method, module: &[String]) -> TokenStream {
    let slot = |slot: &Slot| types::result(slot, module);
    of.returns.as_ref().map_or(quote!(()), slot)
}
