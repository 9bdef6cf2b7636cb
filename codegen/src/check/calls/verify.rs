//! How a call finds out whether a change whose answer was lost was made.

use super::super::{context::Context, expressions, inputs, safe_needed};
use crate::{
    diagnostic::{Code, Diagnostic, suggest},
    model::{Call, Expression, Has, PAGE, Path, Record, Type, Verify},
};
use sayso_schemas::spec::{self, Given, Map, Text};

/// Verification, once all calls are known.
pub(super) fn verify(context: &mut Context<'_>, name: &Text, declared: &spec::Call) {
    let Some(verify) = &declared.verify else { return };
    let Some(own) = context.calls.get(&name.value).cloned() else { return };
    if declared.safe.value {
        let message = format!("`{name}` is safe, so there is nothing to verify");
        context.push(cannot(message, &verify.call, "leave `verify` out"));
        return;
    }
    if !own.record.fields.is_empty() && verify.has.is_none() {
        let message = format!("`{name}` has outputs, which a verification cannot give");
        context.push(cannot(
            message,
            &verify.call,
            "take nothing from the answer of a call that is verified, or take it from what a list `has`",
        ));
    }
    let Some(lookup) = context.call(&verify.call) else { return };
    if !lookup.safe {
        context.push(safe_needed(&verify.call, "a look-up must not change anything"));
    }
    let inputs = inputs(context, &verify.call, &lookup, &verify.inputs, &own.inputs);
    for (input, expression) in &inputs {
        if let Some((_, given)) = verify.inputs.iter().find(|(name, _)| name.value == *input) {
            of_the_call(context, name, given, expression, &own);
        }
    }
    let nothing = verify.has.as_ref().map_or(verify.is.is_empty(), |has| has.fields.is_empty());
    if nothing {
        let message = format!("the verification of `{name}` compares nothing");
        context.push(cannot(
            message,
            &verify.call,
            "say under `is` what an output is when the change was made, or which element a list `has` then",
        ));
    }
    let unread = context.unread(&verify.call);
    let giver = format!("`{}`", verify.call);
    let is = compared(context, (name, &own), &giver, (&lookup.record, &unread), &verify.is);
    let has =
        verify.has.as_ref().and_then(|has| self::has(context, (name, &own), &verify.call, &lookup, has));
    if let Some(call) = context.calls.get_mut(&name.value) {
        call.verify = Some(Verify { call: verify.call.value.clone(), inputs, is, has });
    }
}

fn cannot(message: String, at: &Text, help: &str) -> Diagnostic {
    Diagnostic::error(Code::CANNOT_VERIFY, message).at(at.span, "").help(help)
}

/// Fields of a record, and what each is when the change was made.
fn compared(
    context: &mut Context<'_>,
    (name, own): (&Text, &Call),
    giver: &str,
    (record, unread): (&Record, &[String]),
    wanted: &Map<Given>,
) -> Vec<(Path, Expression)> {
    let scope = [("found".to_owned(), Type::Record(record.clone()))].into_iter().collect();
    let mut compared = Vec::new();
    for (output, given) in wanted {
        if record.fields.get(&output.value).is_none() {
            if !unread.contains(&output.value) {
                let help = suggest(output, "outputs", record.fields.keys().map(String::as_str));
                let message = format!("{giver} gives no `{output}`");
                context.push(Diagnostic::error(Code::NO_SUCH_FIELD, message).at(output.span, "").help(help));
            }
            continue;
        }
        let Some(mut path) = expressions::path(context, output, &format!("found.{output}"), &scope) else {
            continue;
        };
        path.segments.remove(0);
        path.types.remove(0);
        let kind = path.kind().clone();
        if path.types.iter().rev().skip(1).any(Type::is_option)
            || !matches!(kind.unwrapped(), Type::Text | Type::Number | Type::Bool | Type::Date)
        {
            context.push(cannot(
                format!("`{output}` cannot be compared"),
                output,
                "compare a text, number, bool or date; of a list, what it `has`",
            ));
            continue;
        }
        if let Some(value) = expressions::expression(context, given, Some(&kind), &own.inputs) {
            of_the_call(context, name, given, &value, own);
            compared.push((path, value));
        }
    }
    compared
}

/// An element that a list has when the change was made.
fn has(
    context: &mut Context<'_>,
    (name, own): (&Text, &Call),
    giver: &Text,
    lookup: &Call,
    has: &spec::Has,
) -> Option<Has> {
    let Some(list) = lookup.record.fields.get(&has.list.value) else {
        if !context.unread(giver).contains(&has.list.value) {
            let outputs = lookup.record.fields.keys().map(String::as_str).filter(|it| *it != PAGE);
            let help = suggest(&has.list, "outputs", outputs);
            let message = format!("`{giver}` gives no `{}`", has.list);
            context.push(Diagnostic::error(Code::NO_SUCH_FIELD, message).at(has.list.span, "").help(help));
        }
        return None;
    };
    let element = match list.unwrapped() {
        Type::List(element) => match &**element {
            Type::Record(record) => Some(record.clone()),
            _ => None,
        },
        _ => None,
    };
    let Some(element) = element else {
        context.push(
            Diagnostic::error(Code::NOT_A_LIST, format!("`{}` is {}", has.list, list.describe()))
                .at(has.list.span, "a list is needed")
                .help("compare a single value under `is`"),
        );
        return None;
    };
    let of = format!("an element of `{}`", has.list);
    let fields = compared(context, (name, own), &of, (&element, &[]), &has.fields);
    gives(context, (name, own), &has.list, &element);
    Some(Has { list: has.list.value.clone(), optional: list.is_option(), fields })
}

/// The element that is found gives what the call's own answer would have given.
fn gives(context: &mut Context<'_>, (name, own): (&Text, &Call), list: &Text, element: &Record) {
    for (output, kind) in &own.record.fields {
        let found = element.fields.get(output);
        let fits = found.is_some_and(|it| it == kind || it.clone().optional() == *kind);
        if !fits || matches!(kind.unwrapped(), Type::List(_) | Type::Record(_)) {
            let message = format!("an element of `{list}` does not give `{output}`, as `{name}` does");
            context.push(cannot(
                message,
                list,
                "take it from the elements, too, under the same name and with the same type",
            ));
        }
    }
}

/// Only what the call itself was given is at hand when it is verified.
fn of_the_call(context: &mut Context<'_>, name: &Text, given: &Text, value: &Expression, own: &Call) {
    if value.paths().into_iter().any(Path::depends_on_today) {
        context.push(cannot(
            format!("what `{given}` is depends on the day"),
            given,
            "give the call what it is as an input of its own; a verification knows what the call was given, and no day",
        ));
        return;
    }
    let foreign = |path: &&Path| !own.inputs.contains_key(path.root());
    let Some(root) = value.paths().into_iter().find(foreign).map(|path| path.root().to_owned()) else {
        return;
    };
    let help = suggest(&root, "inputs", own.inputs.keys().map(String::as_str));
    context.push(
        Diagnostic::error(Code::UNKNOWN_VARIABLE, format!("`{name}` has no input `{root}`"))
            .at(given.span, "a verification knows what the call was given")
            .help(help),
    );
}
