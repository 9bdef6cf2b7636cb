//! Conversations through the whole house: the command, the embedded cloud, the real `bootstrap`.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use sayso_tests::sayso;
use serde_json::Value;
use std::{
    fs,
    path::Path,
    sync::{Mutex, MutexGuard, PoisonError},
};

/// One at a time: one of them adds a dialog that must fail.
fn alone() -> MutexGuard<'static, ()> {
    static ONE: Mutex<()> = Mutex::new(());
    ONE.lock().unwrap_or_else(PoisonError::into_inner)
}

#[test]
fn the_skills_of_this_repository_hold_their_dialogs() {
    let _alone = alone();
    let said = sayso::succeed(&sayso::root(), &["test"]);
    assert!(said.trim_end().ends_with("0 failed") && !said.contains("\n0 passed"), "{said}");
}

#[test]
fn the_fixture_that_uses_every_verb_holds_its_dialogs() {
    let _alone = alone();
    let said = sayso::succeed(&sayso::root().join("tests/cases/workshop"), &["test"]);
    assert!(said.trim_end().ends_with("0 failed") && !said.contains("\n0 passed"), "{said}");
}

/// Sentences that no dialog can bring about, with the reason.
const UNHEARD: &[(&str, &str)] = &[
    ("intents.DueSoon.slots.day.unknown", "Alexa gives a day or nothing"),
    ("intents.WhatChanged.slots.day.unknown", "Alexa gives a day or nothing"),
    ("intents.StatusQuery.slots.column.ask", "no sample leaves the column out"),
    ("intents.StatusQuery.slots.column.unknown", "the stand-in hears a column or another intent"),
    ("intents.PersonStandup.slots.person.ask", "no sample leaves the person out"),
    ("words.apology", "nothing is wrong with the skill"),
    ("words.slow", "its calls end sooner by their own times"),
    (
        "words.no_flags",
        "each site of the demo has flags; a Data Center of others without them is among the peers",
    ),
];

/// What a Scrum Master can hear is in a dialog, in each language: a straight answer, a question, a refusal, nothing
/// found, and what each error becomes.
#[test]
fn each_sentence_of_the_largest_skill_is_heard_in_a_dialog() {
    let mut unheard = Vec::new();
    for (locale, folder) in [("en-US", "en"), ("de-DE", "de")] {
        let words = sayso::root().join(format!("infra/app/generated/jira/words/{locale}.json"));
        let words: Value = serde_json::from_str(&fs::read_to_string(words).unwrap()).unwrap();
        let heard = said_in(&sayso::root().join("tests/dialogs/jira").join(folder));
        for (id, message) in words["messages"].as_object().unwrap() {
            let mut texts = Vec::new();
            literals(message, &mut texts);
            let listed = UNHEARD.iter().any(|(listed, _)| listed == id);
            if !texts.is_empty() && listed == texts.iter().any(|text| heard.contains(text)) {
                unheard.push(format!("{locale}: {id} is {}heard", if listed { "" } else { "not " }));
            }
        }
    }
    assert!(unheard.is_empty(), "{unheard:#?}");
}

/// All that Alexa says in the dialogs of a folder.
fn said_in(folder: &Path) -> String {
    let mut said = String::new();
    for file in fs::read_dir(folder).unwrap() {
        let text = fs::read_to_string(file.unwrap().path()).unwrap();
        said.extend(text.lines().filter(|line| !line.starts_with('#') && !line.starts_with("You:")));
    }
    said
}

/// The pieces of a message that tell it from others, as they are heard.
fn literals(part: &Value, texts: &mut Vec<String>) {
    const LONG: usize = 12;
    match part {
        Value::Array(parts) => parts.iter().for_each(|part| literals(part, texts)),
        Value::Object(members) => {
            for (name, member) in members {
                match member.as_str() {
                    Some(text) if name == "text" => {
                        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
                        texts.extend(Some(text).filter(|text| text.chars().count() >= LONG));
                    }
                    _ => literals(member, texts),
                }
            }
        }
        _ => {}
    }
}

