//! Which key is meant.

use super::{
    ALIKE, Cost, EXACT, LIKELY,
    letters::Spelling,
    names, numbers,
    words::{Language, words},
};
use sayso_runtime::EntityValue;
use std::collections::BTreeMap;

/// The most keys that are asked about.
const MOST: usize = 3;
/// The longest project key that administrators can make, unless they change a setting.
const LONGEST_PROJECT: usize = 10;
/// What Alexa took it for counts, unless something else was said exactly.
const RESOLVED: Cost = ALIKE - 1;
/// Something stands for a project, and is a number, or says nothing.
const NO_PROJECT: Cost = ALIKE;
/// Said before a project or after it, and no part of it.
const AROUND: &[&str] = &[
    "the",
    "project",
    "issue",
    "ticket",
    "story",
    "task",
    "number",
    "dash",
    "hyphen",
    "minus",
    "das",
    "projekt",
    "vorgang",
    "aufgabe",
    "nummer",
    "strich",
    "bindestrich",
];

/// What was heard of a key, as words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heard<'a> {
    /// The project as it was heard; number words may be left in it.
    pub said: &'a str,
    /// The id of the project that Alexa took it for.
    pub resolved: Option<&'a str>,
    /// The number, in digits.
    pub number: Option<&'a str>,
    /// The projects that there are; none where they could not be fetched.
    pub projects: &'a [EntityValue],
    /// The project that is talked about, where none is said.
    pub current: Option<&'a str>,
    /// The language that is spoken.
    pub language: Language,
}

/// The keys that may be meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Meant {
    /// This one.
    Clearly(String),
    /// Likely this one.
    Likely(String),
    /// One of these, the likeliest first; at most three.
    OneOf(Vec<String>),
    /// None.
    Nothing,
}

/// A project that can be meant.
struct Known<'a> {
    id: &'a str,
    /// The words of each of its names.
    names: Vec<Vec<String>>,
}

impl<'a> Known<'a> {
    fn of(project: &'a EntityValue) -> Self {
        let names = project.synonyms.iter().chain([&project.name]);
        Self { id: &project.id, names: names.map(|name| words(name)).collect() }
    }

    /// How unlike the words and the project are, said by its key or by any of its names.
    fn cost(&self, said: &[&str], spelling: &Spelling<'_>) -> Cost {
        let named = self.names.iter().map(|name| names::cost(said, name));
        named.chain([spelling.cost(self.id)]).min().unwrap_or(Cost::MAX)
    }
}

/// One way to part what was heard into a project and a number.
struct Reading<'w> {
    project: Vec<&'w str>,
    number: String,
    /// Part of the number slot is taken for the end of the project's key.
    digits_of_key: bool,
}

/// What a project and a number mean. A key is clear where exactly one project has been said exactly, in one way.
pub fn meant(heard: &Heard<'_>) -> Meant {
    let (said, digits) = (words(heard.said), words(heard.number.unwrap_or_default()));
    let said: Vec<&str> = said.iter().map(String::as_str).collect();
    let digits: Vec<&str> = digits.iter().map(String::as_str).collect();
    let readings = readings(&said, &digits, heard.language);
    let known: Vec<Known<'_>> = heard.projects.iter().map(Known::of).collect();
    let mut costs: BTreeMap<String, Cost> = BTreeMap::new();
    let mut add = |project: &str, number: &str, cost: Cost| {
        if cost <= LIKELY {
            let known = costs.entry(format!("{project}-{number}")).or_insert(cost);
            *known = (*known).min(cost);
        }
    };
    for reading in &readings {
        let spelling = Spelling::of(&reading.project, heard.language);
        if let (true, Some(current)) = (reading.project.is_empty(), heard.current) {
            add(current, &reading.number, NO_PROJECT);
        }
        for project in known.iter().filter(|_| !reading.project.is_empty()) {
            let cost = project.cost(&reading.project, &spelling);
            if !reading.digits_of_key || cost == EXACT {
                add(project.id, &reading.number, cost);
            }
        }
    }
    if let (Some(resolved), Some(number)) = (heard.resolved, numbers::number(&digits, heard.language)) {
        let known = heard.projects.iter().find(|it| it.id.eq_ignore_ascii_case(resolved));
        match known {
            Some(known) => add(&known.id, &number, RESOLVED),
            None if heard.projects.is_empty() => add(resolved, &number, RESOLVED),
            // Known beforehand, and not to this user.
            None => {}
        }
    }
    match decided(&costs) {
        Meant::Nothing => unlisted(heard, &readings),
        decided => decided,
    }
}

