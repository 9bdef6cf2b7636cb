//! Fields that each site of a service numbers by itself: how they are found, and where one may stand.

use super::{context::Context, draft, naming, types};
use crate::{
    diagnostic::{Code, Diagnostic, suggest},
    model::{DynamicField, Fields, Type},
    syntax::contract::{Kind, Schema},
};
use indexmap::IndexMap;
use sayso_schemas::spec::{self, Service, Text};

/// The fields that a service declares. How they are found is checked once its calls are known.
pub(super) fn declared(context: &mut Context<'_>, service: &Service) -> Option<Fields> {
    let declared = service.fields.as_ref()?;
    naming::collisions(context.diagnostics, "fields", declared.names.keys(), crate::plan::names::value);
    let mut names = IndexMap::new();
    for (name, field) in &declared.names {
        naming::value_name(context.diagnostics, name, "field");
        if let Some(field) = self::field(context, name, field) {
            names.insert(name.value.clone(), field);
        }
    }
    let from = &declared.from;
    let (call, list, id) = (from.call.value.clone(), from.list.value.clone(), from.id.value.clone());
    Some(Fields { call, list, id, names })
}

fn field(context: &mut Context<'_>, name: &Text, declared: &spec::DynamicField) -> Option<DynamicField> {
    let missing = declared.missing.as_ref().map(|word| context.word(word));
    if declared.conditions.values().all(Vec::is_empty) {
        context.push(
            Diagnostic::error(Code::FIELD_SOURCE, format!("nothing says which field `{name}` is"))
                .at(name.span, "")
                .help("say under `where` what a field of its elements is: `where: {name: [\"…\"]}`"),
        );
    }
    let kind = types::parse(context, &declared.kind)?;
    let element = match &kind {
        Type::List(element) => element,
        other => other,
    };
    if !matches!(element, Type::Text | Type::Number | Type::Bool | Type::Date) {
        let help = match element {
            _ if element.is_option() => {
                format!("a field may always be absent: write `{}`", declared.kind.trim_end_matches('?'))
            }
            _ => "a field holds a `text`, a `number`, a `bool`, a `date`, or a list of them".to_owned(),
        };
        context.push(
            Diagnostic::error(Code::NOT_A_TYPE, format!("`{}` is no type of a field", declared.kind))
                .at(declared.kind.span, "")
                .help(help),
        );
        return None;
    }
    let values = |of: &Vec<Text>| of.iter().map(|value| value.value.clone()).collect();
    let conditions =
        declared.conditions.iter().map(|(field, of)| (field.value.clone(), values(of))).collect();
    Some(DynamicField { conditions, kind, of: declared.of.as_ref().map(|it| it.value.clone()), missing })
}

/// How fields are found, once all calls are known.
pub(super) fn sources(context: &mut Context<'_>) {
    let draft = context.draft;
    for (service, declared) in &draft.services {
        let Some(fields) = &declared.fields else { continue };
        source(context, service, fields);
    }
}

