//! `AMAZON.DURATION`: words to an ISO 8601 duration, `one hour thirty minutes` → `PT1H30M`.

use super::{
    calendar::{self, Unit},
    number::cardinal,
};
use crate::alexa::language::Language;
use std::fmt::Write;

/// The value of `AMAZON.DURATION`. Units come once each, the longest first, as ISO 8601 has them.
pub(super) fn duration(words: &[&str], language: Language) -> Option<String> {
    if language == Language::Other {
        return None;
    }
    let mut parts = Parts::default();
    let mut rest = words;
    while !rest.is_empty() {
        let length = (1..=rest.len()).rev().find(|&length| {
            rest.get(..length).and_then(|words| part(words, language)).is_some_and(|part| parts.takes(&part))
        })?;
        parts.add(part(rest.get(..length)?, language)?);
        rest = rest.get(length..)?;
        rest = match (language, rest) {
            (Language::English, ["and", more @ ..]) | (Language::German, ["und", more @ ..])
                if !more.is_empty() =>
            {
                more
            }
            _ => rest,
        };
    }
    parts.text()
}

/// One count and unit; halves come in two units (`PT1H30M`).
type Part = Vec<(Unit, u64)>;

/// Counts by unit, in order of length.
#[derive(Default)]
struct Parts(Vec<(Unit, u64)>);

impl Parts {
    /// Whether a part is shorter than all before it.
    fn takes(&self, part: &Part) -> bool {
        let last = self.0.last().map(|(unit, _)| size(*unit));
        part.first().is_some_and(|(unit, _)| last.is_none_or(|last| size(*unit) < last))
    }

    fn add(&mut self, part: Part) {
        self.0.extend(part);
    }

    fn text(&self) -> Option<String> {
        let mut text = "P".to_owned();
        let mut in_time = false;
        for (unit, count) in &self.0 {
            if size(*unit) <= size(Unit::Hour) && !in_time {
                in_time = true;
                text.push('T');
            }
            write!(text, "{count}{}", letter(*unit)).ok()?;
        }
        (text.len() > 1).then_some(text)
    }
}

/// Words that are one count and one unit.
fn part(words: &[&str], language: Language) -> Option<Part> {
    match language {
        Language::English => english(words),
        Language::German => german(words),
        Language::Other => None,
    }
}

fn english(words: &[&str]) -> Option<Part> {
    let unit = |word: &str| calendar::unit(word, Language::English);
    match words {
        ["half", "a" | "an", one] | ["a" | "one", "half", one] => halves(0, unit(one)?),
        ["a" | "one", "quarter", "of", "an", "hour"]
        | ["quarter", "of", "an", "hour"]
        | ["a", "quarter", "hour"] => Some(vec![(Unit::Minute, 15)]),
        ["three", "quarters", "of", "an", "hour"] => Some(vec![(Unit::Minute, 45)]),
        ["a" | "an" | "one", one, "and", "a", "half"] => halves(1, unit(one)?),
        [count @ .., "and", "a", "half", many] => halves(cardinal(count, Language::English)?, unit(many)?),
        ["a" | "an", one] => Some(vec![(unit(one)?, 1)]),
        [count @ .., many] => Some(vec![(unit(many)?, cardinal(count, Language::English)?)]),
        [] => None,
    }
}

fn german(words: &[&str]) -> Option<Part> {
    let unit = |word: &str| calendar::unit(word, Language::German);
    match words {
        ["viertelstunde"] | ["eine", "viertelstunde"] => Some(vec![(Unit::Minute, 15)]),
        ["dreiviertelstunde"] | ["eine", "dreiviertelstunde"] => Some(vec![(Unit::Minute, 45)]),
        ["halbe" | "halben" | "halbes", one]
        | ["eine" | "einen" | "ein", "halbe" | "halben" | "halbes", one] => halves(0, unit(one)?),
        ["anderthalb", many] => halves(1, unit(many)?),
        [count, many] if count.ends_with("einhalb") => {
            halves(cardinal(&[count.strip_suffix("einhalb")?], Language::German)?, unit(many)?)
        }
        [count @ .., many] => Some(vec![(unit(many)?, cardinal(count, Language::German)?)]),
        [] => None,
    }
}

/// So many and a half.
fn halves(count: u64, unit: Unit) -> Option<Part> {
    let half = match unit {
        Unit::Minute => (Unit::Second, 30),
        Unit::Hour => (Unit::Minute, 30),
        Unit::Day => (Unit::Hour, 12),
        Unit::Year => (Unit::Month, 6),
        // Half a second, week or month is no whole number of anything.
        Unit::Second | Unit::Week | Unit::Month => return None,
    };
    Some(if count == 0 { vec![half] } else { vec![(unit, count), half] })
}

fn size(unit: Unit) -> u8 {
    match unit {
        Unit::Second => 0,
        Unit::Minute => 1,
        Unit::Hour => 2,
        Unit::Day => 3,
        Unit::Week => 4,
        Unit::Month => 5,
        Unit::Year => 6,
    }
}

fn letter(unit: Unit) -> char {
    match unit {
        Unit::Second => 'S',
        Unit::Minute | Unit::Month => 'M',
        Unit::Hour => 'H',
        Unit::Day => 'D',
        Unit::Week => 'W',
        Unit::Year => 'Y',
    }
}

#[cfg(test)]
mod tests {
    use super::{Language, duration};

    fn read(text: &str, language: Language) -> Option<String> {
        duration(&text.split(' ').collect::<Vec<_>>(), language)
    }

    #[test]
    fn english_durations() {
        for (text, value) in [
            ("one hour thirty minutes", "PT1H30M"),
            ("five minutes", "PT5M"),
            ("two hours and ten minutes and five seconds", "PT2H10M5S"),
            ("half an hour", "PT30M"),
            ("an hour and a half", "PT1H30M"),
            ("two and a half hours", "PT2H30M"),
            ("an hour", "PT1H"),
            ("two weeks", "P2W"),
            ("three days", "P3D"),
            ("one day two hours", "P1DT2H"),
            ("a quarter of an hour", "PT15M"),
            ("one hundred and three seconds", "PT103S"),
            ("two years", "P2Y"),
            ("six months", "P6M"),
            ("90 minutes", "PT90M"),
        ] {
            assert_eq!(read(text, Language::English).as_deref(), Some(value), "{text}");
        }
        for text in ["minutes", "five", "ten minutes two hours", "five minutes and", "half a second"] {
            assert_eq!(read(text, Language::English), None, "{text}");
        }
    }

    #[test]
    fn german_durations() {
        for (text, value) in [
            ("eine stunde dreissig minuten", "PT1H30M"),
            ("eine halbe stunde", "PT30M"),
            ("anderthalb stunden", "PT1H30M"),
            ("zweieinhalb stunden", "PT2H30M"),
            ("eine stunde und fünf minuten", "PT1H5M"),
            ("zwei wochen", "P2W"),
            ("drei tage", "P3D"),
            ("eine viertelstunde", "PT15M"),
            ("zweiundvierzig sekunden", "PT42S"),
        ] {
            assert_eq!(read(text, Language::German).as_deref(), Some(value), "{text}");
        }
        assert_eq!(read("stunde", Language::German), None);
    }
}
