//! Calls whose operations differ by the variant of their service: what is declared for one is laid over what the call
//! says for all, and in the end all give outputs of the same types.

use super::{context::Context, draft};
use crate::{
    diagnostic::{Code, Diagnostic, listed, nearest, suggest},
    model::{Output, OutputKind, Record, Type},
};
use indexmap::IndexMap;
use sayso_schemas::spec::{Call, Service, Text};

/// One operation of a call: the variant, and the call as it is for that one. A finding where a variant is missing, or
/// where there is no operation at all.
pub(super) fn each(
    context: &mut Context<'_>,
    name: &Text,
    declared: &Call,
    service: &Service,
) -> Vec<(Option<Text>, Call)> {
    let Some((first, _)) = declared.variants.first() else {
        if declared.op.is_some() {
            return vec![(None, declared.clone())];
        }
        let variants =
            service.variants.first().map_or("", |_| ", or `variants: {…}` with one for each variant");
        context.push(
            Diagnostic::error(Code::VARIANTS, format!("`{name}` says no operation"))
                .at(name.span, "what does it call?")
                .help(format!("add `op: …`{variants}")),
        );
        return Vec::new();
    };
    if service.variants.is_empty() {
        let named = listed(draft::names(&declared.variants), "and");
        context.push(
            Diagnostic::error(Code::VARIANTS, format!("the service `{}` has no variants", declared.service))
                .at(first.span, "a variant of what?")
                .help(format!(
                    "write `op` in the call itself, or let the service have the `variants` {named}"
                )),
        );
        return Vec::new();
    }
    if let Some(op) = &declared.op {
        context.push(
            Diagnostic::error(Code::VARIANTS, format!("`{op}` of `{name}` is never called"))
                .at(op.span, "each variant calls its own operation")
                .help("remove it, or remove `variants`"),
        );
    }
    missing(context, name, declared, service);
    let mut merged = Vec::new();
    for (variant, its) in &declared.variants {
        if !service.variants.contains(variant) {
            let help = suggest(variant, "variants", service.variants.iter().map(|it| it.as_str()));
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

/// Variants for which nothing is called. What a misspelt one was meant to be is not missing as well.
fn missing(context: &mut Context<'_>, name: &Text, declared: &Call, service: &Service) {
    let mut missing: Vec<&str> = service.variants.iter().map(|it| it.as_str()).collect();
    missing.retain(|it| draft::get(&declared.variants, it).is_none());
    for misspelt in declared.variants.keys().filter(|it| !service.variants.contains(it)) {
        let meant = nearest(misspelt, missing.iter().copied());
        missing.retain(|it| Some(*it) != meant);
    }
    if let [first, ..] = missing.as_slice() {
        let named = listed(missing.iter().copied(), "and");
        context.push(
            Diagnostic::error(Code::VARIANTS, format!("`{name}` does not say what is called of {named}"))
                .at(name.span, "an account may be at any variant of the service")
                .help(format!("add `{first}: {{op: …}}` to its `variants`")),
        );
    }
}

/// The record that all variants give: a field that may be absent in one may be absent in all. A finding where one lacks
/// a field, or where the types differ.
pub(super) fn unify(context: &mut Context<'_>, of: &[(Option<Text>, Call)], records: &[Record]) -> Record {
    let Some((first, rest)) = records.split_first() else { return Record::default() };
    let mut common = first.clone();
    for (other, theirs) in of.iter().skip(1).zip(rest) {
        for (field, kind) in &theirs.fields {
            let Some(ours) = common.fields.get_mut(field) else {
                common.fields.insert(field.clone(), kind.clone());
                continue;
            };
            match both(ours, kind) {
                Some(unified) => *ours = unified,
                None => context.push(differing(field, (ours, &of[0]), (kind, other))),
            }
        }
    }
    lacking(context, of, &common);
    common
}

/// Outputs that one variant gives and another lacks.
fn lacking(context: &mut Context<'_>, of: &[(Option<Text>, Call)], common: &Record) {
    let gives = |call: &Call, field: &str| draft::get(&call.out, field).is_some();
    let mut told = Vec::new();
    for field in common.fields.keys() {
        let lacks = of.iter().find(|(_, call)| !gives(call, field));
        let has = of.iter().find_map(|(_, call)| Some((call, call.out.get_key_value(&draft::key(field))?.0)));
        let (Some((Some(variant), other)), Some((call, place)), false) = (lacks, has, told.contains(field))
        else {
            continue;
        };
        // What is misspelt is there, if under another name.
        let alone = draft::names(&other.out).filter(|it| !gives(call, it));
        let misspelt = nearest(field, alone).and_then(|it| other.out.get_key_value(&draft::key(it)));
        let message = format!("`{field}` is not taken from the answer of `{variant}`");
        context.push(if let Some((near, _)) = misspelt {
            told.push(near.value.clone());
            Diagnostic::error(Code::VARIANTS, message)
                .at(near.span, "all variants of a call give the same")
                .at(place.span, "taken here")
                .help("give both the same name")
        } else {
            Diagnostic::error(Code::VARIANTS, message)
                .at(variant.span, "all variants of a call give the same")
                .at(place.span, "taken here")
                .help(format!("add `out: {{{field}: …}}` to it, or take it from none"))
        });
    }
}

/// One variant of a call, and the type that an output has there.
type Typed<'a> = (&'a Type, &'a (Option<Text>, Call));

fn differing(field: &str, (ours, first): Typed<'_>, (theirs, other): Typed<'_>) -> Diagnostic {
    let (path, ours, theirs) = difference(field, ours, theirs);
    let variant = |of: &(Option<Text>, Call)| of.0.as_ref().map(|it| it.value.clone()).unwrap_or_default();
    let place = |of: &(Option<Text>, Call)| {
        let out = of.1.out.get_key_value(&draft::key(field));
        out.map(|(name, _)| name.span).unwrap_or_default()
    };
    let (here, there) = (place(other), place(first));
    let (mine, yours) = (variant(first), variant(other));
    let diagnostic =
        Diagnostic::error(Code::VARIANTS, format!("`{path}` is not of the same type in all variants"));
    let diagnostic = if here == there {
        diagnostic.at(here, format!("{ours} in `{mine}`, {theirs} in `{yours}`"))
    } else {
        diagnostic.at(here, format!("{theirs} in `{yours}`")).at(there, format!("{ours} in `{mine}`"))
    };
    diagnostic.help("take fields of the same type, or take it from none")
}

/// Where two types differ that have nothing in common, and what is there in both.
fn difference(path: &str, a: &Type, b: &Type) -> (String, String, String) {
    match (a.unwrapped(), b.unwrapped()) {
        (Type::List(a), Type::List(b)) => difference(path, a, b),
        (Type::Record(a), Type::Record(b)) => {
            let names = a.fields.keys().chain(b.fields.keys());
            let found = names.into_iter().find_map(|name| {
                let path = format!("{path}.{name}");
                match (a.fields.get(name), b.fields.get(name)) {
                    (Some(a), Some(b)) => both(a, b).is_none().then(|| difference(&path, a, b)),
                    (a, b) => {
                        let shown = |it: Option<&Type>| it.map_or("not there".to_owned(), Type::describe);
                        Some((path, shown(a), shown(b)))
                    }
                }
            });
            found.unwrap_or_else(|| (path.to_owned(), "a record".to_owned(), "a record".to_owned()))
        }
        _ => (path.to_owned(), a.describe(), b.describe()),
    }
}

fn both(a: &Type, b: &Type) -> Option<Type> {
    if a == b {
        return Some(a.clone());
    }
    match (a, b) {
        (Type::Option(a), b) | (b, Type::Option(a)) => Some(both(a, b.unwrapped())?.optional()),
        (Type::List(a), Type::List(b)) => Some(Type::List(Box::new(both(a, b)?))),
        (Type::Record(a), Type::Record(b)) => {
            let same =
                a.fields.len() == b.fields.len() && a.fields.keys().all(|field| b.fields.contains_key(field));
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
