//! What an answer looks like on the wire, and how a call's output is taken from it: private structs that follow the
//! paths of the spec, so that serde reads exactly the fields that are used. Their names are numbers, because a
//! contract's properties may be called anything.

use super::records::{record_type, rust_type};
use crate::{
    model::{Output, OutputKind, PAGE, Record, Segment, Type, takes_fields},
    plan::Plan,
};
use indexmap::IndexMap;
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

/// The type of a whole answer.
pub(super) fn root() -> Ident {
    name(0)
}

fn name(number: usize) -> Ident {
    format_ident!("Wire{number}")
}

/// The module `wire` of a call.
pub(super) fn module(plan: &Plan<'_>, outputs: &[Output], record: &Record) -> TokenStream {
    let mut wires = Wires { plan, items: TokenStream::new(), count: 0 };
    wires.reader(outputs, record);
    let items = wires.items;
    quote! {
        #[doc = " The answer, as far as it is read."]
        mod wire {
            #items
        }
    }
}

/// Outputs by the next property of their path.
#[derive(Default)]
struct Node<'o> {
    children: IndexMap<&'o str, Child<'o>>,
    /// Fields that each site numbers by itself.
    fields: Vec<&'o Output>,
}

#[derive(Default)]
struct Child<'o> {
    optional: bool,
    output: Option<&'o Output>,
    node: Node<'o>,
}

impl<'o> Node<'o> {
    fn add(&mut self, output: &'o Output, path: &'o [Segment]) {
        let field = matches!(output.kind, OutputKind::Field { .. });
        let Some((first, rest)) = path.split_first() else {
            self.fields.extend(field.then_some(output));
            return;
        };
        let child = self.children.entry(first.name.as_str()).or_default();
        child.optional |= first.optional;
        if rest.is_empty() && !field { child.output = Some(output) } else { child.node.add(output, rest) }
    }
}

/// How an output is taken: the tokens, and whether they are an option.
type Taken<'o> = IndexMap<&'o str, (TokenStream, bool)>;

struct Wires<'p, 'm> {
    plan: &'p Plan<'m>,
    items: TokenStream,
    count: usize,
}

impl Wires<'_, '_> {
    fn next(&mut self) -> Ident {
        self.count += 1;
        name(self.count - 1)
    }

