//! Following sentences through all samples at once.

use super::{
    Claim, Overlap, Overlaps, Shared,
    automaton::{Automaton, Content, Node, NodeId, Symbol},
    pieces::sentence,
    position::{Position, Within},
    vocabulary::{START, Sorts, ends, step},
};
use indexmap::{IndexMap, IndexSet};
use std::collections::BTreeMap;

/// The most states, and the most positions in all of them.
const MAX_STATES: usize = 60_000;
const MAX_POSITIONS: usize = 3_000_000;

/// How lists are compared of which the values are not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lists {
    /// Each is of things that nothing else is.
    Apart,
    /// Each may have anything.
    Anything,
}

type State = Box<[Position]>;

/// How a state was reached: from which one, by which piece.
type Origin = Option<(usize, Symbol)>;

/// The search for sentences that two intents understand, shortest first.
pub(super) struct Search<'a> {
    automaton: &'a Automaton,
    lists: Lists,
    states: IndexMap<State, Origin>,
    positions: usize,
    reported: IndexSet<(u32, u32)>,
    /// Intents of which the first has a sentence of the second.
    decided: IndexSet<(u32, u32)>,
    sorts: BTreeMap<Symbol, Sorts>,
    /// For each node the last closure that passed it.
    passed: Vec<u32>,
    closure: u32,
    /// Nodes that a closure has still to pass.
    open: Vec<NodeId>,
    found: Vec<Overlap>,
    shared: Vec<Shared>,
}

impl<'a> Search<'a> {
    pub(super) fn new(automaton: &'a Automaton, lists: Lists) -> Self {
        Self {
            automaton,
            lists,
            states: IndexMap::new(),
            positions: 0,
            reported: IndexSet::new(),
            decided: IndexSet::new(),
            sorts: BTreeMap::new(),
            passed: vec![0; automaton.nodes.len()],
            closure: 0,
            open: Vec::new(),
            found: Vec::new(),
            shared: Vec::new(),
        }
    }

    pub(super) fn run(mut self) -> Overlaps {
        let mut start = Vec::new();
        for node in &self.automaton.starts {
            self.reach(*node, 0, &mut start);
        }
        self.enter(start, None);
        let mut at = 0;
        while let Some(state) = self.states.get_index(at).map(|(state, _)| state.clone()) {
            if self.states.len() > MAX_STATES || self.positions > MAX_POSITIONS {
                return self.end(false);
            }
            // A sample that may be nothing at all has a diagnostic of its own.
            if at > 0 {
                self.compare(&state, at);
            }
            self.advance(&state, at);
            at += 1;
        }
        self.end(true)
    }

    fn end(self, complete: bool) -> Overlaps {
        Overlaps { found: self.found, shared: self.shared, complete }
    }

    /// Adds the positions at `node`, and at what follows it without a word.
    fn reach(&mut self, node: NodeId, literal: u16, positions: &mut Vec<Position>) {
        self.closure += 1;
        self.open.push(node);
        while let Some(node) = self.open.pop() {
            match self.passed.get_mut(node as usize) {
                Some(passed) if *passed != self.closure => *passed = self.closure,
                _ => continue,
            }
            match self.automaton.nodes.get(node as usize) {
                Some(Node::Split(next)) => self.open.extend(next),
                Some(Node::Slot(kind, _)) => {
                    for content in self.automaton.slots.get(*kind as usize).into_iter().flatten() {
                        let within = match content {
                            Content::Known(root) => Within::Trie(*root),
                            Content::Sort(_) => Within::Sort(START),
                            Content::List(_) => Within::List,
                            Content::Name(_) => Within::Name,
                            Content::Any => Within::Any,
                        };
                        positions.push(Position { node, within: within.pack(), literal });
                    }
                }
                Some(Node::Word(..) | Node::End(_)) => positions.push(Position { node, within: 0, literal }),
                None => {}
            }
        }
    }

    fn owner(&self, position: Position) -> u32 {
        self.automaton.owners.get(position.node as usize).copied().unwrap_or(u32::MAX)
    }

