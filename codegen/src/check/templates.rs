//! Queries with values in them (JQL): parsed here, so that a value can stand only where the grammar takes an operand.

use super::{context::Context, expressions, fields, intents::Scope};
use crate::{
    diagnostic::{Code, Diagnostic},
    model::{Expression, TemplatePart, Type},
};
use sayso_formats::jql::{Part, Place, Template};
use sayso_schemas::spec::Text;

/// Reads a query.
pub(super) fn query(context: &mut Context<'_>, text: &Text, scope: &Scope) -> Option<Expression> {
    let template = match Template::parse(text) {
        Ok(template) => template,
        Err(errors) => {
            for error in errors {
                let help = error.help.unwrap_or_else(|| "a condition is written `field = value`".to_owned());
                let at = text.span.within(error.at);
                context
                    .push(Diagnostic::error(Code::QUERY, error.message).at(at, "in this query").help(help));
            }
            return None;
        }
    };
    let places: Vec<Text> = template
        .placeholders()
        .map(|it| {
            let inner = text.get(it.range.clone()).unwrap_or_default().trim_matches(['{', '}']);
            Text { value: inner.to_owned(), span: text.span.within(it.range) }
        })
        .collect();
    let mut places = places.iter();
    parts(context, template.parts(), false, &mut places, scope).map(Expression::Template)
}

/// The pieces; `places` are those of the values, in the same order.
fn parts<'t>(
    context: &mut Context<'_>,
    of: &[Part],
    optional: bool,
    places: &mut impl Iterator<Item = &'t Text>,
    scope: &Scope,
) -> Option<Vec<TemplatePart>> {
    let (mut made, mut whole) = (Vec::new(), true);
    for part in of {
        let part = match part {
            Part::Text(text) => Some(TemplatePart::Text(text.clone())),
            Part::Optional(inner) => parts(context, inner, true, places, scope).map(TemplatePart::Optional),
            Part::Value { place: Place::Field, .. } => field(context, places.next()?, optional, scope),
            Part::Value { place, .. } => {
                let at = places.next()?;
                value(context, at, *place, optional, scope)
            }
        };
        whole &= part.is_some();
        made.extend(part);
    }
    whole.then_some(made)
}

/// A field that each site numbers by itself, where the grammar takes a field.
fn field(context: &mut Context<'_>, at: &Text, optional: bool, scope: &Scope) -> Option<TemplatePart> {
    let fields = context.called.as_ref().and_then(|service| context.fields.get(service));
    let known = fields.is_some_and(|fields| fields.names.contains_key(&at.value));
    if !known && (at.contains(['.', '|']) || scope.contains_key(&at.value)) {
        context.push(
            Diagnostic::error(Code::QUERY, format!("`{{{at}}}` stands where a field is expected"))
                .at(at.span, "a value")
                .help("a value can be bound after an operator, in a list, and as an argument of a function"),
        );
        return None;
    }
    let known = fields::named(context, at, &at.value)?;
    let missing = known.missing.filter(|_| !optional);
    if !optional && missing.is_none() {
        context.push(
            Diagnostic::error(Code::MAYBE_ABSENT, format!("a site may have no field `{at}`"))
                .at(at.span, "")
                .help(format!(
                    "put the condition in brackets, so that it is left out then (`[AND {{{at}}} = …]`), or let the \
                     field say what is said then: `missing: …`"
                )),
        );
        return None;
    }
    Some(TemplatePart::Field { service: context.called.clone()?, name: at.value.clone(), missing })
}

fn value(
    context: &mut Context<'_>,
    at: &Text,
    place: Place,
    optional: bool,
    scope: &Scope,
) -> Option<TemplatePart> {
    let path = expressions::path(context, at, &at.value, scope)?;
    let kind = path.kind().clone();
    if kind.is_option() && !optional {
        context.push(
            Diagnostic::error(Code::MAYBE_ABSENT, format!("`{at}` may be absent")).at(at.span, "").help(
                format!("put the condition in brackets, so that it is left out then: `[AND … = {{{at}}}]`"),
            ),
        );
        return None;
    }
    let element = match kind.unwrapped() {
        Type::List(element) if place == Place::List => element.unwrapped(),
        other => other,
    };
    let fits = match place {
        Place::Search => matches!(element, Type::Text),
        Place::Value | Place::List | Place::Field => {
            matches!(element, Type::Text | Type::Number | Type::Date)
        }
    };
    if !fits {
        let fields = kind.field_names();
        let help = match fields.first() {
            Some(field) => format!("write `{{{at}.{field}}}`"),
            None => "a text, a number or a date can stand in a query".to_owned(),
        };
        context.push(
            Diagnostic::error(Code::TYPES_DIFFER, format!("`{at}` is {}", kind.describe()))
                .at(at.span, "no operand of a query")
                .help(help),
        );
        return None;
    }
    Some(TemplatePart::Value(path, place))
}
