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

impl Leaf<'_> {
    /// The word, or the slot's name.
    fn text(&self) -> &str {
        match self.kind {
            LeafKind::Word(text) | LeafKind::Slot(text) => text,
        }
    }
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

/// A sentence as an Alexa sample.
pub fn write(leaves: &[Leaf<'_>]) -> String {
    // A space and the braces of a slot are the most that a piece has besides its letters.
    let length = leaves.iter().map(|leaf| leaf.text().len() + 3).sum();
    let mut sentence = String::with_capacity(length);
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

/// A piece that is a leaf by itself.
fn leaf_of(item: &Item) -> Option<LeafKind<'_>> {
    match &item.kind {
        ItemKind::Word(word) => Some(LeafKind::Word(word)),
        ItemKind::Slot(name) => Some(LeafKind::Slot(name)),
        _ => None,
    }
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
    /// Every combination of what the items stand for, the last item's alternatives varying fastest.
    fn sequence(&mut self, items: &'a [Item]) -> Result<Sentences<'a>, TooMany> {
        let mut parts: Vec<Sentences<'a>> = Vec::with_capacity(items.len());
        let mut count: usize = 1;
        for item in items {
            self.spend(1)?;
            if let Some(kind) = leaf_of(item) {
                let leaf = Leaf { span: item.span, joined: item.joined, kind };
                match parts.last_mut().map(Vec::as_mut_slice) {
                    Some([only]) => only.push(leaf),
                    _ => parts.push(vec![vec![leaf]]),
                }
                continue;
            }
            let next = self.item(item)?;
            count = count.saturating_mul(next.len());
            self.spend(count)?;
            if count > self.limit {
                return Err(TooMany { limit: self.limit });
            }
            parts.push(next);
        }
        match parts.as_slice() {
            [_] => Ok(parts.swap_remove(0)),
            _ => self.combine(&parts, count),
        }
    }

    /// All combinations of `parts`, of which there are `count`; each is made once, in its final length.
    fn combine(&mut self, parts: &[Sentences<'a>], count: usize) -> Result<Sentences<'a>, TooMany> {
        let mut chosen = vec![0; parts.len()];
        let mut sentences = Vec::with_capacity(count);
        for _ in 0..count {
            let pieces = || parts.iter().zip(&chosen).filter_map(|(part, at)| part.get(*at));
            let length = pieces().map(Vec::len).sum();
            self.spend(length)?;
            let mut sentence = Vec::with_capacity(length);
            pieces().for_each(|piece| sentence.extend_from_slice(piece));
            sentences.push(sentence);
            for (at, part) in chosen.iter_mut().zip(parts).rev() {
                *at += 1;
                if *at < part.len() {
                    break;
                }
                *at = 0;
            }
        }
        Ok(sentences)
    }

    fn item(&mut self, item: &'a Item) -> Result<Sentences<'a>, TooMany> {
        Ok(match &item.kind {
            ItemKind::Word(_) | ItemKind::Slot(_) => self.sequence(std::slice::from_ref(item))?,
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
