//! How well spoken issue keys are understood: every way to say them that this test knows, against sets of projects that
//! are hard to keep apart. What is acted on is never wrong; what means one key only is seldom asked about.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod forms;
mod worlds;

use forms::Tongue;
use jira_skill::generated::stubs::{IssueKeyHeard, issue_key::issue_key};
use sayso_runtime::{Entity, EntityValue, Part, Understood};
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write,
};
use worlds::{Project, WORLDS};

const NUMBERS: [u32; 5] = [7, 42, 77, 103, 1_234];
/// The number that Alexa may also cut in two.
const CUT: u32 = 103;
/// Of what means one key only, this many in a hundred are understood without a question.
const UNASKED: usize = 95;

/// What Alexa delivers of a spoken key.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Delivered {
    project: String,
    /// The key of the project that Alexa took it for.
    resolved: Option<&'static str>,
    /// In digits.
    number: Option<String>,
}

/// What was counted.
#[derive(Default)]
struct Count {
    /// Forms that mean one key only, and how many of them were understood without a question.
    one: usize,
    unasked: usize,
    /// Forms that mean several keys, and how many of them were asked about with all of them to choose from.
    several: usize,
    offered: usize,
    /// What was asked about, or not understood.
    misses: Vec<String>,
    /// What was acted on, and meant otherwise.
    wrong: Vec<String>,
}

fn understand(projects: &[Project], tongue: Tongue, heard: &Delivered) -> Understood {
    let value = |&(key, name): &Project| EntityValue {
        id: key.to_owned(),
        name: name.to_owned(),
        synonyms: vec![key.to_owned()],
    };
    let entity = |id: &str| Entity { id: id.to_owned(), name: heard.project.clone() };
    let resolved = heard.resolved.map(entity);
    issue_key(IssueKeyHeard {
        project: Some(Part { said: heard.project.clone(), value: resolved }),
        number: heard.number.as_ref().map(|it| Part { said: it.clone(), value: it.parse().ok() }),
        position: None,
        // A project that is talked about makes it harder: a number alone would be one of its.
        usual: projects.last().map(|(key, _)| entity(key)),
        recent: None,
        language: tongue.subtag().to_owned(),
        focus: Vec::new(),
        projects: projects.iter().map(value).collect(),
    })
}

/// Everything that can be said for the issues of some projects, and which ones it may mean.
fn all(projects: &[Project], tongue: Tongue, numbers: &[u32]) -> BTreeMap<Delivered, BTreeSet<String>> {
    let mut all: BTreeMap<Delivered, BTreeSet<String>> = BTreeMap::new();
    for &(key, name) in projects {
        for said in forms::of_project(key, name, tongue) {
            for &number in numbers {
                let issue = format!("{key}-{number}");
                // A name is none, and a dash tells.
                let named = said.to_lowercase().contains(&name.to_lowercase());
                let ends = named || said.ends_with(" dash") || said.ends_with(" strich");
                let other = shorter(&issue, projects).filter(|_| !ends);
                let mut add = |project: String, resolved, number| {
                    let delivered = Delivered { project, resolved, number };
                    all.entry(delivered).or_default().extend(other.iter().chain([&issue]).cloned());
                };
                add(said.clone(), None, Some(number.to_string()));
                // Alexa knows keys and names; of several projects of a name she gives the first.
                let is_called = |(key, name): &&Project| {
                    [*key, *name].map(str::to_lowercase).contains(&said.to_lowercase())
                };
                if let Some((first, _)) = projects.iter().find(is_called) {
                    add(said.clone(), Some(*first), Some(number.to_string()));
                }
                for words in forms::of_number(number, tongue) {
                    add(format!("{said} {words}"), None, None);
                    // The number is cut where its last word begins.
                    if number == CUT
                        && let Some((rest, last)) = words.rsplit_once(' ')
                        && let Some(digit) = (0..10).find(|it| forms::of_number(*it, tongue).contains(last))
                    {
                        add(format!("{said} {rest}"), None, Some(digit.to_string()));
                    }
                }
            }
        }
    }
    // Nobody hears where Alexa cut.
    let sentences: BTreeMap<String, BTreeSet<String>> =
        all.iter().fold(BTreeMap::new(), |mut made, (heard, issues)| {
            made.entry(sentence(heard)).or_insert_with(BTreeSet::new).extend(issues.iter().cloned());
            made
        });
    for (heard, issues) in &mut all {
        issues.extend(sentences[&sentence(heard)].iter().cloned());
    }
    all
}

/// What an issue of a project whose key ends in digits may be as well: nobody hears where the key ends.
fn shorter(issue: &str, projects: &[Project]) -> Option<String> {
    let (key, number) = issue.split_once('-')?;
    let stem = key.trim_end_matches(|it: char| it.is_ascii_digit());
    let other = projects.iter().find(|(it, _)| *it == stem && stem != key)?;
    Some(format!("{}-{}{number}", other.0, key.trim_start_matches(stem)))
}

/// What was heard, without the place of the cut.
fn sentence(heard: &Delivered) -> String {
    let number = heard.number.as_deref().unwrap_or_default();
    format!("{} {number}", heard.project.to_lowercase().replace('.', "")).trim().to_owned()
}

