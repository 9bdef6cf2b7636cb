//! Calls against their contracts: every parameter that is sent, and every field that is taken.

mod dynamic;
mod sends;
mod verify;

use super::{context::Context, naming, outputs, services::duration, types, variants};
use crate::{
    diagnostic::{Code, Diagnostic, suggest},
    model::{self, Call, PAGE, Page, Record, Send, SendValue, Type},
    syntax::contract::{Kind, Operation, Schema},
};
use indexmap::IndexMap;
use sayso_schemas::spec::{self, Text};
use std::collections::BTreeSet;

/// Checks all calls.
pub fn calls(context: &mut Context<'_>) {
    let draft = context.draft;
    naming::collisions(context.diagnostics, "calls", draft.calls.keys(), crate::plan::names::value);
    for (name, declared) in &draft.calls {
        naming::value_name(context.diagnostics, name, "call");
        if let Some(call) = call(context, name, declared) {
            context.calls.insert(name.value.clone(), call);
        }
    }
    for (name, declared) in &draft.calls {
        verify::verify(context, name, declared);
    }
}

fn call(context: &mut Context<'_>, name: &Text, declared: &spec::Call) -> Option<Call> {
    let draft = context.draft;
    let Some(service) = super::draft::get(&draft.services, &declared.service) else {
        if !draft.is_broken("services", &declared.service) {
            let help = suggest(&declared.service, "services", super::draft::names(&draft.services));
            context.not_declared("service", &declared.service, help);
        }
        return None;
    };
    let timeout_ms = duration(context, declared.timeout.as_ref().unwrap_or(&service.timeout))?;
    let variants = variants::each(context, name, declared, service);
    let mut inputs = inputs(context, declared);
    // A call that takes something of an unknown type cannot be given anything.
    let complete = inputs.len() == declared.inputs.len();
    // Of a variant that is not there, nothing is known, so nothing of the whole.
    let complete = complete && (declared.variants.is_empty() || variants.len() == service.variants.len());
    let (mut operations, records) = operations(context, name, &variants, &inputs)?;
    let mut record = variants::unify(context, &variants, &records);
    for operation in &mut operations {
        variants::adopt(&mut operation.out, &record);
    }
    let paged = operations.iter().any(|it| it.page.is_some());
    if paged {
        inputs.insert(PAGE.to_owned(), Type::Text.optional());
        record.fields.insert(PAGE.to_owned(), Type::Text.optional());
    }
    (complete && !operations.is_empty()).then(|| Call {
        service: declared.service.value.clone(),
        inputs,
        operations,
        record,
        paged,
        safe: declared.safe.value,
        verify: None,
        timeout_ms,
    })
}

/// The operations of a call, and what each gives. What is declared for all variants may be wrong in each of them, and is
/// told once.
fn operations(
    context: &mut Context<'_>,
    name: &Text,
    variants: &[(Option<Text>, spec::Call)],
    inputs: &IndexMap<String, Type>,
) -> Option<(Vec<model::Operation>, Vec<Record>)> {
    let mut told = BTreeSet::new();
    let mut made = Vec::new();
    for (variant, merged) in variants {
        let known = std::mem::take(context.diagnostics);
        made.push(operation(context, name, variant.as_ref(), merged, inputs));
        let found = std::mem::replace(context.diagnostics, known);
        let new: Vec<_> = found.iter().filter(|it| !told.contains(&(it.code, it.span()))).cloned().collect();
        told.extend(new.iter().map(|it| (it.code, it.span())));
        context.diagnostics.extend(new);
    }
    made.into_iter().collect::<Option<Vec<_>>>().map(|made| made.into_iter().unzip())
}

/// One operation of a call, and what it gives.
fn operation(
    context: &mut Context<'_>,
    name: &Text,
    variant: Option<&Text>,
    declared: &spec::Call,
    inputs: &IndexMap<String, Type>,
) -> Option<(model::Operation, Record)> {
    let op = declared.op.as_ref()?;
    context.called = Some(declared.service.value.clone());
    let contract = context.contracts.get(&declared.service.value)?;
    let operation = match contract.operation(op) {
        Ok(operation) => operation.clone(),
        Err(diagnostic) => {
            context.push(diagnostic);
            return None;
        }
    };
    for obstacle in &operation.obstacles {
        context.push(obstacle.clone().at(op.span, "called here"));
    }
    if !operation.obstacles.is_empty() {
        return None;
    }
    let mut sends = sends::sends(context, declared, &operation, inputs);
    let mut record = Record { origin: format!("calls.{name}"), fields: IndexMap::new() };
    let (mut out, mut page) = (Vec::new(), None);
    if !declared.out.is_empty() || declared.page.is_some() {
        let at = declared.out.keys().next().map_or(op.span, |first| first.span);
        match operation.answer(at) {
            Ok(schema) => {
                let schema = schema.clone();
                let lists = outputs::lists(&declared.out, "");
                naming::collisions(context.diagnostics, "lists", lists.iter(), crate::plan::names::kind);
                (out, record) = outputs::outputs(context, &record.origin, &declared.out, &schema);
                if let Some(declared_page) = &declared.page {
                    let (send, found) =
                        paging(context, declared, declared_page, &operation, &schema, &record)?;
                    sends.push(send);
                    page = Some(found);
                }
            }
            Err(diagnostic) => context.push(diagnostic),
        }
    }
    let (method, path) = (operation.method.clone(), operation.path.clone());
    let variant = variant.map(|it| it.value.clone());
    Some((model::Operation { variant, method, path, sends, out, page }, record))
}

