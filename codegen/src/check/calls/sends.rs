//! What a call sends: parameters and properties of the body, from its inputs and constants.

use super::super::{context::Context, draft, expressions};
use crate::{
    diagnostic::{Code, Diagnostic, listed, nearest, suggest},
    model::{Constant, Place, Send, SendValue, Type},
    syntax::contract::{Kind, Operation, Place as At, Schema},
};
use indexmap::IndexMap;
use sayso_formats::Format;
use sayso_schemas::{
    span::Span,
    spec::{self, Text},
};

/// What is sent: what `send` says, and every input that has the name of a parameter or property.
pub(super) fn sends(
    context: &mut Context<'_>,
    declared: &spec::Call,
    operation: &Operation,
    inputs: &IndexMap<String, Type>,
) -> Vec<Send> {
    let (mut sends, mut faulty) = (Vec::new(), false);
    for (name, given) in &declared.send {
        if let Some(elements) = elements(operation, name, given) {
            for element in elements {
                let made = send(context, declared, operation, (name, &element), inputs);
                faulty |= made.is_none();
                sends.extend(made);
            }
            continue;
        }
        let made = send(context, declared, operation, (name, given), inputs);
        faulty |= made.is_none();
        sends.extend(made);
    }
    for (input, kind) in inputs {
        let used = sends.iter().any(|send| matches!(&send.value, SendValue::Input(name) if name == input));
        let verifies = declared.verify.as_ref().is_some_and(|it| mentions(it, input));
        let Some((name, _)) = declared.inputs.get_key_value(&draft::key(input)) else { continue };
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

/// The elements of a constant list, written with commas between them: each is sent as a value of its own.
fn elements(operation: &Operation, name: &Text, given: &Text) -> Option<Vec<Text>> {
    let (place, schema) = find(operation, name)?;
    let listed = matches!(schema.kind(), Kind::Array(_)) && matches!(place, Place::Query | Place::Header);
    (listed && !given.contains(['{', '}'])).then(|| {
        let elements = given.value.split(',');
        elements.map(|it| Text { value: it.trim().to_owned(), span: given.span }).collect()
    })
}

/// One entry of `send`.
fn send(
    context: &mut Context<'_>,
    declared: &spec::Call,
    operation: &Operation,
    (name, given): (&Text, &Text),
    inputs: &IndexMap<String, Type>,
) -> Option<Send> {
    let (place, schema) = target(context, operation, name)?;
    let input = given.value.trim().strip_prefix('{').and_then(|rest| rest.strip_suffix('}')).map(str::trim);
    let value = if let Some(input) = input.filter(|input| !input.contains(['{', '}'])) {
        let Some(kind) = inputs.get(input) else {
            if draft::get(&declared.inputs, input).is_some() {
                // Its type could not be read, which is reported.
                return None;
            }
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
        let help = "declare an input of type `jql`, and give it the whole query in each step";
        let diagnostic = expressions::not_bound(given);
        context.push(if is_query(&schema) { diagnostic.help(help) } else { diagnostic });
        return None;
    } else {
        SendValue::Constant(constant(context, given, &schema)?)
    };
    Some(Send { place, name: name.value.clone(), value })
}

/// Where the operation is named.
fn op_span(declared: &spec::Call) -> Span {
    declared.op.as_ref().map(|op| op.span).unwrap_or_default()
}

fn mentions(verify: &spec::Verify, input: &str) -> bool {
    let braces = format!("{{{input}}}");
    verify.inputs.values().chain(verify.is.values()).any(|given| given.value == braces)
}

/// The place of a parameter or body property that a spec names.
pub(super) fn target(
    context: &mut Context<'_>,
    operation: &Operation,
    name: &Text,
) -> Option<(Place, Schema)> {
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
    let misspelt =
        |input: &str, name: &str| find(operation, input).is_none() && nearest(input, [name]).is_some();
    let unread = |name: &str| {
        let is_meant = |sent: &str| {
            let root = sent.split('.').next().unwrap_or_default();
            root == name || misspelt(root, name)
        };
        declared.send.keys().any(|it| is_meant(it))
            || (draft::get(&declared.inputs, name).is_some() && !inputs.contains_key(name))
            || inputs.keys().any(|input| misspelt(input, name))
    };
    let mut unsent = Vec::new();
    for (name, span) in wanted {
        let sent = sends.iter().find(|send| send.name == name || send.name.starts_with(&format!("{name}.")));
        let may_lack = sent.is_some_and(|send| {
            matches!(&send.value, SendValue::Input(input) if inputs.get(input).is_some_and(Type::is_option))
        });
        if sent.is_none() && !unread(&name) {
            unsent.push((name, span));
        } else if may_lack {
            let input = draft::get(&declared.inputs, &name);
            context.push(
                Diagnostic::error(
                    Code::PARAMETER_MISSING,
                    format!("`{name}` of `{}` may be absent", operation.id),
                )
                .at(input.map_or(op_span(declared), |input| input.span), "not always given")
                .at(span, "required here")
                .help("let the input's type be no option: write it without `?`"),
            );
        }
    }
    not_sent(context, declared, operation, &unsent);
}

/// What is required and not sent, in one finding.
fn not_sent(
    context: &mut Context<'_>,
    declared: &spec::Call,
    operation: &Operation,
    unsent: &[(String, Span)],
) {
    let Some((first, _)) = unsent.first() else { return };
    let names = listed(unsent.iter().map(|(name, _)| name.as_str()), "and");
    let verb = if unsent.len() == 1 { "is" } else { "are" };
    let message = format!("{names} of `{}` {verb} not sent", operation.id);
    let diagnostic = Diagnostic::error(Code::PARAMETER_MISSING, message).at(op_span(declared), "called here");
    let diagnostic = unsent.iter().fold(diagnostic, |it, (_, span)| it.at(*span, "required here"));
    context
        .push(diagnostic.help(format!("add an input `{first}` to `in`, or give it a constant under `send`")));
}

/// An input of this type may be sent as a value of this schema.
pub(super) fn sendable(context: &mut Context<'_>, at: &Text, kind: &Type, schema: &Schema) {
    if !fits(kind, schema) {
        let diagnostic =
            Diagnostic::error(Code::PARAMETER_TYPE, format!("`{at}` is {}", kind.unwrapped().describe()))
                .at(at.span, format!("the contract wants {}", wanted(schema)))
                .at(schema.span(), "described here");
        context.push(match (declarable(schema), kind.unwrapped()) {
            (Some(_), Type::Entity) => diagnostic.help("give its `id`: declare the input as `text`"),
            (Some(word), _) => diagnostic.help(format!("declare the input as `{word}`")),
            (None, _) => diagnostic.help("send one of its properties instead: `send: {object.property: …}`"),
        });
    }
}

fn is_query(schema: &Schema) -> bool {
    schema.x_format() == Some(Format::Jql.name())
}

/// What the contract wants.
pub(super) fn wanted(schema: &Schema) -> String {
    if is_query(schema) { "a query, `x-format: jql`".to_owned() } else { schema.kind().name().to_owned() }
}

/// True where a value of this type may be sent as one of this schema.
pub(super) fn fits(kind: &Type, schema: &Schema) -> bool {
    let claimed = is_query(schema);
    match (kind.unwrapped(), schema.kind()) {
        (Type::Query, _) => claimed,
        // What a user says must not become a query.
        _ if claimed => false,
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
    }
}

/// The type of an input that is sent as a value of this schema.
fn declarable(schema: &Schema) -> Option<&'static str> {
    if is_query(schema) {
        return Some("jql");
    }
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
    if is_query(schema) {
        // A query without values is one, too.
        super::super::templates::query(context, given, &IndexMap::new())?;
        return Some(Constant::Text(given.value.clone()));
    }
    let written = given.value.as_str();
    let number = written.parse::<f64>().ok().filter(|it| it.is_finite());
    let element = match schema.kind() {
        Kind::Array(element) => Some(element),
        _ => None,
    };
    let (fits, wanted) = match element.as_ref().unwrap_or(schema).kind() {
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
