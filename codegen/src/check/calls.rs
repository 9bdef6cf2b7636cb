//! Calls against their contracts: every parameter that is sent, and every field that is taken.

mod sends;
mod verify;

use super::{context::Context, naming, outputs, services::duration, types};
use crate::{
    diagnostic::{Code, Diagnostic, suggest},
    model::{Call, PAGE, Page, Record, Send, SendValue, Type},
    syntax::contract::{Operation, Schema},
};
use indexmap::IndexMap;
use sayso_schemas::spec::{self, Text};

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
    let contract = context.contracts.get(&declared.service.value)?;
    let operation = match contract.operation(&declared.op) {
        Ok(operation) => operation.clone(),
        Err(diagnostic) => {
            context.push(diagnostic);
            return None;
        }
    };
    for obstacle in &operation.obstacles {
        context.push(obstacle.clone().at(declared.op.span, "called here"));
    }
    if !operation.obstacles.is_empty() {
        return None;
    }
    let mut inputs = inputs(context, declared);
    // A call that takes something of an unknown type cannot be given anything.
    let complete = inputs.len() == declared.inputs.len();
    let mut sends = sends::sends(context, declared, &operation, &inputs);
    let mut record = Record { origin: format!("calls.{name}"), fields: IndexMap::new() };
    let mut out = Vec::new();
    if !declared.out.is_empty() || declared.page.is_some() {
        let at = declared.out.keys().next().map_or(declared.op.span, |first| first.span);
        match operation.answer(at) {
            Ok(schema) => {
                let schema = schema.clone();
                let lists = outputs::lists(&declared.out, "");
                naming::collisions(context.diagnostics, "lists", lists.iter(), crate::plan::names::kind);
                (out, record) = outputs::outputs(context, &record.origin, &declared.out, &schema);
                if let Some(page) = &declared.page {
                    let page = paging(context, declared, page, &operation, &schema)?;
                    sends.push(page.0);
                    inputs.insert(PAGE.to_owned(), Type::Text.optional());
                    record.fields.insert(PAGE.to_owned(), Type::Text.optional());
                    return complete.then(|| {
                        made(declared, &operation, timeout_ms, inputs, sends, out, record, Some(page.1))
                    });
                }
            }
            Err(diagnostic) => context.push(diagnostic),
        }
    }
    complete.then(|| made(declared, &operation, timeout_ms, inputs, sends, out, record, None))
}

#[expect(clippy::too_many_arguments, reason = "the parts of a call, put together in one place")]
fn made(
    declared: &spec::Call,
    operation: &Operation,
    timeout_ms: u64,
    inputs: IndexMap<String, Type>,
    sends: Vec<Send>,
    out: Vec<crate::model::Output>,
    record: Record,
    page: Option<Page>,
) -> Call {
    Call {
        service: declared.service.value.clone(),
        method: operation.method.clone(),
        path: operation.path.clone(),
        inputs,
        sends,
        out,
        record,
        page,
        safe: declared.safe.value,
        verify: None,
        timeout_ms,
    }
}

fn inputs(context: &mut Context<'_>, declared: &spec::Call) -> IndexMap<String, Type> {
    naming::collisions(context.diagnostics, "inputs", declared.inputs.keys(), crate::plan::names::value);
    let mut inputs = IndexMap::new();
    for (name, text) in &declared.inputs {
        naming::value_name(context.diagnostics, name, "input");
        if name.value == PAGE && declared.page.is_some() {
            context.push(
                Diagnostic::error(Code::BAD_NAME, "`page` is the paging's own input")
                    .at(name.span, "")
                    .help("choose another name"),
            );
        }
        if let Some(kind) = types::parse(context, text) {
            inputs.insert(name.value.clone(), kind);
        }
    }
    inputs
}

fn paging(
    context: &mut Context<'_>,
    declared: &spec::Call,
    page: &spec::PageToken,
    operation: &Operation,
    schema: &Schema,
) -> Option<(Send, Page)> {
    if !declared.safe.value {
        context.push(super::safe_needed(&declared.op, "a call that changes something has no pages"));
    }
    let (place, parameter) = sends::target(context, operation, &page.send)?;
    sends::sendable(context, &page.send, &Type::Text, &parameter);
    let next = outputs::path(context, &page.next, schema)?.0;
    let value = SendValue::Input(PAGE.to_owned());
    Some((Send { place, name: page.send.value.clone(), value }, Page { next }))
}
