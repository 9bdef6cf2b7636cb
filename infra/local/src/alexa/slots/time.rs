//! `AMAZON.TIME`: words to `HH:MM`, or to a part of the day (`MO`, `AF`, `EV`, `NI`).

use super::number::cardinal;
use crate::alexa::language::Language;

/// The value of `AMAZON.TIME`.
pub(super) fn time(words: &[&str], language: Language) -> Option<String> {
    match language {
        Language::English => english(words),
        Language::German => german(words),
        Language::Other => match words {
            [word] => clock(word).and_then(Time::text),
            _ => None,
        },
    }
}

#[derive(Clone, Copy)]
struct Time {
    hour: u64,
    minute: u64,
}

impl Time {
    fn text(self) -> Option<String> {
        (self.hour < 24 && self.minute < 60).then(|| format!("{:02}:{:02}", self.hour, self.minute))
    }

    /// In the half of the day that was said.
    fn in_half(self, afternoon: bool) -> Option<Self> {
        let hour = match (self.hour, afternoon) {
            (1..=11, true) => self.hour + 12,
            (12, false) => 0,
            (0, true) => return None,
            (hour, _) => hour,
        };
        Some(Self { hour, ..self })
    }

    fn minutes_before(self, minutes: u64) -> Option<Self> {
        let total = (self.hour * 60 + self.minute + 24 * 60).checked_sub(minutes)? % (24 * 60);
        Some(Self { hour: total / 60, minute: total % 60 })
    }
}

fn english(words: &[&str]) -> Option<String> {
    let words = match words {
        ["at", rest @ ..] => rest,
        _ => words,
    };
    match words {
        ["noon" | "midday"] => return Some("12:00".to_owned()),
        ["midnight"] => return Some("00:00".to_owned()),
        ["morning"] | ["this", "morning"] | ["in", "the", "morning"] => return Some("MO".to_owned()),
        ["afternoon"] | ["this", "afternoon"] | ["in", "the", "afternoon"] => return Some("AF".to_owned()),
        ["evening"] | ["this", "evening"] | ["in", "the", "evening"] => return Some("EV".to_owned()),
        ["night" | "tonight"] | ["at", "night"] => return Some("NI".to_owned()),
        _ => {}
    }
    let (words, afternoon) = match words {
        [rest @ .., "a", "m"] | [rest @ .., "am"] | [rest @ .., "in", "the", "morning"] => {
            (rest, Some(false))
        }
        [rest @ .., "p", "m"]
        | [rest @ .., "pm"]
        | [rest @ .., "in", "the", "afternoon" | "evening"]
        | [rest @ .., "at", "night"] => (rest, Some(true)),
        [rest @ .., last] if last.ends_with("am") || last.ends_with("pm") => {
            // Typed as one: `3pm`.
            let time = clock(last.get(..last.len() - 2)?)?;
            return if rest.is_empty() { time.in_half(last.ends_with("pm"))?.text() } else { None };
        }
        _ => (words, None),
    };
    let time = english_clock(words)?;
    match afternoon {
        Some(afternoon) => time.in_half(afternoon)?.text(),
        None => time.text(),
    }
}

fn english_clock(words: &[&str]) -> Option<Time> {
    let hour = |words: &[&str]| cardinal(words, Language::English).filter(|hour| *hour < 24);
    match words {
        [word] if clock(word).is_some() => clock(word),
        [rest @ .., "oclock" | "hours"] => {
            let value = cardinal(rest, Language::English)?;
            // `fifteen hundred hours`.
            Some(if value >= 100 {
                Time { hour: value / 100, minute: value % 100 }
            } else {
                Time { hour: value, minute: 0 }
            })
        }
        ["half", "past", rest @ ..] => Some(Time { hour: hour(rest)?, minute: 30 }),
        _ if let Some((minutes, rest)) = around(words, &["past", "after"]) => {
            Some(Time { hour: hour(rest)?, minute: english_minutes(minutes)? })
        }
        _ if let Some((minutes, rest)) = around(words, &["to", "before", "of"]) => {
            Time { hour: hour(rest)?, minute: 0 }.minutes_before(english_minutes(minutes)?)
        }
        _ => split_clock(
            words,
            |minute| match minute {
                ["oh" | "o", minute] => cardinal(&[minute], Language::English).filter(|minute| *minute < 10),
                _ => cardinal(minute, Language::English).filter(|minute| (10..60).contains(minute)),
            },
            hour,
        ),
    }
}

