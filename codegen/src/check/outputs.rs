//! What a call takes from an answer, typed by the contract.

use super::{context::Context, fields, naming};
use crate::{
    diagnostic::{Code, Diagnostic},
    model::{Output, OutputKind, PAGE, Record, Segment, Type},
    syntax::contract::{Kind, Schema, Why},
};
use indexmap::IndexMap;
use sayso_formats::Format;
use sayso_schemas::spec::{ListOut, Map, Out, Text};
use std::collections::BTreeMap;

/// The outputs taken from a value of this schema, and the record that they make.
pub fn outputs(
    context: &mut Context<'_>,
    origin: &str,
    declared: &Map<Out>,
    schema: &Schema,
) -> (Vec<Output>, Record) {
    naming::collisions(context.diagnostics, "outputs", declared.keys(), crate::plan::names::value);
    let mut record = Record { origin: origin.to_owned(), fields: IndexMap::new() };
    let mut outputs = Vec::new();
    let mut taken: BTreeMap<&str, &Text> = BTreeMap::new();
    for (name, out) in declared {
        naming::value_name(context.diagnostics, name, "output");
        if name.value == PAGE {
            context.push(
                Diagnostic::error(Code::BAD_NAME, "`page` is the paging's own output")
                    .at(name.span, "")
                    .help("choose another name"),
            );
        }
        let path = match out {
            Out::Path(path) => path,
            Out::List(list) => &list.list,
        };
        if let Some(first) = taken.insert(&path.value, path) {
            context.push(
                Diagnostic::error(Code::TAKEN_TWICE, format!("`{path}` is taken twice"))
                    .at(path.span, "again")
                    .at(first.span, "first here")
                    .help("use the first output in both places"),
            );
            continue;
        }
        let found = match out {
            Out::Path(path) => single(context, path, schema),
            Out::List(declared) => list(context, &format!("{origin}.{name}"), declared, schema),
        };
        if let Some((path, kind, typed)) = found {
            record.fields.insert(name.value.clone(), typed);
            outputs.push(Output { name: name.value.clone(), path, kind });
        }
    }
    (outputs, record)
}

/// Lists within lists, by their whole names (`issues_comments`), each of which becomes the name of a record.
pub fn lists(declared: &Map<Out>, within: &str) -> Vec<Text> {
    let mut names = Vec::new();
    for (name, out) in declared {
        if let Out::List(list) = out {
            let whole = format!("{within}{name}");
            names.extend(lists(&list.of, &format!("{whole}_")));
            names.push(Text { value: whole, span: name.span });
        }
    }
    names
}

/// The steps of a path, and the schema where it leads.
pub fn path(context: &mut Context<'_>, dotted: &Text, schema: &Schema) -> Option<(Vec<Segment>, Schema)> {
    match schema.steps(dotted) {
        Ok(steps) => {
            let end = steps.last().map_or_else(|| schema.clone(), |step| step.schema.clone());
            let segments = steps.into_iter().map(|step| Segment { name: step.name, optional: step.optional });
            Some((segments.collect(), end))
        }
        Err(not_there) => {
            // What a faulty contract does not say, it may well have been meant to say.
            let known = matches!(not_there.why, Why::Untyped)
                && context.faulty_contracts.contains(&not_there.span.file);
            if !known {
                context.push(not_there.diagnostic(dotted.span));
            }
            None
        }
    }
}

type Found = (Vec<Segment>, OutputKind, Type);

/// A field that each site numbers by itself: the path to the object that it is in, and its declared type.
fn dynamic(
    context: &mut Context<'_>,
    dotted: &Text,
    (parent, name): (&str, &str),
    schema: &Schema,
) -> Option<Found> {
    let parent = Text { value: parent.to_owned(), span: dotted.span };
    let (path, end) = self::path(context, &parent, schema)?;
    let field = fields::named(context, dotted, name)?;
    if !fields::takes_any(context, dotted, &end) {
        return None;
    }
    let typed = field.kind.clone().optional();
    Some((path, OutputKind::Field { name: name.to_owned(), kind: field.kind, of: field.of }, typed))
}

fn single(context: &mut Context<'_>, dotted: &Text, schema: &Schema) -> Option<Found> {
    if let Some(field) = fields::split(dotted) {
        return dynamic(context, dotted, field, schema);
    }
    let (path, end) = path(context, dotted, schema)?;
    let format = end.x_format().and_then(Format::of);
    let kind = match end.kind() {
        _ if format == Some(Format::Adf) => Type::Text,
        Kind::Text { format: Some("date"), .. } => Type::Date,
        Kind::Text { .. } => Type::Text,
        Kind::Number { .. } => Type::Number,
        Kind::Bool => Type::Bool,
        Kind::Any if context.faulty_contracts.contains(&end.span().file) => return None,
        other => {
            let help = match other {
                Kind::Array(_) => format!("take its elements: `{{list: {dotted}, max: 10, of: {{…}}}}`"),
                Kind::Object(_) => "go on to one of its properties".to_owned(),
                _ => "describe it in the contract, with its `type`".to_owned(),
            };
            context.push(
                Diagnostic::error(Code::NOT_ONE_VALUE, format!("`{dotted}` is {}", other.name()))
                    .at(dotted.span, "one value is needed")
                    .at(end.span(), "described here")
                    .help(help),
            );
            return None;
        }
    };
    if path.is_empty() {
        context.push(
            Diagnostic::error(Code::NOT_ONE_VALUE, "the answer as a whole is no record")
                .at(dotted.span, "")
                .help("only a list may be taken with `.`"),
        );
        return None;
    }
    let optional = path.iter().any(|segment| segment.optional);
    let typed = if optional { kind.clone().optional() } else { kind.clone() };
    let kind = match format {
        Some(format @ (Format::Adf | Format::Wiki)) if kind == Type::Text => OutputKind::Document(format),
        _ => OutputKind::Value(kind),
    };
    Some((path, kind, typed))
}

fn list(context: &mut Context<'_>, origin: &str, declared: &ListOut, schema: &Schema) -> Option<Found> {
    let (path, end) = path(context, &declared.list, schema)?;
    let Kind::Array(element) = end.kind() else {
        context.push(
            Diagnostic::error(Code::NOT_A_LIST, format!("`{}` is {}", declared.list, end.kind().name()))
                .at(declared.list.span, "a list is needed")
                .at(end.span(), "described here")
                .help("take one value by its path alone, `name: path`"),
        );
        return None;
    };
    let (of, record) = outputs(context, origin, &declared.of, &element);
    // Of a list whose elements are not wholly known, nothing is known.
    if record.fields.len() != declared.of.len() {
        return None;
    }
    let typed = Type::List(Box::new(Type::Record(record.clone())));
    Some((path, OutputKind::List { max: declared.max.value, of, record }, typed))
}
