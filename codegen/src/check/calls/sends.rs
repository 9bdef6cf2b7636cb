//! What a call sends: parameters and properties of the body, from its inputs and constants.

use super::{
    super::{context::Context, draft, expressions, fields},
    dynamic::{self, Ids},
};
use crate::{
    diagnostic::{Code, Diagnostic, listed, nearest, suggest},
    model::{Constant, Listed, Place, Send, SendValue, Type},
    syntax::contract::{Kind, Lists, Operation, Place as At, Schema},
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
        if let Some(elements) = elements(context, operation, name, given) {
            let made: Vec<Option<Send>> = elements
                .iter()
                .map(|element| send(context, declared, operation, (name, element), inputs))
                .collect();
            faulty |= made.iter().any(Option::is_none);
            let made = made.into_iter().flatten();
            if is_joined(operation, name) {
                sends.extend(joined(made, &elements));
            } else {
                sends.extend(made);
            }
            continue;
        }
        let made = send(context, declared, operation, (name, given), inputs);
        faulty |= made.is_none();
        sends.extend(made);
    }
    for (input, kind) in inputs {
        let used = sends.iter().any(|send| send.value.input() == Some(input));
        let verifies = declared.verify.as_ref().is_some_and(|it| mentions(it, input));
        let Some((name, _)) = declared.inputs.get_key_value(&draft::key(input)) else { continue };
        match find(operation, input) {
            Some((place, schema)) if !sends.iter().any(|send| send.name == *input) => {
                sendable(context, name, kind, &schema);
                let value = sent(input, kind, &schema);
                sends.push(Send { place, name: input.clone(), value, field: None });
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
fn elements(context: &Context<'_>, operation: &Operation, name: &Text, given: &Text) -> Option<Vec<Text>> {
    let (place, schema) = find(operation, name)?;
    let listed = matches!(schema.kind(), Kind::Array(_)) && matches!(place, Place::Query | Place::Header);
    let fixed = !given.contains(['{', '}']) || dynamic::is_list(context, given);
    (listed && fixed).then(|| {
        let elements = given.value.split(',');
        elements.map(|it| Text { value: it.trim().to_owned(), span: given.span }).collect()
    })
}

/// True where the contract wants a list in one value, with commas between its elements.
fn is_joined(operation: &Operation, name: &str) -> bool {
    operation.parameters.iter().any(|it| it.name == name && it.lists == Lists::Joined(','))
}

/// The elements of a constant list in one value.
fn joined(made: impl Iterator<Item = Send>, elements: &[Text]) -> Option<Send> {
    let made: Vec<Send> = made.collect();
    let listed = made.iter().zip(elements).map(|(send, element)| match &send.value {
        SendValue::Field(name) => Listed::Field(name.clone()),
        _ => Listed::Text(element.value.clone()),
    });
    let value = SendValue::List(listed.collect());
    made.into_iter().next().map(|first| Send { value, ..first })
}

/// One entry of `send`.
fn send(
    context: &mut Context<'_>,
    declared: &spec::Call,
    operation: &Operation,
    (name, given): (&Text, &Text),
    inputs: &IndexMap<String, Type>,
) -> Option<Send> {
    if let Some(field) = fields::split(name) {
        return dynamic::property(context, declared, operation, (name, field), (given, inputs));
    }
    let (place, schema) = target(context, operation, name)?;
    let input = given.value.trim().strip_prefix('{').and_then(|rest| rest.strip_suffix('}')).map(str::trim);
    let ids = dynamic::ids(context, given, &schema, inputs);
    let value = if let Ids::Found(value) = ids {
        value
    } else if matches!(ids, Ids::Faulty) {
        return None;
    } else if let Some(input) = input.filter(|input| !input.contains(['{', '}'])) {
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
        sent(input, kind, &schema)
    } else if given.value.contains(['{', '}']) {
        let help = "declare an input of type `jql`, and give it the whole query in each step";
        let diagnostic = expressions::not_bound(given);
        context.push(if is_query(&schema) { diagnostic.help(help) } else { diagnostic });
        return None;
    } else if place == Place::Body && matches!(schema.kind(), Kind::Array(_)) {
        let elements: Vec<_> = listed_in(given).iter().map(|it| constant(context, it, &schema)).collect();
        SendValue::Constants(elements.into_iter().collect::<Option<_>>()?)
    } else {
        SendValue::Constant(constant(context, given, &schema)?)
    };
    Some(Send { place, name: name.value.clone(), value, field: None })
}

/// The elements of a constant list in the body, written with commas between them; an empty text has none.
fn listed_in(given: &Text) -> Vec<Text> {
    let elements = given.value.split(',').filter(|_| !given.value.trim().is_empty());
    elements.map(|it| Text { value: it.trim().to_owned(), span: given.span }).collect()
}

/// Where the operation is named.
fn op_span(declared: &spec::Call) -> Span {
    declared.op.as_ref().map(|op| op.span).unwrap_or_default()
}

fn mentions(verify: &spec::Verify, input: &str) -> bool {
    let (whole, field) = (format!("{{{input}}}"), format!("{{{input}."));
    let has = verify.has.iter().flat_map(|has| has.fields.values());
    let mut given = verify.inputs.values().chain(verify.is.values()).chain(has);
    given.any(|given| given.contains(&whole) || given.contains(&field))
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

pub(super) fn unknown_parameter(context: &mut Context<'_>, operation: &Operation, name: &Text) {
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
            send.value.input().and_then(|input| inputs.get(input)).is_some_and(Type::is_option)
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

/// An input, as it is sent: what is said is no markup of a rich text, and one thing where a list is wanted the only one.
fn sent(input: &str, kind: &Type, schema: &Schema) -> SendValue {
    if matches!(schema.kind(), Kind::Array(_)) && !matches!(kind.unwrapped(), Type::List(_)) {
        return SendValue::Single(input.to_owned());
    }
    match document(schema).filter(|_| *kind.unwrapped() == Type::Text) {
        Some(format) => SendValue::Document(input.to_owned(), format),
        None => SendValue::Input(input.to_owned()),
    }
}

/// The format of a document of rich text, which is sent as one and given as a plain text.
fn document(schema: &Schema) -> Option<Format> {
    let claimed = schema.x_format().and_then(Format::of);
    claimed.filter(|format| matches!(format, Format::Adf | Format::Wiki))
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
        (Type::Text, _) if document(schema).is_some() => true,
        (_, Kind::Any)
        | (Type::Text | Type::Enum(_) | Type::Date | Type::Duration, Kind::Text { .. })
        | (Type::Number, Kind::Number { .. })
        | (Type::Bool, Kind::Bool) => true,
        (Type::List(inner), Kind::Array(element)) => fits_in(inner, &element),
        (one @ (Type::Text | Type::Number), Kind::Array(element)) => fits_in(one, &element),
        _ => false,
    }
}

/// True where a value of this type may be sent as an element of a list.
fn fits_in(kind: &Type, element: &Schema) -> bool {
    // Neither a query nor a rich text is made of what a user says there.
    let plain = element.x_format().is_none();
    plain
        && matches!(
            (kind, element.kind()),
            (Type::Text, Kind::Text { .. } | Kind::Any) | (Type::Number, Kind::Number { .. })
        )
}

/// The type of an input that is sent as a value of this schema.
fn declarable(schema: &Schema) -> Option<&'static str> {
    if is_query(schema) {
        return Some("jql");
    }
    if document(schema).is_some() {
        return Some("text");
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
