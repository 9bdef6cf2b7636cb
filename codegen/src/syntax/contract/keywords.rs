//! The keywords of one schema object, without its references and combinations.
//!
//! Sources: `OpenAPI` 3.0.4 and 3.1.1 § Schema Object; JSON Schema 2020-12.

use super::{
    document::place,
    draft::{Draft, Member, Members, Shape},
};
use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics},
    syntax::tree::Node,
};
use std::slice;

/// What the keywords of `node` say.
pub(super) fn read<'t>(node: &'t Node, diagnostics: &mut Diagnostics) -> Draft<'t> {
    let mut draft = Draft::any(place(node));
    if !node.is_map() {
        // `true` and `false` are schemas since 3.1: anything, and nothing, which no answer can keep to.
        if node.as_bool().is_none() {
            diagnostics.push(
                Diagnostic::error(Code::CONTRACT_SHAPE, "a schema is a mapping")
                    .at(draft.span, "this is none")
                    .help("write `{type: string}`, for example"),
            );
        }
        return draft;
    }
    let flag = |key| node.get(key).and_then(Node::as_bool).unwrap_or(false);
    let values = Values::of(node);
    let (types, null) = types(node, diagnostics);
    draft.nullable = null || values.null || flag("nullable");
    draft.x_format = node.get("x-format").and_then(Node::as_str);
    draft.read_only = flag("readOnly");
    draft.write_only = flag("writeOnly");
    draft.shape = match types.as_slice() {
        [] if null => Shape::Null,
        [] => inferred(node, values),
        [one] => shape(*one, node, values),
        _ => Shape::Any,
    };
    draft
}

/// What the keywords of `node` say, where that is a text, number, bool or null and nothing is combined into it.
pub(super) fn read_single<'t>(node: &'t Node, diagnostics: &mut Diagnostics) -> Option<Draft<'t>> {
    let combined = ["$ref", "allOf", "oneOf", "anyOf", "properties", "items", "additionalProperties"];
    if !node.is_map() || combined.iter().any(|keyword| node.get(keyword).is_some()) {
        return None;
    }
    let draft = read(node, diagnostics);
    matches!(draft.shape, Shape::Text { .. } | Shape::Number { .. } | Shape::Bool | Shape::Null)
        .then_some(draft)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Type {
    String,
    Number,
    Integer,
    Boolean,
    Array,
    Object,
}

/// The types besides null, and whether null is one. A text in 3.0, also a list of them in 3.1.
fn types(node: &Node, diagnostics: &mut Diagnostics) -> (Vec<Type>, bool) {
    let Some(node) = node.get("type") else { return (Vec::new(), false) };
    let names = if node.is_list() { node.items() } else { slice::from_ref(node) };
    let (mut types, mut null) = (Vec::new(), false);
    for name in names {
        // `type: null` without quotes is YAML's null; everybody means "null".
        let text = if name.is_null() { Some("null") } else { name.as_str() };
        types.push(match text {
            Some("null") => {
                null = true;
                continue;
            }
            Some("string") => Type::String,
            Some("number") => Type::Number,
            Some("integer") => Type::Integer,
            Some("boolean") => Type::Boolean,
            Some("array") => Type::Array,
            Some("object") => Type::Object,
            _ => {
                diagnostics.push(
                    Diagnostic::error(Code::CONTRACT_SHAPE, "the type of a schema is none of JSON's")
                        .at(name.span, "no type of JSON")
                        .help("write string, number, integer, boolean, array, object or null"),
                );
                continue;
            }
        });
    }
    if types.contains(&Type::Number) {
        types.retain(|one| *one != Type::Integer);
    }
    types.dedup();
    (types, null)
}

/// What `enum` or `const` allows.
struct Values<'t> {
    texts: Vec<&'t str>,
    null: bool,
    /// Every value but null is text.
    textual: bool,
}

impl<'t> Values<'t> {
    fn of(node: &'t Node) -> Self {
        let values = match (node.get("enum"), node.get("const")) {
            (Some(list), _) => list.items(),
            (None, Some(only)) => slice::from_ref(only),
            (None, None) => &[],
        };
        let textual = |value: &Node| {
            value.scalar().is_some_and(|scalar| scalar.as_bool().is_none() && scalar.as_f64().is_none())
        };
        Self {
            texts: values.iter().filter_map(Node::as_str).collect(),
            null: values.iter().any(Node::is_null),
            textual: values.iter().filter(|value| !value.is_null()).all(textual),
        }
    }
}

/// The shape of a schema that has no `type`: what its other keywords are about.
fn inferred<'t>(node: &'t Node, values: Values<'t>) -> Shape<'t> {
    let has = |keyword| node.get(keyword).is_some();
    if has("properties") || has("additionalProperties") || has("required") {
        shape(Type::Object, node, values)
    } else if has("items") || has("prefixItems") {
        shape(Type::Array, node, values)
    } else if values.textual && !values.texts.is_empty() {
        shape(Type::String, node, values)
    } else if values.null && values.texts.is_empty() {
        Shape::Null
    } else {
        Shape::Any
    }
}

fn shape<'t>(kind: Type, node: &'t Node, values: Values<'t>) -> Shape<'t> {
    match kind {
        Type::String => {
            Shape::Text { format: node.get("format").and_then(Node::as_str), values: values.texts }
        }
        Type::Number => Shape::Number { integer: false },
        Type::Integer => Shape::Number { integer: true },
        Type::Boolean => Shape::Bool,
        // Where `prefixItems` types the first elements, `items` types only the rest.
        Type::Array if node.get("prefixItems").is_some() => Shape::Array(Vec::new()),
        Type::Array => Shape::Array(node.get("items").into_iter().collect()),
        Type::Object => Shape::Object(members(node)),
    }
}

fn members(node: &Node) -> Members<'_> {
    let properties = node.get("properties").map(Node::entries).unwrap_or_default();
    let additional = node.get("additionalProperties");
    let typed = additional.filter(|schema| !schema.entries().is_empty());
    Members {
        properties: properties
            .iter()
            .map(|(name, schema)| (name.text.as_str(), Member { span: name.span, parts: vec![schema] }))
            .collect(),
        required: node
            .get("required")
            .map(Node::items)
            .unwrap_or_default()
            .iter()
            .filter_map(Node::as_str)
            .collect(),
        open: match additional {
            Some(schema) => Some(schema.as_bool().unwrap_or(true)),
            None => node.get("patternProperties").map(|_| true),
        },
        rest: typed.into_iter().collect(),
    }
}
