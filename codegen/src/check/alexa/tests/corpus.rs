//! Models of public skills, all of which Alexa built: the rules find no error in them.

use super::*;
use crate::check::overlap::{CustomType, Grammar, IntentLanguage, Overlaps, overlaps};
use serde_json::Value;
use std::{fs, path::Path};

/// The models, with the locale of each as far as its path tells.
fn models() -> Vec<(String, Value)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/alexa-corpus/models");
    let mut found = Vec::new();
    let mut open = vec![folder];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                open.push(path);
            } else if let Ok(text) = fs::read_to_string(&path)
                && let Ok(model) = serde_json::from_str(text.trim_start_matches('\u{feff}'))
            {
                found.push((path.display().to_string(), model));
            }
        }
    }
    found.sort_by(|(first, _), (second, _)| first.cmp(second));
    found
}

fn array<'a>(value: &'a Value, key: &str) -> impl Iterator<Item = &'a Value> {
    value.get(key).and_then(Value::as_array).into_iter().flatten()
}

fn string<'a>(value: &'a Value, key: &str) -> &'a str {
    value.get(key).and_then(Value::as_str).unwrap_or_default()
}

/// An intent with its samples, and slot to type.
type Intent<'a> = (&'a str, Vec<Sample>, IndexMap<&'a str, &'a str>);

/// Checks one model; what was told, and what overlaps.
fn check<'a>(path: &str, language: &'a Value) -> (Vec<String>, Overlaps) {
    let mut source = Source::default();
    let mut types: IndexMap<String, CustomType> = IndexMap::new();
    for kind in array(language, "types") {
        let texts = array(kind, "values").filter_map(|value| value.get("name"));
        let mut words = Vec::new();
        for text in texts {
            words.push(string(text, "value").to_owned());
            words.extend(array(text, "synonyms").filter_map(Value::as_str).map(str::to_owned));
        }
        types.insert(string(kind, "name").to_owned(), CustomType { words, dynamic: false });
    }
    let invocation = source.add(string(language, "invocationName"));
    check_invocation_name(&invocation, "xx-XX", &mut source.diagnostics);
    let mut intents: Vec<Intent<'a>> = Vec::new();
    for intent in array(language, "intents").filter(|intent| !string(intent, "name").starts_with("AMAZON.")) {
        let slots: IndexMap<_, _> =
            array(intent, "slots").map(|slot| (string(slot, "name"), string(slot, "type"))).collect();
        let samples: Vec<_> =
            array(intent, "samples").filter_map(Value::as_str).map(|text| source.sample(text)).collect();
        let name = source.add(string(intent, "name"));
        check_intent_name(&name, &mut source.diagnostics);
        for (slot, kind) in &slots {
            let (slot, kind) = (source.add(slot), source.add(kind));
            check_name("slot", &slot, &mut source.diagnostics);
            if !types.contains_key(&kind.value) {
                check_slot_type(&kind, [], &mut source.diagnostics);
            }
        }
        for sample in &samples {
            check_sample(sample, &Phrases::new(), &slots, SampleKind::Intent, &mut source.diagnostics);
        }
        intents.push((string(intent, "name"), samples, slots));
    }
    let languages: Vec<_> = intents
        .iter()
        .map(|(name, samples, slots)| IntentLanguage { name, samples, slots: slots.clone() })
        .collect();
    let locale = path.rsplit(['/', '_', '.']).find(|part| LOCALES.contains(part)).unwrap_or("en-US");
    let grammar = Grammar { locale, phrases: &Phrases::new(), types: &types, intents: &languages };
    let found = overlaps(&grammar);
    (source.told(), found)
}

#[test]
fn models_that_alexa_built_have_no_errors() {
    let models = models();
    if models.is_empty() {
        eprintln!("skipped: no corpus of models");
        return;
    }
    let mut overlapping = 0;
    for (path, model) in &models {
        let model = model.get("interactionModel").unwrap_or(model);
        let Some(language) = model.get("languageModel") else { continue };
        let (told, found) = check(path, language);
        assert!(found.complete, "{path}");
        let errors: Vec<_> = told.iter().filter(|told| !told.contains('?')).collect();
        assert!(errors.is_empty(), "{path}: {errors:?}");
        overlapping += usize::from(!found.found.is_empty());
    }
    // A few of them do have a sample in two intents; what matters is that hardly any seems to.
    assert!(overlapping * 10 < models.len(), "{overlapping} of {} overlap", models.len());
}
