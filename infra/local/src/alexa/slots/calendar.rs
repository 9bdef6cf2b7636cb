//! The calendar's words.

use crate::alexa::language::Language;
use jiff::civil::{Date, Weekday};

/// Which of a cycle of days, weeks or months is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Which {
    This,
    Next,
    Last,
}

/// A length of time that a calendar counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    Second,
    Minute,
    Hour,
    Day,
    Week,
    Month,
    Year,
}

/// `this`, `next`, `last`.
pub(super) fn which(word: &str, language: Language) -> Option<Which> {
    match language {
        Language::English => match word {
            "this" => Some(Which::This),
            "next" | "coming" | "upcoming" => Some(Which::Next),
            "last" | "past" | "previous" => Some(Which::Last),
            _ => None,
        },
        Language::German => {
            let starts = |stem: &str| {
                word.strip_prefix(stem)
                    .is_some_and(|ending| matches!(ending, "e" | "er" | "en" | "es" | "em"))
            };
            if starts("dies") {
                Some(Which::This)
            } else if starts("nächst") || starts("kommend") {
                Some(Which::Next)
            } else if starts("letzt") || starts("vergangen") || starts("vorig") {
                Some(Which::Last)
            } else {
                None
            }
        }
        Language::Other => None,
    }
}

/// A day of the week.
pub(super) fn weekday(word: &str, language: Language) -> Option<Weekday> {
    use Weekday::{Friday, Monday, Saturday, Sunday, Thursday, Tuesday, Wednesday};
    Some(match (language, word) {
        (Language::English, "monday") | (Language::German, "montag") => Monday,
        (Language::English, "tuesday") | (Language::German, "dienstag") => Tuesday,
        (Language::English, "wednesday") | (Language::German, "mittwoch") => Wednesday,
        (Language::English, "thursday") | (Language::German, "donnerstag") => Thursday,
        (Language::English, "friday") | (Language::German, "freitag") => Friday,
        (Language::English, "saturday") | (Language::German, "samstag" | "sonnabend") => Saturday,
        (Language::English, "sunday") | (Language::German, "sonntag") => Sunday,
        _ => return None,
    })
}

const ENGLISH: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];
const GERMAN: [&str; 12] = [
    "januar",
    "februar",
    "märz",
    "april",
    "mai",
    "juni",
    "juli",
    "august",
    "september",
    "oktober",
    "november",
    "dezember",
];

/// The months from January on.
fn months(language: Language) -> Option<&'static [&'static str; 12]> {
    match language {
        Language::English => Some(&ENGLISH),
        Language::German => Some(&GERMAN),
        Language::Other => None,
    }
}

/// A day as it is said: `March 13, 2026`.
pub(in crate::alexa) fn spoken_day(day: Date, language: Language) -> String {
    match (spoken_day_of_month(day, language), language) {
        (None, _) => day.to_string(),
        (Some(said), Language::German) => format!("{said} {}", day.year()),
        (Some(said), _) => format!("{said}, {}", day.year()),
    }
}

/// The same without the year: `March 13`. Nothing where the language's months have no names here.
pub(in crate::alexa) fn spoken_day_of_month(day: Date, language: Language) -> Option<String> {
    let month = usize::try_from(day.month() - 1).ok().and_then(|month| months(language)?.get(month))?;
    let (first, rest) = month.split_at(1);
    let (month, number) = (first.to_uppercase() + rest, day.day());
    Some(match language {
        Language::German => format!("{number}. {month}"),
        _ => format!("{month} {number}"),
    })
}

/// A month's number.
pub(super) fn month(word: &str, language: Language) -> Option<i8> {
    let names = months(language)?;
    let word = if language == Language::German && word == "jänner" { "januar" } else { word };
    names.iter().position(|name| *name == word).and_then(|index| i8::try_from(index + 1).ok())
}

/// The season's letters in a value such as `2026-SU`.
pub(super) fn season(word: &str, language: Language) -> Option<&'static str> {
    Some(match (language, word) {
        (Language::English | Language::German, "winter") => "WI",
        (Language::English, "spring") | (Language::German, "frühling" | "frühjahr") => "SP",
        (Language::English, "summer") | (Language::German, "sommer") => "SU",
        (Language::English, "fall" | "autumn") | (Language::German, "herbst") => "FA",
        _ => return None,
    })
}

/// A unit of time, in the singular or plural.
pub(super) fn unit(word: &str, language: Language) -> Option<Unit> {
    Some(match (language, word) {
        (Language::English, "second" | "seconds") | (Language::German, "sekunde" | "sekunden") => {
            Unit::Second
        }
        (Language::English, "minute" | "minutes") | (Language::German, "minute" | "minuten") => Unit::Minute,
        (Language::English, "hour" | "hours") | (Language::German, "stunde" | "stunden") => Unit::Hour,
        (Language::English, "day" | "days") | (Language::German, "tag" | "tage" | "tagen") => Unit::Day,
        (Language::English, "week" | "weeks") | (Language::German, "woche" | "wochen") => Unit::Week,
        (Language::English, "month" | "months")
        | (Language::German, "monat" | "monate" | "monaten" | "monats") => Unit::Month,
        (Language::English, "year" | "years")
        | (Language::German, "jahr" | "jahre" | "jahren" | "jahres") => Unit::Year,
        _ => return None,
    })
}
