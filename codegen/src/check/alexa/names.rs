//! Names of intents, slots and types.

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use heck::ToUpperCamelCase;
use indexmap::IndexMap;
use sayso_schemas::{span::Span, spec::Text};

/// The most characters of a name.
const MAX_LENGTH: usize = 128;

/// Diagnoses a name that Alexa refuses: words of the letters `A` to `Z`, joined by single underscores. `what` is what
/// it names (`slot`).
pub fn check_name(what: &str, name: &Text, diagnostics: &mut Diagnostics) {
    let words = |name: &str| {
        name.split('_').all(|word| !word.is_empty() && word.chars().all(|c| c.is_ascii_alphabetic()))
    };
    if words(&name.value) && name.value.len() <= MAX_LENGTH {
        return;
    }
    let better = suggestion(&name.value);
    // Intents are called like types here: `TellTwo`.
    let better = if what == "intent" { better.to_upper_camel_case() } else { better };
    let help = match better {
        better if better.is_empty() || better == name.value => {
            format!("use up to {MAX_LENGTH} letters from a to z, and single underscores between them")
        }
        better => format!("write `{better}`: letters from a to z, and single underscores between them"),
    };
    diagnostics.push(
        Diagnostic::error(
            Code::ALEXA_NAME,
            format!("Alexa does not allow `{}` as the name of {} {what}", name.value, article(what)),
        )
        .at(name.span, "has other characters than letters and single underscores")
        .help(help),
    );
}

fn article(what: &str) -> &'static str {
    if what.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" }
}

/// The name with digits spelt out, accents and separators replaced as far as that is plain.
fn suggestion(name: &str) -> String {
    const DIGITS: [&str; 10] =
        ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
    let mut words: Vec<String> = vec![String::new()];
    for character in name.chars().take(MAX_LENGTH) {
        match (character.to_digit(10), character.is_ascii_alphabetic()) {
            (Some(digit), _) => words.extend(
                DIGITS.get(digit as usize).map(ToString::to_string).into_iter().chain([String::new()]),
            ),
            (None, true) => words.iter_mut().last().into_iter().for_each(|word| word.push(character)),
            (None, false) if character.is_alphanumeric() => return String::new(),
            (None, false) => words.push(String::new()),
        }
    }
    words.retain(|word| !word.is_empty());
    words.join("_")
}

/// Diagnoses names of one kind that are the same to Alexa, which does not look at case.
pub fn check_names_differ<'a>(
    what: &str,
    names: impl IntoIterator<Item = &'a Text>,
    diagnostics: &mut Diagnostics,
) {
    let mut seen: IndexMap<String, Span> = IndexMap::new();
    for name in names {
        let Some(first) = seen.insert(name.value.to_lowercase(), name.span) else { continue };
        diagnostics.push(
            Diagnostic::error(
                Code::ALEXA_NAME_CLASH,
                format!("Alexa takes two {what}s for the same, `{}`", name.value),
            )
            .at(name.span, "the second")
            .at(first, "the first")
            .help("rename one of them; case does not count"),
        );
    }
}
