//! Checks the shape of a tree against the JSON schema of a spec: every error, each at its place, in our words.
//!
//! The rules are those of the schema that editors use ([`sayso_schemas::spec`]), so that what an editor accepts and
//! what the compiler accepts are the same.

mod compile;
mod map;
mod report;
mod rule;
mod scalar;
#[cfg(test)]
mod tests;
mod verb;

use super::tree::{Kind, Node};
use crate::diagnostic::Diagnostics;
use rule::{Rule, RuleId, Wanted};
use sayso_schemas::span::Span;
use std::{collections::HashSet, sync::LazyLock};

/// A schema, made ready for checking.
#[derive(Debug)]
pub struct Shape {
    rules: Vec<Rule>,
    root: RuleId,
}

/// The values that have the wrong shape, and those that contain them.
#[derive(Debug, Clone, Default)]
pub struct Faulty {
    spans: HashSet<Span>,
}

impl Faulty {
    /// Whether `node` or something in it has the wrong shape, so that it cannot be read.
    pub fn contains(&self, node: &Node) -> bool {
        self.spans.contains(&node.span)
    }

    /// Whether everything has the right shape.
    pub fn is_empty(&self) -> bool {
        self.spans.is_empty()
    }
}

impl Shape {
    /// The shape of `skill.yaml`.
    pub fn skill() -> &'static Self {
        static SHAPE: LazyLock<Shape> =
            LazyLock::new(|| Shape::of(sayso_schemas::spec::skill_schema().as_value()));
        &SHAPE
    }

    /// The shape of `words.<locale>.yaml`.
    pub fn overlay() -> &'static Self {
        static SHAPE: LazyLock<Shape> =
            LazyLock::new(|| Shape::of(sayso_schemas::spec::overlay_schema().as_value()));
        &SHAPE
    }

    /// Says what is wrong with the shape of `node`, and which values it is wrong of.
    pub fn check(&self, node: &Node, diagnostics: &mut Diagnostics) -> Faulty {
        let mut check = Check { shape: self, diagnostics, faulty: Faulty::default() };
        check.node(node, self.root, Of::Root);
        check.faulty
    }

    fn rule(&self, id: RuleId) -> &Rule {
        self.rules.get(id.0).unwrap_or(&rule::ANYTHING)
    }
}

/// What a value is the value of, for messages.
#[derive(Clone, Copy)]
enum Of<'a> {
    /// The whole file.
    Root,
    /// A key.
    Key(&'a super::tree::Key),
    /// An element of the list at a key; of the list that is the file where there is none.
    Element(Option<&'a super::tree::Key>),
}

struct Check<'a> {
    shape: &'a Shape,
    diagnostics: &'a mut Diagnostics,
    faulty: Faulty,
}

impl Check<'_> {
    /// Checks `node`; whether its shape is right.
    fn node(&mut self, node: &Node, id: RuleId, of: Of<'_>) -> bool {
        let shape = self.shape;
        let rule = shape.rule(id);
        let right = match (&rule.wanted, &node.kind) {
            (Wanted::Anything, _) => true,
            _ if node.is_null() => self.null(node, rule, of),
            (Wanted::Verbs(verbs), _) => self.verb(node, rule, verbs, of),
            (Wanted::List(element), Kind::List(items)) => self.elements(items, *element, of),
            (Wanted::Map(wanted), Kind::Map(entries)) => self.map(node, entries, wanted, of),
            (wanted, Kind::Scalar(scalar)) if wanted.is_scalar() => self.scalar(node, scalar, rule, of),
            _ => self.wrong(node, rule, of),
        };
        if !right {
            self.faulty.spans.insert(node.span);
        }
        right
    }

    /// Checks the elements of a list.
    fn elements(&mut self, items: &[Node], element: RuleId, of: Of<'_>) -> bool {
        let of = match of {
            Of::Key(key) => Of::Element(Some(key)),
            Of::Root | Of::Element(_) => Of::Element(None),
        };
        // Each is checked, also after a wrong one.
        items.iter().filter(|item| !self.node(item, element, of)).count() == 0
    }
}