/// `say` says what the dialog has.
fn prints(arguments: &[&str], spoken: &[&str], dialog: &str) {
    let _alone = alone();
    let said = sayso::succeed(&sayso::root(), &[&["say"], arguments, spoken].concat());
    let committed = fs::read_to_string(sayso::root().join("tests/dialogs").join(dialog)).unwrap();
    let lines = |text: &str| -> Vec<String> {
        text.lines().filter(|line| !line.starts_with('#')).map(str::to_owned).collect()
    };
    assert_eq!(lines(&said), lines(&committed));
}

#[test]
fn say_prints_a_dialog() {
    let spoken = ["open fact garden", "give me a fact about whales", "another one", "stop"];
    prints(&["--skill", "hello"], &spoken, "hello/facts.dialog");
}

#[test]
fn say_links_an_account_at_the_provider_of_a_skill_without_a_page() {
    prints(&["--skill", "wear", "--linked"], &["what should I wear today"], "wear/today.dialog");
}

/// A file that is removed also when an assertion fails, so that the next run is not disturbed.
struct Gone(std::path::PathBuf);

impl Drop for Gone {
    fn drop(&mut self) {
        drop(fs::remove_file(&self.0));
    }
}

#[test]
fn a_fault_that_befalls_nobody_fails_and_so_does_one_of_a_service_that_is_not_there() {
    let _alone = alone();
    let dialogs = [
        (
            "wear",
            "# linked: ada\nYou: open weather wardrobe\n! weather 503\nYou: help\n",
            "line 3: no request met `! weather 503`",
        ),
        (
            "wear",
            "# linked: ada\n! weather 404\n! weather PUT lost\nYou: ask weather wardrobe what should I wear\n",
            "line 3: no request met `! weather PUT lost`",
        ),
        (
            "wear",
            "# linked: ada\n! wether 503\nYou: open weather wardrobe\n",
            "line 2: `wear` calls no service `wether` that is a demo backend in stage `local` (there is `weather`)",
        ),
        ("hello", "You: open fact garden\n! facts explode\n", "line 2: `explode` befalls no request"),
    ];
    let _gone: Vec<Gone> = dialogs
        .iter()
        .enumerate()
        .map(|(number, (skill, dialog, _))| {
            let file = format!("tests/dialogs/{skill}/zz-fault-on-purpose-{number}.dialog");
            let file = sayso::root().join(file);
            fs::write(&file, dialog).unwrap();
            Gone(file)
        })
        .collect();
    let output = sayso::run(&sayso::root(), &["test", "zz-fault-on-purpose"]);
    let said = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(1), "{said}");
    for (_, _, part) in dialogs {
        assert!(said.contains(part), "{part}:\n{said}");
    }
    assert!(said.ends_with("0 passed, 4 failed\n"), "{said}");
}

#[test]
fn a_demo_without_faults_is_told_apart() {
    let _alone = alone();
    let project = sayso::root().join("tests/cases/workshop");
    let dialog = project.join("tests/dialogs/workshop/zz-fault-on-purpose.dialog");
    fs::write(&dialog, "! workshop 503\nYou: open tool bench\n").unwrap();
    let _gone = Gone(dialog);
    let output = sayso::run(&project, &["test", "zz-fault-on-purpose"]);
    let said = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("line 1: the demo of `workshop` can't be made to fail"), "{said}");
}

#[test]
fn a_dialog_that_differs_fails_with_a_diff() {
    let _alone = alone();
    let folder = sayso::root().join("tests/cases/workshop/tests/dialogs/workshop");
    let dialog = folder.join("zz-wrong-on-purpose.dialog");
    fs::write(&dialog, "You: open tool bench\nAlexa: Good morning.\n").unwrap();
    let _gone = Gone(dialog);
    let project = sayso::root().join("tests/cases/workshop");
    let output = sayso::run(&project, &["test", "zz-wrong-on-purpose"]);
    let said =
        String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        said.contains("Alexa: Good morning.") && said.contains("Alexa: Welcome to Tool Bench."),
        "{said}"
    );
}