/// What stands before and after the first of some words.
fn around<'a, 'b>(words: &'a [&'b str], between: &[&str]) -> Option<(&'a [&'b str], &'a [&'b str])> {
    let at = words.iter().position(|word| between.contains(word))?;
    Some((words.get(..at)?, words.get(at + 1..)?))
}

/// `three thirty`, `twenty one fifteen`, `three`: an hour, then perhaps minutes.
fn split_clock(
    words: &[&str],
    minute: impl Fn(&[&str]) -> Option<u64>,
    hour: impl Fn(&[&str]) -> Option<u64>,
) -> Option<Time> {
    if let Some(hour) = hour(words) {
        return Some(Time { hour, minute: 0 });
    }
    (1..words.len()).rev().find_map(|length| {
        let (before, after) = words.split_at_checked(length)?;
        Some(Time { hour: hour(before)?, minute: minute(after)? })
    })
}

fn english_minutes(words: &[&str]) -> Option<u64> {
    match words {
        ["quarter"] | ["a", "quarter"] => Some(15),
        [rest @ .., "minutes" | "minute"] => cardinal(rest, Language::English),
        _ => cardinal(words, Language::English),
    }
    .filter(|minutes| *minutes < 60)
}

fn german(words: &[&str]) -> Option<String> {
    let words = match words {
        ["um", rest @ ..] => rest,
        _ => words,
    };
    match words {
        ["mittag" | "mittags"] => return Some("12:00".to_owned()),
        ["mitternacht"] => return Some("00:00".to_owned()),
        ["morgens" | "vormittags" | "vormittag"] | ["am", "morgen" | "vormittag"] => {
            return Some("MO".to_owned());
        }
        ["nachmittags" | "nachmittag"] | ["am", "nachmittag"] => return Some("AF".to_owned()),
        ["abends" | "abend"] | ["am", "abend"] => return Some("EV".to_owned()),
        ["nachts" | "nacht"] | ["in", "der", "nacht"] => return Some("NI".to_owned()),
        _ => {}
    }
    let (words, afternoon) = match words {
        [rest @ .., "morgens" | "vormittags" | "früh"] | [rest @ .., "am", "morgen" | "vormittag"] => {
            (rest, Some(false))
        }
        [rest @ .., "nachmittags" | "abends" | "mittags"] | [rest @ .., "am", "nachmittag" | "abend"] => {
            (rest, Some(true))
        }
        [rest @ .., "nachts"] => (rest, Some(false)),
        _ => (words, None),
    };
    let time = german_clock(words)?;
    match afternoon {
        Some(afternoon) => time.in_half(afternoon)?.text(),
        None => time.text(),
    }
}

