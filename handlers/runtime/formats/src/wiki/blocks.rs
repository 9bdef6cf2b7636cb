//! Blocks: what stands between macros, line by line.

use super::{
    inline, node,
    rows::{Bullet, list, table_row},
};
use serde_json::{Value, json};

/// The nodes of a document.
pub(super) fn read(markup: &str) -> Vec<Value> {
    let mut page = Page::default();
    let mut closed = Closed::default();
    let mut rest = markup;
    while let Some((at, found)) = next(rest, &mut closed) {
        page.text(&rest[..at]);
        let length = match found {
            Found::Verbatim { text, length } => {
                page.close();
                page.nodes.push(node("codeBlock", vec![json!({"type": "text", "text": text})]));
                length
            }
            Found::Frame { title, length } => {
                page.close();
                page.nodes.extend(title.map(|title| node("paragraph", inline::read(title))));
                length
            }
        };
        rest = &rest[at + length..];
    }
    page.text(rest);
    page.close();
    page.nodes
}

/// A macro that is a block.
enum Found<'t> {
    /// `{code}…{code}`, `{noformat}…{noformat}`: what is within is no markup.
    Verbatim { text: &'t str, length: usize },
    /// One end of `{quote}…{quote}` or `{panel}…{panel}`: what is within is markup.
    Frame { title: Option<&'t str>, length: usize },
}

/// Which macros have no end in what is left, so that it is looked for once.
#[derive(Default)]
struct Closed {
    code: bool,
    noformat: bool,
}

/// The next macro, and where it begins.
fn next<'t>(text: &'t str, closed: &mut Closed) -> Option<(usize, Found<'t>)> {
    for (at, _) in text.match_indices('{') {
        if text[..at].ends_with('\\') {
            continue;
        }
        let Some((name, arguments, length)) = inline::macro_at(&text[at..]) else { continue };
        let found = match name {
            "code" => verbatim(&text[at + length..], "{code}", &mut closed.code),
            "noformat" => verbatim(&text[at + length..], "{noformat}", &mut closed.noformat),
            "quote" | "panel" | "section" | "column" => {
                return Some((at, Found::Frame { title: title(arguments), length }));
            }
            _ => continue,
        };
        if let Some((within, end)) = found {
            return Some((at, Found::Verbatim { text: within, length: length + end }));
        }
    }
    None
}

/// What stands before `end`, and where that ends.
fn verbatim<'t>(text: &'t str, end: &str, without_end: &mut bool) -> Option<(&'t str, usize)> {
    if *without_end {
        return None;
    }
    let found = text.find(end).map(|at| (&text[..at], at + end.len()));
    *without_end = found.is_none();
    found
}

/// The title among the arguments of a macro.
fn title(arguments: &str) -> Option<&str> {
    let title = arguments.split('|').find_map(|argument| argument.trim().strip_prefix("title="));
    title.filter(|title| !title.is_empty())
}

/// A document that is being read.
#[derive(Default)]
struct Page {
    nodes: Vec<Value>,
    paragraph: Vec<Value>,
    bullets: Vec<Bullet>,
    rows: Vec<Value>,
}

impl Page {
    fn text(&mut self, text: &str) {
        text.lines().for_each(|line| self.line(line.trim()));
    }

    fn line(&mut self, line: &str) {
        if line.is_empty() || is_rule(line) {
            self.close();
        } else if let Some(heading) = heading(line) {
            self.close();
            self.nodes.push(node("heading", inline::read(heading)));
        } else if let Some(quoted) = line.strip_prefix("bq. ") {
            self.close();
            self.nodes.push(node("paragraph", inline::read(quoted)));
        } else if let Some((marks, item)) = bullet(line) {
            self.close_paragraph();
            self.close_table();
            self.bullets.push(Bullet::new(marks, inline::read(item)));
        } else if line.starts_with('|') {
            self.close_paragraph();
            self.close_list();
            self.rows.push(table_row(line));
        } else if let Some(bullet) = self.bullets.last_mut() {
            bullet.go_on(inline::read(line));
        } else {
            self.close_table();
            if !self.paragraph.is_empty() {
                self.paragraph.push(json!({"type": "hardBreak"}));
            }
            self.paragraph.extend(inline::read(line));
        }
    }

    fn close(&mut self) {
        self.close_paragraph();
        self.close_list();
        self.close_table();
    }

    fn close_paragraph(&mut self) {
        if !self.paragraph.is_empty() {
            self.nodes.push(node("paragraph", std::mem::take(&mut self.paragraph)));
        }
    }

    fn close_list(&mut self) {
        if !self.bullets.is_empty() {
            self.nodes.push(list(&std::mem::take(&mut self.bullets)));
        }
    }

    fn close_table(&mut self) {
        if !self.rows.is_empty() {
            self.nodes.push(node("table", std::mem::take(&mut self.rows)));
        }
    }
}

/// `----`.
fn is_rule(line: &str) -> bool {
    line.len() >= 4 && line.bytes().all(|byte| byte == b'-')
}

/// `h1. Heading`.
fn heading(line: &str) -> Option<&str> {
    let rest = line.strip_prefix('h')?.strip_prefix(|level: char| ('1'..='6').contains(&level))?;
    rest.strip_prefix(". ")
}

/// `#* item`: the marks and the item.
fn bullet(line: &str) -> Option<(&str, &str)> {
    let (marks, item) = line.split_once(char::is_whitespace)?;
    let are_marks = !marks.is_empty() && marks.bytes().all(|mark| b"*#-".contains(&mark));
    // Three of them are a dash.
    (are_marks && !marks.starts_with("---")).then_some((marks, item))
}
