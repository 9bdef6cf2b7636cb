//! Texts of the world in the two forms that the products give them: documents (ADF) on Cloud, wiki text on Data Center.
//!
//! A text has paragraphs with an empty line between, lists whose lines begin with `- `, `{{code}}`, `@username` and
//! links.

use crate::world::{Text, World};
use serde_json::{Value, json};

/// A text as a document.
pub(crate) fn document(text: &Text, world: &World) -> Value {
    if text.literal {
        return literal(&text.text);
    }
    let text = &text.text;
    let mut content = Vec::new();
    for block in text.split("\n\n") {
        let mut lines: Vec<&str> = Vec::new();
        let mut items: Vec<Value> = Vec::new();
        for line in block.lines() {
            match line.strip_prefix("- ") {
                Some(item) => items.push(json!({"type": "listItem", "content": [paragraph(&[item], world)]})),
                None => lines.push(line),
            }
        }
        if !lines.is_empty() {
            content.push(paragraph(&lines, world));
        }
        if !items.is_empty() {
            content.push(json!({"type": "bulletList", "content": items}));
        }
    }
    json!({"type": "doc", "version": 1, "content": content})
}

/// What a client sent, of which every character means itself.
fn literal(text: &str) -> Value {
    let blocks = text.split("\n\n").map(|block| {
        let mut content = Vec::new();
        for (at, line) in block.split('\n').enumerate() {
            if at > 0 {
                content.push(json!({"type": "hardBreak"}));
            }
            if !line.is_empty() {
                content.push(json!({"type": "text", "text": line}));
            }
        }
        json!({"type": "paragraph", "content": content})
    });
    json!({"type": "doc", "version": 1, "content": blocks.collect::<Vec<_>>()})
}

fn paragraph(lines: &[&str], world: &World) -> Value {
    let mut content = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        if at > 0 {
            content.push(json!({"type": "hardBreak"}));
        }
        content.extend(pieces(line).into_iter().map(|piece| inline(piece, world)));
    }
    json!({"type": "paragraph", "content": content})
}

/// A piece of a line.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Piece<'a> {
    Text(&'a str),
    Code(&'a str),
    Person(&'a str),
    Link(&'a str),
}

fn pieces(line: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = line;
    while !rest.is_empty() {
        let start = ["{{", "@", "https://"].iter().filter_map(|mark| rest.find(mark)).min();
        let (before, marked) = rest.split_at(start.unwrap_or(rest.len()));
        if !before.is_empty() {
            pieces.push(Piece::Text(before));
        }
        rest = marked;
        if let Some(code) = marked.strip_prefix("{{") {
            let (code, after) = code.split_once("}}").unwrap_or((code, ""));
            pieces.push(Piece::Code(code));
            rest = after;
        } else if let Some(name) = marked.strip_prefix('@') {
            let end = name.find(|it: char| !it.is_ascii_lowercase()).unwrap_or(name.len());
            pieces.push(Piece::Person(&name[..end]));
            rest = &name[end..];
        } else if !marked.is_empty() {
            let end = marked.find([' ', ',']).unwrap_or(marked.len());
            pieces.push(Piece::Link(&marked[..end]));
            rest = &marked[end..];
        }
    }
    pieces
}

fn inline(piece: Piece<'_>, world: &World) -> Value {
    match piece {
        Piece::Text(text) => json!({"type": "text", "text": text}),
        Piece::Code(code) => json!({"type": "text", "text": code, "marks": [{"type": "code"}]}),
        Piece::Link(url) => json!({"type": "inlineCard", "attrs": {"url": url}}),
        Piece::Person(username) => {
            let (id, name) = match world.user(username) {
                Some(user) => (user.account_id.as_str(), user.name.as_str()),
                None => (username, username),
            };
            json!({"type": "mention", "attrs": {"id": id, "text": format!("@{name}"), "accessLevel": ""}})
        }
    }
}

/// A text as wiki text.
pub(crate) fn wiki(text: &Text) -> String {
    if text.literal {
        return text.text.clone();
    }
    let text = &text.text;
    let lines = text.split('\n').map(|line| {
        let (star, line) = line.strip_prefix("- ").map_or(("", line), |item| ("* ", item));
        let written = pieces(line).into_iter().map(|piece| match piece {
            Piece::Text(text) | Piece::Link(text) => text.to_owned(),
            Piece::Code(code) => format!("{{{{{code}}}}}"),
            Piece::Person(username) => format!("[~{username}]"),
        });
        star.chars().map(String::from).chain(written).collect::<String>()
    });
    lines.collect::<Vec<_>>().join("\r\n")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;

    #[test]
    fn a_text_has_both_forms() {
        let world = World::read().unwrap();
        let text =
            &Text::from("Ask @ada\nabout {{x = 1}}:\n- one\n- see https://a.example/b, or not".to_owned());
        assert_eq!(
            wiki(text),
            "Ask [~ada]\r\nabout {{x = 1}}:\r\n* one\r\n* see https://a.example/b, or not"
        );
        let document = document(text, &world);
        let paragraph = &document["content"][0]["content"];
        let kinds: Vec<&str> =
            paragraph.as_array().unwrap().iter().map(|it| it["type"].as_str().unwrap()).collect();
        assert_eq!(kinds, ["text", "mention", "hardBreak", "text", "text", "text"]);
        assert_eq!(paragraph[1]["attrs"]["text"], "@Ada Lovelace");
        let items = &document["content"][1]["content"];
        assert_eq!(items[1]["content"][0]["content"][1]["attrs"]["url"], "https://a.example/b");
        assert_eq!(items[1]["content"][0]["content"][2]["text"], ", or not");
    }
}
