//! What a `call` step does where its service refuses: another call in its place, or a slot that is asked for once more.

use super::super::{context::Context, draft::get, intents::Scope, parts, safe_needed, services};
use crate::{
    diagnostic::{Code, Diagnostic, suggest},
    model::{AskAgain, Call, Expression, OrCall, PAGE, Type, When, part_slot},
};
use sayso_schemas::{
    span::Span,
    spec::{self, CallStep, ErrorRule, Slot, Step, Text},
};

/// The call in the place of another one, and what is known of it; nothing where it cannot be made.
pub(super) fn or(
    context: &mut Context<'_>,
    step: &CallStep,
    call: &Call,
    or: &spec::OrCall,
    scope: &Scope,
) -> Option<(OrCall, Call)> {
    let known = context.call(&or.call)?;
    let inputs = super::super::inputs(context, &or.call, &known, &or.inputs, scope);
    never_taken(context, step, or);
    if !call.safe {
        let message = format!("`{}` changes something, for which there is one way", step.call);
        context.push(
            Diagnostic::error(Code::OR_CALL, message)
                .at(or.call.span, "another change than the one that was confirmed?")
                .at(step.call.span, "the change")
                .help("remove `or`: the user is asked to link the account with more permissions"),
        );
    }
    if !known.safe {
        context.push(safe_needed(&or.call, "nobody confirmed what is done in the place of another call"));
    }
    let mut unread = context.unread(&step.call);
    unread.extend(context.unread(&or.call));
    let outputs = call.record.fields.iter().filter(|(output, _)| !unread.contains(output));
    let differences: Vec<String> = outputs
        .flat_map(|(output, wanted)| differences(output, wanted, known.record.fields.get(output)))
        .collect();
    if !differences.is_empty() {
        let message = format!("`{}` does not give what `{}` gives", or.call, step.call);
        context.push(
            Diagnostic::error(Code::OR_CALL, message)
                .at(or.call.span, differences.join(", and "))
                .at(step.call.span, "in the place of this")
                .help("give both the same `out`, of the same types"),
        );
    }
    Some((OrCall { call: or.call.value.clone(), inputs }, known))
}

/// Nothing says that permissions do not reach.
fn never_taken(context: &mut Context<'_>, step: &CallStep, or: &spec::OrCall) {
    let draft = context.draft;
    let service = get(&draft.calls, &step.call).map(|call| &call.service);
    let Some(service) = service.and_then(|name| Some((name, get(&draft.services, name)?))) else { return };
    let (name, service) = service;
    if !service.errors.iter().any(|rule| matches!(rule, ErrorRule::Scope(_))) {
        context.push(
            Diagnostic::error(Code::OR_CALL, format!("the `or` of `{}` is never taken", step.call))
                .at(or.call.span, format!("no rule of `{name}` says that permissions do not reach"))
                .help(format!(
                    "add `{{when: 401, scope: <word>}}` to the `errors` of `{name}`, or remove `or`"
                )),
        );
    }
}

/// A list that is read page by page comes from one call: the next page is fetched by the same.
pub fn pages_of_or(context: &mut Context<'_>, steps: &[Step], read: &spec::Read) {
    let list = read.list.trim().trim_matches(['{', '}']);
    let root = list.split('.').next().unwrap_or_default();
    let of = steps.iter().find_map(|step| match step {
        Step::Call(step) if step.id.as_ref().is_some_and(|id| id.value == root) => Some(step),
        _ => None,
    });
    let Some((step, or)) = of.and_then(|step| Some((step, step.or.as_ref()?))) else { return };
    let paged = |name: &&Text| context.calls.get(&name.value).is_some_and(|call| call.paged);
    if let Some(paged) = [&step.call, &or.call].into_iter().find(paged) {
        context.push(
            Diagnostic::error(Code::OR_CALL, format!("`{list}` cannot be read page by page"))
                .at(read.list.span, "read here")
                .at(or.call.span, "it may come from either call")
                .help(format!("let `{paged}` have no `page`, or leave `or` out")),
        );
    }
}

