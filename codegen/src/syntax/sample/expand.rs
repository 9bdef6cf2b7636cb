//! From a sample to the sentences that it stands for.

use super::{Item, ItemKind, MAX_DEPTH, Phrases, Sample};
use indexmap::IndexSet;
use sayso_schemas::span::Span;

/// A sensible limit for [`expand`]: the sentences of one sample. Alexa advises 30 samples or more for an intent;
/// a sample worth a thousand is a mistake.
pub const MAX_SENTENCES: usize = 1_000;

/// How many pieces are looked at for each sentence allowed, at most; what bounds phrases that repeat themselves.
const STEPS_PER_SENTENCE: usize = 64;

/// A sample stands for more sentences than allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("more than {limit} sentences")]
pub struct TooMany {
    /// The limit that was passed.
    pub limit: usize,
}

/// A word or a slot of a sentence.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Leaf<'a> {
    /// Where it was written: in the sample, or in a phrase.
    pub span: Span,
    /// No space stands before it.
    pub joined: bool,
    /// What it is.
    pub kind: LeafKind<'a>,
}

/// What a piece of a sentence is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum LeafKind<'a> {
    /// A word.
    Word(&'a str),
    /// A slot, by name.
    Slot(&'a str),
}

/// The sentences of a sample as Alexa samples (`what is blocked in {project}`): in a fixed order, each once, none
/// empty.
///
/// `limit` counts before duplicates are dropped.
pub fn expand(sample: &Sample, phrases: &Phrases, limit: usize) -> Result<Vec<String>, TooMany> {
    let written: IndexSet<String> =
        sentences(sample, phrases, limit)?.iter().map(|leaves| write(leaves)).collect();
    Ok(written.into_iter().filter(|sentence| !sentence.is_empty()).collect())
}

/// The sentences of a sample piece by piece, as [`expand`], with duplicates and the empty one.
pub fn sentences<'a>(
    sample: &'a Sample,
    phrases: &'a Phrases,
    limit: usize,
) -> Result<Vec<Vec<Leaf<'a>>>, TooMany> {
    let steps = limit.saturating_mul(STEPS_PER_SENTENCE);
    Expansion { phrases, limit, steps, within: Vec::new() }.sequence(&sample.items)
}

fn write(leaves: &[Leaf<'_>]) -> String {
    let mut sentence = String::new();
    for leaf in leaves {
        if !sentence.is_empty() && !leaf.joined {
            sentence.push(' ');
        }
        match leaf.kind {
            LeafKind::Word(word) => sentence.push_str(word),
            LeafKind::Slot(name) => sentence.extend(["{", name, "}"]),
        }
    }
    sentence
}

type Sentences<'a> = Vec<Vec<Leaf<'a>>>;

struct Expansion<'a> {
    phrases: &'a Phrases,
    limit: usize,
    steps: usize,
    /// The phrases being expanded.
    within: Vec<&'a str>,
}

impl<'a> Expansion<'a> {
    fn sequence(&mut self, items: &'a [Item]) -> Result<Sentences<'a>, TooMany> {
        let mut so_far: Sentences<'a> = vec![Vec::new()];
        for item in items {
            let next = self.item(item)?;
            let count = so_far.len().saturating_mul(next.len());
            self.spend(count)?;
            if count > self.limit {
                return Err(TooMany { limit: self.limit });
            }
            if let ([only], false) = (next.as_slice(), so_far.is_empty()) {
                self.spend(only.len().saturating_mul(so_far.len()))?;
                for sentence in &mut so_far {
                    sentence.extend_from_slice(only);
                }
                continue;
            }
            let mut longer = Vec::with_capacity(count);
            for head in &so_far {
                for tail in &next {
                    self.spend(head.len() + tail.len())?;
                    longer.push([head.as_slice(), tail.as_slice()].concat());
                }
            }
            so_far = longer;
        }
        Ok(so_far)
    }

    fn item(&mut self, item: &'a Item) -> Result<Sentences<'a>, TooMany> {
        self.spend(1)?;
        let leaf = |kind| vec![vec![Leaf { span: item.span, joined: item.joined, kind }]];
        Ok(match &item.kind {
            ItemKind::Word(word) => leaf(LeafKind::Word(word)),
            ItemKind::Slot(name) => leaf(LeafKind::Slot(name)),
            ItemKind::Phrase(name) => self.phrase(name)?,
            ItemKind::Optional(items) => {
                let mut sentences = vec![Vec::new()];
                sentences.extend(self.sequence(items)?);
                sentences
            }
            ItemKind::Either(alternatives) => {
                let mut sentences = Vec::new();
                for items in alternatives {
                    sentences.extend(self.sequence(items)?);
                }
                sentences
            }
        })
    }

    fn phrase(&mut self, name: &'a str) -> Result<Sentences<'a>, TooMany> {
        let Some(sample) = self.phrases.get(name) else { return Ok(Vec::new()) };
        if self.within.contains(&name) || self.within.len() == MAX_DEPTH {
            return Ok(Vec::new());
        }
        self.within.push(name);
        let sentences = self.sequence(&sample.items);
        self.within.pop();
        sentences
    }

    fn spend(&mut self, steps: usize) -> Result<(), TooMany> {
        self.steps = self.steps.checked_sub(steps).ok_or(TooMany { limit: self.limit })?;
        Ok(())
    }
}
