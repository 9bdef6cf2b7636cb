//! Understanding an utterance: which sample it fits, and what fills the slots. Where the best readings of
//! two intents are of one [rank](super::reading), that is a tie; but where none of them knows a value of a custom type,
//! nobody is meant.

use super::{
    catalog::Catalog,
    grammar::{Element, Pattern, WordId},
    reading::{Fill, Openness, Rank, Reading},
    skill::{Locale, SlotType},
    slots::{self, Clock, Kind},
    text::Words,
};
use std::{cell::RefCell, cmp::Reverse, collections::BTreeMap, rc::Rc};

/// The most words of a value that no type lists.
const LONGEST_OPEN: usize = 4;
/// The same in characters, where words are not spaced.
const LONGEST_OPEN_SPACELESS: usize = 16;
/// The most words of a number, a date, a time or a duration.
const LONGEST_TYPED: usize = 14;
/// The most words of a phrase: more than fit in the seconds for which Alexa listens.
const LONGEST_PHRASE: usize = 100;
/// How many partial readings of one sample are followed; far above what real samples need.
const FUEL: usize = 4_000;

/// What an utterance is heard against.
pub(crate) struct Ear<'a> {
    pub(crate) locale: &'a Locale,
    /// The session's dynamic entities, by type.
    pub(crate) dynamic: &'a BTreeMap<String, Catalog>,
    /// The intent and slot (indices) that were just asked for.
    pub(crate) elicited: Option<(usize, usize)>,
    pub(crate) clock: Clock,
}

/// What came of it.
pub(crate) enum Recognised {
    One(Reading),
    Tie(Reading, Reading),
    Nothing,
}

impl Ear<'_> {
    /// Finds the best reading.
    pub(crate) fn recognise(&self, words: &Words) -> Recognised {
        let keys = words.keys();
        let attempt = Attempt {
            ear: self,
            ids: self.locale.grammar.ids(&keys),
            words,
            keys,
            spans: RefCell::default(),
        };
        let mut best: Vec<Reading> = Vec::new();
        let mut readings = attempt.readings();
        if let Some(dictated) = readings.iter().find(|reading| reading.is_dictation()).map(|it| it.intent) {
            readings.retain(|reading| reading.intent == dictated || reading.is_closed());
        }
        for reading in readings {
            match best.first().map(|first| reading.rank.cmp(&first.rank)) {
                Some(std::cmp::Ordering::Less) => {}
                Some(std::cmp::Ordering::Equal) => best.push(reading),
                Some(std::cmp::Ordering::Greater) | None => best = vec![reading],
            }
        }
        let mut best = best.into_iter();
        let Some(first) = best.next() else { return Recognised::Nothing };
        match best.find(|other| other.intent != first.intent) {
            Some(other) if self.guesses(&first) && self.guesses(&other) => Recognised::Nothing,
            Some(other) => Recognised::Tie(first, other),
            None => Recognised::One(first),
        }
    }

    /// Whether a reading takes words for a value of a custom type that does not list them.
    fn guesses(&self, reading: &Reading) -> bool {
        let intent = self.locale.intents.get(reading.intent);
        reading.fills.iter().filter(|(_, fill)| fill.openness == Openness::Open).any(|(slot, _)| {
            let ty = intent.and_then(|intent| self.locale.types.get(intent.slots.get(*slot)?.ty));
            ty.is_some_and(|ty| ty.kind == Kind::Custom)
        })
    }

    /// The better of two results: for a sentence that can be cut in more than one way.
    pub(crate) fn better(first: Recognised, second: Recognised) -> Recognised {
        let rank = |result: &Recognised| match result {
            Recognised::One(reading) | Recognised::Tie(reading, _) => Some(reading.rank),
            Recognised::Nothing => None,
        };
        if rank(&second) > rank(&first) { second } else { first }
    }

    /// The sample that shares the most words with an utterance, for a message.
    pub(crate) fn nearest(&self, words: &Words) -> Option<&Pattern> {
        let ids = self.locale.grammar.ids(&words.keys());
        let shared = |pattern: &Pattern| {
            let has = |element: &Element| match element {
                Element::Word(id) => ids.contains(&Some(*id)),
                Element::Slot(_) => false,
            };
            pattern.elements.iter().filter(|element| has(element)).count()
        };
        let spare = |pattern: &Pattern| Reverse(pattern.literals);
        let patterns = self.locale.grammar.patterns.iter().rev().filter(|pattern| pattern.answers.is_none());
        patterns.max_by_key(|pattern| (shared(pattern), spare(pattern))).filter(|pattern| shared(pattern) > 0)
    }

    /// A reading in words, for a message.
    pub(crate) fn describe(&self, reading: &Reading) -> String {
        let Some(intent) = self.locale.intents.get(reading.intent) else { return String::new() };
        let fills: Vec<String> = reading
            .fills
            .iter()
            .filter_map(|(slot, fill)| Some(format!("{} = `{}`", intent.slots.get(*slot)?.name, fill.value)))
            .collect();
        let with = if fills.is_empty() { String::new() } else { format!(" with {}", fills.join(", ")) };
        format!("`{}` by the sample `{}`{with}", intent.name, reading.sample)
    }
}