    /// Whether all positions are of one intent, or of two that are known to overlap.
    fn is_settled(&self, positions: &[Position]) -> bool {
        let mut first_two = [None, None];
        for position in positions {
            let owner = self.owner(*position);
            match &mut first_two {
                [Some(first), _] if *first == owner => {}
                [_, Some(second)] if *second == owner => {}
                [first @ None, _] => *first = Some(owner),
                [_, second @ None] => *second = Some(owner),
                _ => return false,
            }
        }
        match first_two {
            [Some(a), Some(b)] => self.reported.contains(&(a.min(b), a.max(b))),
            _ => true,
        }
    }

    /// Notes a state to be looked at, unless it was already or decides nothing.
    fn enter(&mut self, mut positions: Vec<Position>, origin: Origin) {
        if self.is_settled(&positions) {
            return;
        }
        // The most literal way to a place comes first, and stays.
        positions.sort_unstable_by_key(|at| (at.node, at.within, u16::MAX - at.literal));
        positions.dedup_by_key(|at| (at.node, at.within));
        let least = positions.iter().map(|at| at.literal).min().unwrap_or(0);
        for at in &mut positions {
            at.literal -= least;
        }
        let state: State = positions.into();
        self.positions += state.len();
        self.states.entry(state).or_insert(origin);
    }

    /// Reports intents that end here equally literally, where none does more so, and notes those that do less so.
    fn compare(&mut self, state: &[Position], at: usize) {
        // Intent to how literally, and the sample.
        let mut ends: BTreeMap<u32, (u16, u32)> = BTreeMap::new();
        for position in state {
            if let Some(Node::End(sample)) = self.automaton.nodes.get(position.node as usize) {
                let best = ends.entry(self.owner(*position)).or_insert((position.literal, *sample));
                if position.literal > best.0 {
                    *best = (position.literal, *sample);
                }
            }
        }
        let most = ends.values().map(|(literal, _)| *literal).max().unwrap_or(0);
        let (tied, less): (Vec<_>, Vec<_>) = ends
            .into_iter()
            .map(|(intent, (literal, sample))| ((intent, sample), literal))
            .partition(|(_, it)| *it == most);
        let Some((&((first, first_sample), _), others)) = tied.split_first() else { return };
        for &((second, second_sample), _) in others {
            if self.reported.insert((first, second)) {
                self.found.push(Overlap {
                    sentence: self.sentence(at),
                    first: self.claim(first, first_sample),
                    second: self.claim(second, second_sample),
                    certain: true,
                });
            }
        }
        for ((second, second_sample), _) in less {
            if self.decided.insert((first, second)) {
                self.shared.push(Shared {
                    sentence: self.sentence(at),
                    taken: self.claim(first, first_sample),
                    left: self.claim(second, second_sample),
                });
            }
        }
    }

    fn claim(&self, intent: u32, sample: u32) -> Claim {
        let sample = self.automaton.samples.get(sample as usize).copied().unwrap_or_default();
        Claim { intent: intent as usize, sample }
    }

    /// The sentence that leads to a state.
    fn sentence(&self, mut at: usize) -> String {
        let mut symbols = Vec::new();
        while let Some((_, Some((before, symbol)))) = self.states.get_index(at) {
            symbols.push(*symbol);
            at = *before;
        }
        let pieces = symbols.iter().rev().map(|symbol| {
            let piece = self.automaton.pieces.get_index(*symbol as usize).map_or("", String::as_str);
            match piece {
                "SOMETHING" => "…",
                _ => piece
                    .strip_prefix("SOME ")
                    .map_or(piece, |kind| kind.strip_prefix("AMAZON.").unwrap_or(kind)),
            }
        });
        sentence(pieces)
    }

