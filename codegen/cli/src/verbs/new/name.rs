//! The name of a new project and its skill.

use anyhow::{Context, bail};
use std::path::Path;

/// The longest name; Alexa takes invocation names of up to 50 characters.
const LONGEST: usize = 40;

/// Words that cargo refuses as the name of a program: Rust's keywords, its own crates, folders of a build.
const RESERVED: &str = "\
    abstract alloc as async await become box break build const continue core crate deps do dyn else \
    enum examples extern false final fn for gen if impl in incremental let loop macro match mod move \
    mut override priv proc-macro pub ref return self static std struct super test trait true try \
    type typeof unsafe unsized use virtual where while yield";
/// How digits are said: an invocation name has letters only.
const DIGITS: [&str; 10] = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];

/// A name for a project, its skill, and what users say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Name {
    /// `tea-time`.
    pub(super) text: String,
    /// `Tea Time`.
    pub(super) title: String,
    /// `tea time`.
    pub(super) invocation: String,
}

impl Name {
    /// The name in the last part of a path.
    pub(super) fn of(folder: &Path) -> anyhow::Result<Self> {
        let text =
            folder.file_name().and_then(|name| name.to_str()).context("the folder has no readable name")?;
        let fits = |part: &str| {
            !part.is_empty() && part.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
        };
        if !text.split('-').all(fits) || !text.starts_with(|c: char| c.is_ascii_lowercase()) {
            bail!(
                "`{text}` can't name a skill; use lower-case letters, digits and single hyphens, a letter first, \
                 as in `tea-time`"
            );
        }
        if text.len() > LONGEST {
            bail!("`{text}` is too long for a skill's name; use at most {LONGEST} characters");
        }
        if RESERVED.split_whitespace().any(|word| word == text) || text.split('-').next() == Some("sayso") {
            bail!(
                "`{text}` can't name a skill, because Rust or sayso uses that name itself; choose another one"
            );
        }
        Ok(Self { text: text.to_owned(), title: title(text), invocation: invocation(text) })
    }
}

fn title(text: &str) -> String {
    let capital = |part: &str| {
        let (first, rest) = part.split_at_checked(1).unwrap_or((part, ""));
        first.to_ascii_uppercase() + rest
    };
    text.split('-').map(capital).collect::<Vec<_>>().join(" ")
}

/// Digits are spelt out, and a single word gets a second one, because Alexa wants two.
fn invocation(text: &str) -> String {
    let mut words = Vec::new();
    for part in text.split('-') {
        let mut word = String::new();
        for letter in part.chars() {
            match letter.to_digit(10).and_then(|digit| DIGITS.get(digit as usize)) {
                Some(digit) => {
                    words.extend((!word.is_empty()).then(|| std::mem::take(&mut word)));
                    words.push((*digit).to_owned());
                }
                None => word.push(letter),
            }
        }
        words.extend((!word.is_empty()).then_some(word));
    }
    if words.len() == 1 {
        words.push("time".to_owned());
    }
    words.join(" ")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    #[test]
    fn makes_titles_and_what_users_say() {
        for (text, title, invocation) in [
            ("tea-time", "Tea Time", "tea time"),
            ("tea", "Tea", "tea time"),
            ("route66-guide", "Route66 Guide", "route six six guide"),
        ] {
            let name = Name::of(&Path::new("/somewhere").join(text)).unwrap();
            assert_eq!((name.title.as_str(), name.invocation.as_str()), (title, invocation));
        }
    }

    #[test]
    fn refuses_what_cargo_or_alexa_would() {
        let long = "a".repeat(LONGEST + 1);
        for text in [
            "Tea",
            "tea_time",
            "tea--time",
            "-tea",
            "tea-",
            "2tea",
            "té",
            "a b",
            "match",
            "test",
            "sayso-x",
            &long,
        ] {
            let error = Name::of(&Path::new("/somewhere").join(text)).unwrap_err().to_string();
            assert!(error.contains(text), "{error}");
        }
        assert!(Name::of(Path::new("/")).is_err());
    }
}