/// One utterance against one grammar.
struct Attempt<'a> {
    ear: &'a Ear<'a>,
    words: &'a Words,
    keys: Vec<&'a str>,
    ids: Vec<Option<WordId>>,
    /// Fills by type and first word, each with the word after its last.
    spans: RefCell<BTreeMap<(usize, usize), Rc<Spans>>>,
}

/// Ways to fill a slot from some word on: the word after the last, and the fill.
type Spans = Vec<(usize, Fill)>;

/// A search through one sample.
struct Search<'a> {
    pattern: &'a Pattern,
    elicited: bool,
    fills: Vec<(usize, Fill)>,
    best: Option<Reading>,
    fuel: usize,
}

impl<'a> Attempt<'a> {
    fn readings(&self) -> Vec<Reading> {
        let grammar = &self.ear.locale.grammar;
        let mut readings = Vec::new();
        if let Some((intent, slot)) = self.ear.elicited {
            readings.extend(self.bare(intent, slot));
            readings.extend(grammar.answers(intent, slot).filter_map(|pattern| self.fit(pattern, true)));
        }
        readings
            .extend(grammar.candidates(&self.ids).into_iter().filter_map(|pattern| self.fit(pattern, false)));
        readings
    }

    /// The whole utterance as the value of the elicited slot. A listed value is as good as a literal.
    fn bare(&self, intent: usize, slot: usize) -> Option<Reading> {
        let ty = self.ear.locale.intents.get(intent)?.slots.get(slot)?.ty;
        let spans = self.spans(ty, 0);
        let (_, fill) = spans.iter().find(|(end, _)| *end == self.keys.len())?;
        let literals = if fill.openness == Openness::Closed { fill.words } else { 0 };
        let fills = vec![(slot, fill.clone())];
        let rank = Rank::of(literals, false, true, &fills);
        Some(Reading { intent, sample: "the slot's bare value".to_owned(), fills, rank })
    }

    fn fit(&self, pattern: &'a Pattern, elicited: bool) -> Option<Reading> {
        let mut search = Search { pattern, elicited, fills: Vec::new(), best: None, fuel: FUEL };
        self.walk(&mut search, 0, 0);
        search.best
    }