fn source(context: &mut Context<'_>, service: &Text, declared: &spec::Fields) {
    let from = &declared.from;
    let Some(call) = context.call(&from.call) else { return };
    if !call.safe {
        context.push(super::safe_needed(&from.call, "fields are found without asking"));
    }
    let cannot = |message: String, at: &Text, label: &str, help: &str| {
        Diagnostic::error(Code::FIELD_SOURCE, message).at(at.span, label.to_owned()).help(help.to_owned())
    };
    if call.service != service.value {
        let message = format!("`{}` is a call of `{}`", from.call, call.service);
        let label = format!("the fields are those of `{service}`");
        context.push(cannot(message, &from.call, &label, "name a call of the same service"));
    }
    if let Some((input, _)) = call.inputs.iter().find(|(_, kind)| !kind.is_option()) {
        let message = format!("`{}` needs `{input}`, which nobody gives it here", from.call);
        let help = "make the input optional (`text?`), or name another call";
        context.push(cannot(message, &from.call, "called without input", help));
    }
    if call.needs_fields() {
        let message = format!("`{}` needs the fields that it finds", from.call);
        context.push(cannot(message, &from.call, "", "name a call without such fields"));
    }
    let Some(Type::List(element)) = call.record.fields.get(&from.list.value) else {
        // An output that could not be read is reported already.
        if !context.unread(&from.call).contains(&from.list.value) {
            let lists = call.record.fields.iter().filter(|(_, kind)| matches!(kind, Type::List(_)));
            let help = suggest(&from.list, "lists", lists.map(|(name, _)| name.as_str()));
            let message = format!("`{}` gives no list `{}`", from.call, from.list);
            context.push(Diagnostic::error(Code::NOT_A_LIST, message).at(from.list.span, "").help(help));
        }
        return;
    };
    let mut text = |field: &Text, always: bool| {
        let found = element.field(field);
        let fits =
            found.as_ref().is_some_and(|it| *it.unwrapped() == Type::Text && (!always || !it.is_option()));
        if !fits {
            let is_text = |name: &&str| element.field(name).is_some_and(|it| *it.unwrapped() == Type::Text);
            let texts = element.field_names().into_iter().filter(is_text);
            let help = suggest(field, "texts", texts);
            let label = if always { "a text that is always there is needed" } else { "a text is needed" };
            context.push(
                Diagnostic::error(Code::NO_SUCH_FIELD, format!("an element has no text `{field}`"))
                    .at(field.span, label)
                    .help(help),
            );
        }
    };
    text(&from.id, true);
    declared.names.values().flat_map(|it| it.conditions.keys()).for_each(|field| text(field, false));
}

/// The name in braces that `text` is as a whole.
pub(super) fn in_braces(text: &str) -> Option<&str> {
    let inner = text.trim().strip_prefix('{')?.strip_suffix('}')?.trim();
    (!inner.is_empty() && !inner.contains(['{', '}', '.'])).then_some(inner)
}

/// A dotted path that ends with a field in braces: what leads there (`.` for nothing), and the field.
pub(super) fn split(path: &str) -> Option<(&str, &str)> {
    let (parent, last) = path.rsplit_once('.').unwrap_or((".", path));
    Some((parent, in_braces(last)?))
}

/// The field of this name of the service that is called; a finding where there is none.
pub(super) fn named(context: &mut Context<'_>, at: &Text, name: &str) -> Option<DynamicField> {
    let service = context.called.clone()?;
    let known = context.fields.get(&service).map(|fields| fields.names.clone()).unwrap_or_default();
    if let Some(field) = known.get(name) {
        return Some(field.clone());
    }
    let declared = draft::get(&context.draft.services, &service).and_then(|it| it.fields.as_ref());
    // Of one that could not be read the finding is there.
    if declared.is_none_or(|fields| draft::get(&fields.names, name).is_none()) {
        let help = match known.len() {
            0 => format!("declare it under `fields` of the service `{service}`"),
            _ => suggest(name, "fields", known.keys().map(String::as_str)),
        };
        context.push(
            Diagnostic::error(Code::NOT_DECLARED, format!("`{service}` has no field `{name}`"))
                .at(at.span, "not declared")
                .help(help),
        );
    }
    None
}

/// Whether an object of the contract may have properties that it does not name; a finding where not.
pub(super) fn takes_any(context: &mut Context<'_>, at: &Text, schema: &Schema) -> bool {
    let (found, help) = match schema.kind() {
        Kind::Object(object) if object.open() || object.rest().is_some() => return true,
        Kind::Object(_) => (
            "it has the properties that are named, and no others",
            "let it have `additionalProperties: true` in the contract",
        ),
        _ => ("it is no object", "let the path before the braces lead to an object"),
    };
    context.push(
        Diagnostic::error(Code::FIELD_PLACE, format!("no field of a site can be at `{at}`"))
            .at(at.span, "the contract does not name it")
            .at(schema.span(), found)
            .help(help),
    );
    false
}
