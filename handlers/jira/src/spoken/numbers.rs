//! Numbers: as one (`one hundred and three`), digit by digit (`one oh three`) or in pieces (`twelve thirty four`).

use super::{numbers_de, numbers_en, words::Language};

/// The most digits that the number of an issue has.
const LONGEST: usize = 9;

/// The number that all the words are, without a leading zero.
pub(super) fn number(words: &[&str], language: Language) -> Option<String> {
    let digits = digits(words, language)?;
    (digits.len() <= LONGEST && !digits.starts_with('0')).then_some(digits)
}

/// The digits of the words, one after the other.
fn digits(words: &[&str], language: Language) -> Option<String> {
    let mut digits = String::new();
    let mut rest = words;
    while let Some((first, after)) = rest.split_first() {
        if let Some(times) = times(first, language) {
            let (again, after) = after.split_first()?;
            let one = digit(again, language)?;
            (0..times).for_each(|_| digits.push(one));
            rest = after;
            continue;
        }
        let (longest, value) =
            (1..=rest.len()).rev().find_map(|end| Some((end, cardinal(rest.get(..end)?, language)?)))?;
        digits.push_str(&value);
        rest = rest.get(longest..)?;
    }
    (!digits.is_empty()).then_some(digits)
}

/// A single digit by its word, as it also stands in keys (`b two b`).
pub(super) fn digit(word: &str, language: Language) -> Option<char> {
    let text = cardinal(&[word], language)?;
    let mut chars = text.chars();
    match (chars.next(), chars.next()) {
        (Some(digit), None) => Some(digit),
        _ => None,
    }
}

/// The digits of words that are one number.
pub(super) fn cardinal(words: &[&str], language: Language) -> Option<String> {
    if let [word] = words
        && word.bytes().all(|byte| byte.is_ascii_digit())
    {
        return Some((*word).to_owned());
    }
    let value = match language {
        Language::English => numbers_en::cardinal(words)?,
        Language::German => numbers_de::cardinal(words)?,
    };
    Some(value.to_string())
}

/// `double`, `triple`.
pub(super) fn times(word: &str, language: Language) -> Option<usize> {
    match (language, word) {
        (Language::English, "double") | (Language::German, "doppel" | "doppelt" | "zweimal") => Some(2),
        (Language::English, "triple" | "treble") | (Language::German, "dreifach" | "dreimal") => Some(3),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, language: Language) -> Option<String> {
        number(&text.split(' ').collect::<Vec<_>>(), language)
    }

    #[test]
    fn english_numbers_are_said_in_many_ways() {
        for (said, meant) in [
            ("forty two", "42"),
            ("four two", "42"),
            ("forty 2", "42"),
            ("4 2", "42"),
            ("one hundred and three", "103"),
            ("a hundred three", "103"),
            ("one oh three", "103"),
            ("one zero three", "103"),
            ("double seven", "77"),
            ("one triple two", "1222"),
            ("twelve thirty four", "1234"),
            ("one twenty three", "123"),
            ("twelve hundred", "1200"),
            ("two thousand and five", "2005"),
            ("nineteen oh four", "1904"),
            ("won to for ate", "1248"),
        ] {
            assert_eq!(read(said, Language::English).as_deref(), Some(meant), "{said}");
        }
        for said in ["", "oh three", "zero", "and", "one and", "ops", "double", "forty ops", "1234567890"] {
            assert_eq!(read(said, Language::English), None, "{said}");
        }
    }

    #[test]
    fn german_numbers_are_said_in_many_ways() {
        for (said, meant) in [
            ("zweiundvierzig", "42"),
            ("zwei und vierzig", "42"),
            ("vier zwo", "42"),
            ("einhundertdrei", "103"),
            ("hundertdrei", "103"),
            ("ein hundert drei", "103"),
            ("eins null drei", "103"),
            ("doppel sieben", "77"),
            ("zwölf vierunddreissig", "1234"),
            ("tausendzweihundertvierunddreissig", "1234"),
            ("zweitausendfünf", "2005"),
            ("siebzehn", "17"),
        ] {
            assert_eq!(read(said, Language::German).as_deref(), Some(meant), "{said}");
        }
        for said in ["null drei", "und", "undvierzig", "ops", "doppel"] {
            assert_eq!(read(said, Language::German), None, "{said}");
        }
    }
}
