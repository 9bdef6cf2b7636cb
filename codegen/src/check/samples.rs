//! What users say: samples of every intent in one locale.

use super::{
    alexa::{self, SlotDeclared},
    context::Context,
    draft::{Draft, get},
    locales::{self, Layers},
};
use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics, nearest},
    model::{Parts, SampleSet, SlotAnswers, part_slot},
    syntax::sample::{
        Item, ItemKind, MAX_SENTENCES, Phrases, Sample, check_phrases, check_phrases_used, check_references,
        expand, parse_sample, slots,
    },
};
use indexmap::IndexMap;
use sayso_schemas::{
    span::Span,
    spec::{Intent, Map, Overlay, Slot, Text, TypeDecl},
};

/// The samples of one locale, parsed.
pub struct Parsed<'d> {
    /// Phrases.
    pub phrases: Phrases,
    /// Intent to its samples.
    pub intents: IndexMap<&'d str, ParsedIntent<'d>>,
    /// Nothing was reported, so that what is unused is really meant to be.
    sound: bool,
}

/// The samples of one intent.
pub struct ParsedIntent<'d> {
    /// The intent's name, with its place.
    pub name: &'d Text,
    /// Its declaration.
    pub declared: &'d Intent,
    /// What is said for it.
    pub samples: Vec<Sample>,
    /// The sentences that they stand for, each with the place of its sample.
    pub sentences: Vec<(String, Span)>,
    /// Slot to what answers its question.
    pub answers: IndexMap<&'d str, Vec<Sample>>,
}

/// Parses and checks the samples of one locale.
pub fn parse<'d>(context: &mut Context<'d>, layers: &Layers<'d>) -> Parsed<'d> {
    let draft = context.draft;
    // What follows is told apart from what is known, and put to it in the end.
    let known = std::mem::take(context.diagnostics);
    let (phrases, lost) = phrases(context, layers);
    let mut intents = IndexMap::new();
    for (name, declared) in &draft.intents {
        let words = |overlay: &'d Overlay| get(&overlay.intents, name);
        let own = |overlay: &'d Overlay| words(overlay).map(|it| &it.samples).filter(|it| !it.is_empty());
        let texts = layers.nearest(own, || Some(&declared.samples));
        if texts.is_none() {
            locales::missing(
                context,
                layers,
                &format!("samples of `{name}`"),
                &format!("intents.{name}.samples"),
                name.span,
            );
        }
        let in_parts = |sample| super::parts::in_sample(sample, &declared.slots, &draft.types);
        let samples = all(context, texts.map(Vec::as_slice).unwrap_or_default());
        let samples: Vec<Sample> = samples.into_iter().map(in_parts).collect();
        let mut answers = IndexMap::new();
        for (slot, it) in &declared.slots {
            let own = |overlay: &'d Overlay| {
                words(overlay)
                    .and_then(|it| get(&it.slots, slot))
                    .map(|it| &it.answers)
                    .filter(|it| !it.is_empty())
            };
            let texts = layers.nearest(own, || Some(&it.answers)).map(Vec::as_slice).unwrap_or_default();
            let texts = all(context, texts).into_iter().map(in_parts).collect();
            answers.insert(slot.value.as_str(), texts);
        }
        let mut parsed = ParsedIntent { name, declared, samples, sentences: Vec::new(), answers };
        if !lost {
            for sample in parsed.samples.iter().chain(parsed.answers.values().flatten()) {
                check_references(sample, &phrases, context.diagnostics);
            }
        }
        parsed.sentences = check(context, &parsed, &phrases, texts.map(Vec::len));
        intents.insert(name.value.as_str(), parsed);
    }
    let broken = context.draft.broken.names("intents").is_none_or(|mut names| names.next().is_some());
    let sound = context.diagnostics.is_empty() && !broken && !draft.intents.is_empty();
    let found = std::mem::replace(context.diagnostics, known);
    context.diagnostics.extend(found.iter().cloned());
    Parsed { phrases, intents, sound }
}

fn all(context: &mut Context<'_>, texts: &[Text]) -> Vec<Sample> {
    texts.iter().filter_map(|text| parse_sample(text, context.diagnostics)).collect()
}

