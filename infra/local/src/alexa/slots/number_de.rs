//! German cardinals. They are one word in writing and often several in a transcript, so the words
//! are joined and the compound is taken apart.

/// The number that the words are, below a billion.
pub(super) fn cardinal(words: &[&str]) -> Option<u64> {
    match words {
        [] => None,
        [word] if super::number::digits(word).is_some() => super::number::digits(word)?.parse().ok(),
        ["null"] => Some(0),
        _ => millions(&words.concat()),
    }
}

fn millions(text: &str) -> Option<u64> {
    let Some((count, rest)) = text.split_once("million") else { return thousands(text) };
    let rest = rest.strip_prefix("en").unwrap_or(rest);
    Some(below_thousand(count)? * 1_000_000 + optional(rest, thousands)?)
}

fn thousands(text: &str) -> Option<u64> {
    let Some((count, rest)) = text.split_once("tausend") else { return below_thousand(text) };
    let count = if count.is_empty() { 1 } else { below_thousand(count)? };
    Some(count * 1_000 + optional(rest, below_thousand)?)
}

fn below_thousand(text: &str) -> Option<u64> {
    let Some((count, rest)) = text.split_once("hundert") else { return below_hundred(text) };
    let count = if count.is_empty() { 1 } else { below_hundred(count)? };
    Some(count * 100 + optional(rest, below_hundred)?)
}

/// What follows a hundred, a thousand or a million: nothing, or a number with or without `und`.
fn optional(rest: &str, read: fn(&str) -> Option<u64>) -> Option<u64> {
    if rest.is_empty() { Some(0) } else { read(rest.strip_prefix("und").unwrap_or(rest)) }
}

fn below_hundred(text: &str) -> Option<u64> {
    let (unit, tens) = UNITS
        .iter()
        .filter(|(_, value)| *value < 10)
        .find_map(|(word, value)| Some((*value, text.strip_prefix(word)?.strip_prefix("und")?)))
        .unwrap_or((0, text));
    if let Some((_, tens)) = TENS.iter().find(|(word, _)| *word == tens) {
        return Some(tens + unit);
    }
    UNITS.iter().find(|(word, _)| *word == text).map(|(_, value)| *value)
}

/// Units and the teens, with the inflections of one. Spelt as [`super::super::text`] spells: `ss` for `ß`.
const UNITS: [(&str, u64); 27] = [
    ("ein", 1),
    ("eins", 1),
    ("eine", 1),
    ("einen", 1),
    ("einem", 1),
    ("einer", 1),
    ("zwei", 2),
    ("zwo", 2),
    ("drei", 3),
    ("vier", 4),
    ("fünf", 5),
    ("sechs", 6),
    ("sieben", 7),
    ("acht", 8),
    ("neun", 9),
    ("zehn", 10),
    ("elf", 11),
    ("zwölf", 12),
    ("dreizehn", 13),
    ("vierzehn", 14),
    ("fünfzehn", 15),
    ("sechzehn", 16),
    ("siebzehn", 17),
    ("achtzehn", 18),
    ("neunzehn", 19),
    ("fuenf", 5),
    ("zwoelf", 12),
];

const TENS: [(&str, u64); 8] = [
    ("zwanzig", 20),
    ("dreissig", 30),
    ("vierzig", 40),
    ("fünfzig", 50),
    ("sechzig", 60),
    ("siebzig", 70),
    ("achtzig", 80),
    ("neunzig", 90),
];
