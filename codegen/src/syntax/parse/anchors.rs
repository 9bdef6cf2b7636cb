//! Anchors, and what their aliases may cost: a few bytes must not stand for gigabytes ("billion laughs").

use super::Node;
use crate::syntax::source::MAX_BYTES;
use std::{
    collections::HashMap,
    ops::{Add, Sub},
};

/// The most values that anchors and aliases may copy.
const MAX_COPIED: usize = 100_000;

/// What some values take.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Cost {
    pub(super) nodes: usize,
    /// Of text.
    pub(super) bytes: usize,
}

impl Add for Cost {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self { nodes: self.nodes.saturating_add(other.nodes), bytes: self.bytes.saturating_add(other.bytes) }
    }
}

impl Sub for Cost {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self { nodes: self.nodes.saturating_sub(other.nodes), bytes: self.bytes.saturating_sub(other.bytes) }
    }
}

/// What anchors stand for.
#[derive(Default)]
pub(super) struct Anchors {
    whole: HashMap<usize, (Node, Cost, usize)>,
    copied: Cost,
}

impl Anchors {
    /// Keeps a copy of what anchor `id` stands for, unless that is too much.
    pub(super) fn keep(&mut self, id: usize, node: &Node, cost: Cost, height: usize) -> bool {
        let affordable = self.afford(cost);
        if affordable {
            self.whole.insert(id, (node.clone(), cost, height));
        }
        affordable
    }

    /// The cost of what anchor `id` stands for, and how many levels are in it; none while it is not whole.
    pub(super) fn cost(&self, id: usize) -> Option<(Cost, usize)> {
        self.whole.get(&id).map(|(_, cost, height)| (*cost, *height))
    }

    /// What anchor `id` stands for.
    pub(super) fn copy(&self, id: usize) -> Option<Node> {
        self.whole.get(&id).map(|(node, ..)| node.clone())
    }

    /// Whether a copy may be made.
    pub(super) fn afford(&mut self, cost: Cost) -> bool {
        self.copied = self.copied + cost;
        self.copied.nodes <= MAX_COPIED && self.copied.bytes <= MAX_BYTES
    }
}