fn measure(projects: &[Project], tongue: Tongue) -> Count {
    let mut count = Count::default();
    for (heard, issues) in all(projects, tongue, &NUMBERS) {
        let understood = understand(projects, tongue, &heard);
        let several = issues.len() > 1;
        match &understood {
            Understood::Clear(key) if !issues.contains(key) || several => {
                count.wrong.push(format!("{heard:?} means {issues:?}, and not {key}"));
            }
            Understood::Clear(_) => count.unasked += 1,
            Understood::Ask(keys) if several => {
                count.offered += usize::from(issues.iter().take(3).all(|it| keys.contains(it)));
            }
            other => {
                let miss = format!("{:?} {:?}: {other:?} for {issues:?}", heard.project, heard.number);
                count.misses.push(miss);
            }
        }
        *if several { &mut count.several } else { &mut count.one } += 1;
    }
    count
}

#[test]
fn a_key_spoken_in_english_is_understood_and_never_taken_for_another() {
    understood_in(Tongue::English);
}

#[test]
fn a_key_spoken_in_german_is_understood_and_never_taken_for_another() {
    understood_in(Tongue::German);
}

fn understood_in(tongue: Tongue) {
    let (mut total, mut unasked, mut wrong, mut report) = (0, 0, Vec::new(), String::new());
    for (world, projects) in WORLDS {
        let Count { one, several, offered, misses, .. } = {
            let count = measure(projects, tongue);
            (total, unasked) = (total + count.one, unasked + count.unasked);
            wrong.extend_from_slice(&count.wrong);
            count
        };
        let asked = misses.len();
        writeln!(report, "{world}: {one} mean one issue, {asked} of them are asked about or not understood;")
            .unwrap();
        writeln!(report, "    {several} mean several, {offered} of them are offered").unwrap();
        for miss in &misses {
            writeln!(report, "    {miss}").unwrap();
        }
    }
    let (tag, wrongly) = (tongue.subtag(), wrong.len());
    println!("{report}{tag}: {unasked} of {total} understood without a question, {wrongly} acted on wrongly");
    assert!(total > 25_000, "only {total} forms were made");
    assert!(
        wrong.is_empty(),
        "{} acted on wrongly:\n{}",
        wrong.len(),
        wrong[..wrong.len().min(20)].join("\n")
    );
    assert!(unasked * 100 >= total * UNASKED, "{unasked} of {total} are too few");
}

/// What no form of any project is must never be acted on, whatever it is near to.
#[test]
fn what_was_misheard_is_asked_about_or_not_understood() {
    let (mut heard, mut asked) = (0, 0);
    for tongue in [Tongue::English, Tongue::German] {
        for (world, projects) in WORLDS {
            let known: BTreeSet<String> = all(projects, tongue, &[42]).keys().map(sentence).collect();
            for (key, _) in *projects {
                for project in forms::misheard(key, tongue) {
                    let delivered = Delivered { project, resolved: None, number: Some("42".to_owned()) };
                    if known.contains(&sentence(&delivered)) {
                        continue;
                    }
                    let understood = understand(projects, tongue, &delivered);
                    assert!(
                        !matches!(understood, Understood::Clear(_)),
                        "{world}: {delivered:?}: {understood:?}"
                    );
                    heard += 1;
                    asked += usize::from(understood != Understood::Unknown);
                }
            }
        }
    }
    println!("{heard} misheard forms: none acted on, {asked} asked about");
    assert!(heard > 500 && asked * 10 > heard * 8, "{asked} of {heard}");
}

/// Alexa's resolution may be wrong, and so may be what the model knew beforehand.
#[test]
fn what_alexa_took_it_for_is_not_believed_alone() {
    for (world, projects) in WORLDS {
        for (key, name) in *projects {
            for (other, _) in projects.iter().filter(|(other, _)| other != key) {
                for said in [name.to_lowercase(), key.to_lowercase(), "something else".to_owned()] {
                    let number = Some("42".to_owned());
                    let delivered = Delivered { project: said, resolved: Some(other), number };
                    let understood = understand(projects, Tongue::English, &delivered);
                    assert!(
                        !matches!(understood, Understood::Clear(_)),
                        "{world}: {delivered:?}: {understood:?}"
                    );
                }
            }
        }
    }
}

#[test]
fn ordinary_words_are_no_keys() {
    let words = [
        "weather",
        "everything",
        "my issues",
        "kitchen light",
        "next one",
        "unicorns",
        "alles",
        "das wetter",
        "mein termin",
        "küchenlicht",
        "irgendwas",
    ];
    for (world, projects) in WORLDS {
        for (word, tongue) in words.iter().flat_map(|it| [(it, Tongue::English), (it, Tongue::German)]) {
            let project = (*word).to_owned();
            let delivered = Delivered { project, resolved: None, number: Some("42".to_owned()) };
            let understood = understand(projects, tongue, &delivered);
            assert!(!matches!(understood, Understood::Clear(_)), "{world}: {word}: {understood:?}");
        }
    }
}
