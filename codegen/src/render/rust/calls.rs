//! `calls/`: services with their error rules, and one module per call.

use super::{doc, expressions, fields, records, value, verify, wire};
use crate::{
    model::{
        self, Call, ErrorRule, Listed, Output, OutputKind, PAGE, Page, Place, SendValue, Service, Then, Type,
        When, takes_fields,
    },
    plan::{Plan, names},
};
use proc_macro2::{Ident, TokenStream};
use quote::quote;

/// `calls/mod.rs`.
pub(super) fn list(plan: &Plan<'_>) -> TokenStream {
    let services = plan.skill.services.iter().map(|(name, it)| service(name, it));
    let calls = plan.skill.calls.keys().map(|name| {
        let (module, function) = (module_name(name), value(name));
        quote!(pub mod #module; pub use #module::#function;)
    });
    quote! {
        #![doc = " The calls of the skill's services: one module each, with typed input and output."]
        use sayso_runtime::{Rule, Service, Then, When};
        #(#calls)*
        #(#services)*
    }
}

/// The module of a call.
pub(super) fn module_name(name: &str) -> Ident {
    super::ident(&names::module(name))
}

/// The path of a call's input.
pub(super) fn input(name: &str) -> TokenStream {
    let module = module_name(name);
    quote!(crate::generated::calls::#module::Input)
}

fn service(name: &str, service: &Service) -> TokenStream {
    let (constant, variable) =
        (super::ident(&names::constant(name)), names::variable("SAYSO_SERVICE_", name));
    let rules = service.rules.iter().map(rule);
    let linked = service.linked;
    quote! {
        pub(super) static #constant: Service = Service { name: #name, variable: #variable, linked: #linked, rules: &[#(#rules),*] };
    }
}

fn rule(rule: &ErrorRule) -> TokenStream {
    let when = self::when(rule.when);
    let then = match &rule.then {
        Then::Say(id) => quote!(Then::Say(#id)),
        Then::SayWhy { message, reason } => {
            quote!(Then::SayWhy { message: #message, reason: &[#(#reason),*] })
        }
        Then::Wait { max_ms, otherwise } => quote!(Then::Wait { max_ms: #max_ms, otherwise: #otherwise }),
        Then::Relink(id) => quote!(Then::Relink(#id)),
        Then::Scope(id) => quote!(Then::Scope(#id)),
    };
    let headers = rule.headers.iter().map(|(name, pattern)| quote!((#name, #pattern)));
    quote!(Rule { when: #when, headers: &[#(#headers),*], then: #then })
}

/// How a call failed.
pub(super) fn when(when: When) -> TokenStream {
    match when {
        When::Status(status) => quote!(When::Status(#status)),
        When::Class(class) => quote!(When::Class(#class)),
        When::Timeout => quote!(When::Timeout),
        When::Unreachable => quote!(When::Unreachable),
        When::Malformed => quote!(When::Malformed),
        When::Any => quote!(When::Any),
    }
}

/// `calls/<call>.rs`.
pub(super) fn module(plan: &Plan<'_>, name: &str, call: &Call) -> TokenStream {
    let places = call.operations.iter().map(|it| format!("`{} {}`", it.method, it.path));
    let title = format!(" `{name}`: {} of `{}`.", places.collect::<Vec<_>>().join(", "), call.service);
    let (input, function, docs) = (input_struct(plan, call), value(name), doc(&title));
    let has_output = !call.record.fields.is_empty();
    let result = if has_output { records::record_type(plan, &call.record) } else { quote!(()) };
    let output = has_output.then(|| records::structs(plan, &call.record, "What is taken from the answer."));
    let ready = fields::ready(plan, call);
    let operations = match call.operations.as_slice() {
        [only] if only.variant.is_none() => operation(plan, name, call, only, &function, &docs, &result),
        several => {
            let names: Vec<&str> = several.iter().filter_map(|it| it.variant.as_deref()).collect();
            let modules: Vec<Ident> = names.iter().map(|it| super::ident(&names::module(it))).collect();
            let bodies = several.iter().zip(&modules).map(|(it, module)| {
                let docs = doc(&format!("`{} {}`.", it.method, it.path));
                let body = operation(plan, name, call, it, &super::ident("send"), &docs, &result);
                quote! {
                    mod #module {
                        use super::{Calls, Failure, Input, Method, Operation};
                        #body
                    }
                }
            });
            quote! {
                #docs
                pub async fn #function(calls: &Calls<'_>, input: &Input) -> Result<#result, Failure> {
                    match calls.variant().await? {
                        #(#names => self::#modules::send(calls, input).await,)*
                        other => Err(Failure::no_variant(#name, other)),
                    }
                }
                #(#bodies)*
            }
        }
    };
    quote! {
        #![doc = #title]
        use sayso_runtime::{Calls, Failure, Method, Operation};
        #input
        #output
        #ready
        #operations
    }
}

/// One operation: what it is, the function that sends it, and its answer.
fn operation(
    plan: &Plan<'_>,
    name: &str,
    call: &Call,
    operation: &model::Operation,
    function: &Ident,
    docs: &TokenStream,
    result: &TokenStream,
) -> TokenStream {
    let (service, method) =
        (super::ident(&names::constant(&call.service)), super::kind(&operation.method.to_lowercase()));
    let (path, timeout, safe) = (&operation.path, call.timeout_ms, call.safe);
    let sends = operation.sends.iter().map(|it| send(plan, call, operation, it));
    let finder = value(&call.service);
    let needs = operation.needs_fields();
    let found = needs.then(|| quote!(let fields = crate::generated::fields::#finder(calls).await?;));
    let taken = if takes_fields(&operation.out) { quote!(&fields) } else { quote!() };
    let has_output = !call.record.fields.is_empty();
    let wire = has_output.then(|| wire::module(plan, &outputs(operation), &call.record));
    // What cannot be looked up stays unknown.
    let open = (!call.safe).then(|| quote!(.map_err(Failure::left_open)));
    let sent = if let Some(verify) = &call.verify {
        verify::sent(plan, verify, has_output.then_some(result), &call.record, &taken)
    } else if has_output {
        let wire = wire::root();
        let output = if let Some(Page::Total { list, .. }) = &operation.page {
            let list = value(list);
            quote! {
                let mut output = wire.take(#taken);
                output.page = sayso_runtime::page_after(input.page.as_deref(), output.#list.len(), output.page.as_deref());
                Ok(output)
            }
        } else {
            quote!(Ok(wire.take(#taken)))
        };
        quote! {
            let wire: wire::#wire = request.send().await #open?;
            #output
        }
    } else {
        quote!(request.send_unit().await #open)
    };
    quote! {
        static OPERATION: Operation = Operation {
            service: &crate::generated::calls::#service, name: #name, method: Method::#method, path: #path, timeout_ms: #timeout, safe: #safe,
        };
        #docs
        pub async fn #function(calls: &Calls<'_>, input: &Input) -> Result<#result, Failure> {
            #found
            let mut request = calls.request(&OPERATION);
            #(#sends)*
            #sent
        }
        #wire
    }
}

fn input_struct(plan: &Plan<'_>, call: &Call) -> TokenStream {
    let fields = call.inputs.iter().map(|(field, kind)| {
        let (docs, name, kind) = (doc(&format!("`{field}`.")), value(field), records::rust_type(plan, kind));
        quote!(#docs pub #name: #kind)
    });
    quote! {
        #[doc = " What the call is given."]
        #[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
        pub struct Input { #(#fields,)* }
    }
}

/// The outputs, with what the next page follows from.
fn outputs(operation: &model::Operation) -> Vec<Output> {
    let mut outputs = operation.out.clone();
    let (path, kind) = match &operation.page {
        None => return outputs,
        Some(Page::Token(next)) => (next, Type::Text),
        Some(Page::Total { total, .. }) => (total, Type::Number),
    };
    outputs.push(Output { name: PAGE.to_owned(), path: path.clone(), kind: OutputKind::Value(kind) });
    outputs
}

fn send(plan: &Plan<'_>, call: &Call, operation: &model::Operation, send: &model::Send) -> TokenStream {
    let name = &send.name;
    let method = match send.place {
        Place::Path => quote!(path),
        Place::Query => quote!(query),
        Place::Header => quote!(header),
        Place::Body => quote!(property),
    };
    let what = match &send.value {
        SendValue::Input(input) if input == PAGE && matches!(operation.page, Some(Page::Total { .. })) => {
            quote!(sayso_runtime::page_start(input.page.as_deref()))
        }
        SendValue::Input(input) => {
            let input = value(input);
            quote!(input.#input)
        }
        SendValue::Single(input) => {
            let input = value(input);
            quote!(sayso_runtime::Single(&input.#input))
        }
        SendValue::Document(input, format) => {
            let (input, format) = (value(input), super::kind(format.name()));
            quote!(sayso_runtime::Document(sayso_runtime::formats::Format::#format, &input.#input))
        }
        SendValue::Constant(constant) => expressions::constant(constant).0,
        SendValue::Constants(constants) if constants.is_empty() => quote!(Vec::<String>::new()),
        SendValue::Constants(constants) => {
            let constants = constants.iter().map(|it| expressions::constant(it).0);
            quote!(vec![#(#constants),*])
        }
        SendValue::Field(name) => quote!(fields.get(#name)),
        SendValue::List(elements) => {
            let elements = elements.iter().map(|element| match element {
                Listed::Text(text) => quote!(Some(#text)),
                Listed::Field(name) => quote!(fields.get(#name)),
            });
            quote!(sayso_runtime::listed(&[#(#elements),*]))
        }
    };
    if let Some(field) = &send.field {
        let (id, declared) = (fields::need(plan, call, field), fields::declared(plan, call, field));
        let of = wire::some_text(declared.and_then(|it| it.of.as_deref()));
        let list = declared.is_some_and(|it| matches!(it.kind, Type::List(_)));
        return quote!(request.field(#name, fields.#id, (#of, #list), &#what););
    }
    quote!(request.#method(#name, &#what);)
}
