//! The languages of all intents as one automaton.

use super::{
    Grammar,
    pieces::pieces,
    vocabulary::{Sorts, Vocabulary},
};
use crate::{
    check::alexa::{Openness, builtin_slot},
    syntax::sample::{Item, ItemKind, MAX_DEPTH, Phrases},
};
use indexmap::{IndexMap, IndexSet};
use sayso_schemas::span::Span;

/// The most nodes. A skill at Alexa's limits (250 intents of 20 samples of 10 words) has a fifth of it.
const MAX_NODES: usize = 250_000;

/// A piece of a word, interned; see [`Automaton::pieces`].
pub(super) type Symbol = u32;
/// Index of a node.
pub(super) type NodeId = u32;

/// A place in a sample.
#[derive(Debug)]
pub(super) enum Node {
    /// Reads a piece.
    Word(Symbol, NodeId),
    /// Reads what a slot stands for, at least one piece.
    Slot(u32, NodeId),
    /// Reads nothing and goes on at each of these.
    Split(Vec<NodeId>),
    /// The end of a sample, by index.
    End(u32),
}

/// What a slot stands for.
#[derive(Debug)]
pub(super) enum Content {
    /// One of known texts: the root of their trie.
    Known(u32),
    /// Words of a sort.
    Sort(Openness),
    /// Something of a list that is not known, by the index of its type; its example is the symbol.
    List(Symbol),
    /// The same, where each thing is one word.
    Name(Symbol),
    /// Any words.
    Any,
}

/// A node of a trie of known texts.
#[derive(Debug, Default)]
pub(super) struct Trie {
    pub(super) children: IndexMap<Symbol, u32>,
    pub(super) ends: bool,
}

/// The samples of all intents as one automaton.
#[derive(Debug)]
pub(super) struct Automaton {
    pub(super) nodes: Vec<Node>,
    /// The intent of each node.
    pub(super) owners: Vec<u32>,
    /// Where each sample begins.
    pub(super) starts: Vec<NodeId>,
    /// Each sample's place.
    pub(super) samples: Vec<Span>,
    /// What each kind of slot stands for; [`Node::Slot`] is an index.
    pub(super) slots: Vec<Vec<Content>>,
    pub(super) tries: Vec<Trie>,
    /// Each symbol's text.
    pub(super) pieces: IndexSet<String>,
    /// One piece of each sort.
    pub(super) examples: Vec<Symbol>,
    /// A piece that no sample has.
    pub(super) other: Symbol,
    pub(super) vocabulary: Vocabulary,
    complete: bool,
}

impl Automaton {
    pub(super) fn new(grammar: &Grammar<'_>) -> Self {
        let vocabulary = Vocabulary::of(grammar.locale);
        let mut pieces = IndexSet::new();
        let examples = vocabulary.examples().iter().map(|word| symbol(&mut pieces, word)).collect();
        // A name that is no piece: pieces are in lower case.
        let other = symbol(&mut pieces, "SOMETHING");
        let automaton = Self {
            nodes: Vec::new(),
            owners: Vec::new(),
            starts: Vec::new(),
            samples: Vec::new(),
            slots: Vec::new(),
            tries: Vec::new(),
            pieces,
            examples,
            other,
            vocabulary,
            complete: true,
        };
        Builder {
            automaton,
            grammar,
            kinds: IndexMap::new(),
            words: IndexMap::new(),
            owner: 0,
            within: Vec::new(),
            steps: 0,
        }
        .build()
    }

    fn add(&mut self, node: Node, owner: u32) -> NodeId {
        self.nodes.push(node);
        self.owners.push(owner);
        index_of(self.nodes.len() - 1)
    }

    /// False where there were too many nodes to hold every sample.
    pub(super) fn is_complete(&self) -> bool {
        self.complete
    }

    /// Whether a slot stands for something of an unknown list.
    pub(super) fn has_lists(&self) -> bool {
        self.slots.iter().flatten().any(|content| matches!(content, Content::List(_) | Content::Name(_)))
    }

    /// What a symbol's piece can be.
    pub(super) fn sorts(&self, symbol: Symbol) -> Sorts {
        self.pieces.get_index(symbol as usize).map_or(0, |piece| self.vocabulary.sorts(piece))
    }
}

fn symbol(pieces: &mut IndexSet<String>, piece: &str) -> Symbol {
    let index = match pieces.get_index_of(piece) {
        Some(index) => index,
        None => pieces.insert_full(piece.to_owned()).0,
    };
    index_of(index)
}

/// An index as it is stored. There are far fewer than 2^32 of anything here: a file has at most 4 MiB.
fn index_of(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

struct Builder<'a> {
    automaton: Automaton,
    grammar: &'a Grammar<'a>,
    /// Alexa's name of a type to its index among the automaton's slots.
    kinds: IndexMap<&'a str, u32>,
    /// Words in pieces; samples are made of few words.
    words: IndexMap<&'a str, Vec<Symbol>>,
    owner: u32,
    /// The phrases being written out.
    within: Vec<&'a str>,
    /// Items looked at; those of phrases each time.
    steps: usize,
}