/// The winner, or those that are close.
fn decided(costs: &BTreeMap<String, Cost>) -> Meant {
    let Some(best) = costs.values().min() else { return Meant::Nothing };
    let mut close: Vec<(&String, Cost)> =
        costs.iter().map(|(key, cost)| (key, *cost)).filter(|(_, cost)| *cost < best + ALIKE).collect();
    close.sort_by_key(|(_, cost)| *cost);
    match close.as_slice() {
        [(key, EXACT)] => Meant::Clearly((*key).clone()),
        [(key, _)] => Meant::Likely((*key).clone()),
        several => Meant::OneOf(several.iter().take(MOST).map(|(key, _)| (*key).clone()).collect()),
    }
}

/// A key of a project that is not listed: there may be more projects than could be fetched.
fn unlisted(heard: &Heard<'_>, readings: &[Reading<'_>]) -> Meant {
    let key = readings.iter().filter(|it| !it.digits_of_key).find_map(|reading| {
        let spelt = Spelling::of(&reading.project, heard.language).exactly();
        let word = || match reading.project.as_slice() {
            [word] if heard.projects.is_empty() => Some(word.to_uppercase()),
            _ => None,
        };
        let project = spelt.or_else(word)?;
        let fits = project.starts_with(|it: char| it.is_ascii_uppercase())
            && project.chars().all(|it| it.is_ascii_alphanumeric())
            && (2..=LONGEST_PROJECT).contains(&project.len());
        fits.then(|| format!("{project}-{}", reading.number))
    });
    key.map_or(Meant::Nothing, Meant::Likely)
}

/// Where the project may end and the number begin.
fn readings<'w>(said: &[&'w str], digits: &[&'w str], language: Language) -> Vec<Reading<'w>> {
    let mut found = Vec::new();
    for end in 0..=said.len() {
        let (project, words) = said.split_at(end);
        let Some(number) = numbers::number(&[words, digits].concat(), language) else { continue };
        let bare = bare(project);
        if bare.len() < project.len() {
            found.push(Reading { project: bare.to_vec(), number: number.clone(), digits_of_key: false });
        }
        found.push(Reading { project: project.to_vec(), number, digits_of_key: false });
    }
    found.extend(ending_in_digits(said, digits, language));
    found
}

/// The first digits of the number may be the last of the key: `q two` and `seven`, heard as `q` and `27`.
fn ending_in_digits<'w>(said: &[&'w str], digits: &[&'w str], language: Language) -> Vec<Reading<'w>> {
    let [number] = digits else { return Vec::new() };
    let project = bare(said);
    let parted = (1..=2).filter_map(|end| number.split_at_checked(end));
    parted
        .filter_map(|(of_key, rest)| {
            let number = numbers::number(&[rest], language).filter(|_| !rest.is_empty())?;
            let project = [project, &[of_key]].concat();
            (project.len() > 1).then_some(Reading { project, number, digits_of_key: true })
        })
        .collect()
}

/// Without what is only said around it.
fn bare<'s, 'w>(mut words: &'s [&'w str]) -> &'s [&'w str] {
    while let [first, rest @ ..] = words
        && AROUND.contains(first)
    {
        words = rest;
    }
    while let [rest @ .., last] = words
        && AROUND.contains(last)
    {
        words = rest;
    }
    words
}
