//! `AMAZON.Ordinal`: `second`, `2nd`, `zweite`; also the ordinals within dates.

use super::number::cardinal;
use crate::alexa::language::Language;

/// The value of `AMAZON.Ordinal`: digits. The last of a list is `-1`, counted from the end; the
/// reference page does not say what Alexa sends for it.
pub(super) fn ordinal(words: &[&str], language: Language) -> Option<String> {
    let words = without_article(words, language);
    match (words, language) {
        (["last" | "final"], Language::English) => Some("-1".to_owned()),
        ([word], Language::German) if stem(word) == Some("letzt") => Some("-1".to_owned()),
        _ => nth(words, language).map(|value| value.to_string()),
    }
}

/// The number of an ordinal: `twenty first` is 21.
pub(super) fn nth(words: &[&str], language: Language) -> Option<u64> {
    match language {
        Language::English => english(words),
        Language::German => german(words),
        Language::Other => None,
    }
}

fn without_article<'a, 'b>(words: &'a [&'b str], language: Language) -> &'a [&'b str] {
    match (words, language) {
        (["the", rest @ ..], Language::English)
        | (["der" | "die" | "das" | "den" | "dem", rest @ ..], Language::German) => rest,
        _ => words,
    }
}

fn english(words: &[&str]) -> Option<u64> {
    let (last, before) = words.split_last()?;
    if before.is_empty() {
        let typed = ["st", "nd", "rd", "th"].iter().find_map(|suffix| last.strip_suffix(suffix));
        if let Some(value) = typed.and_then(|digits| digits.parse().ok()) {
            return Some(value);
        }
    }
    let cardinal_of_last = match *last {
        "first" => "one",
        "second" => "two",
        "third" => "three",
        "fifth" => "five",
        "eighth" => "eight",
        "ninth" => "nine",
        "twelfth" => "twelve",
        other => other.strip_suffix("th")?,
    };
    // `twentieth` is `twenty`.
    let tens = cardinal_of_last.strip_suffix("ie").map(|stem| format!("{stem}y"));
    let mut words = before.to_vec();
    words.push(tens.as_deref().unwrap_or(cardinal_of_last));
    if words == ["hundred"] || words == ["thousand"] {
        words.insert(0, "one");
    }
    cardinal(&words, Language::English).filter(|value| *value > 0)
}

fn german(words: &[&str]) -> Option<u64> {
    if let [word] = words
        && let Ok(value) = word.parse()
    {
        // `2.` has lost its full stop by now.
        return Some(value);
    }
    let joined = words.concat();
    let stem = stem(&joined)?;
    let (before, irregular) = [("erst", 1), ("dritt", 3), ("siebt", 7), ("acht", 8)]
        .iter()
        .find_map(|(word, value)| Some((stem.strip_suffix(word)?, *value)))
        .unwrap_or((stem, 0));
    if irregular > 0 {
        // `hundertdritte`; but `dreiundzwanzigste` ends in none of the four.
        let hundreds = if before.is_empty() { Some(0) } else { cardinal(&[before], Language::German) };
        if let Some(hundreds) = hundreds.filter(|value| value % 100 == 0) {
            return Some(hundreds + irregular);
        }
    }
    let number = stem.strip_suffix("st").or_else(|| stem.strip_suffix('t'))?;
    cardinal(&[number], Language::German).filter(|value| *value > 0)
}

/// An ordinal without its ending.
fn stem(word: &str) -> Option<&str> {
    ["er", "en", "es", "em", "e"]
        .iter()
        .find_map(|ending| word.strip_suffix(ending))
        .filter(|stem| stem.ends_with('t'))
}

#[cfg(test)]
mod tests {
    use super::{Language, ordinal};

    fn read(text: &str, language: Language) -> Option<String> {
        ordinal(&text.split(' ').collect::<Vec<_>>(), language)
    }

    #[test]
    fn english_ordinals() {
        for (text, value) in [
            ("first", "1"),
            ("second", "2"),
            ("2nd", "2"),
            ("the third", "3"),
            ("twelfth", "12"),
            ("twentieth", "20"),
            ("twenty first", "21"),
            ("one hundredth", "100"),
            ("hundred and third", "103"),
            ("last", "-1"),
        ] {
            let expected = (text != "hundred and third").then_some(value);
            assert_eq!(read(text, Language::English).as_deref(), expected, "{text}");
        }
        assert_eq!(read("with", Language::English), None);
        assert_eq!(read("north", Language::English), None);
    }

    #[test]
    fn german_ordinals() {
        for (text, value) in [
            ("erste", "1"),
            ("zweite", "2"),
            ("der zweite", "2"),
            ("dritten", "3"),
            ("siebtes", "7"),
            ("achter", "8"),
            ("neunzehnte", "19"),
            ("zwanzigste", "20"),
            ("zweiundzwanzigsten", "22"),
            ("hundertdritte", "103"),
            ("2", "2"),
            ("letzte", "-1"),
        ] {
            assert_eq!(read(text, Language::German).as_deref(), Some(value), "{text}");
        }
        assert_eq!(read("heute", Language::German), None);
        assert_eq!(read("gute", Language::German), None);
    }
}