fn german_clock(words: &[&str]) -> Option<Time> {
    let hour = |words: &[&str]| {
        let words = match words {
            [rest @ .., "uhr"] => rest,
            _ => words,
        };
        cardinal(words, Language::German).filter(|hour| *hour < 24)
    };
    let minutes = |words: &[&str]| match words {
        ["viertel"] => Some(15),
        [rest @ .., "minuten" | "minute"] => cardinal(rest, Language::German),
        _ => cardinal(words, Language::German),
    };
    match words {
        [word] | [word, "uhr"] if clock(word).is_some() => clock(word),
        // `halb vier` is half an hour before four.
        ["halb", rest @ ..] => Time { hour: hour(rest)?, minute: 0 }.minutes_before(30),
        ["dreiviertel", rest @ ..] => Time { hour: hour(rest)?, minute: 0 }.minutes_before(15),
        _ if let Some((said, rest)) = around(words, &["nach"]) => match rest {
            // `fünf nach halb vier`.
            ["halb", rest @ ..] => {
                Time { hour: hour(rest)?, minute: 0 }.minutes_before(30_u64.checked_sub(minutes(said)?)?)
            }
            _ => Some(Time { hour: hour(rest)?, minute: minutes(said).filter(|minutes| *minutes < 60)? }),
        },
        _ if let Some((said, rest)) = around(words, &["vor"]) => {
            let (earlier, rest) = match rest {
                ["halb", rest @ ..] => (30, rest),
                _ => (0, rest),
            };
            let minutes = minutes(said).filter(|minutes| *minutes < 60)?;
            Time { hour: hour(rest)?, minute: 0 }.minutes_before(earlier + minutes)
        }
        _ => {
            let at = words.iter().position(|word| *word == "uhr");
            let Some(at) = at else { return Some(Time { hour: hour(words)?, minute: 0 }) };
            let (before, after) = (words.get(..at)?, words.get(at + 1..)?);
            let minute = if after.is_empty() { 0 } else { minutes(after)? };
            Some(Time { hour: hour(before)?, minute })
        }
    }
}

/// A time typed in digits: `10:30`, `7.30`; `3` only where something after it says that it is a time.
fn clock(word: &str) -> Option<Time> {
    let number = |text: &str| -> Option<u64> {
        let digits = (1..=2).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
        if digits { text.parse().ok() } else { None }
    };
    let time = match word.split_once([':', '.']) {
        Some((hour, minute)) if minute.len() == 2 => Time { hour: number(hour)?, minute: number(minute)? },
        Some(_) => return None,
        None => Time { hour: number(word)?, minute: 0 },
    };
    (time.hour < 24 && time.minute < 60).then_some(time)
}

#[cfg(test)]
mod tests {
    use super::{Language, time};

    fn read(text: &str, language: Language) -> Option<String> {
        time(&text.split(' ').collect::<Vec<_>>(), language)
    }

    #[test]
    fn english_times() {
        for (text, value) in [
            ("three p m", "15:00"),
            ("3pm", "15:00"),
            ("3:30pm", "15:30"),
            ("10:30", "10:30"),
            ("three thirty", "03:30"),
            ("twelve a m", "00:00"),
            ("half past three", "03:30"),
            ("quarter to five", "04:45"),
            ("ten past six p m", "18:10"),
            ("four in the morning", "04:00"),
            ("seven oclock", "07:00"),
            ("fifteen hundred hours", "15:00"),
            ("three oh five", "03:05"),
            ("noon", "12:00"),
            ("midnight", "00:00"),
            ("evening", "EV"),
            ("twenty one fifteen", "21:15"),
        ] {
            assert_eq!(read(text, Language::English).as_deref(), Some(value), "{text}");
        }
        for text in ["twenty five", "3:70", "banana", "past three"] {
            assert_eq!(read(text, Language::English), None, "{text}");
        }
    }

    #[test]
    fn german_times() {
        for (text, value) in [
            ("drei uhr", "03:00"),
            ("fünfzehn uhr dreissig", "15:30"),
            ("halb vier", "03:30"),
            ("viertel nach drei", "03:15"),
            ("zehn vor fünf", "04:50"),
            ("fünf nach halb vier", "03:35"),
            ("drei uhr nachmittags", "15:00"),
            ("7.30 uhr", "07:30"),
            ("um acht uhr abends", "20:00"),
            ("mitternacht", "00:00"),
            ("abends", "EV"),
        ] {
            assert_eq!(read(text, Language::German).as_deref(), Some(value), "{text}");
        }
        assert_eq!(read("banane", Language::German), None);
    }
}
