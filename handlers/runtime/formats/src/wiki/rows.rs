//! Lists and tables.

use super::{inline, node};
use serde_json::{Value, json};

/// The deepest that lists nest; what lies deeper is at this depth.
const DEEPEST: usize = 12;

/// One item of a list.
pub(super) struct Bullet {
    depth: usize,
    ordered: bool,
    content: Vec<Value>,
}

impl Bullet {
    /// `marks` tell how deep it is.
    pub(super) fn new(marks: &str, content: Vec<Value>) -> Self {
        Self { depth: marks.len().min(DEEPEST), ordered: marks.ends_with('#'), content }
    }

    /// One more line of it.
    pub(super) fn go_on(&mut self, line: Vec<Value>) {
        self.content.push(json!({"type": "hardBreak"}));
        self.content.extend(line);
    }
}

/// A list with its nested lists. There is at least one item.
pub(super) fn list(bullets: &[Bullet]) -> Value {
    let depth = bullets.first().map_or(0, |bullet| bullet.depth);
    let ordered = bullets.first().is_some_and(|bullet| bullet.ordered);
    let mut items = Vec::new();
    let mut rest = bullets;
    while let [bullet, after @ ..] = rest {
        let nested = after.iter().take_while(|it| it.depth > depth).count();
        let (nested, after) = after.split_at(nested);
        let mut content = vec![node("paragraph", bullet.content.clone())];
        if !nested.is_empty() {
            content.push(list(nested));
        }
        items.push(node("listItem", content));
        rest = after;
    }
    node(if ordered { "orderedList" } else { "bulletList" }, items)
}

/// `||heading||heading||` or `|cell|cell|`.
pub(super) fn table_row(line: &str) -> Value {
    let cells = cells(line).into_iter().filter(|cell| !cell.trim().is_empty());
    let cells = cells.map(|cell| node("tableCell", vec![node("paragraph", inline::read(cell.trim()))]));
    node("tableRow", cells.collect())
}

/// What stands between bars; those within links and fixed-width text are none.
fn cells(line: &str) -> Vec<&str> {
    let mut cells = Vec::new();
    let (mut start, mut at) = (0, 0);
    while let Some(found) = line[at..].find(['|', '[', '{', '\\']) {
        at += found;
        let rest = &line[at..];
        at += match rest.as_bytes() {
            [b'|', ..] => {
                cells.push(&line[start..at]);
                start = at + 1;
                1
            }
            [b'\\', ..] => 1 + rest.chars().nth(1).map_or(0, char::len_utf8),
            [b'[', ..] => match rest[1..].find(['[', ']']) {
                Some(end) if rest[1 + end..].starts_with(']') => end + 2,
                _ => 1,
            },
            [b'{', b'{', ..] => rest.find("}}").map_or(2, |end| end + 2),
            _ => 1,
        };
    }
    cells.push(&line[start..]);
    cells
}