/// What is wrong with an output where another one is needed.
fn differences(path: &str, wanted: &Type, found: Option<&Type>) -> Vec<String> {
    let Some(found) = found else { return vec![format!("there is no `{path}`")] };
    match (wanted, found) {
        _ if path == PAGE => Vec::new(),
        (Type::Option(wanted), found) => differences(path, wanted, Some(found.unwrapped())),
        (Type::List(wanted), Type::List(found)) => differences(path, wanted, Some(found)),
        (Type::Record(wanted), Type::Record(found)) => {
            let fields = wanted.fields.iter();
            fields
                .flat_map(|(name, kind)| differences(&format!("{path}.{name}"), kind, found.fields.get(name)))
                .collect()
        }
        (wanted, found) if wanted == found => Vec::new(),
        (_, Type::Option(found)) if **found == *wanted => vec![format!("`{path}` may be absent")],
        (wanted, found) => {
            vec![format!("`{path}` is {}, not {}", found.describe(), wanted.describe())]
        }
    }
}

/// A slot that is asked for once more. `inputs` are what its call is given, where that is known, and `asked` is the first
/// question before the step.
pub(super) fn ask_again(
    context: &mut Context<'_>,
    intent: &Text,
    step: &CallStep,
    inputs: Option<&[(String, Expression)]>,
    asked: Option<Span>,
    scope: &Scope,
) -> Option<AskAgain> {
    let again = step.ask_again.as_ref()?;
    let wrong = |message: String, at: Span, label: &str, help: &str| {
        Diagnostic::error(Code::ASK_AGAIN, message).at(at, label.to_owned()).help(help.to_owned())
    };
    match &step.id {
        Some(id) => {
            let message = format!("intents.{intent}.do.{id}.ask_again");
            context.message(message, &again.question, scope);
        }
        None => context.push(wrong(
            "a step that asks has no `id`".to_owned(),
            step.call.span,
            "its question has no name",
            "add an `id`, by which translations name the question",
        )),
    }
    if let Some(question) = asked {
        let message = format!("`{}` is no longer heard here", again.slot);
        let help = "make the call before the first `choose` and `confirm`, or leave `ask_again` out";
        context.push(
            wrong(message, again.slot.span, "slots are heard before the first question", help)
                .at(question, "the first question"),
        );
    }
    let when = services::when(context, &again.when);
    if when.is_some_and(|when| !matches!(when, When::Status(400..=499) | When::Class(4))) {
        context.push(wrong(
            format!("`{}` is not what a slot is to blame for", again.when.value),
            again.when.span,
            "another value would not help",
            "write a status from 400 to 499, or `4xx`",
        ));
    }
    let slot = slot(context, intent, &again.slot)?;
    // What could not be read may well use it.
    let inputs = inputs.filter(|inputs| inputs.len() == step.inputs.len());
    let uses = |(_, it): &(String, Expression)| it.paths().iter().any(|it| it.root() == again.slot.value);
    if inputs.is_some_and(|inputs| !inputs.iter().any(uses)) {
        context.push(wrong(
            format!("`{}` is not given `{}`", step.call, again.slot),
            again.slot.span,
            "another value would change nothing",
            "name a slot that stands under `with`",
        ));
    }
    let (slot, forgotten) = heard_as(context, &again.slot, slot)?;
    Some(AskAgain { when: when?, slot, forgotten })
}

/// The slot, where it is one that is asked for.
fn slot<'d>(context: &mut Context<'d>, intent: &Text, name: &Text) -> Option<&'d Slot> {
    let draft = context.draft;
    let slots = &get(&draft.intents, intent)?.slots;
    let Some(slot) = get(slots, name).filter(|slot| !slot.part) else {
        let own = slots.iter().filter(|(_, slot)| !slot.part).map(|(name, _)| name.as_str());
        let help = suggest(name, "slots", own);
        context.not_declared("slot", name, help);
        return None;
    };
    if slot.ask.is_none() {
        context.push(
            Diagnostic::error(Code::ASK_AGAIN, format!("`{name}` is not asked for"))
                .at(name.span, "asked for again, but not in the first place")
                .at(slot.kind.span, "the slot")
                .help("give the slot an `ask`, or leave `ask_again` out"),
        );
    }
    Some(slot)
}

/// Alexa's slot that is asked for, and those that are forgotten with it.
fn heard_as(context: &Context<'_>, name: &Text, slot: &Slot) -> Option<(String, Vec<String>)> {
    if parts::of(slot, &context.draft.types).is_none() {
        return Some((name.value.clone(), Vec::new()));
    }
    let parts = context.parts.get(&slot.kind.value)?;
    let forgotten = parts.alone.iter().map(|part| part_slot(name, part)).collect();
    Some((part_slot(name, &parts.asked), forgotten))
}
