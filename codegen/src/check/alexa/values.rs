//! Values of custom slot types.

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use indexmap::IndexMap;
use sayso_schemas::{span::Span, spec::Text};

/// The most characters of a value's name, and of a synonym.
const MAX_LENGTH: usize = 140;

/// A value of a type: what is spoken and understood for it.
#[derive(Debug, Clone, Copy)]
pub struct TypeValue<'a> {
    /// Its name.
    pub name: &'a Text,
    /// Other words for it.
    pub synonyms: &'a [Text],
}

/// Diagnoses the values of a custom type in one locale: none at all, blank or too long, two that sound the same.
pub fn check_values(kind: &Text, values: &[TypeValue<'_>], diagnostics: &mut Diagnostics) {
    if values.is_empty() {
        diagnostics.push(
            Diagnostic::error(Code::TYPE_EMPTY, format!("the type `{}` has no values", kind.value))
                .at(kind.span, "Alexa refuses an empty type")
                .help("add a value or two that users may say; a dynamic type needs some to begin with, too"),
        );
    }
    let mut names: IndexMap<String, (Span, usize)> = IndexMap::new();
    for (index, value) in values.iter().enumerate() {
        check_form(value.name, diagnostics);
        if let Some((first, _)) = names.insert(heard(value.name), (value.name.span, index)) {
            diagnostics.push(
                Diagnostic::error(Code::VALUE_TWICE, format!("two values are called `{}`", value.name.value))
                    .at(value.name.span, "the second")
                    .at(first, "the first")
                    .help("give one of them another name, or make it a synonym"),
            );
        }
    }
    let mut known = names;
    for (index, value) in values.iter().enumerate() {
        for synonym in value.synonyms {
            check_form(synonym, diagnostics);
            let Some((first, owner)) = known.insert(heard(synonym), (synonym.span, index)) else { continue };
            let (label, help) = if owner == index {
                ("is there already", "remove it")
            } else {
                (
                    "is another value's, too",
                    "keep it with one of them: else it is not clear what a user means",
                )
            };
            diagnostics.push(
                Diagnostic::warning(Code::VALUE_TWICE, format!("the synonym `{}` {label}", synonym.value))
                    .at(synonym.span, "again")
                    .at(first, "first")
                    .help(help),
            );
        }
    }
}

/// What is heard for a text: case does not count.
fn heard(text: &Text) -> String {
    text.value.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

fn check_form(text: &Text, diagnostics: &mut Diagnostics) {
    let length = text.value.chars().count();
    let fault = |message: String, label: &str, help: &str| {
        Diagnostic::error(Code::VALUE_FORM, message).at(text.span, label).help(help)
    };
    if text.value.trim().is_empty() {
        diagnostics.push(fault(
            "a value is blank".to_owned(),
            "nothing to say",
            "write what a user says, or remove it",
        ));
    } else if length > MAX_LENGTH {
        let message = format!("a value has {length} characters");
        diagnostics.push(fault(
            message,
            &format!("Alexa allows {MAX_LENGTH}"),
            "shorten it; users say short names",
        ));
    } else if let Some(character) = text.value.chars().find(|c| "{}[]<>|".contains(*c) || c.is_control()) {
        let message = format!("a value cannot have `{}`", character.escape_default());
        diagnostics.push(fault(message, "has it", "write plain words: values are not samples"));
    }
}
