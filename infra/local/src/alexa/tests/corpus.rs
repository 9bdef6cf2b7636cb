//! Whole models: each must load, and each sample be understood. Those of this repository, and those of public skills
//! where they are at hand.

use crate::alexa::{Conversation, Misheard, Skill, Turn, hear};
use jiff::Timestamp;
use serde_json::{Value, json};
use std::{collections::BTreeMap, fs, path::Path};

#[test]
fn every_sample_of_the_corpus_is_understood_or_a_reported_tie() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/alexa-corpus/models");
    let Ok(files) = fs::read_dir(&folder) else {
        println!("skipped: {} is not there", folder.display());
        return;
    };
    let mut tally = Tally::default();
    let mut paths: Vec<_> = files.map(|file| file.unwrap().path()).collect();
    paths.sort();
    for path in &paths {
        let text = fs::read_to_string(path).unwrap();
        let model: Value = serde_json::from_str(text.trim_start_matches('\u{feff}')).unwrap();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let locale = name.rsplit("__").next().filter(|last| last.len() == 5).unwrap_or("en-US").to_owned();
        tally.model(&name, &locale, &model);
    }
    println!(
        "{} models, {} samples: {} understood, {} ties ({:.1} %), {} that a built-in utterance takes, {} faults",
        tally.models,
        tally.samples,
        tally.understood,
        tally.ties,
        100.0 * f64::from(tally.ties) / f64::from(tally.samples.max(1)),
        tally.shadowed,
        tally.faults.len(),
    );
    assert!(tally.models > 50);
    assert!(tally.faults.is_empty(), "{:#?}", tally.faults);
}

/// A sample of ours is understood as it is meant, and as nothing else.
#[test]
fn every_sample_of_this_repository_is_understood() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../app/generated");
    let mut tally = Tally::default();
    for folder in fs::read_dir(folder).unwrap() {
        let skill = folder.unwrap();
        let models = skill.path().join("skill-package/interactionModels/custom");
        for file in fs::read_dir(models).unwrap() {
            let path = file.unwrap().path();
            let locale = path.file_stem().unwrap().to_string_lossy().into_owned();
            let model = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
            tally.model(&skill.file_name().to_string_lossy(), &locale, &model);
        }
    }
    println!("{} models, {} samples: {} understood", tally.models, tally.samples, tally.understood);
    assert!(tally.faults.is_empty(), "{:#?}", tally.faults);
    assert_eq!(tally.understood, tally.samples);
    assert!(tally.models > 6 && tally.samples > 1000, "{tally:?}");
}

#[derive(Debug, Default)]
struct Tally {
    models: u32,
    samples: u32,
    understood: u32,
    ties: u32,
    shadowed: u32,
    faults: Vec<String>,
}

impl Tally {
    fn model(&mut self, name: &str, locale: &str, model: &Value) {
        let skill = match Skill::load(&[(locale.to_owned(), model.clone())]) {
            Ok(skill) => skill,
            Err(fault) => return self.faults.push(format!("{name}: {fault}")),
        };
        self.models += 1;
        let inner = model.get("interactionModel").unwrap_or(model);
        let language_model = &inner["languageModel"];
        let open = open(&skill, locale, &language_model["invocationName"]);
        for intent in language_model["intents"].as_array().unwrap() {
            for sample in intent["samples"].as_array().into_iter().flatten() {
                let sentence = sentence(sample.as_str().unwrap(), intent, language_model, locale);
                if !sentence.chars().any(char::is_alphanumeric) {
                    continue;
                }
                self.samples += 1;
                let heard = hear(&skill, &mut open.clone(), &sentence, Timestamp::UNIX_EPOCH);
                match heard {
                    Err(Misheard::Ambiguous { .. }) => self.ties += 1,
                    _ if is_intent(&heard, intent, inner) => self.understood += 1,
                    // A sample that is word for word a built-in intent's utterance never wins.
                    Ok(Turn::Requests(requests)) if is_built_in(&requests, sample.as_str()) => {
                        self.shadowed += 1;
                    }
                    other => self.faults.push(format!(
                        "{name}: {} `{sample}` as `{sentence}`: {}",
                        intent["name"],
                        told(&other)
                    )),
                }
            }
        }
    }
}

