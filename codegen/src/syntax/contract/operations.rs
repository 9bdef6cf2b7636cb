//! Walks the paths of a contract (`OpenAPI` § Paths Object, § Path Item Object, § Operation Object).

use super::{
    Contract, Operation, Place, answers,
    document::{Document, place},
    parameters,
    resolve::Resolver,
};
use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics},
    syntax::tree::{Key, Node},
};
use indexmap::map::Entry;
use sayso_schemas::span::Span;

const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// The most operations without an id that one warning points at.
const SHOWN: usize = 3;

/// Every operation of the document.
pub(super) fn read(document: Document<'_>, diagnostics: &mut Diagnostics) -> Contract {
    let root = document.root;
    let mut resolver = Resolver::new(document, diagnostics);
    let mut contract = Contract::default();
    let mut nameless: Vec<Span> = Vec::new();
    match root.get("paths") {
        Some(paths) if paths.is_map() => {
            for (path, item) in paths.entries() {
                read_item(path, item, &mut resolver, &mut contract, &mut nameless);
            }
        }
        other => {
            let (at, label) =
                other.map_or((place(root), "there is no `paths`"), |it| (it.span, "this is none"));
            resolver.diagnostics.push(
                Diagnostic::error(Code::CONTRACT_SHAPE, "the paths of a contract are a mapping")
                    .at(at, label)
                    .help("write `paths:`, and under it a path (`/facts/{id}:`) with its methods"),
            );
        }
    }
    warn_nameless(&nameless, resolver.diagnostics);
    resolver.finish();
    contract
}

/// The operations of one path.
fn read_item<'t>(
    path: &'t Key,
    item: &'t Node,
    resolver: &mut Resolver<'t, '_>,
    contract: &mut Contract,
    nameless: &mut Vec<Span>,
) {
    // Extensions may stand between the paths.
    if !path.text.starts_with('/') {
        return;
    }
    let Some(item) = resolver.document.follow(item, resolver.diagnostics) else { return };
    for method in METHODS {
        let Some((key, node)) = item.entry(method) else { continue };
        let Some(id) = node.get("operationId").filter(|id| id.as_str().is_some_and(|id| !id.is_empty()))
        else {
            nameless.push(key.span);
            continue;
        };
        let operation = read_operation(path, item, (key, node), id, resolver);
        match contract.operations.entry(operation.id.clone()) {
            Entry::Vacant(free) => _ = free.insert(operation),
            Entry::Occupied(taken) => resolver.diagnostics.push(
                Diagnostic::error(
                    Code::DUPLICATE_OPERATION,
                    format!("two operations are called `{}`", operation.id),
                )
                .at(operation.span, "the second")
                .at(taken.get().span, "the first")
                .help("give each operation an `operationId` of its own"),
            ),
        }
    }
}

fn read_operation<'t>(
    path: &'t Key,
    item: &'t Node,
    (method, node): (&'t Key, &'t Node),
    id: &'t Node,
    resolver: &mut Resolver<'t, '_>,
) -> Operation {
    let mut operation = Operation {
        id: id.as_str().unwrap_or_default().to_owned(),
        span: id.span,
        method: method.text.to_ascii_uppercase(),
        path: path.text.clone(),
        parameters: Vec::new(),
        body: None,
        success: None,
        no_content: false,
        obstacles: Vec::new(),
    };
    for parameters in [item.get("parameters"), node.get("parameters")].into_iter().flatten() {
        parameters::read(parameters, &mut operation, resolver);
    }
    check_placeholders(path, &mut operation);
    if let Some(body) = node.get("requestBody") {
        answers::read_body(body, &mut operation, resolver);
    }
    answers::read_success(node, &mut operation, resolver);
    if let Some((key, _)) = node.entry("servers").or_else(|| item.entry("servers")) {
        operation.obstacles.push(
            Diagnostic::error(Code::OTHER_SERVER, format!("`{}` is on a server of its own", operation.id))
                .at(key.span, "a call goes to the one URL of its service")
                .help("make it a service with a contract of its own"),
        );
    }
    operation
}

/// Each `{placeholder}` of the path needs a parameter, and each path parameter a placeholder.
fn check_placeholders(path: &Key, operation: &mut Operation) {
    let mut names = Vec::new();
    let mut rest = path.text.as_str();
    let mut at = 0;
    while let Some((before, tail)) = rest.split_once('{') {
        let Some((name, tail)) = tail.split_once('}') else { break };
        let start = at + before.len();
        let end = start + name.len() + 2;
        names.push((name, path.span.within(start..end)));
        (rest, at) = (tail, end);
    }
    for (name, span) in &names {
        if !operation.parameters.iter().any(|it| it.place == Place::Path && it.name == *name) {
            operation.obstacles.push(
                Diagnostic::error(
                    Code::PLACEHOLDER,
                    format!("the path of `{}` has a placeholder `{{{name}}}` without a parameter", operation.id),
                )
                .at(*span, "no parameter has this name")
                .help(format!(
                    "add `{{name: {name}, in: path, required: true, schema: {{type: string}}}}` to `parameters`"
                )),
            );
        }
    }
    for parameter in operation.parameters.iter().filter(|it| it.place == Place::Path) {
        if !names.iter().any(|(name, _)| *name == parameter.name) {
            operation.obstacles.push(
                Diagnostic::error(
                    Code::PLACEHOLDER,
                    format!("the path of `{}` has no placeholder for `{}`", operation.id, parameter.name),
                )
                .at(parameter.span, "a parameter of the path")
                .at(path.span, "has no place for it")
                .help(format!("write `{{{}}}` in the path, or send the parameter elsewhere", parameter.name)),
            );
        }
    }
}

/// One warning for all operations that no call can name.
fn warn_nameless(nameless: &[Span], diagnostics: &mut Diagnostics) {
    let message = match nameless.len() {
        0 => return,
        1 => "an operation has no `operationId`".to_owned(),
        several => format!("{several} operations have no `operationId`"),
    };
    let mut warning = Diagnostic::warning(Code::NAMELESS_OPERATION, message);
    for span in nameless.iter().take(SHOWN) {
        warning = warning.at(*span, "no call can name it");
    }
    diagnostics.push(warning.help("add `operationId: getFact`, for example, to those that the skill calls"));
}
