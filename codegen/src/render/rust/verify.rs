//! Changes whose answer was lost, and how they are looked up.

use super::{calls, expressions, value, wire};
use crate::{
    model::{Expression, Has, Path, Record, Type, Verify},
    plan::Plan,
};
use proc_macro2::TokenStream;
use quote::quote;

/// Sends a change, and looks it up where the answer was lost. `result` is the path of the call's output, where it has
/// one, and `record` what that is made of; `taken` is what it is taken with.
pub(super) fn sent(
    plan: &Plan<'_>,
    verify: &Verify,
    result: Option<&TokenStream>,
    record: &Record,
    taken: &TokenStream,
) -> TokenStream {
    let Some(call) = plan.skill.calls.get(&verify.call) else { return TokenStream::new() };
    let (function, input, reserved) = (value(&verify.call), calls::input(&verify.call), call.timeout_ms);
    let inputs = call.inputs.iter().map(|(name, wanted)| {
        let given = verify.inputs.iter().find(|(given, _)| given == name);
        let (field, expression) = (value(name), given.map_or(&Expression::Absent, |(_, it)| it));
        let tokens = on_input(expression, wanted);
        quote!(#field: #tokens)
    });
    let lookup = quote! {
        let lookup = #input { #(#inputs,)* };
        let looked_up = crate::generated::calls::#function(calls, &lookup).await;
    };
    let (sending, outcome, answer) = match (&verify.has, result) {
        (Some(has), Some(result)) => {
            let wire = wire::root();
            let outcome = found(&verify.is, has, result, record);
            (quote!(request.send::<wire::#wire>()), outcome, quote!(sent.map(|wire| wire.take(#taken))))
        }
        (has, _) => {
            let is = holds(&quote!(found), &verify.is);
            let has = has.as_ref().map(|has| {
                let (list, fields) = (elements(has, &quote!(iter)), holds(&quote!(it), &has.fields));
                quote!(#list.any(|it| #fields))
            });
            let both = is.into_iter().chain(has);
            let outcome = quote! {
                match looked_up {
                    Ok(found) if #(#both)&&* => Ok(()),
                    Ok(_) => Err(failure.not_made()),
                    Err(_) => Err(failure.left_open()),
                }
            };
            (quote!(request.send_unit()), outcome, quote!(sent))
        }
    };
    quote! {
        request.reserve(#reserved);
        match #sending.await {
            Err(failure) if failure.outcome_unknown() => {
                #lookup
                #outcome
            }
            sent => #answer,
        }
    }
}

/// The outputs of the call, from the element that shows that the change was made.
fn found(is: &[(Path, Expression)], has: &Has, result: &TokenStream, record: &Record) -> TokenStream {
    let element = elements(has, &quote!(into_iter));
    let (is, fields) = (holds(&quote!(found), is), holds(&quote!(it), &has.fields));
    let otherwise = is.is_some().then(|| quote!(Ok(_) => None,));
    let guard = is.map(|is| quote!(if #is));
    let outputs = record.fields.iter().map(|(name, wanted)| {
        let field = value(name);
        // The element's field is of the same type, or always there.
        if wanted.is_option() { quote!(#field: it.#field.into()) } else { quote!(#field: it.#field) }
    });
    quote! {
        let element = match looked_up {
            Ok(found) #guard => #element.find(|it| #fields),
            #otherwise
            Err(_) => return Err(failure.left_open()),
        };
        match element {
            Some(it) => Ok(#result { #(#outputs,)* }),
            None => Err(failure.not_made()),
        }
    }
}

/// The elements of a list of what was found.
fn elements(has: &Has, how: &TokenStream) -> TokenStream {
    let list = value(&has.list);
    let flatten = has.optional.then(|| quote!(.flatten()));
    quote!(found.#list.#how()#flatten)
}

/// Whether fields are what they must be; nothing where none is looked at.
fn holds(of: &TokenStream, fields: &[(Path, Expression)]) -> Option<TokenStream> {
    let fields = fields.iter().map(|(path, expression)| {
        let segments = path.segments.iter().map(|it| value(it));
        let wanted = on_input(expression, path.kind());
        quote!(#of.#(#segments).* == #wanted)
    });
    let all: Vec<_> = fields.collect();
    (!all.is_empty()).then(|| quote!(#(#all)&&*))
}

/// An expression over the unsafe call's own inputs.
fn on_input(expression: &Expression, wanted: &Type) -> TokenStream {
    let path = match expression {
        Expression::Path(path) if path.segments.len() == 1 && path.dates.is_empty() => path,
        _ => return bound(expression, wanted),
    };
    let field = value(path.root());
    let tokens = match path.kind() {
        Type::Number | Type::Bool | Type::Date | Type::Duration | Type::Enum(_) => quote!(input.#field),
        _ => quote!(input.#field.clone()),
    };
    if wanted.is_option() && !path.kind().is_option() { quote!(Some(#tokens)) } else { tokens }
}

/// An expression with the inputs that it uses as variables.
fn bound(expression: &Expression, wanted: &Type) -> TokenStream {
    let mut roots: Vec<&str> = expression.paths().into_iter().map(Path::root).collect();
    roots.sort_unstable();
    roots.dedup();
    let (names, tokens) =
        (roots.iter().map(|root| value(root)), expressions::owned_with(expression, wanted, &quote!(calls)));
    let names: Vec<_> = names.collect();
    if names.is_empty() { tokens } else { quote!({ #(let #names = input.#names.clone();)* #tokens }) }
}
