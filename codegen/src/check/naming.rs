//! Names: what they may look like, and that no two become one.

use super::alexa;
use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics},
    plan::names::kind,
};
use sayso_schemas::spec::Text;
use std::collections::BTreeMap;

/// Names of variables that the language itself uses, and of locals in generated code.
const RESERVED: &[&str] = &[
    "answer",
    "at",
    "calls",
    "candidates",
    "chosen",
    "count",
    "few",
    "heard",
    "inner",
    "it",
    "language",
    "list",
    "locale",
    "options",
    "profile",
    "question",
    "reading",
    "session",
    "some",
    "stubs",
    "time_zone",
    "today",
    "turn",
];

/// Types that generated code has in scope beside the skill's own.
const SKILL_TYPES: &[&str] = &[
    "Answer",
    "Box",
    "Choice",
    "EntityList",
    "Err",
    "Failure",
    "Focus",
    "List",
    "Memory",
    "Move",
    "None",
    "Ok",
    "Option",
    "Question",
    "Reading",
    "Reply",
    "Result",
    "Skill",
    "Slotted",
    "Some",
    "String",
    "Turn",
    "Vec",
];

/// The longest name: Alexa's names may be longer, file names and lines may not.
const LONGEST: usize = 64;

/// A name in lower case with underscores.
pub fn value_name(diagnostics: &mut Diagnostics, name: &Text, what: &str) {
    let mut letters = name.chars();
    let ok = letters.next().is_some_and(|first| first.is_ascii_lowercase())
        && letters.all(|it| it.is_ascii_lowercase() || it.is_ascii_digit() || it == '_')
        && !name.ends_with('_')
        && !name.contains("__")
        && name.len() <= LONGEST;
    if !ok {
        bad(
            diagnostics,
            name,
            what,
            "lower-case letters, digits and single underscores, a letter first: `next_fact`",
        );
    }
}

/// A variable: as [`value_name`], and not one of the language's own.
pub fn variable_name(diagnostics: &mut Diagnostics, name: &Text, what: &str) {
    value_name(diagnostics, name, what);
    if RESERVED.contains(&name.as_str()) {
        diagnostics.push(
            Diagnostic::error(Code::BAD_NAME, format!("`{name}` is the language's own name"))
                .at(name.span, format!("not free for {}", article(what)))
                .help(format!("choose another name, `the_{name}` for example")),
        );
    }
}

/// A slot: a variable in Alexa's characters. Those are Alexa's rule, reported where the model is checked.
pub fn slot_name(diagnostics: &mut Diagnostics, name: &Text) {
    let mut alexa = Diagnostics::new();
    alexa::check_name("slot", name, &mut alexa);
    if alexa.is_empty() {
        variable_name(diagnostics, name, "slot");
    }
}

/// An intent: as [`type_name`], and in Alexa's characters, which are reported where the model is checked.
pub fn intent_name(diagnostics: &mut Diagnostics, name: &Text) {
    let mut alexa = Diagnostics::new();
    alexa::check_intent_name(name, &mut alexa);
    if alexa.is_empty() {
        type_name(diagnostics, name, "intent");
    }
}

/// A name in upper camel case, as Alexa wants types and intents: letters only, no digits
/// (<https://developer.amazon.com/en-US/docs/alexa/custom-skills/create-intents-utterances-and-slots.html>).
pub fn type_name(diagnostics: &mut Diagnostics, name: &Text, what: &str) {
    let ok = name.starts_with(|first: char| first.is_ascii_uppercase())
        && name.chars().all(|it| it.is_ascii_alphabetic())
        && name.len() <= LONGEST;
    if !ok {
        bad(diagnostics, name, what, "letters only, a capital first: `FactAbout`");
    } else if name.starts_with("Sayso") {
        bad(diagnostics, name, what, "not `Sayso…` in front, which is the framework's");
    } else if what == "type" && ["Option", "Vec"].contains(&name.as_str()) {
        diagnostics.push(taken(name, name, what));
    }
}

/// A skill's name: a folder, a crate, a host. False where it cannot be one.
pub fn skill_name(diagnostics: &mut Diagnostics, name: &Text) -> bool {
    let ok = name.starts_with(|first: char| first.is_ascii_lowercase())
        && name.chars().all(|it| it.is_ascii_lowercase() || it.is_ascii_digit() || it == '-')
        && !name.ends_with('-')
        && !name.contains("--")
        && name.len() <= 32;
    if !ok {
        bad(
            diagnostics,
            name,
            "skill",
            "at most 32 lower-case letters, digits and single hyphens, a letter first",
        );
    } else if SKILL_TYPES.contains(&kind(name).as_str()) {
        diagnostics.push(taken(name, &kind(name), "skill"));
    }
    ok
}

/// A name of which a type of Rust would be made that generated code has already.
pub fn taken(name: &Text, made: &str, what: &str) -> Diagnostic {
    Diagnostic::error(
        Code::BAD_NAME,
        format!("`{name}` would become the type `{made}`, which generated code has already"),
    )
    .at(name.span, format!("not free for {}", article(what)))
    .help("choose another name, of two words for example")
}

/// `a skill`, `an intent`.
fn article(what: &str) -> String {
    format!("{} {what}", if what.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" })
}

fn bad(diagnostics: &mut Diagnostics, name: &Text, what: &str, wanted: &str) {
    diagnostics.push(
        Diagnostic::error(Code::BAD_NAME, format!("`{name}` cannot be the name of {}", article(what)))
            .at(name.span, "")
            .help(format!("{}'s name has {wanted}", article(what))),
    );
}

/// Names that are different here but the same in Rust.
pub fn collisions<'a>(
    diagnostics: &mut Diagnostics,
    what: &str,
    names: impl Iterator<Item = &'a Text>,
    rust: impl Fn(&str) -> String,
) {
    let mut seen: BTreeMap<String, &Text> = BTreeMap::new();
    for name in names {
        let made = rust(name);
        match seen.get(&made) {
            Some(first) => diagnostics.push(
                Diagnostic::error(
                    Code::NAMES_COLLIDE,
                    format!("the {what} `{first}` and `{name}` are both `{made}` in Rust"),
                )
                .at(name.span, "the second")
                .at(first.span, "the first")
                .help("rename one of them"),
            ),
            None => {
                seen.insert(made, name);
            }
        }
    }
}
