//! What a spec file may do to its reader, and what it must not.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod anything;
mod hostile;
mod spans;

use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics},
    syntax::{Node, Sources, parse},
};

/// The tree of `text` and what is wrong with it.
fn read(text: &str) -> (Option<Node>, Vec<Diagnostic>) {
    let (mut sources, mut diagnostics) = (Sources::new(), Diagnostics::new());
    let file = sources.add("skill.yaml", text.as_bytes().to_vec()).expect("the text is fine UTF-8");
    let node = parse(&sources, file, &mut diagnostics);
    let found = diagnostics.iter().cloned().collect();
    (node, found)
}

/// The tree of `text`, about which there is nothing to say.
fn tree(text: &str) -> Node {
    let (node, found) = read(text);
    assert_eq!(found, [], "in {text:?}");
    node.expect("a tree")
}

/// The codes of what is wrong with `text`.
fn codes(text: &str) -> Vec<Code> {
    read(text).1.iter().map(|found| found.code).collect()
}

/// What is wrong with `text`, which is one thing: its code, the text that is pointed at, message and help.
fn only(text: &str) -> (Code, String, String) {
    let found = read(text).1;
    let [found] = found.as_slice() else { panic!("{text:?}: {found:?}") };
    let at = found.span().expect("a place");
    let shown = &text[at.start as usize..at.end as usize];
    let words = format!("{}; {}", found.message, found.help.as_deref().unwrap_or_default());
    (found.code, shown.to_owned(), words)
}
