//! How a call finds out whether a change whose answer was lost was made.

use super::super::{context::Context, expressions, inputs, safe_needed};
use crate::{
    diagnostic::{Code, Diagnostic, suggest},
    model::{Type, Verify},
};
use sayso_schemas::spec::{self, Text};

/// Verification, once all calls are known.
pub(super) fn verify(context: &mut Context<'_>, name: &Text, declared: &spec::Call) {
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
        context.push(safe_needed(&verify.call, "a look-up must not change anything"));
    }
    let inputs = inputs(context, &verify.call, &lookup, &verify.inputs, &own.inputs);
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
