//! The words of the skill in `shed`, as compiled files.

use sayso_schemas::words::{FORMAT, Filter, Part, Words};
use std::{collections::BTreeMap, fs, path::Path};

pub const SIGNATURE: &str = "shed-1";

const ENGLISH: &[(&str, &str)] = &[
    ("words.welcome", "Welcome to the shed."),
    ("words.help", "Ask for a tool."),
    ("words.goodbye", "Bye."),
    ("words.anything_else", "Anything else?"),
    ("words.fallback", "Pardon?"),
    ("words.apology", "Sorry, that went wrong."),
    ("words.fresh_start", "Let us begin again."),
    ("words.nothing_open", "I did not ask anything."),
    ("words.no_focus", "There is no list."),
    ("words.no_more", "That was all."),
    ("words.refused", "Then not."),
    ("words.given_up", "I give up."),
    ("words.numbered_option", "{name} number {position}"),
    ("words.unknown_value", "I do not know {heard}."),
    ("words.check_value", "Do you mean {meant}?"),
    ("words.which_value", "Do you mean {options|either}?"),
    ("words.slow", "That takes too long."),
    ("words.outcome_unknown", "Nobody knows whether that was done."),
    ("words.wait", "Still looking & listening."),
    ("words.trouble", "The shed is closed."),
    ("words.gone", "That is gone."),
    ("words.busy", "The shed is busy."),
    ("words.link", "Please link your account."),
    ("words.link_account", "Please link an account first."),
    ("words.denied", "That is not for you."),
    ("words.more", "Please allow me more."),
    ("look.again", "There is no {tool}. Which tool do you mean?"),
    ("look.found", "The {tool} is at {place.name}."),
    ("move.tool.ask", "Which tool?"),
    ("move.which", "Which shelf: {options|either}?"),
    ("move.none", "No such shelf, only {options|join}."),
    ("move.sure", "Move the {tool} to {shelf.name}?"),
    ("move.refused", "The {tool} stays."),
    ("move.done", "Moved the {tool} to {shelf.name}."),
    ("tools.empty", "No tools."),
    ("tools.single", "Only {it.name}."),
    ("tools.several", "{count} tools."),
    ("tools.item", "{it.name}."),
    ("tools.more", "More?"),
    ("say.day", "It is {day|date} in {language}."),
    ("say.secret", "You said {heard}."),
];

/// `Hello {name|filter}`: all that these words need of the language.
fn parts(template: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    for piece in template.split_inclusive('}') {
        let (text, value) = piece.split_once('{').unwrap_or((piece, ""));
        if !text.is_empty() {
            parts.push(Part::Text(text.to_owned()));
        }
        if let Some(value) = value.strip_suffix('}') {
            let (path, filter) = value.split_once('|').unwrap_or((value, ""));
            parts.push(Part::Value {
                path: path.split('.').map(str::to_owned).collect(),
                dates: Vec::new(),
                except: Vec::new(),
                filter: Filter::ALL.iter().find(|(name, _)| *name == filter).map(|(_, filter)| *filter),
                default: None,
            });
        }
    }
    parts
}

/// With the service's own reason, where it gives one.
fn why() -> Vec<Part> {
    let reason = Part::Optional(parts(": {reason}"));
    vec![Part::Text("The shed does not take that".to_owned()), reason, Part::Text(".".to_owned())]
}

pub fn english() -> Words {
    let mut messages: BTreeMap<_, _> =
        ENGLISH.iter().map(|(id, template)| ((*id).to_owned(), parts(template))).collect();
    messages.insert("words.why".to_owned(), why());
    let tools = [("hammer", "hammer"), ("saw", "saw")].map(|(id, name)| (id.to_owned(), name.to_owned()));
    Words {
        format: FORMAT,
        locale: "en-US".to_owned(),
        signature: SIGNATURE.to_owned(),
        name: "The Shed".to_owned(),
        messages,
        values: BTreeMap::from([("Tool".to_owned(), BTreeMap::from(tools))]),
    }
}

/// German where it differs.
pub fn german() -> Words {
    let mut words = Words { locale: "de-DE".to_owned(), name: "Der Schuppen".to_owned(), ..english() };
    words.messages.insert("words.welcome".to_owned(), parts("Willkommen im Schuppen."));
    words.messages.insert("words.wait".to_owned(), parts("Ich suche noch."));
    words.messages.insert("move.done".to_owned(), parts("{tool} liegt auf {shelf.name}."));
    let tools = [("hammer", "Hammer"), ("saw", "Säge")].map(|(id, name)| (id.to_owned(), name.to_owned()));
    words.values.insert("Tool".to_owned(), BTreeMap::from(tools));
    words
}

pub fn write(folder: &Path, words: &Words) {
    let text = serde_json::to_vec(words).unwrap();
    fs::write(folder.join(format!("{}.json", words.locale)), text).unwrap();
}
