//! Specs of any size, as a team would write them: intents that only speak, that call, that read lists, that choose and
//! confirm; a type and a contract per thing; English and German.
//!
//! A spec grows evenly with the number of its intents, so times over sizes show whether the compiler's do.

mod contract;
mod english;
mod german;
mod vocabulary;

use std::{fs, io, path::Path};
use vocabulary::{NOUNS, Noun, Shape, VERBS, Verb};

/// The most intents of its own that a generated skill can have: Alexa allows 250, and eleven are built in.
pub const LARGEST: usize = 239;

/// What the intents do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mix {
    /// Half speak only, the others use the whole language.
    Everything,
    /// All speak only: such a skill needs no service to answer.
    SayOnly,
}

/// A skill to be written.
#[derive(Debug, Clone)]
pub struct Spec {
    /// Its name.
    pub skill: String,
    intents: Vec<Intent>,
}

/// One intent: a verb and a thing.
#[derive(Debug, Clone, Copy)]
struct Intent {
    verb: Verb,
    noun: Noun,
}

impl Intent {
    /// `FindOrders`.
    fn name(self) -> String {
        capital(self.verb.english) + &capital(self.noun.many)
    }
}

impl Spec {
    /// A skill of `intents` intents, at most [`LARGEST`].
    pub fn new(skill: &str, intents: usize, mix: Mix) -> Self {
        let pairs = NOUNS.iter().flat_map(|noun| {
            VERBS.iter().map(|verb| {
                let shape = if mix == Mix::SayOnly { Shape::Say } else { verb.shape };
                Intent { verb: Verb { shape, ..*verb }, noun: *noun }
            })
        });
        Self { skill: skill.to_owned(), intents: pairs.take(intents.min(LARGEST)).collect() }
    }

    /// The names of its intents.
    pub fn intents(&self) -> Vec<String> {
        self.intents.iter().map(|intent| intent.name()).collect()
    }

    /// Writes its folder `schemas/<skill>` into a project, and makes the project one.
    pub fn write(&self, root: &Path) -> io::Result<()> {
        let folder = root.join("schemas").join(&self.skill);
        fs::create_dir_all(&folder)?;
        fs::write(root.join("cdk.json"), "{}\n")?;
        fs::write(folder.join("skill.yaml"), english::skill(self))?;
        fs::write(folder.join("words.de-DE.yaml"), german::overlay(self))?;
        fs::write(folder.join("stock.openapi.yaml"), contract::document(self))
    }

    /// The things that any intent deals with.
    fn nouns(&self) -> impl Iterator<Item = Noun> {
        let mut nouns: Vec<Noun> = self.intents.iter().map(|intent| intent.noun).collect();
        nouns.dedup_by_key(|noun| noun.one);
        nouns.into_iter()
    }

    /// True where an intent calls the service.
    fn calls(&self) -> bool {
        self.intents.iter().any(|intent| intent.verb.shape != Shape::Say)
    }
}

/// A word with a capital letter.
fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// A template with an intent's words: `@verb`, `@many`, `@one`, `@Kind`, and `@object`, which is the thing with its
/// kind where the intent has a slot for it.
fn fill(template: &str, intent: Intent, verb: &str, many: &str) -> String {
    let object = match intent.verb.shape {
        Shape::Find => format!("[{{{}_kind}}] {many}", intent.noun.one),
        _ => many.to_owned(),
    };
    template
        .replace("@verb", verb)
        .replace("@object", &object)
        .replace("@Kind", &format!("{}Kind", capital(intent.noun.one)))
        .replace("@many", many)
        .replace("@one", intent.noun.one)
}

/// The samples of an intent as lines of YAML.
fn samples(templates: &[&str], intent: Intent, verb: &str, many: &str) -> String {
    let lines =
        templates.iter().map(|template| format!("      - \"{}\"\n", fill(template, intent, verb, many)));
    lines.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn intents_differ_and_half_of_them_only_speak() {
        let spec = Spec::new("x", 1_000, Mix::Everything);
        let names: BTreeSet<String> = spec.intents().into_iter().collect();
        assert_eq!(names.len(), LARGEST);
        let speak = spec.intents.iter().filter(|intent| intent.verb.shape == Shape::Say).count();
        assert!((LARGEST / 2 - 3..=LARGEST / 2 + 3).contains(&speak), "{speak}");
    }
}