impl<'a> Builder<'a> {
    fn build(mut self) -> Automaton {
        for (intent, language) in self.grammar.intents.iter().enumerate() {
            self.owner = index_of(intent);
            for sample in language.samples {
                let end = self.add(Node::End(index_of(self.automaton.samples.len())));
                let start = self.sequence(&sample.items, &language.slots, end);
                self.automaton.samples.push(sample.span);
                self.automaton.starts.push(start);
            }
        }
        self.automaton
    }

    fn add(&mut self, node: Node) -> NodeId {
        self.automaton.add(node, self.owner)
    }

    /// Builds items, the last first, so that each knows where it goes on.
    fn sequence(&mut self, items: &'a [Item], slots: &IndexMap<&'a str, &'a str>, next: NodeId) -> NodeId {
        items.iter().rev().fold(next, |next, item| self.item(item, slots, next))
    }

    fn item(&mut self, item: &'a Item, slots: &IndexMap<&'a str, &'a str>, next: NodeId) -> NodeId {
        self.steps += 1;
        if self.steps > MAX_NODES {
            self.automaton.complete = false;
            return self.add(Node::Split(Vec::new()));
        }
        match &item.kind {
            ItemKind::Word(word) => self.word(word, next),
            ItemKind::Slot(name) => {
                let kind = slots.get(name.as_str()).map(|kind| self.kind(kind));
                match kind {
                    Some(kind) => self.add(Node::Slot(kind, next)),
                    None => self.add(Node::Split(Vec::new())),
                }
            }
            ItemKind::Phrase(name) => self.phrase(name, slots, next),
            ItemKind::Optional(items) => {
                let inner = self.sequence(items, slots, next);
                self.add(Node::Split(vec![inner, next]))
            }
            ItemKind::Either(alternatives) => {
                let starts = alternatives.iter().map(|items| self.sequence(items, slots, next)).collect();
                self.add(Node::Split(starts))
            }
        }
    }

    /// Builds the pieces of a word, the last first.
    fn word(&mut self, word: &'a str, next: NodeId) -> NodeId {
        let Self { automaton, words, owner, .. } = self;
        let known = words.entry(word).or_insert_with(|| {
            pieces(word).iter().map(|piece| symbol(&mut automaton.pieces, piece)).collect()
        });
        known.iter().rev().fold(next, |next, symbol| automaton.add(Node::Word(*symbol, next), *owner))
    }

    /// As `syntax::sample::expand` has it: a phrase that does not exist, or within itself, stands for nothing.
    fn phrase(&mut self, name: &'a str, slots: &IndexMap<&'a str, &'a str>, next: NodeId) -> NodeId {
        let phrases: &'a Phrases = self.grammar.phrases;
        match phrases.get(name) {
            Some(sample) if !self.within.contains(&name) && self.within.len() < MAX_DEPTH => {
                self.within.push(name);
                let start = self.sequence(&sample.items, slots, next);
                self.within.pop();
                start
            }
            _ => self.add(Node::Split(Vec::new())),
        }
    }

    fn kind(&mut self, name: &'a str) -> u32 {
        if let Some(kind) = self.kinds.get(name) {
            return *kind;
        }
        // A name that is no piece: pieces are in lower case.
        let example = |pieces: &mut IndexSet<String>| symbol(pieces, &format!("SOME {name}"));
        let mut contents = Vec::new();
        if let Some(custom) = self.grammar.types.get(name) {
            contents.push(Content::Known(self.trie(&custom.words)));
            contents.extend(custom.dynamic.then(|| Content::List(example(&mut self.automaton.pieces))));
        } else if let Some(slot) = builtin_slot(name) {
            contents.push(match slot.openness {
                Openness::List if slot.is_one_word() => Content::Name(example(&mut self.automaton.pieces)),
                Openness::List => Content::List(example(&mut self.automaton.pieces)),
                Openness::Phrase => Content::Any,
                sort => Content::Sort(sort),
            });
        }
        self.automaton.slots.push(contents);
        let kind = index_of(self.automaton.slots.len() - 1);
        self.kinds.insert(name, kind);
        kind
    }

    fn trie(&mut self, texts: &[String]) -> u32 {
        let Automaton { tries, pieces: known, .. } = &mut self.automaton;
        let root = tries.len();
        tries.push(Trie::default());
        for text in texts {
            let mut at = root;
            for piece in pieces(text) {
                let symbol = symbol(known, &piece);
                let fresh = tries.len();
                let Some(node) = tries.get_mut(at) else { break };
                at = *node.children.entry(symbol).or_insert(index_of(fresh)) as usize;
                if at == fresh {
                    tries.push(Trie::default());
                }
            }
            // A text of no pieces is none: the root does not end.
            tries.get_mut(at).filter(|_| at != root).into_iter().for_each(|node| node.ends = true);
        }
        index_of(root)
    }
}
