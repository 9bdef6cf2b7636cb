//! From plain text to a document.

use serde_json::{Value, json};

/// A document of `text`: a blank line ends a paragraph, a line end breaks the line. Control characters are dropped.
pub fn from_text(text: &str) -> Value {
    let text = text.replace("\r\n", "\n").replace(['\r', '\u{2028}'], "\n").replace('\u{2029}', "\n\n");
    let mut paragraphs: Vec<Value> = Vec::new();
    let mut lines: Vec<String> = Vec::new();
    for line in text.split('\n').chain([""]) {
        let line: String = line.chars().filter_map(printable).collect();
        match (line.trim(), lines.is_empty()) {
            ("", true) => {}
            ("", false) => paragraphs.push(paragraph(&std::mem::take(&mut lines))),
            (line, _) => lines.push(line.to_owned()),
        }
    }
    json!({"type": "doc", "version": 1, "content": paragraphs})
}

fn paragraph(lines: &[String]) -> Value {
    let mut content = Vec::with_capacity(lines.len() * 2);
    for line in lines {
        if !content.is_empty() {
            content.push(json!({"type": "hardBreak"}));
        }
        content.push(json!({"type": "text", "text": line}));
    }
    json!({"type": "paragraph", "content": content})
}

fn printable(character: char) -> Option<char> {
    match character {
        '\t' => Some(' '),
        character => Some(character).filter(|character| !character.is_control()),
    }
}
