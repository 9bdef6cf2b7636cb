//! Constructors, methods and properties of classes and interfaces.

use super::{docs::doc, ident, types};
use crate::model::{Accessor, Handle, Method, Slot, Type};
use proc_macro2::{Ident, TokenStream};
use quote::quote;

/// Which kernel a constructor or a static runs in.
enum At<'a> {
    /// That of an argument.
    Argument(&'a str),
    /// There is no object among the arguments, so one is asked for.
    Asked,
}

fn at(method: &Method) -> At<'_> {
    let objects =
        method.parameters.iter().find(|it| !it.slot.optional && !it.variadic && it.slot.of.is_object());
    objects.map_or(At::Asked, |it| At::Argument(&it.name))
}

/// How an object of a class is made.
pub(super) fn constructor(of: &Method, module: &[String]) -> TokenStream {
    let (prologue, at, parameters) = scope(of, module);
    let (docs, arguments) = (doc(&of.doc), arguments(of, module));
    quote! {
        #docs
        #[inline]
        #[track_caller]
        pub fn new(#parameters) -> jsii::Result<Self> {
            #prologue
            jsii::bound::create(#at, #arguments)
        }
    }
}

/// A method of an object or of the class.
pub(super) fn method(of: &Method, module: &[String]) -> TokenStream {
    let (name, js, docs) = (ident(&of.name), &of.js, doc(&of.doc));
    let arguments = arguments(of, module);
    let returns = of.returns.as_ref().map_or(quote!(()), |slot| types::result(slot, module));
    let (parameters, body) = if of.is_static {
        let (prologue, at, parameters) = scope(of, module);
        (parameters, quote!(#prologue jsii::bound::call_static::<Self, _>(#at, #js, #arguments)))
    } else {
        let call = ident(if of.is_async { "call_async" } else { "call" });
        let parameters = of.parameters.iter().map(|it| parameter(it, module));
        (quote!(&self, #(#parameters),*), quote!(jsii::bound::#call(self, #js, #arguments)))
    };
    quote! {
        #docs
        #[inline]
        #[track_caller]
        pub fn #name(#parameters) -> jsii::Result<#returns> {
            #body
        }
    }
}

/// What comes before a call that needs to be told its kernel: statements, the kernel's place, and the parameters.
fn scope(of: &Method, module: &[String]) -> (TokenStream, TokenStream, TokenStream) {
    let parameters = of.parameters.iter().map(|it| parameter(it, module));
    match at(of) {
        At::Asked => (quote!(), quote!(at), quote!(at: &impl jsii::Lives, #(#parameters),*)),
        At::Argument(name) => {
            let slot =
                of.parameters.iter().find(|it| it.name == name).map(|it| types::owned(&it.slot.of, module));
            let name = ident(name);
            (quote!(let #name: #slot = #name.into();), quote!(&#name.clone()), quote!(#(#parameters),*))
        }
    }
}

fn parameter(of: &crate::model::Parameter, module: &[String]) -> TokenStream {
    let name = ident(&of.name);
    let slot = if of.variadic {
        Slot { of: Type::List(Box::new(of.slot.of.clone())), optional: false }
    } else {
        of.slot.clone()
    };
    let of = types::parameter(&slot, module);
    quote!(#name: #of)
}

fn arguments(of: &Method, module: &[String]) -> TokenStream {
    let fixed = of.parameters.iter().filter(|it| !it.variadic);
    let fixed = fixed.map(|it| types::value(&it.slot, &ident(&it.name), module));
    let rest = of.parameters.iter().find(|it| it.variadic).map(|it| {
        let slot = Slot { of: Type::List(Box::new(it.slot.of.clone())), optional: false };
        types::value(&slot, &ident(&it.name), module)
    });
    match rest {
        None => list(&fixed.collect::<Vec<_>>()),
        Some(rest) => {
            let fixed = list(&fixed.collect::<Vec<_>>());
            quote!(jsii::bound::spread(#fixed, #rest))
        }
    }
}

fn list(values: &[TokenStream]) -> TokenStream {
    if values.is_empty() { quote!(Vec::new()) } else { quote!(Vec::from([#(#values),*])) }
}

/// What reads a property, and what sets it.
pub(super) fn accessor(of: &Accessor, module: &[String]) -> TokenStream {
    let (name, js, docs) = (ident(&of.name), &of.js, doc(&of.doc));
    let returns = types::result(&of.slot, module);
    let setter = of.setter.as_ref().map(|name| setter(of, &ident(name), module));
    let (parameters, body) = if of.is_static {
        (quote!(at: &impl jsii::Lives), quote!(jsii::bound::get_static::<Self, _>(at, #js)))
    } else {
        (quote!(&self), quote!(jsii::bound::get(self, #js)))
    };
    quote! {
        #docs
        #[inline]
        #[track_caller]
        pub fn #name(#parameters) -> jsii::Result<#returns> {
            #body
        }
        #setter
    }
}

fn setter(of: &Accessor, name: &Ident, module: &[String]) -> TokenStream {
    let (js, deprecated) = (&of.js, of.doc.deprecated.as_ref());
    let deprecated = deprecated.map(|note| quote!(#[deprecated(note = #note)]));
    let summary = format!(" Sets `{}`.", of.js);
    let slot = Slot { of: of.slot.of.clone(), optional: of.slot.optional };
    let (value, kind) = (types::value(&slot, &ident("value"), module), types::parameter(&slot, module));
    let (parameters, body) = if of.is_static {
        let body = quote!(jsii::bound::set_static::<Self>(at, #js, #value));
        (quote!(at: &impl jsii::Lives, value: #kind), body)
    } else {
        (quote!(&self, value: #kind), quote!(jsii::bound::set(self, #js, #value)))
    };
    quote! {
        #[doc = #summary]
        #deprecated
        #[inline]
        #[track_caller]
        pub fn #name(#parameters) -> jsii::Result<()> {
            #body
        }
    }
}

/// Everything that is called on a handle.
pub(super) fn members(of: &Handle, module: &[String]) -> TokenStream {
    let constructor = of.constructor.as_ref().map(|it| constructor(it, module));
    let methods = of.methods.iter().map(|it| method(it, module));
    let properties = of.properties.iter().map(|it| accessor(it, module));
    quote!(#constructor #(#methods)* #(#properties)*)
}
