//! What an operation takes and gives (`OpenAPI` § Request Body Object, § Responses Object, § Media Type Object).

use super::{Body, Operation, document::place, resolve::Resolver};
use crate::{
    diagnostic::{Code, Diagnostic},
    syntax::tree::Node,
};

/// Reads the body that a request has.
pub(super) fn read_body<'t>(body: &'t Node, operation: &mut Operation, resolver: &mut Resolver<'t, '_>) {
    let Some(body) = resolver.document.follow(body, resolver.diagnostics) else { return };
    let required = body.get("required").and_then(Node::as_bool) == Some(true);
    // A body of any type (`*/*`) is a file, not JSON.
    let json = json(body).filter(|(media_type, _)| !media_type.contains('*'));
    let Some((media_type, media)) = json else {
        if required {
            let names: Vec<_> = content(body).map(|(name, _)| format!("`{name}`")).collect();
            operation.obstacles.push(
                Diagnostic::error(Code::BODY_NOT_JSON, format!("`{}` takes no JSON", operation.id))
                    .at(
                        body.entry("content").map_or(place(body), |(key, _)| key.span),
                        match names.as_slice() {
                            [] => "the body that it requires has no content".to_owned(),
                            names => format!("the body that it requires is {}", names.join(" or ")),
                        },
                    )
                    .help("call an operation that takes `application/json`"),
            );
        }
        return;
    };
    let span = place(media);
    let schema = match media.get("schema") {
        Some(schema) => resolver.schema(schema),
        None => resolver.anything(span),
    };
    operation.body = Some(Body { media_type: media_type.to_owned(), required, schema, span });
}

/// Reads what comes back when all went well: the first 2xx with JSON, by number; `default` only where there is no
/// 2xx at all, since it describes errors otherwise.
pub(super) fn read_success<'t>(node: &'t Node, operation: &mut Operation, resolver: &mut Resolver<'t, '_>) {
    let responses = node.get("responses").map(Node::entries).unwrap_or_default();
    let mut successes: Vec<_> = responses.iter().filter(|(status, _)| is_success(&status.text)).collect();
    successes.sort_by_key(|(status, _)| status.text.to_ascii_uppercase());
    if successes.is_empty() {
        successes.extend(responses.iter().filter(|(status, _)| status.text == "default"));
    }
    for (status, response) in successes {
        let Some(response) = resolver.document.follow(response, resolver.diagnostics) else { continue };
        let empty = matches!(status.text.as_str(), "204" | "205") || operation.method == "HEAD";
        operation.no_content |= empty || content(response).next().is_none();
        if operation.success.is_some() || empty {
            continue;
        }
        if let Some((_, media)) = json(response) {
            operation.success = Some(match media.get("schema") {
                Some(schema) => resolver.schema(schema),
                None => resolver.anything(place(media)),
            });
        }
    }
}

/// Whether `status` is a success: `200`, `2XX`.
fn is_success(status: &str) -> bool {
    let bytes = status.as_bytes();
    let digit = |byte: &u8| byte.is_ascii_digit() || byte.eq_ignore_ascii_case(&b'x');
    bytes.len() == 3 && bytes.first() == Some(&b'2') && bytes.iter().skip(1).all(digit)
}

fn content(node: &Node) -> impl Iterator<Item = (&str, &Node)> {
    node.get("content")
        .map(Node::entries)
        .unwrap_or_default()
        .iter()
        .map(|(key, media)| (key.text.as_str(), media))
}

/// The JSON among the contents of a body or response: `application/json` before `…+json` before a wildcard.
fn json(node: &Node) -> Option<(&str, &Node)> {
    let rank = |name: &str| {
        let essence = name.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        match essence.as_str() {
            "application/json" => Some(0),
            "application/*" | "*/*" => Some(2),
            other => other.ends_with("+json").then_some(1),
        }
    };
    let ranked = content(node).filter_map(|(name, media)| Some((rank(name)?, name, media)));
    ranked.min_by_key(|(rank, _, _)| *rank).map(|(_, name, media)| (name, media))
}
