//! From a document to plain text.

use super::{date, link};
use serde_json::Value;

/// How deeply nodes nest, at most; what lies deeper is not read.
const MAX_DEPTH: usize = 64;
/// The most bytes of text that are read: some times what can be spoken in an answer.
const MAX_TEXT: usize = 32 * 1024;

/// What is spoken of `document`, on one line: a sentence for each paragraph, heading or list, its items with `;`
/// between them, and cells with commas. Of a link its text or its host is spoken, never the address. Where a node is
/// not known, its content is read. A plain text is itself; of anything else there is nothing to speak.
pub fn to_text(document: &Value) -> String {
    let mut reader = Reader { left: MAX_TEXT };
    match document {
        Value::String(text) => text.get(..text.floor_char_boundary(MAX_TEXT)).unwrap_or_default().to_owned(),
        Value::Array(nodes) => join(&reader.content(nodes, 0)),
        node => join(&reader.node(node, 0)),
    }
}

/// Sentences in a row. The last one is left as it is: it may be part of another.
fn join(sentences: &[String]) -> String {
    let mut joined = String::new();
    for sentence in sentences {
        if !joined.is_empty() {
            joined.push_str(if ends(&joined) { " " } else { ". " });
        }
        joined.push_str(sentence);
    }
    joined
}

fn ends(sentence: &str) -> bool {
    sentence.ends_with(['.', '!', '?', ':', ';', ',', '…', '。', '！', '？'])
}

struct Reader {
    /// How many bytes may still be read.
    left: usize,
}

impl Reader {
    /// The sentences of sibling nodes. Neighbours that stand in a line are one.
    fn content(&mut self, nodes: &[Value], depth: usize) -> Vec<String> {
        let (mut sentences, mut line) = (Vec::new(), String::new());
        for node in nodes {
            if self.left == 0 {
                break;
            }
            match self.inline(node) {
                Some(Inline::Text(text)) => line.push_str(&text),
                Some(Inline::Break) => flush(&mut line, &mut sentences),
                None => {
                    flush(&mut line, &mut sentences);
                    sentences.extend(self.node(node, depth + 1));
                }
            }
        }
        flush(&mut line, &mut sentences);
        sentences
    }

    /// The sentences of a node that stands by itself.
    fn node(&mut self, node: &Value, depth: usize) -> Vec<String> {
        if depth >= MAX_DEPTH {
            return Vec::new();
        }
        let nodes = node["content"].as_array().map(Vec::as_slice).unwrap_or_default();
        match kind(node) {
            "bulletList" | "orderedList" | "taskList" | "decisionList" => {
                self.items(nodes, depth, "; ", Self::sentences)
            }
            "table" => self.items(nodes, depth, "; ", |reader, row, depth| {
                let cells = row["content"].as_array().map(Vec::as_slice).unwrap_or_default();
                reader.items(cells, depth, ", ", Self::sentences)
            }),
            "codeBlock" => {
                let lines = nodes.iter().flat_map(|node| text(&node["text"]).trim().lines());
                match lines.count() {
                    0 | 1 => self.content(nodes, depth),
                    // More than a line of it is nothing to listen to.
                    _ => vec!["code".to_owned()],
                }
            }
            "expand" | "nestedExpand" => {
                let title = self.take(text(&node["attrs"]["title"]));
                let title = Some(title).filter(|title| !title.is_empty());
                title.into_iter().chain(self.content(nodes, depth)).collect()
            }
            "blockCard" | "embedCard" | "media" => {
                let spoken = described(node);
                Some(self.take(&spoken)).filter(|spoken| !spoken.is_empty()).into_iter().collect()
            }
            _ => self.content(nodes, depth),
        }
    }

    /// What a node contains, or a node in a line by itself.
    fn sentences(&mut self, node: &Value, depth: usize) -> Vec<String> {
        self.content(std::slice::from_ref(node), depth)
    }

    /// Items as one sentence.
    fn items(
        &mut self,
        nodes: &[Value],
        depth: usize,
        between: &str,
        read: impl Fn(&mut Self, &Value, usize) -> Vec<String>,
    ) -> Vec<String> {
        let mut items = Vec::new();
        for node in nodes {
            let sentences = read(self, node, depth + 1);
            let parts: Vec<_> = sentences.iter().map(|it| it.trim_end_matches(['.', ';', ','])).collect();
            items.push(parts.join(", "));
        }
        items.retain(|item| !item.is_empty());
        if items.is_empty() { Vec::new() } else { vec![items.join(between)] }
    }

    /// What a node in a line says; none where it is not one.
    fn inline(&mut self, node: &Value) -> Option<Inline> {
        let attributes = &node["attrs"];
        let spoken = match kind(node) {
            "text" => text(&node["text"]).to_owned(),
            "hardBreak" => return Some(Inline::Break),
            // "At Ada" is not how one speaks of Ada.
            "mention" => text(&attributes["text"]).trim_start_matches('@').to_owned(),
            "emoji" => emoji(attributes),
            "date" => date::day(&attributes["timestamp"]).unwrap_or_default(),
            "status" => text(&attributes["text"]).to_owned(),
            "inlineCard" | "mediaInline" => described(node),
            // What an editor shows where nothing was written.
            "placeholder" => String::new(),
            _ if node["content"].is_array() => return None,
            "media" | "blockCard" | "embedCard" | "rule" | "expand" | "nestedExpand" => return None,
            _ => text(&attributes["text"]).to_owned(),
        };
        Some(Inline::Text(self.take(&spoken)))
    }

    /// As much of `text` as may still be read.
    fn take(&mut self, text: &str) -> String {
        let taken = text.get(..text.floor_char_boundary(self.left)).unwrap_or_default();
        self.left = if taken.len() < text.len() { 0 } else { self.left - taken.len() };
        taken.to_owned()
    }
}

enum Inline {
    Text(String),
    Break,
}

/// Ends a line: white space in it is one blank. Addresses go only here: one can be part bold, and so several nodes.
fn flush(line: &mut String, sentences: &mut Vec<String>) {
    let spoken = link::without_addresses(line);
    let words: Vec<_> = spoken.split_whitespace().collect();
    if !words.is_empty() {
        sentences.push(words.join(" "));
    }
    line.clear();
}

fn kind(node: &Value) -> &str {
    text(&node["type"])
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// Itself, or its name: `:thumbs_up:`.
fn emoji(attributes: &Value) -> String {
    let spoken = Some(text(&attributes["text"])).filter(|it| !it.is_empty());
    let spoken = spoken.unwrap_or_else(|| text(&attributes["shortName"]));
    match spoken.strip_prefix(':').and_then(|it| it.strip_suffix(':')) {
        Some(name) => name.replace(['_', '-'], " "),
        None => spoken.to_owned(),
    }
}

/// Of a card or a picture: its description, or the host that it is on.
fn described(node: &Value) -> String {
    let attributes = &node["attrs"];
    let names = [&attributes["alt"], &attributes["data"]["name"]].map(text);
    if let Some(name) = names.into_iter().find(|it| !it.trim().is_empty()) {
        return link::without_addresses(name.trim());
    }
    let addresses = [&attributes["url"], &attributes["data"]["url"]].map(text);
    addresses.into_iter().find_map(link::host).unwrap_or_default().to_owned()
}