/// A conversation whose session is open.
fn open(skill: &Skill, locale: &str, invocation: &Value) -> Conversation {
    let mut conversation = Conversation::new("amzn1.ask.skill.corpus", locale, 1);
    hear(skill, &mut conversation, invocation.as_str().unwrap(), Timestamp::UNIX_EPOCH).unwrap();
    let response = json!({"version": "1.0", "response": {"shouldEndSession": false}});
    crate::alexa::answer(&mut conversation, &response).unwrap();
    conversation
}

/// What was understood instead.
fn told(heard: &Result<Turn, Misheard>) -> String {
    match heard {
        Ok(Turn::Requests(requests)) => {
            format!("{:?}", requests.iter().map(|it| &it.intent).collect::<Vec<_>>())
        }
        other => format!("{other:?}"),
    }
}

/// The request, or the question of a dialog that Alexa leads for the intent.
fn is_intent(heard: &Result<Turn, Misheard>, intent: &Value, model: &Value) -> bool {
    let name = intent["name"].as_str();
    match heard {
        Ok(Turn::Requests(requests)) => requests.len() == 1 && requests[0].intent.as_deref() == name,
        Ok(Turn::Said(_)) => {
            let dialogs = model["dialog"]["intents"].as_array().into_iter().flatten();
            dialogs.into_iter().any(|dialog| dialog["name"].as_str() == name)
        }
        Err(Misheard::NoPrompt { intent, .. }) => Some(intent.as_str()) == name,
        Err(_) => false,
    }
}

fn is_built_in(requests: &[crate::alexa::Heard], sample: Option<&str>) -> bool {
    let built_in =
        requests.iter().any(|heard| heard.intent.as_deref().is_some_and(|name| name.starts_with("AMAZON.")));
    built_in && sample.is_some_and(|sample| !sample.contains('{'))
}

fn sentence(sample: &str, intent: &Value, language_model: &Value, locale: &str) -> String {
    let mut types: BTreeMap<&str, &str> = BTreeMap::new();
    for slot in intent["slots"].as_array().into_iter().flatten() {
        types.insert(slot["name"].as_str().unwrap(), slot["type"].as_str().unwrap());
    }
    let mut sentence = sample.to_owned();
    for (slot, ty) in types {
        sentence = sentence.replace(&format!("{{{slot}}}"), &value(ty, language_model, locale));
    }
    sentence
}

/// A value of a type: its first listed one, or one that its words mean.
fn value(ty: &str, language_model: &Value, locale: &str) -> String {
    let types = language_model["types"].as_array().into_iter().flatten();
    let listed = types.into_iter().find(|declared| declared["name"] == ty).and_then(|declared| {
        let values = declared["values"].as_array()?;
        values.iter().find_map(|value| {
            value["name"]["value"].as_str().filter(|value| value.chars().any(char::is_alphanumeric))
        })
    });
    if let Some(listed) = listed {
        return listed.to_owned();
    }
    let english = locale.starts_with("en");
    let german = locale.starts_with("de");
    match ty {
        "AMAZON.NUMBER" if english => "forty two",
        "AMAZON.NUMBER" if german => "zweiundvierzig",
        "AMAZON.NUMBER" => "42",
        "AMAZON.FOUR_DIGIT_NUMBER" => "1984",
        "AMAZON.DATE" if english => "next friday",
        "AMAZON.DATE" if german => "nächsten freitag",
        "AMAZON.DATE" => "2026-03-06",
        "AMAZON.Ordinal" if english => "second",
        "AMAZON.Ordinal" if german => "zweiten",
        "AMAZON.DURATION" if german => "zwei stunden",
        "AMAZON.DURATION" => "two hours",
        "AMAZON.TIME" => "10:30",
        "AMAZON.AlphaNumeric" => "b 12",
        "AMAZON.SearchQuery" => "quite unheard of words",
        _ => "timbuktu",
    }
    .to_owned()
}
