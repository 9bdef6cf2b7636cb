//! A contract's tree, its references and the places in it.

use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics, nearest},
    syntax::tree::Node,
};
use sayso_schemas::span::Span;
use std::collections::BTreeMap;

/// The longest chain of references to references that is followed.
const HOPS: usize = 64;

/// A contract's tree, in which references are looked up.
pub(super) struct Document<'t> {
    pub(super) root: &'t Node,
    /// Mappings that a reference went through, by address, with their entries by key: a document has thousands of
    /// references into one mapping of hundreds of schemas.
    indexes: BTreeMap<*const Node, BTreeMap<&'t str, &'t Node>>,
}

impl<'t> Document<'t> {
    pub(super) fn new(root: &'t Node) -> Self {
        Self { root, indexes: BTreeMap::new() }
    }

    /// What `node` stands for: itself, or what it refers to. Nothing, with a diagnostic, where it leads nowhere.
    pub(super) fn follow(&mut self, node: &'t Node, diagnostics: &mut Diagnostics) -> Option<&'t Node> {
        self.chase(node, |_| true, diagnostics)
    }

    /// Like [`follow`](Self::follow), but stops at a reference that has something beside it.
    pub(super) fn follow_bare(&mut self, node: &'t Node, diagnostics: &mut Diagnostics) -> Option<&'t Node> {
        self.chase(node, |node| node.entries().len() == 1, diagnostics)
    }

    fn chase(
        &mut self,
        node: &'t Node,
        through: fn(&Node) -> bool,
        diagnostics: &mut Diagnostics,
    ) -> Option<&'t Node> {
        let mut here = node;
        for _ in 0..HOPS {
            let Some((text, place)) = reference(here).filter(|_| through(here)) else { return Some(here) };
            match self.target(text, place) {
                Ok(target) => here = target,
                Err(diagnostic) => {
                    diagnostics.push(diagnostic);
                    return None;
                }
            }
        }
        diagnostics.push(
            Diagnostic::error(Code::CONTRACT_LOOP, "references lead to references without an end")
                .at(place(here), "this one is part of the chain")
                .help("refer to a schema, parameter, body or response that is written out"),
        );
        None
    }

    /// What the reference `text` at `place` points at.
    pub(super) fn target(&mut self, text: &str, place: Span) -> Result<&'t Node, Diagnostic> {
        let Some(pointer) = text.strip_prefix('#') else {
            return Err(Diagnostic::error(
                Code::CONTRACT_EXTERNAL,
                format!("the contract refers to another document, `{text}`"),
            )
            .at(place, "not in this file")
            .help("put everything into one file: `npx @redocly/cli bundle contract.yaml`, for example"));
        };
        let mut here = self.root;
        for step in pointer.split('/').skip(1).map(unescape) {
            here = match self.child(here, &step) {
                Some(next) => next,
                None => return Err(self.nowhere(text, place, here, &step)),
            };
        }
        // `#name` is an anchor, which JSON Schema 2020-12 allows and hardly any document has.
        if pointer.is_empty() || pointer.starts_with('/') {
            Ok(here)
        } else {
            Err(self.nowhere(text, place, here, pointer))
        }
    }

    fn child(&mut self, node: &'t Node, step: &str) -> Option<&'t Node> {
        if node.is_list() {
            return node.items().get(step.parse::<usize>().ok()?);
        }
        self.index(node).get(step).copied()
    }

    fn index(&mut self, node: &'t Node) -> &BTreeMap<&'t str, &'t Node> {
        self.indexes
            .entry(node)
            .or_insert_with(|| node.entries().iter().map(|(key, value)| (key.text.as_str(), value)).collect())
    }

    fn nowhere(&mut self, text: &str, place: Span, here: &'t Node, step: &str) -> Diagnostic {
        let near = nearest(step, self.index(here).keys().copied());
        Diagnostic::error(Code::CONTRACT_REFERENCE, format!("the reference `{text}` leads nowhere"))
            .at(place, format!("there is no `{step}`"))
            .help(match near {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!(
                    "declare `{step}`, or refer to something that is declared: `#/components/schemas/Name`"
                ),
            })
    }
}

/// The reference that `node` is, if it is one.
pub(super) fn reference(node: &Node) -> Option<(&str, Span)> {
    let target = node.get("$ref")?;
    target.scalar().map(|scalar| (scalar.text.as_str(), target.span))
}

/// A place that shows where `node` begins: the first key of a mapping, rather than all of its lines.
pub(super) fn place(node: &Node) -> Span {
    node.entries().first().map_or(node.span, |(key, _)| key.span)
}

/// A step of a JSON pointer in a URI fragment (RFC 6901 § 4 and § 6).
fn unescape(step: &str) -> String {
    let bytes = step.as_bytes();
    let mut plain = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let escaped = (byte == b'%')
            .then(|| {
                step.get(at + 1..at + 3)
                    .filter(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()))
                    .and_then(|digits| u8::from_str_radix(digits, 16).ok())
            })
            .flatten();
        plain.push(escaped.unwrap_or(byte));
        at += if escaped.is_some() { 3 } else { 1 };
    }
    // `~1` before `~0`, so that `~01` is `~1` and not `/`.
    String::from_utf8_lossy(&plain).replace("~1", "/").replace("~0", "~")
}

#[cfg(test)]
mod tests {
    use super::unescape;

    #[test]
    fn unescapes_steps_in_the_order_that_the_rfc_demands() {
        assert_eq!(unescape("~1rest~1api~1{id}"), "/rest/api/{id}");
        assert_eq!(unescape("~01"), "~1");
        assert_eq!(unescape("a%20b%2"), "a b%2");
        assert_eq!(unescape("%C3%A9"), "é");
        assert_eq!(unescape("%+1"), "%+1");
    }
}
