//! `AMAZON.NUMBER`, `AMAZON.FOUR_DIGIT_NUMBER`, `AMAZON.PhoneNumber`: words or digits to digits.

use super::{number_de, number_en};
use crate::alexa::language::Language;

/// A cardinal number, as one (`one hundred and three`), or `None` where the words are not one number.
pub(super) fn cardinal(words: &[&str], language: Language) -> Option<u64> {
    match language {
        Language::English => number_en::cardinal(words),
        Language::German => number_de::cardinal(words),
        Language::Other => match words {
            [word] => digits(word)?.parse().ok(),
            _ => None,
        },
    }
}

/// The value of `AMAZON.NUMBER`: a cardinal, or one said in pieces (`one twenty three`: 123).
pub(super) fn number(words: &[&str], language: Language) -> Option<String> {
    let (sign, words) = match words {
        ["minus" | "negative", rest @ ..] if !rest.is_empty() => ("-", rest),
        _ => ("", words),
    };
    let value = cardinal(words, language).map(|value| value.to_string()).or_else(|| {
        let pieces = pieces(words, language)?;
        let significant = pieces.trim_start_matches('0');
        Some(if significant.is_empty() { "0".to_owned() } else { significant.to_owned() })
    })?;
    Some(format!("{sign}{value}"))
}

/// The value of `AMAZON.FOUR_DIGIT_NUMBER`: `six oh four five`, `nineteen eighty four`, `6045`.
pub(super) fn four_digits(words: &[&str], language: Language) -> Option<String> {
    let as_one = cardinal(words, language).map(|value| value.to_string());
    let is_four = |digits: &String| digits.len() == 4;
    as_one.filter(is_four).or_else(|| pieces(words, language).filter(is_four))
}

/// The value of `AMAZON.PhoneNumber`: its digits, at least seven of them.
pub(super) fn phone_number(words: &[&str], language: Language) -> Option<String> {
    pieces(words, language).filter(|digits| (7..=15).contains(&digits.len()))
}

/// The digits of numbers below a hundred said one after the other: `twenty twenty six` is `2026`,
/// `six oh four five` is `6045`.
pub(super) fn pieces(words: &[&str], language: Language) -> Option<String> {
    let mut all = String::new();
    let mut rest = words;
    while let Some(first) = rest.first() {
        let longest = (1..=rest.len().min(3)).rev().find_map(|length| {
            let words = rest.get(..length)?;
            let value = cardinal(words, language).filter(|value| *value < 100)?;
            Some((length, value.to_string()))
        });
        let (length, piece) = match (digits(first), zero(first, language), longest) {
            (Some(typed), ..) => (1, typed),
            (None, true, _) => (1, "0".to_owned()),
            (None, false, Some(spoken)) => spoken,
            (None, false, None) => return None,
        };
        all.push_str(&piece);
        rest = rest.get(length..)?;
    }
    (!all.is_empty()).then_some(all)
}

/// A number typed in digits, without its thousands signs.
pub(super) fn digits(word: &str) -> Option<String> {
    if !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(word.to_owned());
    }
    let separator = if word.contains(',') { ',' } else { '.' };
    let groups: Vec<&str> = word.split(separator).collect();
    let numeric = |group: &&str| !group.is_empty() && group.bytes().all(|byte| byte.is_ascii_digit());
    let (first, rest) = groups.split_first()?;
    let grouped = !rest.is_empty() && first.len() <= 3 && rest.iter().all(|group| group.len() == 3);
    (grouped && groups.iter().all(numeric)).then(|| groups.concat())
}

fn zero(word: &str, language: Language) -> bool {
    match language {
        Language::English => matches!(word, "oh" | "o" | "zero"),
        Language::German => word == "null",
        Language::Other => false,
    }
}

#[cfg(test)]
mod tests {
    use super::{four_digits, number, phone_number};
    use crate::alexa::language::Language::{self, English, German};

    fn read(text: &str, language: Language) -> Option<String> {
        number(&text.split(' ').collect::<Vec<_>>(), language)
    }

    #[test]
    fn english_numbers() {
        for (text, value) in [
            ("zero", "0"),
            ("seven", "7"),
            ("forty two", "42"),
            ("one hundred and three", "103"),
            ("a hundred", "100"),
            ("twelve hundred", "1200"),
            ("two thousand and six", "2006"),
            ("three million two hundred thousand", "3200000"),
            ("nine hundred ninety nine thousand nine hundred ninety nine", "999999"),
            ("42", "42"),
            ("1,000", "1000"),
            ("one twenty three", "123"),
            ("one two three", "123"),
            ("minus five", "-5"),
            ("twenty twenty six", "2026"),
            ("nineteen oh four", "1904"),
        ] {
            assert_eq!(read(text, English).as_deref(), Some(value), "{text}");
        }
        for text in ["", "and", "hundred and", "one and two", "forty banana", "a", "3.5"] {
            assert_eq!(read(text, English), None, "{text}");
        }
    }

    #[test]
    fn german_numbers() {
        for (text, value) in [
            ("null", "0"),
            ("eins", "1"),
            ("zweiundvierzig", "42"),
            ("zwei und vierzig", "42"),
            ("hundertdrei", "103"),
            ("einhundertunddrei", "103"),
            ("dreissig", "30"),
            ("siebzehn", "17"),
            ("zweitausendsechsundzwanzig", "2026"),
            ("neunzehnhundertvierundachtzig", "1984"),
            ("dreihunderttausend", "300000"),
            ("zwei millionen dreitausend", "2003000"),
            ("eins zwei drei", "123"),
            ("42", "42"),
        ] {
            assert_eq!(read(text, German).as_deref(), Some(value), "{text}");
        }
        for text in ["und", "zweiund", "vierzigzwei", "banane", "hundertbanane"] {
            assert_eq!(read(text, German), None, "{text}");
        }
    }

    #[test]
    fn four_digits_keep_their_zeros_and_phone_numbers_their_length() {
        let four = |text: &str| four_digits(&text.split(' ').collect::<Vec<_>>(), English);
        assert_eq!(four("six oh four five").as_deref(), Some("6045"));
        assert_eq!(four("oh one two three").as_deref(), Some("0123"));
        assert_eq!(four("nineteen eighty four").as_deref(), Some("1984"));
        assert_eq!(four("forty two"), None);
        let phone = |text: &str| phone_number(&text.split(' ').collect::<Vec<_>>(), English);
        assert_eq!(phone("five five five oh one two three").as_deref(), Some("5550123"));
        assert_eq!(phone("five five five"), None);
    }
}
