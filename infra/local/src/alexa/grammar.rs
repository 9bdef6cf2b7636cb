//! Samples, compiled and indexed. A sample stays a sequence of words and slots (values are never
//! multiplied out) and is found by its rarest word, so that an utterance meets few samples of many.

use super::{builtin, error::ModelError, language::Language, model, text::Words};
use std::collections::BTreeMap;

/// A word known to some sample.
pub(crate) type WordId = u32;

/// One place of a sample.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Element {
    Word(WordId),
    /// The index of a slot among its intent's.
    Slot(usize),
}

/// A sample.
#[derive(Debug)]
pub(crate) struct Pattern {
    /// Index of the intent.
    pub(crate) intent: usize,
    /// As written.
    pub(crate) sample: String,
    pub(crate) elements: Vec<Element>,
    /// How many elements are words.
    pub(crate) literals: usize,
    /// Whether it is an utterance of a built-in intent.
    pub(crate) builtin: bool,
    /// The slot whose elicitation it answers; such a sample counts only then.
    pub(crate) answers: Option<usize>,
}

/// All samples of a locale.
#[derive(Debug, Default)]
pub(crate) struct Grammar {
    words: BTreeMap<String, WordId>,
    pub(crate) patterns: Vec<Pattern>,
    by_word: BTreeMap<WordId, Vec<usize>>,
    wordless: Vec<usize>,
    /// By intent and slot: the samples that answer its elicitation.
    answers: BTreeMap<(usize, usize), Vec<usize>>,
}

impl Grammar {
    /// The utterance's words as ids; `None` for a word that no sample has.
    pub(crate) fn ids(&self, keys: &[&str]) -> Vec<Option<WordId>> {
        keys.iter().map(|key| self.words.get(*key).copied()).collect()
    }

    /// Samples that may fit an utterance of these words, in the model's order.
    pub(crate) fn candidates(&self, ids: &[Option<WordId>]) -> Vec<&Pattern> {
        let mut found: Vec<usize> = self.wordless.clone();
        let mut distinct: Vec<WordId> = ids.iter().flatten().copied().collect();
        distinct.sort_unstable();
        distinct.dedup();
        for id in &distinct {
            found.extend(self.by_word.get(id).into_iter().flatten().filter(|&&index| {
                self.patterns
                    .get(index)
                    .is_some_and(|pattern| pattern.elements.len() <= ids.len() && pattern.has_only(&distinct))
            }));
        }
        found.sort_unstable();
        found.iter().filter_map(|&index| self.patterns.get(index)).collect()
    }

    /// Samples that answer the elicitation of a slot.
    pub(crate) fn answers(&self, intent: usize, slot: usize) -> impl Iterator<Item = &Pattern> {
        let indices = self.answers.get(&(intent, slot)).into_iter().flatten();
        indices.filter_map(|&index| self.patterns.get(index))
    }

    fn intern(&mut self, word: &str) -> WordId {
        if let Some(&id) = self.words.get(word) {
            return id;
        }
        let id = WordId::try_from(self.words.len()).unwrap_or(WordId::MAX);
        self.words.insert(word.to_owned(), id);
        id
    }

    /// Files every sample under the word that the fewest samples have.
    fn index(&mut self) {
        let mut uses: BTreeMap<WordId, usize> = BTreeMap::new();
        for id in self.patterns.iter().flat_map(Pattern::words) {
            *uses.entry(id).or_default() += 1;
        }
        for (index, pattern) in self.patterns.iter().enumerate() {
            if let Some(slot) = pattern.answers {
                self.answers.entry((pattern.intent, slot)).or_default().push(index);
                continue;
            }
            match pattern.words().min_by_key(|id| (uses.get(id).copied(), *id)) {
                Some(rarest) => self.by_word.entry(rarest).or_default().push(index),
                None => self.wordless.push(index),
            }
        }
    }
}

impl Pattern {
    fn words(&self) -> impl Iterator<Item = WordId> + '_ {
        self.elements.iter().filter_map(|element| match element {
            Element::Word(id) => Some(*id),
            Element::Slot(_) => None,
        })
    }

    fn has_only(&self, sorted: &[WordId]) -> bool {
        self.words().all(|id| sorted.binary_search(&id).is_ok())
    }
}

/// Compiles the samples of a model.
pub(crate) fn compile(
    locale: &str,
    language: Language,
    model: &model::LanguageModel,
) -> Result<Grammar, ModelError> {
    let mut grammar = Grammar::default();
    for (index, intent) in model.intents.iter().enumerate() {
        let mut source = Source { locale, language, intent, index, grammar: &mut grammar };
        for sample in &intent.samples {
            source.add(sample, false, None)?;
        }
        for utterance in builtin::utterances(&intent.name, language) {
            source.add(utterance, true, None)?;
        }
        for (slot, declared) in intent.slots.iter().enumerate() {
            for sample in &declared.samples {
                source.add(sample, false, Some(slot))?;
            }
        }
    }
    grammar.index();
    Ok(grammar)
}

/// Where samples come from and go to.
struct Source<'a> {
    locale: &'a str,
    language: Language,
    intent: &'a model::Intent,
    index: usize,
    grammar: &'a mut Grammar,
}

impl Source<'_> {
    fn add(&mut self, sample: &str, builtin: bool, answers: Option<usize>) -> Result<(), ModelError> {
        let elements = self.elements(sample)?;
        if elements.is_empty() {
            return Ok(());
        }
        let literals = elements.iter().filter(|element| matches!(element, Element::Word(_))).count();
        let sample = sample.to_owned();
        let pattern = Pattern { intent: self.index, sample, elements, literals, builtin, answers };
        self.grammar.patterns.push(pattern);
        Ok(())
    }

    fn elements(&mut self, sample: &str) -> Result<Vec<Element>, ModelError> {
        let mut elements = Vec::new();
        let mut rest = sample;
        while let Some((before, from_slot)) = rest.split_once('{') {
            self.add_words(before, &mut elements, sample)?;
            let (name, after) = from_slot.split_once('}').ok_or_else(|| self.braces(sample))?;
            elements.push(Element::Slot(self.slot(name, sample)?));
            rest = after;
        }
        self.add_words(rest, &mut elements, sample)?;
        Ok(elements)
    }

    fn add_words(&mut self, text: &str, to: &mut Vec<Element>, sample: &str) -> Result<(), ModelError> {
        if text.contains('}') {
            return Err(self.braces(sample));
        }
        // `{name}'s` is how a sample writes the possessive of a slot.
        let (possessive, text) = match text.strip_prefix("'s").or_else(|| text.strip_prefix("\u{2019}s")) {
            Some(rest) if self.language == Language::English && !to.is_empty() => (Some("'s"), rest),
            _ => (None, text),
        };
        let words = Words::of(text, self.language);
        for word in possessive.into_iter().chain(words.keys()) {
            to.push(Element::Word(self.grammar.intern(word)));
        }
        Ok(())
    }

    fn slot(&self, name: &str, sample: &str) -> Result<usize, ModelError> {
        let name = name.trim();
        self.intent.slots.iter().position(|slot| slot.name == name).ok_or_else(|| {
            ModelError::UndeclaredSlot {
                locale: self.locale.to_owned(),
                intent: self.intent.name.clone(),
                sample: sample.to_owned(),
            }
        })
    }

    fn braces(&self, sample: &str) -> ModelError {
        ModelError::Braces {
            locale: self.locale.to_owned(),
            intent: self.intent.name.clone(),
            sample: sample.to_owned(),
        }
    }
}