fn inputs(context: &mut Context<'_>, declared: &spec::Call) -> IndexMap<String, Type> {
    naming::collisions(context.diagnostics, "inputs", declared.inputs.keys(), crate::plan::names::value);
    let mut inputs = IndexMap::new();
    for (name, text) in &declared.inputs {
        naming::value_name(context.diagnostics, name, "input");
        if name.value == PAGE
            && (declared.page.is_some() || declared.variants.values().any(|it| it.page.is_some()))
        {
            context.push(
                Diagnostic::error(Code::BAD_NAME, "`page` is the paging's own input")
                    .at(name.span, "")
                    .help("choose another name"),
            );
        }
        if let Some(kind) = types::input(context, text) {
            inputs.insert(name.value.clone(), kind);
        }
    }
    inputs
}

fn paging(
    context: &mut Context<'_>,
    declared: &spec::Call,
    page: &spec::Page,
    operation: &Operation,
    schema: &Schema,
    record: &Record,
) -> Option<(Send, Page)> {
    let op = declared.op.as_ref()?;
    if !declared.safe.value {
        context.push(super::safe_needed(op, "a call that changes something has no pages"));
    }
    let value = SendValue::Input(PAGE.to_owned());
    let (send, kind, what, page) = match page {
        spec::Page::Next(page) => {
            let (next, end) = outputs::path(context, &page.next, schema)?;
            if !matches!(end.kind(), Kind::Text { .. }) {
                context.push(
                    Diagnostic::error(
                        Code::NOT_ONE_VALUE,
                        format!("`{}` is {}", page.next, end.kind().name()),
                    )
                    .at(page.next.span, "the token of the next page is needed, a text")
                    .at(end.span(), "described here")
                    .help("name a text, or page by a count: `{send: …, total: …, list: …}`"),
                );
                return None;
            }
            (&page.send, Type::Text, "the token of the next page", Page::Token(next))
        }
        spec::Page::Total(page) => {
            if !matches!(record.fields.get(&page.list.value), Some(Type::List(_))) {
                // An output that could not be read is reported already.
                let unread = !record.fields.contains_key(&page.list.value);
                if unread && super::draft::get(&declared.out, &page.list).is_some() {
                    return None;
                }
                let lists = record.fields.iter().filter(|(_, kind)| matches!(kind, Type::List(_)));
                let help = suggest(&page.list, "lists", lists.map(|(name, _)| name.as_str()));
                let message = format!("there is no list `{}` among the outputs", page.list);
                context.push(Diagnostic::error(Code::NOT_A_LIST, message).at(page.list.span, "").help(help));
                return None;
            }
            let (total, end) = outputs::path(context, &page.total, schema)?;
            if !matches!(end.kind(), Kind::Number { .. }) {
                context.push(
                    Diagnostic::error(
                        Code::NOT_ONE_VALUE,
                        format!("`{}` is {}", page.total, end.kind().name()),
                    )
                    .at(page.total.span, "the number of all elements is needed")
                    .at(end.span(), "described here")
                    .help("name a number, or page by a token: `{send: …, next: …}`"),
                );
                return None;
            }
            (
                &page.send,
                Type::Number,
                "the number of elements before the page",
                Page::Total { total, list: page.list.value.clone() },
            )
        }
    };
    let (place, parameter) = sends::target(context, operation, send)?;
    if !sends::fits(&kind, &parameter) {
        let message = format!("`{send}` takes {}", sends::wanted(&parameter));
        context.push(
            Diagnostic::error(Code::PARAMETER_TYPE, message)
                .at(send.span, format!("{what} is sent"))
                .at(parameter.span(), "described here")
                .help("name the parameter by which the operation is told where its page begins"),
        );
    }
    Some((Send { place, name: send.value.clone(), value, field: None }, page))
}
