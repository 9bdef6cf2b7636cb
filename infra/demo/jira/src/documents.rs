//! Documents (ADF) that clients of Cloud send: whether they are ones, and what text is in them.
//!
//! This is a check of the structure, for the nodes that a text can have. What a document may have besides (tables,
//! pictures, …) is known by name, and answered as something that this demo can't do.

use serde_json::{Map, Value};

/// Why a document is not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Odd {
    /// It is none.
    Invalid(&'static str),
    /// It may be one, but has a node of this kind.
    Unsupported(String),
}

/// Nodes that a document can have and a text can't.
const OTHERS: [&str; 14] = [
    "table",
    "mediaSingle",
    "mediaGroup",
    "expand",
    "nestedExpand",
    "taskList",
    "decisionList",
    "blockCard",
    "embedCard",
    "extension",
    "bodiedExtension",
    "layoutSection",
    "inlineExtension",
    "mediaInline",
];

const MARKS: [&str; 9] =
    ["strong", "em", "code", "strike", "underline", "link", "subsup", "textColor", "backgroundColor"];

type Object = Map<String, Value>;

/// The text of a document: paragraphs with an empty line between, and a line for each item of a list.
pub(crate) fn read(document: &Value) -> Result<String, Odd> {
    let root = object(document, &["type", "version", "content"])?;
    if root.get("type") != Some(&Value::from("doc")) || root.get("version") != Some(&Value::from(1)) {
        return Err(Odd::Invalid("a document is a `doc` of version 1"));
    }
    let content =
        root.get("content").and_then(Value::as_array).ok_or(Odd::Invalid("`doc` has no content"))?;
    let blocks = content.iter().map(block).collect::<Result<Vec<String>, Odd>>()?;
    Ok(blocks.join("\n\n"))
}

/// A node, which has no other members than these.
fn object<'v>(node: &'v Value, members: &[&str]) -> Result<&'v Object, Odd> {
    let object = node.as_object().ok_or(Odd::Invalid("a node is an object"))?;
    if object.keys().all(|name| members.contains(&name.as_str())) {
        return Ok(object);
    }
    Err(Odd::Invalid("a node has a member that it can't have"))
}

fn kind(node: &Value) -> Result<&str, Odd> {
    node["type"].as_str().ok_or(Odd::Invalid("a node has no type"))
}

/// The nodes within a node; at least one where some have to be there.
fn within(node: &Object, some: bool) -> Result<&[Value], Odd> {
    let content = match node.get("content") {
        None => &[][..],
        Some(content) => content.as_array().ok_or(Odd::Invalid("content is a list"))?,
    };
    if some && content.is_empty() {
        return Err(Odd::Invalid("a node that needs content has none"));
    }
    Ok(content)
}

fn block(node: &Value) -> Result<String, Odd> {
    let members = ["type", "content", "attrs", "marks"];
    match kind(node)? {
        "paragraph" => line(object(node, &members)?),
        "heading" => {
            let node = object(node, &members)?;
            let level = node.get("attrs").and_then(|it| it["level"].as_u64());
            if !level.is_some_and(|level| (1..=6).contains(&level)) {
                return Err(Odd::Invalid("a heading has a level from 1 to 6"));
            }
            line(node)
        }
        "codeBlock" => {
            let node = object(node, &members)?;
            let parts = within(node, false)?;
            if parts.iter().any(|it| it["type"] != "text" || it.get("marks").is_some()) {
                return Err(Odd::Invalid("code is text without marks"));
            }
            line(node)
        }
        "rule" => object(node, &["type", "attrs"]).map(|_| "----".to_owned()),
        "blockquote" | "panel" => {
            let node = object(node, &members)?;
            let panel = ["info", "note", "tip", "warning", "error", "success", "custom"];
            let is_panel = node.get("type") == Some(&Value::from("panel"));
            let named = node.get("attrs").and_then(|it| it["panelType"].as_str());
            if is_panel && !named.is_some_and(|it| panel.contains(&it)) {
                return Err(Odd::Invalid("a panel has a type"));
            }
            Ok(within(node, true)?.iter().map(block).collect::<Result<Vec<_>, _>>()?.join("\n\n"))
        }
        "bulletList" | "orderedList" => {
            let items = within(object(node, &members)?, true)?;
            Ok(items.iter().map(item).collect::<Result<Vec<_>, _>>()?.join("\n"))
        }
        other if OTHERS.contains(&other) => Err(Odd::Unsupported(other.to_owned())),
        _ => Err(Odd::Invalid("there is no such block")),
    }
}

fn item(node: &Value) -> Result<String, Odd> {
    if kind(node)? != "listItem" {
        return Err(Odd::Invalid("a list has items"));
    }
    let blocks = within(object(node, &["type", "content", "attrs"])?, true)?;
    // A list within a list comes after something of its own.
    if !matches!(blocks.first().map(kind), Some(Ok("paragraph" | "codeBlock"))) {
        return Err(Odd::Invalid("an item begins with a paragraph"));
    }
    Ok(blocks.iter().map(block).collect::<Result<Vec<_>, _>>()?.join("\n"))
}