    /// The wire type of some outputs, with a `take` that makes `record` of it.
    fn reader(&mut self, outputs: &[Output], record: &Record) -> Ident {
        let wire = self.next();
        let mut taken = Taken::new();
        let is_whole = |it: &&Output| it.path.is_empty() && !matches!(it.kind, OutputKind::Field { .. });
        let (kind, body) = if let Some(whole) = outputs.iter().find(is_whole) {
            // The answer itself is the list.
            let (kind, tokens) = self.leaf(whole, &quote!(self.0));
            taken.insert(&whole.name, (tokens, false));
            (quote!(pub struct #wire(#kind);), TokenStream::new())
        } else {
            let mut root = Node::default();
            let shared = shared_with_page(outputs);
            for output in outputs.iter().filter(|it| it.name != PAGE || shared.is_none()) {
                root.add(output, &output.path);
            }
            let (fields, mut body) = self.object(&root, &quote!(self), &mut taken);
            if let Some((tokens, option)) = shared.and_then(|it| taken.get(it.name.as_str())).cloned() {
                body.extend(quote!(let page = #tokens.clone();));
                taken.insert(PAGE, (quote!(page), option));
            }
            (quote!(pub struct #wire { #(#fields,)* }), body)
        };
        let target = record_type(self.plan, record);
        let missing = record.fields.iter().filter(|(name, _)| !outputs.iter().any(|it| it.name == **name));
        let missing = missing.map(|(name, _)| {
            // Another variant gives it.
            let field = super::value(name);
            quote!(#field: None)
        });
        let fields = outputs.iter().map(|output| {
            let field = super::value(&output.name);
            // Paths are taken once each, so every output is there.
            let Some((tokens, option)) = taken.get(output.name.as_str()) else { return quote!(#field: None) };
            let wanted = record.fields.get(&output.name).is_some_and(Type::is_option);
            match &output.kind {
                // The number of all elements, of which the next page follows.
                OutputKind::Value(Type::Number) if output.name == PAGE => match option {
                    true => quote!(#field: #tokens.map(|total| total.to_string())),
                    false => quote!(#field: Some(#tokens.to_string())),
                },
                _ if wanted && !option => quote!(#field: Some(#tokens)),
                _ => quote!(#field: #tokens),
            }
        });
        let fields = fields.chain(missing);
        let known = takes_fields(outputs).then(|| quote!(fields: &sayso_runtime::FieldIds));
        self.items.extend(quote! {
            #[derive(serde::Deserialize)]
            #kind
            impl #wire {
                pub fn take(self, #known) -> #target {
                    #body
                    #target { #(#fields,)* }
                }
            }
        });
        wire
    }

    /// The fields of an object at `place`, and statements that take its outputs apart.
    fn object<'o>(
        &mut self,
        node: &Node<'o>,
        place: &TokenStream,
        taken: &mut Taken<'o>,
    ) -> (Vec<TokenStream>, TokenStream) {
        let (mut fields, mut statements) = (Vec::new(), TokenStream::new());
        for (number, (property, child)) in node.children.iter().enumerate() {
            let field = format_ident!("f{number}");
            let at = quote!(#place.#field);
            let kind = if let Some(output) = child.output {
                let list = matches!(output.kind, OutputKind::List { .. });
                let at = match output.kind {
                    OutputKind::List { .. } if child.optional => quote!(#at.unwrap_or_default()),
                    OutputKind::Document(_) if child.optional => quote!(#at.map(|document| document.0)),
                    OutputKind::Document(_) => quote!(#at.0),
                    _ => at,
                };
                let (kind, tokens) = self.leaf(output, &at);
                taken.insert(&output.name, (tokens, child.optional && !list));
                kind
            } else {
                let (wire, body) = self.within(child, &at, taken);
                statements.extend(body);
                quote!(#wire)
            };
            fields.push(if child.optional {
                quote!(#[serde(rename = #property, default)] #field: Option<#kind>)
            } else {
                quote!(#[serde(rename = #property)] #field: #kind)
            });
        }
        let rest = format_ident!("rest");
        for output in &node.fields {
            let OutputKind::Field { name, kind, of } = &output.kind else { continue };
            let (kind, of) = (rust_type(self.plan, kind), some_text(of.as_deref()));
            let tokens = quote!(sayso_runtime::field::<#kind>(&#place.#rest, fields.get(#name), #of));
            taken.insert(&output.name, (tokens, true));
        }
        if !node.fields.is_empty() {
            fields.push(quote!(#[serde(flatten)] #rest: sayso_runtime::Rest));
        }
        (fields, statements)
    }

    /// An object within another one: its type, and statements that take its outputs apart. Those of an object that may
    /// be missing become options (a list becomes empty).
    fn within<'o>(
        &mut self,
        child: &Child<'o>,
        at: &TokenStream,
        taken: &mut Taken<'o>,
    ) -> (Ident, TokenStream) {
        let wire = self.next();
        let local = format_ident!("object{}", self.count);
        let mut inner = Taken::new();
        let (fields, body) = self.object(&child.node, &quote!(#local), &mut inner);
        self.items.extend(quote! {
            #[derive(serde::Deserialize)]
            struct #wire { #(#fields,)* }
        });
        if !child.optional {
            taken.extend(inner);
            return (wire, quote!(let #local = #at; #body));
        }
        let locals: Vec<Ident> = (0..inner.len()).map(|number| format_ident!("{local}_{number}")).collect();
        let is_list =
            |name: &str| find(&child.node, name).is_some_and(|it| matches!(it.kind, OutputKind::List { .. }));
        let some =
            inner.iter().map(
                |(name, (tokens, option))| {
                    if *option || is_list(name) { tokens.clone() } else { quote!(Some(#tokens)) }
                },
            );
        let none = inner.keys().map(|name| if is_list(name) { quote!(Vec::new()) } else { quote!(None) });
        let statement = quote! {
            let (#(#locals,)*) = match #at {
                Some(#local) => { #body (#(#some,)*) }
                None => (#(#none,)*),
            };
        };
        for (name, local) in inner.keys().zip(&locals) {
            taken.insert(name, (quote!(#local), !is_list(name)));
        }
        (wire, statement)
    }

    /// The wire type of one output at `at`, and the tokens that take it.
    fn leaf(&mut self, output: &Output, at: &TokenStream) -> (TokenStream, TokenStream) {
        match &output.kind {
            // A field of a site is no leaf: it is taken from what its object has besides.
            OutputKind::Value(kind) | OutputKind::Field { kind, .. } => {
                (rust_type(self.plan, kind), at.clone())
            }
            OutputKind::Document(format) => {
                let module = format_ident!("{}", format.name());
                (quote!(sayso_runtime::formats::#module::Text), at.clone())
            }
            OutputKind::List { max, of, record } => {
                let wire = self.reader(of, record);
                let max = usize::try_from(*max).unwrap_or(usize::MAX);
                let take = if takes_fields(of) { quote!(|it| it.take(fields)) } else { quote!(#wire::take) };
                (quote!(Vec<#wire>), quote!(#at.into_iter().take(#max).map(#take).collect()))
            }
        }
    }
}

/// An optional text.
pub(super) fn some_text(text: Option<&str>) -> TokenStream {
    text.map_or(quote!(None), |text| quote!(Some(#text)))
}

/// The output that is what the next page follows from as well.
fn shared_with_page(outputs: &[Output]) -> Option<&Output> {
    let page = outputs.iter().find(|it| it.name == PAGE)?;
    outputs.iter().find(|it| it.name != PAGE && it.path == page.path)
}

/// The output of a name somewhere below a node.
fn find<'o>(node: &Node<'o>, name: &str) -> Option<&'o Output> {
    node.children.values().find_map(|child| match child.output {
        Some(output) if output.name == name => Some(output),
        _ => find(&child.node, name),
    })
}