/// The phrases of a locale; true where there are others that could not be read.
fn phrases<'d>(context: &mut Context<'d>, layers: &Layers<'d>) -> (Phrases, bool) {
    let mut texts: Map<&Text> = Map::new();
    if layers.spec {
        texts.extend(context.draft.phrases.iter().map(|(name, text)| (name.clone(), text)));
    }
    for overlay in layers.overlays.iter().rev() {
        texts.extend(overlay.phrases.iter().map(|(name, text)| (name.clone(), text)));
    }
    let mut phrases = Phrases::new();
    for (name, text) in texts {
        super::naming::value_name(context.diagnostics, &name, "phrase");
        let sample = parse_sample(text, context.diagnostics).or_else(|| unread(text));
        phrases.extend(sample.map(|sample| (name.value, sample)));
    }
    let spec = layers.spec.then_some(&context.draft.broken);
    let mut lost = false;
    for broken in spec.into_iter().chain(context.draft.broken_overlays.get(&layers.tag.value)) {
        let names = broken.names("phrases");
        lost |= names.is_none();
        for name in
            names.into_iter().flatten().filter(|name| !phrases.contains_key(*name)).collect::<Vec<_>>()
        {
            phrases.extend(unread(layers.tag).map(|sample| (name.to_owned(), sample)));
        }
    }
    if !lost {
        check_phrases(&phrases, context.diagnostics);
    }
    (phrases, lost)
}

/// What stands for a phrase that could not be read: it is declared, so its use is no second error.
fn unread(text: &Text) -> Option<Sample> {
    parse_sample(&Text { value: "unreadable".to_owned(), span: text.span }, &mut Diagnostics::new())
}

/// Checks the samples of an intent; the sentences that they stand for.
fn check(
    context: &mut Context<'_>,
    parsed: &ParsedIntent<'_>,
    phrases: &Phrases,
    written: Option<usize>,
) -> Vec<(String, Span)> {
    let types = &context.draft.types;
    let slots_declared = &parsed.declared.slots;
    let in_parts = |slot: &Slot| super::parts::of(slot, types).is_some();
    // Where a sample could not be read, it may be the one that has the slot.
    let whole = written == Some(parsed.samples.len());
    // A slot that is asked for need not be in a sample: its question is where it is said.
    let said: Vec<&str> =
        parsed.samples.iter().flat_map(|sample| slots(sample, phrases)).map(|slot| slot.name).collect();
    // A part that it does not have was meant to be in it, and what is misspelt to be it.
    let meant = |slot: &Text| {
        said.iter().any(|it| match it.split_once('.') {
            Some((of, _)) => of == slot.as_str(),
            None => get(slots_declared, it).is_none() && nearest(it, [slot.as_str()]).is_some(),
        })
    };
    let declared: Vec<&Text> = slots_declared
        .iter()
        .filter(|(name, slot)| {
            let needed = whole && slot.ask.is_none() && !slot.part && !meant(name);
            !in_parts(slot) && (needed || said.contains(&name.as_str()))
        })
        .map(|(name, _)| name)
        .collect();
    let kinds: IndexMap<&str, &str> =
        slots_declared.iter().map(|(name, slot)| (name.value.as_str(), slot.kind.value.as_str())).collect();
    // Samples that cannot be read were reported; that there is none left is no news.
    let mut sentences = Vec::new();
    if whole || !parsed.samples.is_empty() {
        let known = |name: &str| super::parts::undeclared(name, slots_declared, types);
        alexa::check_slots(&parsed.samples, phrases, &declared, &known, context.diagnostics);
        sentences = alexa::check_samples(parsed.name, &parsed.samples, phrases, &kinds, context.diagnostics);
    }
    for (slot, it) in slots_declared {
        let answers = parsed.answers.get(slot.value.as_str()).map(Vec::as_slice).unwrap_or_default();
        match super::parts::of(it, types) {
            Some(parts) => {
                if whole && it.ask.is_none() && !meant(slot) {
                    said_at_all(context, slot, parts, &said);
                }
                check_answers_in_parts(context, slot, parts, answers, phrases);
            }
            None if !super::parts::has_type(it, types) => {}
            None => alexa::check_answers(slot, &it.kind, answers, phrases, context.diagnostics),
        }
    }
    sentences
}

/// Some part of a slot is in a sample.
fn said_at_all(context: &mut Context<'_>, slot: &Text, parts: &Map<Text>, said: &[&str]) {
    let part_said = |part: &Text| said.contains(&part_slot(slot, part).as_str());
    if !parts.keys().any(part_said) {
        context.push(
            Diagnostic::error(Code::SLOT_UNUSED, format!("no sample has the slot `{slot}`"))
                .at(slot.span, "declared here")
                .help(format!("add a sample with `{{{slot}}}`, or remove the slot")),
        );
    }
}

