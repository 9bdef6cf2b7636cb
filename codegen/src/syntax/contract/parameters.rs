//! Parameters of an operation (`OpenAPI` § Parameter Object).

use super::{Lists, Operation, Parameter, Place, document::place, resolve::Resolver};
use crate::{
    diagnostic::{Code, Diagnostic},
    syntax::tree::Node,
};

/// Headers whose parameters a reader shall ignore.
const IGNORED_HEADERS: [&str; 3] = ["accept", "content-type", "authorization"];

/// Adds the parameters in `list` to `operation`; one with the name and place of an earlier one replaces it.
pub(super) fn read<'t>(list: &'t Node, operation: &mut Operation, resolver: &mut Resolver<'t, '_>) {
    if !list.is_list() {
        resolver.diagnostics.push(
            Diagnostic::error(Code::CONTRACT_SHAPE, "parameters are a list")
                .at(place(list), "this is none")
                .help("write each one as `- {name: …, in: query, schema: {…}}`"),
        );
    }
    for node in list.items() {
        let Some(node) = resolver.document.follow(node, resolver.diagnostics) else { continue };
        read_one(node, operation, resolver);
    }
}

fn read_one<'t>(node: &'t Node, operation: &mut Operation, resolver: &mut Resolver<'t, '_>) {
    let text = |key| node.get(key).and_then(|value| Some((value.as_str()?, value.span)));
    let (Some((name, span)), Some((within, _))) = (text("name"), text("in")) else {
        resolver.diagnostics.push(
            Diagnostic::error(Code::CONTRACT_SHAPE, "a parameter has a `name` and says where it is (`in`)")
                .at(place(node), "one of them is missing")
                .help("write `{name: …, in: query, schema: {…}}`; `in` is path, query, header or cookie"),
        );
        return;
    };
    let required = within == "path" || node.get("required").and_then(Node::as_bool) == Some(true);
    let obstacle = |why: &str, help: &str| {
        Diagnostic::error(Code::PARAMETER_STYLE, format!("the parameter `{name}` is {why}"))
            .at(span, "it is required, but can't be sent")
            .help(help)
    };
    let place = match within {
        "path" => Place::Path,
        "query" => Place::Query,
        "header" if IGNORED_HEADERS.contains(&name.to_ascii_lowercase().as_str()) => return,
        "header" => Place::Header,
        "cookie" if required => {
            return operation.obstacles.push(
                Diagnostic::error(Code::COOKIE, format!("the parameter `{name}` is a cookie"))
                    .at(span, "it is required, but no call sends cookies")
                    .help("make it optional, or call an operation that needs no cookie"),
            );
        }
        "cookie" => return,
        _ => {
            resolver.diagnostics.push(
                Diagnostic::error(Code::CONTRACT_SHAPE, format!("a parameter can't be in `{within}`"))
                    .at(node.get("in").map_or(span, |value| value.span), "no place of a request")
                    .help("write path, query, header or cookie"),
            );
            return;
        }
    };
    let Some(lists) = lists(node, place) else {
        if required {
            let help = "describe it with the style `form` (query) or `simple` (path, header)";
            operation.obstacles.push(obstacle("written in a style that is not supported", help));
        }
        return;
    };
    if node.get("schema").is_none() && node.get("content").is_some() {
        if required {
            let help = "give it a `schema` instead of `content`";
            operation.obstacles.push(obstacle("a document of its own", help));
        }
        return;
    }
    let mut schema = match node.get("schema") {
        Some(schema) => resolver.schema(schema),
        None => resolver.anything(span),
    };
    schema.claimed = node.get("x-format").and_then(Node::as_str).map(Into::into);
    let parameter = Parameter { name: name.to_owned(), place, required, schema, lists, span };
    match operation.parameters.iter_mut().find(|it| it.name == name && it.place == place) {
        Some(earlier) => *earlier = parameter,
        None => operation.parameters.push(parameter),
    }
}

/// How lists are sent; nothing for a style that puts more than the value into the request.
fn lists(node: &Node, place: Place) -> Option<Lists> {
    let style = node.get("style").and_then(Node::as_str);
    let explode = node.get("explode").and_then(Node::as_bool);
    match (place, style) {
        // Only `form` explodes where nothing is said; exploded, the other two are what `form` is.
        (Place::Query, None | Some("form")) if explode == Some(false) => Some(Lists::Joined(',')),
        (Place::Query, Some("spaceDelimited")) if explode != Some(true) => Some(Lists::Joined(' ')),
        (Place::Query, Some("pipeDelimited")) if explode != Some(true) => Some(Lists::Joined('|')),
        (Place::Query, None | Some("form" | "spaceDelimited" | "pipeDelimited")) => Some(Lists::Repeated),
        (Place::Path | Place::Header, None | Some("simple")) => Some(Lists::Joined(',')),
        _ => None,
    }
}
