//! What an answer looks like on the wire, and how a call's output is taken from it: private structs that follow the
//! paths of the spec, so that serde reads exactly the fields that are used.

use super::{ident, kind, records::rust_type, value};
use crate::{
    model::{Output, OutputKind, Record},
    plan::Plan,
};
use indexmap::IndexMap;
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

/// The wire struct `name` of some outputs, and the function that turns it into `record`.
pub(super) fn reader(plan: &Plan<'_>, name: &str, outputs: &[Output], record: &Record) -> TokenStream {
    let mut root = Node::default();
    for output in outputs {
        root.add(output, output.path.as_slice());
    }
    let mut structs = TokenStream::new();
    let wire = kind(name);
    let mut taken = IndexMap::new();
    let whole = outputs.iter().find(|output| output.path.is_empty());
    let body = match whole {
        Some(output) => {
            let (wire_type, tokens) = leaf(plan, name, output, &quote!(wire), &mut structs);
            structs.extend(quote!(type #wire = #wire_type;));
            taken.insert(output.name.clone(), (tokens, false));
            TokenStream::new()
        }
        None => object(plan, &root, name, &ident("wire"), &mut structs, &mut taken),
    };
    let target = super::records::record_type(plan, record);
    let fields = outputs.iter().map(|output| {
        let (field, (tokens, _)) = (value(&output.name), &taken[&output.name]);
        quote!(#field: #tokens)
    });
    let take = format_ident!("take_{}", crate::plan::names::module(name));
    quote! {
        #structs
        fn #take(wire: #wire) -> #target {
            #body
            #target { #(#fields,)* }
        }
    }
}

/// Outputs by the next property of their path.
#[derive(Default)]
struct Node<'o> {
    children: IndexMap<String, Child<'o>>,
}

#[derive(Default)]
struct Child<'o> {
    optional: bool,
    output: Option<&'o Output>,
    node: Node<'o>,
}

impl<'o> Node<'o> {
    fn add(&mut self, output: &'o Output, path: &[crate::model::Segment]) {
        let Some((first, rest)) = path.split_first() else { return };
        let child = self.children.entry(first.name.clone()).or_default();
        child.optional |= first.optional;
        if rest.is_empty() { child.output = Some(output) } else { child.node.add(output, rest) }
    }
}

/// Tokens of a taken output, and whether they are an option.
type Taken = IndexMap<String, (TokenStream, bool)>;

/// Emits the struct of an object at `place`, and statements that take its outputs apart.
fn object(
    plan: &Plan<'_>,
    node: &Node<'_>,
    name: &str,
    place: &Ident,
    structs: &mut TokenStream,
    taken: &mut Taken,
) -> TokenStream {
    let (mut fields, mut statements) = (Vec::new(), TokenStream::new());
    for (property, child) in &node.children {
        let field = value(property);
        let at = quote!(#place.#field);
        let inner = format!("{name}_{property}");
        let wire_type = if let Some(output) = child.output {
            let list = matches!(output.kind, OutputKind::List { .. });
            let at = if list && child.optional { quote!(#at.unwrap_or_default()) } else { at };
            let (wire_type, tokens) = leaf(plan, &inner, output, &at, structs);
            taken.insert(output.name.clone(), (tokens, child.optional && !list));
            wire_type
        } else {
            let local = format_ident!("{}_{}", place, crate::plan::names::module(property));
            let mut within = Taken::new();
            let body = object(plan, &child.node, &inner, &local, structs, &mut within);
            statements.extend(if child.optional {
                optional(&at, &local, &body, &mut within)
            } else {
                quote!(let #local = #at; #body)
            });
            taken.extend(within);
            let wire = kind(&inner);
            quote!(#wire)
        };
        fields.push(if child.optional {
            quote!(#[serde(rename = #property, default)] #field: Option<#wire_type>)
        } else {
            quote!(#[serde(rename = #property)] #field: #wire_type)
        });
    }
    let wire = kind(name);
    structs.extend(quote! {
        #[derive(serde::Deserialize)]
        struct #wire { #(#fields,)* }
    });
    statements
}

/// Takes apart an object that may be missing: each output becomes a local that is an option (a list: empty).
fn optional(at: &TokenStream, local: &Ident, body: &TokenStream, within: &mut Taken) -> TokenStream {
    let locals: Vec<Ident> =
        within.keys().map(|name| format_ident!("{}_{}", local, crate::plan::names::module(name))).collect();
    let some =
        within.values().map(|(tokens, option)| if *option { tokens.clone() } else { quote!(Some(#tokens)) });
    let none = within.keys().map(|_| quote!(None));
    let statement = quote! {
        let (#(#locals,)*) = match #at {
            Some(#local) => { #body (#(#some,)*) }
            None => (#(#none,)*),
        };
    };
    for (taken, local) in within.values_mut().zip(&locals) {
        *taken = (quote!(#local), true);
    }
    statement
}

/// The wire type of one output at `at`, and the tokens that take it.
fn leaf(
    plan: &Plan<'_>,
    name: &str,
    output: &Output,
    at: &TokenStream,
    structs: &mut TokenStream,
) -> (TokenStream, TokenStream) {
    match &output.kind {
        OutputKind::Value(kind) => (rust_type(plan, kind), at.clone()),
        OutputKind::List { max, of, record } => {
            structs.extend(reader(plan, name, of, record));
            let (wire, take) = (kind(name), format_ident!("take_{}", crate::plan::names::module(name)));
            let max = usize::try_from(*max).unwrap_or(usize::MAX);
            (quote!(Vec<#wire>), quote!(#at.into_iter().take(#max).map(#take).collect()))
        }
    }
}
