//! Calls against their contracts: every parameter that is sent, and every field that is taken.

mod clashes;

use super::{context::Context, expressions, naming, outputs, services::duration, types};
use crate::{
    diagnostic::{Code, Diagnostic},
    model::{Call, Constant, PAGE, Page, Place, Record, Send, SendValue, Type, Verify},
    syntax::{
        contract::{Kind, Operation, Place as At, Schema},
        sample::suggest,
    },
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
    clashes::report(context);
    for (name, declared) in &draft.calls {
        verify(context, name, declared);
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
    let mut sends = sends(context, declared, &operation, &inputs);
    let mut record = Record { origin: format!("calls.{name}"), fields: IndexMap::new() };
    let mut out = Vec::new();
    if !declared.out.is_empty() || declared.page.is_some() {
        let at = declared.out.keys().next().map_or(declared.op.span, |first| first.span);
        match operation.answer(at) {
            Ok(schema) => {
                let schema = schema.clone();
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

/// What is sent: what `send` says, and every input that has the name of a parameter or property.
fn sends(
    context: &mut Context<'_>,
    declared: &spec::Call,
    operation: &Operation,
    inputs: &IndexMap<String, Type>,
) -> Vec<Send> {
    let (mut sends, mut faulty) = (Vec::new(), false);
    for (name, given) in &declared.send {
        let made = send(context, operation, name, given, inputs);
        faulty |= made.is_none();
        sends.extend(made);
    }
    for (input, kind) in inputs {
        let used = sends.iter().any(|send| matches!(&send.value, SendValue::Input(name) if name == input));
        let verifies = declared.verify.as_ref().is_some_and(|it| mentions(it, input));
        let Some((name, _)) = declared.inputs.get_key_value(&super::draft::key(input)) else { continue };
        match find(operation, input) {
            Some((place, schema)) if !sends.iter().any(|send| send.name == *input) => {
                sendable(context, name, kind, &schema);
                sends.push(Send { place, name: input.clone(), value: SendValue::Input(input.clone()) });
            }
            _ if used || verifies => {}
            // It may be meant for what could not be read.
            _ if faulty => {}
            _ => unknown_parameter(context, operation, name),
        }
    }
    required(context, declared, operation, &sends, inputs);
    sends
}

/// One entry of `send`.
fn send(
    context: &mut Context<'_>,
    operation: &Operation,
    name: &Text,
    given: &Text,
    inputs: &IndexMap<String, Type>,
) -> Option<Send> {
    let (place, schema) = target(context, operation, name)?;
    let input = given.value.trim().strip_prefix('{').and_then(|rest| rest.strip_suffix('}')).map(str::trim);
    let value = if let Some(input) = input.filter(|input| !input.contains(['{', '}'])) {
        let Some(kind) = inputs.get(input) else {
            let help = suggest(input, "inputs", inputs.keys().map(String::as_str));
            context.push(
                Diagnostic::error(Code::UNKNOWN_VARIABLE, format!("the call has no input `{input}`"))
                    .at(given.span, "")
                    .help(help),
            );
            return None;
        };
        sendable(context, given, kind, &schema);
        SendValue::Input(input.to_owned())
    } else if given.value.contains(['{', '}']) {
        context.push(expressions::not_bound(given));
        return None;
    } else {
        SendValue::Constant(constant(context, given, &schema)?)
    };
    Some(Send { place, name: name.value.clone(), value })
}

fn mentions(verify: &spec::Verify, input: &str) -> bool {
    let braces = format!("{{{input}}}");
    verify.inputs.values().chain(verify.is.values()).any(|given| given.value == braces)
}

/// The place of a parameter or body property that a spec names.
fn target(context: &mut Context<'_>, operation: &Operation, name: &Text) -> Option<(Place, Schema)> {
    let found = find(operation, name);
    if found.is_none() {
        unknown_parameter(context, operation, name);
    }
    found
}

fn find(operation: &Operation, name: &str) -> Option<(Place, Schema)> {
    if let Some(parameter) = operation.parameters.iter().find(|it| it.name == name) {
        let place = match parameter.place {
            At::Path => Place::Path,
            At::Query => Place::Query,
            At::Header => Place::Header,
        };
        return Some((place, parameter.schema.clone()));
    }
    let body = operation.body.as_ref()?;
    body.schema.at(name).ok().map(|(schema, _)| (Place::Body, schema))
}

fn unknown_parameter(context: &mut Context<'_>, operation: &Operation, name: &Text) {
    let properties: Vec<String> = match operation.body.as_ref().map(|body| body.schema.kind()) {
        Some(Kind::Object(object)) => object.names().map(str::to_owned).collect(),
        _ => Vec::new(),
    };
    let known = operation.parameters.iter().map(|it| it.name.as_str());
    let help = suggest(name, "parameters", known.chain(properties.iter().map(String::as_str)));
    context.push(
        Diagnostic::error(Code::UNKNOWN_PARAMETER, format!("`{}` takes no `{name}`", operation.id))
            .at(name.span, "not in the contract")
            .at(operation.span, "the operation")
            .help(help),
    );
}

/// Every required parameter and property is sent, and never as an option.
fn required(
    context: &mut Context<'_>,
    declared: &spec::Call,
    operation: &Operation,
    sends: &[Send],
    inputs: &IndexMap<String, Type>,
) {
    let parameters =
        operation.parameters.iter().filter(|it| it.required).map(|it| (it.name.clone(), it.span));
    let mut wanted: Vec<_> = parameters.collect();
    if let Some(body) = operation
        .body
        .as_ref()
        .filter(|body| body.required || sends.iter().any(|send| send.place == Place::Body))
        && let Kind::Object(object) = body.schema.kind()
    {
        wanted.extend(
            object
                .properties()
                .filter(|(_, property)| property.required && !property.schema.read_only())
                .map(|(name, property)| (name.to_owned(), property.span.unwrap_or(body.span))),
        );
    }
    // What could not be read is reported already; it is sent all the same.
    let unread = |name: &str| {
        super::draft::get(&declared.send, name).is_some()
            || (super::draft::get(&declared.inputs, name).is_some() && !inputs.contains_key(name))
    };
    for (name, span) in wanted {
        let sent = sends.iter().find(|send| send.name == name || send.name.starts_with(&format!("{name}.")));
        let may_lack = sent.is_some_and(|send| {
            matches!(&send.value, SendValue::Input(input) if inputs.get(input).is_some_and(Type::is_option))
        });
        let input = super::draft::get(&declared.inputs, &name);
        if sent.is_none() && !unread(&name) {
            context.push(
                Diagnostic::error(
                    Code::PARAMETER_MISSING,
                    format!("`{name}` of `{}` is not sent", operation.id),
                )
                .at(declared.op.span, "called here")
                .at(span, "required here")
                .help(format!("add an input `{name}` to `in`, or give it a constant under `send`")),
            );
        } else if may_lack {
            context.push(
                Diagnostic::error(
                    Code::PARAMETER_MISSING,
                    format!("`{name}` of `{}` may be absent", operation.id),
                )
                .at(input.map_or(declared.op.span, |input| input.span), "not always given")
                .at(span, "required here")
                .help("let the input's type be no option: write it without `?`"),
            );
        }
    }
}

/// An input of this type may be sent as a value of this schema.
fn sendable(context: &mut Context<'_>, at: &Text, kind: &Type, schema: &Schema) {
    let fits = match (kind.unwrapped(), schema.kind()) {
        (_, Kind::Any)
        | (Type::Text | Type::Enum(_) | Type::Date | Type::Duration, Kind::Text { .. })
        | (Type::Number, Kind::Number { .. })
        | (Type::Bool, Kind::Bool) => true,
        (Type::List(inner), Kind::Array(element)) => {
            matches!(
                (&**inner, element.kind()),
                (Type::Text, Kind::Text { .. } | Kind::Any) | (Type::Number, Kind::Number { .. })
            )
        }
        _ => false,
    };
    if !fits {
        let diagnostic =
            Diagnostic::error(Code::PARAMETER_TYPE, format!("`{at}` is {}", kind.unwrapped().describe()))
                .at(at.span, format!("the contract wants {}", schema.kind().name()))
                .at(schema.span(), "described here");
        context.push(match (declarable(schema), kind.unwrapped()) {
            (Some(_), Type::Entity) => diagnostic.help("give its `id`: declare the input as `text`"),
            (Some(word), _) => diagnostic.help(format!("declare the input as `{word}`")),
            (None, _) => diagnostic.help("send one of its properties instead: `send: {object.property: …}`"),
        });
    }
}

/// The type of an input that is sent as a value of this schema.
fn declarable(schema: &Schema) -> Option<&'static str> {
    match schema.kind() {
        Kind::Text { .. } | Kind::Any => Some("text"),
        Kind::Number { .. } => Some("number"),
        Kind::Bool => Some("bool"),
        Kind::Array(element) if matches!(element.kind(), Kind::Number { .. }) => Some("[number; 10]"),
        Kind::Array(_) => Some("[text; 10]"),
        Kind::Object(_) => None,
    }
}

fn constant(context: &mut Context<'_>, given: &Text, schema: &Schema) -> Option<Constant> {
    let written = given.value.as_str();
    let number = written.parse::<f64>().ok().filter(|it| it.is_finite());
    let (fits, wanted) = match schema.kind() {
        Kind::Number { integer } => (number.is_some_and(|it| !integer || it.fract() == 0.0), Type::Number),
        Kind::Bool => (written.parse::<bool>().is_ok(), Type::Bool),
        Kind::Text { .. } | Kind::Any => (true, Type::Text),
        Kind::Array(_) | Kind::Object(_) => (false, Type::Text),
    };
    if !fits {
        context.push(
            Diagnostic::error(Code::PARAMETER_TYPE, format!("`{given}` is not {}", schema.kind().name()))
                .at(given.span, format!("the contract wants {}", schema.kind().name()))
                .at(schema.span(), "described here")
                .help("an input stands in braces and quotes: `\"{input}\"`"),
        );
        return None;
    }
    if let Kind::Text { values, .. } = schema.kind()
        && !values.is_empty()
        && !values.contains(&given.value)
    {
        let help = suggest(given, "values", values.iter().map(String::as_str));
        context.push(
            Diagnostic::error(Code::PARAMETER_TYPE, format!("`{given}` is not among the contract's values"))
                .at(given.span, "")
                .at(schema.span(), "described here")
                .help(help),
        );
        return None;
    }
    expressions::constant(context, given, &wanted)
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
    let (place, parameter) = target(context, operation, &page.send)?;
    sendable(context, &page.send, &Type::Text, &parameter);
    let next = outputs::path(context, &page.next, schema)?.0;
    let value = SendValue::Input(PAGE.to_owned());
    Some((Send { place, name: page.send.value.clone(), value }, Page { next }))
}

/// Verification, once all calls are known.
fn verify(context: &mut Context<'_>, name: &Text, declared: &spec::Call) {
    let Some(verify) = &declared.verify else { return };
    let Some(own) = context.calls.get(&name.value).cloned() else { return };
    let cannot = |message: String, at: &Text, help: &str| {
        Diagnostic::error(Code::CANNOT_VERIFY, message).at(at.span, "").help(help)
    };
    if declared.safe.value {
        let message = format!("`{name}` is safe, so there is nothing to verify");
        context.push(cannot(message, &verify.call, "leave `verify` out"));
        return;
    }
    if !own.record.fields.is_empty() {
        let message = format!("`{name}` has outputs, which a verification cannot give");
        context.push(cannot(
            message,
            &verify.call,
            "take nothing from the answer of a call that is verified",
        ));
    }
    let Some(lookup) = context.call(&verify.call) else { return };
    if !lookup.safe {
        context.push(super::safe_needed(&verify.call, "a look-up must not change anything"));
    }
    let inputs = super::inputs(context, &verify.call, &lookup, &verify.inputs, &own.inputs);
    let scope = [("found".to_owned(), Type::Record(lookup.record.clone()))].into_iter().collect();
    if verify.is.is_empty() {
        let message = format!("the verification of `{name}` compares nothing");
        context.push(cannot(
            message,
            &verify.call,
            "say under `is` what an output is when the change was made",
        ));
    }
    let mut is = Vec::new();
    for (output, given) in &verify.is {
        if lookup.record.fields.get(&output.value).is_none() {
            if !context.unread(&verify.call).contains(&output.value) {
                let help = suggest(output, "outputs", lookup.record.fields.keys().map(String::as_str));
                let message = format!("`{}` gives no `{output}`", verify.call);
                context.push(Diagnostic::error(Code::NO_SUCH_FIELD, message).at(output.span, "").help(help));
            }
            continue;
        }
        let Some(mut path) = expressions::path(context, output, &format!("found.{output}"), &scope) else {
            continue;
        };
        path.segments.remove(0);
        path.types.remove(0);
        let wanted = path.kind().clone();
        if path.types.iter().rev().skip(1).any(Type::is_option)
            || !matches!(wanted.unwrapped(), Type::Text | Type::Number | Type::Bool | Type::Date)
        {
            let message = format!("`{output}` cannot be compared");
            context.push(cannot(
                message,
                output,
                "compare a text, number, bool or date directly among the outputs",
            ));
            continue;
        }
        if let Some(value) = expressions::expression(context, given, Some(&wanted), &own.inputs) {
            is.push((path, value));
        }
    }
    if let Some(call) = context.calls.get_mut(&name.value) {
        call.verify = Some(Verify { call: verify.call.value.clone(), inputs, is });
    }
}
