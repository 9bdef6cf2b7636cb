//! Invocation names.
//!
//! Source: *Choose the Invocation Name for a Custom Skill*, developer.amazon.com.

use super::samples::is_letter;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use sayso_schemas::spec::Text;

/// Words that open a skill; an invocation name may not have one.
const LAUNCH: &[&str] =
    &["run", "start", "play", "resume", "use", "launch", "ask", "open", "tell", "load", "begin", "enable"];
/// Words that lead from the name to the request.
const CONNECTING: &[&str] =
    &["to", "from", "in", "using", "with", "about", "for", "that", "by", "if", "and", "whether"];
/// Names of Amazon's own, and what a skill is called.
const RESERVED: &[&str] = &["alexa", "amazon", "echo", "computer", "skill", "app"];

/// Diagnoses an invocation name: its characters and length are errors, its words warnings (certification decides).
/// The lists of words are English; they are looked at in English locales only.
pub fn check_invocation_name(name: &Text, locale: &str, diagnostics: &mut Diagnostics) {
    check_characters(name, diagnostics);
    check_length(name, diagnostics);
    let words: Vec<&str> = name.value.split_whitespace().collect();
    // A single word may be a compound in languages that write compounds as one.
    let compounds = ["de", "nl", "ja"].iter().any(|language| locale.starts_with(language));
    if words.len() == 1 && !compounds {
        diagnostics.push(
            Diagnostic::warning(
                Code::INVOCATION_WORDS,
                format!("the invocation name `{}` is a single word", name.value),
            )
            .at(name.span, "one word")
            .help("add a word, unless it is a brand of yours: certification refuses other single words"),
        );
    }
    if !locale.starts_with("en") {
        return;
    }
    for word in words {
        let bare = word.trim_end_matches("'s");
        let (what, help) = match bare {
            _ if LAUNCH.contains(&bare) => ("opens skills", "leave it out: users say it before the name"),
            _ if CONNECTING.contains(&bare) => ("leads to the request", "leave it out, or use another word"),
            _ if RESERVED.contains(&bare) => ("is Alexa's own", "leave it out"),
            _ => continue,
        };
        diagnostics.push(
            Diagnostic::warning(
                Code::INVOCATION_WORDS,
                format!("the invocation name has the word `{bare}`, which {what}"),
            )
            .at(place(name, word), "certification refuses this word")
            .help(help),
        );
    }
}

fn check_characters(name: &Text, diagnostics: &mut Diagnostics) {
    for (at, character) in name.value.char_indices() {
        let span = name.span.within(at..at + character.len_utf8());
        let help = match character {
            '\'' | '.' | ' ' => continue,
            _ if is_letter(character) && !character.is_uppercase() => continue,
            _ if character.is_uppercase() => format!("write `{}`", name.value.to_lowercase()),
            _ if character.is_numeric() => "spell numbers out: `two` for `2`".to_owned(),
            _ => "use lower-case letters, spaces, apostrophes (`sam's garden`) and periods (`n. p. r.`)"
                .to_owned(),
        };
        diagnostics.push(
            Diagnostic::error(Code::INVOCATION_FORM, format!("an invocation name cannot have `{character}`"))
                .at(span, "not allowed")
                .help(help),
        );
    }
}

fn check_length(name: &Text, diagnostics: &mut Diagnostics) {
    let length = name.value.chars().count();
    if !(2..=50).contains(&length) {
        diagnostics.push(
            Diagnostic::error(Code::INVOCATION_FORM, format!("an invocation name has {length} characters"))
                .at(name.span, "too short or too long")
                .help("use 2 to 50 characters"),
        );
    }
}

/// The place of a word that is a slice of the name.
fn place(name: &Text, word: &str) -> sayso_schemas::span::Span {
    let words = name.value.split(' ').scan(0, |at, part| {
        let start = *at;
        *at += part.len() + 1;
        Some((start, part))
    });
    let found = words.into_iter().find(|(_, part)| part.trim() == word);
    found.map_or(name.span, |(at, part)| name.span.within(at..at + part.len()))
}
