//! Queries with values in them (JQL): parsed here, so that a value can stand only where the grammar takes an operand.

use super::{context::Context, expressions, intents::Scope};
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
        .map(|it| Text { value: it.path.join("."), span: text.span.within(it.range) })
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
        Place::Value | Place::List => matches!(element, Type::Text | Type::Number | Type::Date),
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