fn line(node: &Object) -> Result<String, Odd> {
    within(node, false)?.iter().map(inline).collect()
}

fn inline(node: &Value) -> Result<String, Odd> {
    let attribute = |name: &str| {
        let text = node["attrs"][name].as_str().filter(|it| !it.is_empty());
        text.map(str::to_owned).ok_or(Odd::Invalid("a node lacks an attribute"))
    };
    match kind(node)? {
        "text" => {
            object(node, &["type", "text", "marks"])?;
            marks(node)?;
            let text = node["text"].as_str().filter(|text| !text.is_empty());
            text.map(str::to_owned).ok_or(Odd::Invalid("a text is not empty"))
        }
        "hardBreak" => object(node, &["type", "attrs"]).map(|_| "\n".to_owned()),
        "mention" => {
            object(node, &["type", "attrs", "marks"])?;
            let id = attribute("id")?;
            Ok(node["attrs"]["text"].as_str().map_or(id, str::to_owned))
        }
        "emoji" => attribute("shortName"),
        "inlineCard" => attribute("url"),
        "date" => attribute("timestamp"),
        "status" => attribute("text"),
        other if OTHERS.contains(&other) => Err(Odd::Unsupported(other.to_owned())),
        _ => Err(Odd::Invalid("this is nothing for a line")),
    }
}

fn marks(node: &Value) -> Result<(), Odd> {
    let marks = match node.get("marks") {
        None => return Ok(()),
        Some(marks) => marks.as_array().ok_or(Odd::Invalid("marks are a list"))?,
    };
    for mark in marks {
        let name = mark["type"].as_str().unwrap_or_default();
        if !MARKS.contains(&name) {
            return Err(Odd::Invalid("there is no such mark"));
        }
        if name == "link" && !mark["attrs"]["href"].is_string() {
            return Err(Odd::Invalid("a link leads somewhere"));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{Odd, read};
    use serde_json::{Value, json};

    fn doc(content: &Value) -> Value {
        json!({"type": "doc", "version": 1, "content": content})
    }

    #[test]
    fn a_document_has_a_text() {
        let item = |text: &str| {
            json!({"type": "listItem", "content": [
                {"type": "paragraph", "content": [{"type": "text", "text": text}]}]})
        };
        let document = doc(&json!([
            {"type": "heading", "attrs": {"level": 2}, "content": [{"type": "text", "text": "News"}]},
            {"type": "paragraph", "content": [
                {"type": "text", "text": "It "}, {"type": "text", "text": "works", "marks": [{"type": "strong"}]},
                {"type": "hardBreak"}, {"type": "mention", "attrs": {"id": "1", "text": "@Ada"}}]},
            {"type": "paragraph"},
            {"type": "bulletList", "content": [item("one"), item("two")]},
        ]));
        assert_eq!(read(&document), Ok("News\n\nIt works\n@Ada\n\n\n\none\ntwo".to_owned()));
        assert_eq!(read(&doc(&json!([]))), Ok(String::new()));
    }

    #[test]
    fn what_is_no_document_is_refused() {
        let text = json!({"type": "text", "text": "a"});
        let cases = [
            json!("text"),
            json!({"type": "doc", "content": []}),
            json!({"type": "doc", "version": 2, "content": []}),
            json!({"type": "doc", "version": 1}),
            json!({"type": "doc", "version": 1, "content": [], "more": 1}),
            doc(&json!([text])),
            doc(&json!([{"type": "paragraph", "content": [{"type": "text", "text": ""}]}])),
            doc(&json!([{"type": "paragraph", "content": [{"type": "text"}]}])),
            doc(&json!([{"type": "paragraph", "text": "a"}])),
            doc(&json!([{"type": "paragraph", "content": [{"type": "paragraph"}]}])),
            doc(
                &json!([{"type": "paragraph", "content": [{"type": "text", "text": "a", "marks": [{"type": "b"}]}]}]),
            ),
            doc(&json!([{"type": "heading", "content": [text]}])),
            doc(&json!([{"type": "bulletList", "content": []}])),
            doc(&json!([{"type": "bulletList", "content": [{"type": "paragraph"}]}])),
            doc(&json!([{"type": "sentence"}])),
            doc(&json!([{"type": "paragraph", "content": [{"type": "mention", "attrs": {}}]}])),
        ];
        for odd in cases {
            assert!(matches!(read(&odd), Err(Odd::Invalid(_))), "{odd}");
        }
        let table = doc(&json!([{"type": "table", "content": []}]));
        assert_eq!(read(&table), Err(Odd::Unsupported("table".to_owned())));
    }
}
