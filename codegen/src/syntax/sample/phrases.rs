//! What a sample refers to: phrases and slots.

use super::{Item, ItemKind, MAX_DEPTH, Phrases, Sample};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, suggest};
use indexmap::{IndexMap, IndexSet};
use sayso_schemas::span::Span;

/// A slot in a sample.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SlotUse<'a> {
    /// Its name.
    pub name: &'a str,
    /// Where it is written: in the sample, or in a phrase of it.
    pub span: Span,
}

/// Every slot of a sample, those of its phrases included, in the order in which they are met.
pub fn slots<'a>(sample: &'a Sample, phrases: &'a Phrases) -> Vec<SlotUse<'a>> {
    let mut found = Vec::new();
    each(sample, phrases, &mut |item| {
        if let ItemKind::Slot(name) = &item.kind {
            found.push(SlotUse { name, span: item.span });
        }
    });
    found
}

/// The names of the phrases that a sample uses, those within phrases included; also of ones that do not exist.
pub fn phrases_used<'a>(sample: &'a Sample, phrases: &'a Phrases) -> IndexSet<&'a str> {
    let mut found = IndexSet::new();
    each(sample, phrases, &mut |item| {
        if let ItemKind::Phrase(name) = &item.kind {
            found.insert(name.as_str());
        }
    });
    found
}

/// Visits the items of a sample and of every phrase that it leads to, each phrase once.
fn each<'a>(sample: &'a Sample, phrases: &'a Phrases, visit: &mut impl FnMut(&'a Item)) {
    let mut reached: IndexSet<&'a str> = IndexSet::new();
    let mut next = Some(sample);
    let mut at = 0;
    while let Some(sample) = next {
        walk(&sample.items, &mut |item| {
            if let ItemKind::Phrase(name) = &item.kind {
                reached.insert(name);
            }
            visit(item);
        });
        // Names of phrases that do not exist are passed over.
        next = None;
        while let (None, Some(name)) = (next, reached.get_index(at)) {
            next = phrases.get(*name);
            at += 1;
        }
    }
}

fn walk<'a>(items: &'a [Item], visit: &mut impl FnMut(&'a Item)) {
    for item in items {
        visit(item);
        match &item.kind {
            ItemKind::Optional(items) => walk(items, visit),
            ItemKind::Either(alternatives) => alternatives.iter().for_each(|items| walk(items, visit)),
            ItemKind::Word(_) | ItemKind::Slot(_) | ItemKind::Phrase(_) => {}
        }
    }
}

/// Diagnoses phrases in a sample that do not exist. Those within phrases are [`check_phrases`]'s.
pub fn check_references(sample: &Sample, phrases: &Phrases, diagnostics: &mut Diagnostics) {
    for (name, span) in references(sample) {
        if !phrases.contains_key(name) {
            diagnostics.push(
                Diagnostic::error(Code::PHRASE_UNKNOWN, format!("there is no phrase `{name}`"))
                    .at(span, "used here")
                    .help(suggest(name, "phrases", phrases.keys().map(String::as_str))),
            );
        }
    }
}

/// Diagnoses phrases that use one that does not exist, contain themselves or are nested too deeply.
pub fn check_phrases(phrases: &Phrases, diagnostics: &mut Diagnostics) {
    let mut checked = IndexMap::new();
    for (name, sample) in phrases {
        check_references(sample, phrases, diagnostics);
        let mut search = Search { phrases, checked: &mut checked, path: Vec::new(), diagnostics };
        search.descend(name, sample.span);
    }
}

/// Diagnoses phrases that none of the samples leads to, as a warning.
pub fn check_phrases_used<'a>(
    phrases: &'a Phrases,
    samples: impl IntoIterator<Item = &'a Sample>,
    diagnostics: &mut Diagnostics,
) {
    let used: IndexSet<&str> = samples.into_iter().flat_map(|sample| phrases_used(sample, phrases)).collect();
    for (name, sample) in phrases.iter().filter(|(name, _)| !used.contains(name.as_str())) {
        diagnostics.push(
            Diagnostic::warning(Code::PHRASE_UNUSED, format!("no sample uses the phrase `{name}`"))
                .at(sample.span, "declared here")
                .help(format!("write `<{name}>` in a sample, or remove the phrase")),
        );
    }
}

/// A phrase of this height or more stands on one that was diagnosed as too deep.
const TOLD: usize = MAX_DEPTH + 1;

/// A depth-first search for cycles.
struct Search<'a, 's> {
    phrases: &'a Phrases,
    /// Phrases that were followed already, with how deeply phrases stand in them.
    checked: &'s mut IndexMap<&'a str, usize>,
    /// The phrases from the first to the present one, each with the place where the one before uses it.
    path: Vec<(&'a str, Span)>,
    diagnostics: &'s mut Diagnostics,
}

impl<'a> Search<'a, '_> {
    /// How deeply phrases stand in a phrase, itself counted; past [`TOLD`] no longer counted.
    fn descend(&mut self, name: &'a str, used: Span) -> usize {
        let Some(sample) = self.phrases.get(name) else { return 0 };
        if let Some(height) = self.checked.get(name) {
            return *height;
        }
        if let Some(start) = self.path.iter().position(|(above, _)| *above == name) {
            self.cycle(start, name, used);
            return 0;
        }
        self.path.push((name, used));
        // The search itself goes only so deep; then the chain is too long, whatever follows.
        let inner = if self.path.len() > MAX_DEPTH {
            MAX_DEPTH
        } else {
            let inner = references(sample).into_iter().map(|(inner, span)| self.descend(inner, span));
            inner.max().unwrap_or(0)
        };
        self.path.pop();
        if inner == MAX_DEPTH {
            self.diagnostics.push(
                Diagnostic::error(Code::SAMPLE_TOO_LARGE, "phrases stand in phrases too deeply")
                    .at(used, format!("more than {MAX_DEPTH} deep here"))
                    .help(format!("write out what `{name}` stands for")),
            );
        }
        let height = (inner + 1).min(TOLD);
        self.checked.insert(name, height);
        height
    }

    fn cycle(&mut self, start: usize, name: &str, used: Span) {
        let message = format!("phrase `{name}` contains itself");
        let mut diagnostic = Diagnostic::error(Code::PHRASE_CYCLE, message)
            .at(used, format!("`{name}` is used here, within itself"));
        for (inner, span) in self.path.iter().skip(start + 1) {
            diagnostic = diagnostic.at(*span, format!("`{inner}` is used here"));
        }
        self.diagnostics.push(diagnostic.help("write out the words; a phrase cannot repeat itself"));
    }
}

/// The phrases that a sample itself uses, with their places.
fn references(sample: &Sample) -> Vec<(&str, Span)> {
    let mut found = Vec::new();
    walk(&sample.items, &mut |item| {
        if let ItemKind::Phrase(name) = &item.kind {
            found.push((name.as_str(), item.span));
        }
    });
    found
}