    /// Enters every state that one more piece leads to.
    fn advance(&mut self, state: &[Position], at: usize) {
        let automaton = self.automaton;
        let mut exact: Vec<(Symbol, Position)> = Vec::new();
        let mut wild: Vec<Position> = Vec::new();
        for position in state {
            match automaton.nodes.get(position.node as usize) {
                Some(Node::Word(symbol, _)) => exact.push((*symbol, *position)),
                Some(Node::Slot(..)) => match Within::unpack(position.within) {
                    Within::Trie(node) => {
                        let children = automaton
                            .tries
                            .get(node as usize)
                            .into_iter()
                            .flat_map(|trie| trie.children.keys());
                        exact.extend(children.map(|symbol| (*symbol, *position)));
                    }
                    Within::Sort(_) | Within::List | Within::Name | Within::Any => wild.push(*position),
                },
                _ => {}
            }
        }
        exact.sort_unstable();
        let mut alike: Vec<Position> = Vec::new();
        for group in exact.chunk_by(|(first, _), (second, _)| first == second) {
            let Some((symbol, _)) = group.first() else { continue };
            alike.clear();
            alike.extend(group.iter().map(|(_, position)| *position));
            alike.extend(&wild);
            if !self.is_settled(&alike) {
                self.read(*symbol, &alike, at);
            }
        }
        if wild.is_empty() || self.is_settled(&wild) {
            return;
        }
        // What only slots can be: one piece of each sort, one of each list, and one unheard-of.
        let lists = wild.iter().filter_map(|position| self.list(*position));
        let mut symbols: IndexSet<Symbol> = automaton.examples.iter().copied().chain(lists).collect();
        symbols.insert(automaton.other);
        for symbol in symbols {
            if exact.binary_search_by_key(&symbol, |(symbol, _)| *symbol).is_err() {
                self.read(symbol, &wild, at);
            }
        }
    }

    /// The example of the list that a position is in.
    fn list(&self, position: Position) -> Option<Symbol> {
        let Some(Node::Slot(kind, _)) = self.automaton.nodes.get(position.node as usize) else { return None };
        self.automaton.slots.get(*kind as usize)?.iter().find_map(|content| match content {
            Content::List(symbol) | Content::Name(symbol) => Some(*symbol),
            _ => None,
        })
    }

    /// Enters the state after `symbol`.
    fn read(&mut self, symbol: Symbol, positions: &[Position], at: usize) {
        let mut after = Vec::with_capacity(positions.len());
        for position in positions {
            self.follow(*position, symbol, &mut after);
        }
        self.enter(after, Some((at, symbol)));
    }

    /// Adds the positions after `symbol` at one position, if it can be read there.
    fn follow(&mut self, position: Position, symbol: Symbol, after: &mut Vec<Position>) {
        let automaton = self.automaton;
        let literal = position.literal;
        let (kind, next) = match automaton.nodes.get(position.node as usize) {
            Some(Node::Word(_, next)) => return self.reach(*next, literal.saturating_add(1), after),
            Some(Node::Slot(kind, next)) => (*kind, *next),
            _ => return,
        };
        let stay = |within: Within| Position { within: within.pack(), ..position };
        match Within::unpack(position.within) {
            Within::Trie(node) => {
                let child = automaton.tries.get(node as usize).and_then(|trie| trie.children.get(&symbol));
                let Some(child) = child else { return };
                let Some(trie) = automaton.tries.get(*child as usize) else { return };
                if !trie.children.is_empty() {
                    after.push(stay(Within::Trie(*child)));
                }
                if trie.ends {
                    self.reach(next, literal, after);
                }
            }
            Within::Sort(state) => {
                let contents = automaton.slots.get(kind as usize).into_iter().flatten();
                let sorts = *self.sorts.entry(symbol).or_insert_with(|| automaton.sorts(symbol));
                for content in contents {
                    let Content::Sort(sort) = content else { continue };
                    let Some(state) = step(*sort, state, sorts) else { continue };
                    after.push(stay(Within::Sort(state)));
                    if ends(state) {
                        self.reach(next, literal, after);
                    }
                }
            }
            Within::List | Within::Name if self.lists == Lists::Apart => {
                if self.list(position) == Some(symbol) {
                    self.reach(next, literal, after);
                }
            }
            Within::Name => self.reach(next, literal, after),
            Within::List | Within::Any => {
                after.push(position);
                self.reach(next, literal, after);
            }
        }
    }
}
