//! What a schema says once its parts are put together. Schemas within it are still nodes of the tree, so that a
//! schema which contains itself has an end.

use crate::syntax::tree::Node;
use indexmap::IndexMap;
use sayso_schemas::span::Span;
use std::collections::BTreeSet;

/// What a schema says.
#[derive(Clone)]
pub(super) struct Draft<'t> {
    pub(super) span: Span,
    pub(super) nullable: bool,
    pub(super) x_format: Option<&'t str>,
    pub(super) read_only: bool,
    pub(super) write_only: bool,
    pub(super) shape: Shape<'t>,
}

/// What kind of value it is.
#[derive(Clone)]
pub(super) enum Shape<'t> {
    /// Nothing is said.
    Any,
    /// Null and nothing else.
    Null,
    /// Parts contradict each other.
    Contradiction,
    Text {
        format: Option<&'t str>,
        values: Vec<&'t str>,
    },
    Number {
        integer: bool,
    },
    Bool,
    /// A list; every element is all of these.
    Array(Vec<&'t Node>),
    Object(Members<'t>),
}

/// Properties of an object.
#[derive(Clone, Default)]
pub(super) struct Members<'t> {
    pub(super) properties: IndexMap<&'t str, Member<'t>>,
    pub(super) required: BTreeSet<&'t str>,
    /// What `additionalProperties` says about whether there are others.
    pub(super) open: Option<bool>,
    /// The others are all of these.
    pub(super) rest: Vec<&'t Node>,
}

/// One property; its value is all of `parts`.
#[derive(Clone)]
pub(super) struct Member<'t> {
    pub(super) span: Span,
    pub(super) parts: Vec<&'t Node>,
}

impl<'t> Draft<'t> {
    /// Nothing is said at `span`.
    pub(super) fn any(span: Span) -> Self {
        Self { span, nullable: false, x_format: None, read_only: false, write_only: false, shape: Shape::Any }
    }

    /// Adds what `part` says: a value is both.
    pub(super) fn and(&mut self, part: &Draft<'t>) {
        // By the letter, null must be allowed by every part. Authors who write `nullable` beside a reference mean
        // it, and a skill that expects a null which never comes does no harm.
        self.nullable |= part.nullable;
        self.x_format = part.x_format.or(self.x_format);
        self.read_only |= part.read_only;
        self.write_only |= part.write_only;
        let before = std::mem::replace(&mut self.shape, Shape::Any);
        self.shape = before.and(&part.shape);
    }

    /// How much work it is to copy this.
    pub(super) fn size(&self) -> usize {
        match &self.shape {
            Shape::Object(members) => {
                members.required.len()
                    + members.rest.len()
                    + members.properties.values().map(|member| 1 + member.parts.len()).sum::<usize>()
            }
            Shape::Text { values, .. } => 1 + values.len(),
            Shape::Array(parts) => 1 + parts.len(),
            _ => 1,
        }
    }
}

impl Shape<'_> {
    fn and(self, other: &Self) -> Self {
        match (self, other) {
            (shape, Self::Any) => shape,
            (Self::Any | Self::Null, shape) => shape.clone(),
            (shape, Self::Null) => shape,
            (Self::Text { format, values }, Self::Text { format: narrower, values: only }) => Self::Text {
                format: narrower.or(format),
                values: if only.is_empty() { values } else { only.clone() },
            },
            (Self::Number { integer }, Self::Number { integer: whole }) => {
                Self::Number { integer: integer || *whole }
            }
            (Self::Bool, Self::Bool) => Self::Bool,
            (Self::Array(mut parts), Self::Array(more)) => {
                parts.extend(more);
                Self::Array(parts)
            }
            (Self::Object(mut members), Self::Object(more)) => {
                members.and(more);
                Self::Object(members)
            }
            _ => Self::Contradiction,
        }
    }

    /// What is true of both: a value is one or the other. Nothing where the two have too little in common.
    pub(super) fn or(self, other: &Self) -> Option<Self> {
        match (self, other) {
            (Self::Text { format, mut values }, Self::Text { format: other, values: more }) => {
                if values.is_empty() || more.is_empty() {
                    values.clear();
                } else {
                    values.extend(more);
                }
                Some(Self::Text { format: format.filter(|it| Some(*it) == *other), values })
            }
            (Self::Number { integer }, Self::Number { integer: whole }) => {
                Some(Self::Number { integer: integer && *whole })
            }
            (Self::Bool, Self::Bool) => Some(Self::Bool),
            _ => None,
        }
    }
}

impl<'t> Members<'t> {
    fn and(&mut self, more: &Members<'t>) {
        for (name, member) in &more.properties {
            match self.properties.get_mut(name) {
                Some(here) => here.parts.extend(&member.parts),
                None => _ = self.properties.insert(*name, member.clone()),
            }
        }
        self.required.extend(&more.required);
        // Each part of an `allOf` often forbids what it does not name itself; taken by the letter, no value would
        // do. What one part opens is open.
        self.open = match (self.open, more.open) {
            (None, open) | (open, None) => open,
            (Some(one), Some(other)) => Some(one || other),
        };
        self.rest.extend(&more.rest);
    }
}
