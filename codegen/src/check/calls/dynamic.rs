//! Fields that each site numbers by itself, in what a call sends: their ids in a list, and as properties of the body.

use super::{
    super::{context::Context, expressions, fields},
    sends,
};
use crate::{
    diagnostic::{Code, Diagnostic},
    model::{Listed, Place, Send, SendValue, Type},
    syntax::contract::{Kind, Operation, Schema},
};
use indexmap::IndexMap;
use sayso_schemas::spec::{self, Text};

/// True for a list of constants and fields, `summary, {points}`, of a service that has such fields.
pub(super) fn is_list(context: &Context<'_>, given: &Text) -> bool {
    let declared = context.called.as_ref().is_some_and(|service| context.fields.contains_key(service));
    let whole = |element: &str| !element.contains(['{', '}']) || fields::in_braces(element).is_some();
    declared && given.contains(',') && given.contains('{') && given.split(',').all(whole)
}

/// What is sent may be ids of fields.
pub(super) enum Ids {
    /// It is none.
    None,
    /// It is meant to be, and what is wrong is told.
    Faulty,
    /// The id of a field, or a list with ids in it.
    Found(SendValue),
}

/// Reads what is sent as the id of a field, or as a list with ids in it.
pub(super) fn ids(
    context: &mut Context<'_>,
    given: &Text,
    schema: &Schema,
    inputs: &IndexMap<String, Type>,
) -> Ids {
    let element = match schema.kind() {
        Kind::Array(element) => element,
        _ => schema.clone(),
    };
    if element.x_format().is_some() || !matches!(element.kind(), Kind::Text { .. } | Kind::Any) {
        return Ids::None;
    }
    if is_list(context, given) {
        let elements = given.split(',').map(|element| listed(context, given, element.trim()));
        let elements: Option<Vec<_>> = elements.collect();
        return elements.map_or(Ids::Faulty, |elements| Ids::Found(SendValue::List(elements)));
    }
    let known = context.called.as_ref().and_then(|service| context.fields.get(service));
    let is_field = |name: &&str| known.is_some_and(|fields| fields.names.contains_key(*name));
    let name = fields::in_braces(given).filter(|name| !inputs.contains_key(*name)).filter(is_field);
    name.map_or(Ids::None, |name| Ids::Found(SendValue::Field(name.to_owned())))
}

fn listed(context: &mut Context<'_>, given: &Text, element: &str) -> Option<Listed> {
    match fields::in_braces(element) {
        None => Some(Listed::Text(element.to_owned())),
        Some(name) => fields::named(context, given, name).map(|_| Listed::Field(name.to_owned())),
    }
}

/// A property of an object in the body that each site names by itself, and what it is set to.
pub(super) fn property(
    context: &mut Context<'_>,
    declared: &spec::Call,
    operation: &Operation,
    (name, (parent, field)): (&Text, (&str, &str)),
    (given, inputs): (&Text, &IndexMap<String, Type>),
) -> Option<Send> {
    let parent = Text { value: parent.to_owned(), span: name.span };
    let body = operation.body.as_ref().and_then(|body| body.schema.at(&parent).ok());
    let Some((object, _)) = body else {
        sends::unknown_parameter(context, operation, &parent);
        return None;
    };
    let known = fields::named(context, name, field)?;
    let mut sound = fields::takes_any(context, name, &object);
    if known.missing.is_none() {
        context.push(
            Diagnostic::error(Code::FIELD_MISSING, format!("a site may have no field `{field}` to be set"))
                .at(name.span, "set here")
                .help("let the field say so: `missing: …` names one of `words`"),
        );
        sound = false;
    }
    let value = value(context, declared, (given, inputs), &known.kind)?;
    let path = if parent.value == "." { String::new() } else { parent.value };
    sound.then(|| Send { place: Place::Body, name: path, value, field: Some(field.to_owned()) })
}

/// What a field is set to: an input or a constant of its type, of a list also one element, and none by an empty text.
fn value(
    context: &mut Context<'_>,
    declared: &spec::Call,
    (given, inputs): (&Text, &IndexMap<String, Type>),
    kind: &Type,
) -> Option<SendValue> {
    let element = match kind {
        Type::List(element) => element,
        other => other,
    };
    let Some(input) = fields::in_braces(given) else {
        if matches!(kind, Type::List(_)) && given.trim().is_empty() {
            return Some(SendValue::Constants(Vec::new()));
        }
        return expressions::constant(context, given, element).map(SendValue::Constant);
    };
    let found = inputs.get(input);
    if let Some(found) = found
        && ![kind, element].contains(&found.unwrapped())
    {
        context.push(
            Diagnostic::error(Code::PARAMETER_TYPE, format!("`{given}` is {}", found.unwrapped().describe()))
                .at(given.span, format!("the field holds {}", kind.describe()))
                .help("give the input the field's type"),
        );
        return None;
    }
    if found.is_none() && super::super::draft::get(&declared.inputs, input).is_none() {
        let help = crate::diagnostic::suggest(input, "inputs", inputs.keys().map(String::as_str));
        context.push(
            Diagnostic::error(Code::UNKNOWN_VARIABLE, format!("the call has no input `{input}`"))
                .at(given.span, "")
                .help(help),
        );
    }
    found.map(|_| SendValue::Input(input.to_owned()))
}