/// The answers to the question for something that is said in parts have its parts, and nothing else.
fn check_answers_in_parts(
    context: &mut Context<'_>,
    slot: &Text,
    parts: &Map<Text>,
    answers: &[Sample],
    phrases: &Phrases,
) {
    for other in answers.iter().flat_map(|answer| slots(answer, phrases)) {
        if parts.keys().all(|part| part_slot(slot, part) != other.name) {
            context.push(
                Diagnostic::error(
                    Code::ANSWER_SLOT,
                    format!("an answer to the question for `{slot}` has the slot `{}`", other.name),
                )
                .at(other.span, "no part of it")
                .at(slot.span, "asked for here")
                .help(format!(
                    "write the answer with `{{{slot}}}`, or with parts of it: `{{{slot}.<part>}}`"
                )),
            );
        }
    }
}

/// Checks slot types over all intents and locales.
pub fn slot_types(context: &mut Context<'_>, tags: &[&str]) {
    let draft = context.draft;
    let in_parts = |slot: &Slot| super::parts::of(slot, &draft.types).is_some();
    let slots = || draft.intents.values().flat_map(|intent| &intent.slots).filter(|(_, it)| !in_parts(it));
    for (name, slot) in slots() {
        alexa::check_name("slot", name, context.diagnostics);
        alexa::check_slot_type(&slot.kind, tags.iter().copied(), context.diagnostics);
    }
    // One whose type is unknown may well have been meant to have the same.
    let declared = slots().filter(|(_, slot)| super::parts::has_type(slot, &draft.types));
    let declared = declared.map(|(name, slot)| SlotDeclared { name, kind: &slot.kind });
    alexa::check_slot_types_agree(declared, context.diagnostics);
    alexa::check_names_differ("intent", draft.intents.keys(), context.diagnostics);
    draft.intents.keys().for_each(|name| alexa::check_intent_name(name, context.diagnostics));
}

/// Expands the samples to Alexa's form, each sentence once.
pub fn expanded(
    parsed: Parsed<'_>,
    draft: &Draft,
    parts: &IndexMap<String, Parts>,
    diagnostics: &mut Diagnostics,
) -> IndexMap<String, SampleSet> {
    let samples =
        parsed.intents.values().flat_map(|it| it.samples.iter().chain(it.answers.values().flatten()));
    if parsed.sound {
        check_phrases_used(&parsed.phrases, samples, diagnostics);
    }
    let mut once = |sentences: Vec<(String, Span)>| {
        let places = sentences.iter().map(|(sentence, span)| (sentence.as_str(), *span));
        let first = alexa::check_sentences_differ(places, diagnostics);
        let first = sentences.into_iter().zip(first).filter(|(_, first)| *first);
        first.map(|((sentence, _), _)| sentence).collect::<Vec<_>>()
    };
    let mut sets = IndexMap::new();
    for (name, intent) in parsed.intents {
        let mut slots = IndexMap::new();
        for (slot, it) in &intent.declared.slots {
            let answers = intent.answers.get(slot.value.as_str()).map(Vec::as_slice).unwrap_or_default();
            if let Some(parts) = parts.get(&it.kind.value) {
                if it.ask.is_some() {
                    let samples = in_parts(slot, it, intent.declared, answers, &parsed.phrases, &draft.types);
                    let asked = part_slot(slot, &parts.asked);
                    slots.insert(asked, SlotAnswers { samples: once(samples) });
                }
            } else if it.ask.is_some() {
                // The bare value always answers; the spec adds to it.
                let mut samples = Vec::new();
                if !alexa::builtin_slot(&it.kind).is_some_and(|kind| kind.is_phrase()) {
                    samples.push(format!("{{{slot}}}"));
                }
                samples.extend(once(sentences_of(answers, &parsed.phrases)));
                slots.insert(slot.value.clone(), SlotAnswers { samples });
            }
        }
        sets.insert(name.to_owned(), SampleSet { samples: once(intent.sentences), slots });
    }
    sets
}

/// What answers the question for something that is said in parts: all its parts, and what the spec adds.
fn in_parts(
    slot: &Text,
    declared: &Slot,
    intent: &Intent,
    answers: &[Sample],
    phrases: &Phrases,
    types: &Map<TypeDecl>,
) -> Vec<(String, Span)> {
    let whole = Item { span: declared.kind.span, joined: false, kind: ItemKind::Slot(slot.value.clone()) };
    let whole = Sample { span: declared.kind.span, items: vec![whole] };
    let mut samples = vec![super::parts::in_sample(whole, &intent.slots, types)];
    samples.extend(answers.iter().cloned());
    sentences_of(&samples, phrases)
}

/// The sentences that samples stand for. What is too much was reported where they were checked.
fn sentences_of(samples: &[Sample], phrases: &Phrases) -> Vec<(String, Span)> {
    let expanded = |sample| expand(sample, phrases, MAX_SENTENCES).unwrap_or_default();
    samples.iter().flat_map(|it| expanded(it).into_iter().map(|sentence| (sentence, it.span))).collect()
}