    fn walk(&self, search: &mut Search<'a>, element: usize, word: usize) {
        if search.fuel == 0 {
            return;
        }
        search.fuel -= 1;
        let needed = search.pattern.elements.len() - element;
        match search.pattern.elements.get(element) {
            None if word == self.keys.len() => search.accept(self.ear.locale),
            Some(Element::Word(id)) if self.ids.get(word).copied().flatten() == Some(*id) => {
                self.walk(search, element + 1, word + 1);
            }
            None | Some(Element::Word(_)) => {}
            Some(Element::Slot(slot)) => {
                let Some(declared) = self
                    .ear
                    .locale
                    .intents
                    .get(search.pattern.intent)
                    .and_then(|intent| intent.slots.get(*slot))
                else {
                    return;
                };
                let spans = self.spans(declared.ty, word);
                for (end, fill) in spans.iter().filter(|(end, _)| *end + needed - 1 <= self.keys.len()) {
                    search.fills.push((*slot, fill.clone()));
                    self.walk(search, element + 1, *end);
                    search.fills.pop();
                }
            }
        }
    }

    fn spans(&self, ty: usize, start: usize) -> Rc<Spans> {
        if let Some(known) = self.spans.borrow().get(&(ty, start)) {
            return Rc::clone(known);
        }
        let found = Rc::new(match self.ear.locale.types.get(ty) {
            Some(ty) => (start + 1..=self.keys.len().min(start + LONGEST_PHRASE))
                .filter_map(|end| self.span(ty, start, end))
                .collect(),
            None => Vec::new(),
        });
        self.spans.borrow_mut().insert((ty, start), Rc::clone(&found));
        found
    }

    fn span(&self, ty: &SlotType, start: usize, end: usize) -> Option<(usize, Fill)> {
        let keys = self.keys.get(start..end)?;
        let length = end - start;
        let fill = |value: String, openness| {
            Some((end, Fill { value, phrase: keys.join(" "), openness, words: length }))
        };
        let catalogs = [ty.catalog.as_ref(), self.ear.dynamic.get(&ty.name)];
        let lists = |catalog: &&Catalog| length <= catalog.longest() && catalog.lists(&keys.join(" "));
        if catalogs.iter().flatten().any(lists) {
            return fill(self.words.shown(start, end), Openness::Closed);
        }
        let spaceless = self.words.is_spaceless(start);
        let longest_open = if spaceless { LONGEST_OPEN_SPACELESS } else { LONGEST_OPEN };
        match ty.kind {
            Kind::Phrase => fill(self.words.shown(start, end), Openness::Phrase),
            Kind::Open | Kind::Custom if length <= longest_open => {
                fill(self.words.shown(start, end), Openness::Open)
            }
            Kind::Typed(typed) if length <= LONGEST_TYPED => {
                let value = slots::read(typed, keys, self.ear.locale.language, self.ear.clock)?;
                fill(value, Openness::Closed)
            }
            Kind::Open | Kind::Custom | Kind::Typed(_) => None,
        }
    }
}

impl Search<'_> {
    /// Keeps the reading if it is the best of the sample so far. A sample without a word of its own
    /// has no carrier: outside of an elicitation, a phrase or an unlisted value of a custom type
    /// cannot be all there is.
    fn accept(&mut self, locale: &Locale) {
        if self.pattern.literals == 0 && !self.elicited {
            let needs_carrier = |(slot, fill): &(usize, Fill)| match fill.openness {
                Openness::Closed => false,
                Openness::Phrase => true,
                Openness::Open => locale
                    .intents
                    .get(self.pattern.intent)
                    .and_then(|intent| locale.types.get(intent.slots.get(*slot)?.ty))
                    .is_some_and(|ty| ty.kind == Kind::Custom),
            };
            if self.fills.iter().any(needs_carrier) {
                return;
            }
        }
        // In an answer to the question that is open, a listed value is as good as a word of the sample.
        let listed = self.fills.iter().filter(|(_, fill)| self.elicited && fill.openness == Openness::Closed);
        let literals = self.pattern.literals + listed.map(|(_, fill)| fill.words).sum::<usize>();
        let rank = Rank::of(literals, self.pattern.builtin, self.elicited, &self.fills);
        if self.best.as_ref().is_none_or(|best| rank > best.rank) {
            self.best = Some(Reading {
                intent: self.pattern.intent,
                sample: self.pattern.sample.clone(),
                fills: self.fills.clone(),
                rank,
            });
        }
    }
}
