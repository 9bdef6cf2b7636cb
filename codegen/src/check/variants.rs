//! Calls whose operations differ by the variant of their service: what is declared for one is laid over what the call
//! says for all, and in the end all give outputs of the same types.

use super::{context::Context, draft};
use crate::{
    diagnostic::{Code, Diagnostic, listed, suggest},
    model::{Output, OutputKind, Record, Type},
};
use indexmap::IndexMap;
use sayso_schemas::spec::{Call, Service, Text};

/// One operation of a call: the variant, and the call as it is for that one. A finding where a variant is missing, or
/// where there is no operation at all.
pub(super) fn each(context: &mut Context<'_>, name: &Text, declared: &Call, service: &Service) -> Vec<(Option<Text>, Call)> {
    if declared.variants.is_empty() {
        if declared.op.is_some() {
            return vec![(None, declared.clone())];
        }
        context.push(
            Diagnostic::error(Code::VARIANTS, format!("`{name}` says no operation"))
                .at(name.span, "")
                .help("add `op: …`, or `variants: {…: {op: …}}` where the service has some"),
        );
        return Vec::new();
    }
    let known = || service.variants.iter().map(|it| it.value.as_str());
    let missing: Vec<&str> = known().filter(|it| draft::get(&declared.variants, it).is_none()).collect();
    if !missing.is_empty() {
        context.push(
            Diagnostic::error(
                Code::VARIANTS,
                format!("`{name}` does not say what is called of {}", listed(missing.iter().copied(), "and")),
            )
            .at(name.span, "an account may be at any variant of the service")
            .help(format!("add `{}: {{op: …}}` to its `variants`", missing[0])),
        );
    }
    let mut merged = Vec::new();
    for (variant, its) in &declared.variants {
        if !known().any(|it| it == variant.value) {
            let help = suggest(variant, "variants", known());
            context.not_declared("variant", variant, help);
            continue;
        }
        let mut call = declared.clone();
        call.op = Some(its.op.clone());
        call.send.extend(its.send.clone());
        call.out.extend(its.out.clone());
        call.page = its.page.clone().or(call.page);
        merged.push((Some(variant.clone()), call));
    }
    merged
}

/// The record that all variants give: a field that may be absent in one may be absent in all. A finding where the types
/// differ; outputs that lack in one are reported where they are read.
pub(super) fn unify(context: &mut Context<'_>, name: &Text, records: &[Record]) -> Record {
    let Some((first, rest)) = records.split_first() else { return Record::default() };
    let mut common = first.clone();
    for other in rest {
        for (field, kind) in &mut common.fields {
            let Some(theirs) = other.fields.get(field) else { continue };
            match both(kind, theirs) {
                Some(unified) => *kind = unified,
                None => context.push(
                    Diagnostic::error(
                        Code::VARIANTS,
                        format!("`{field}` is {} in one variant and {} in another", kind.describe(), theirs.describe()),
                    )
                    .at(name.span, "all variants of a call give the same")
                    .help("take fields of the same type, or leave it out"),
                ),
            }
        }
        for (field, kind) in &other.fields {
            common.fields.entry(field.clone()).or_insert_with(|| kind.clone());
        }
    }
    common
}

fn both(a: &Type, b: &Type) -> Option<Type> {
    if a == b {
        return Some(a.clone());
    }
    match (a, b) {
        (Type::Option(a), b) | (b, Type::Option(a)) => Some(both(a, b.unwrapped())?.optional()),
        (Type::List(a), Type::List(b)) => Some(Type::List(Box::new(both(a, b)?))),
        (Type::Record(a), Type::Record(b)) => {
            let same = a.fields.len() == b.fields.len() && a.fields.keys().all(|field| b.fields.contains_key(field));
            let fields: Option<IndexMap<String, Type>> = a
                .fields
                .iter()
                .map(|(field, kind)| Some((field.clone(), both(kind, b.fields.get(field)?)?)))
                .collect();
            (same).then_some(Type::Record(Record { origin: a.origin.clone(), fields: fields? }))
        }
        _ => None,
    }
}

/// Gives the lists among outputs the elements' common type.
pub(super) fn adopt(outputs: &mut [Output], record: &Record) {
    for output in outputs {
        let Some(Type::List(element)) = record.fields.get(&output.name) else { continue };
        if let (OutputKind::List { of, record, .. }, Type::Record(common)) = (&mut output.kind, &**element) {
            record.clone_from(common);
            adopt(of, common);
        }
    }
}
