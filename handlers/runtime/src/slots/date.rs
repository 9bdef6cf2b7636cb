//! `AMAZON.DATE`. Source: "Slot Type Reference" of the Alexa Skills Kit.

use jiff::{
    ToSpan,
    civil::{Date, ISOWeekDate, Weekday},
};

/// The first day of what was named: a day (`2026-03-01`), a week (`2026-W10`), a weekend (`2026-W10-WE`), a month
/// (`2026-03`) or a year (`2026`); today for `PRESENT_REF`. Seasons and decades have no day that everybody agrees on.
pub(super) fn parse(text: &str, today: Date) -> Option<Date> {
    if text == "PRESENT_REF" {
        return Some(today);
    }
    if let Ok(day) = text.parse::<Date>() {
        return Some(day);
    }
    let mut pieces = text.split('-');
    let year: i16 = number(pieces.next()?, 4)?;
    match (pieces.next(), pieces.next(), pieces.next()) {
        (None, ..) => Date::new(year, 1, 1).ok(),
        (Some(week), rest, None) if week.starts_with('W') => {
            let monday = ISOWeekDate::new(year, number(week.get(1..)?, 2)?, Weekday::Monday).ok()?.date();
            match rest {
                None => Some(monday),
                Some("WE") => monday.checked_add(5.days()).ok(),
                Some(_) => None,
            }
        }
        // Alexa also writes a month as `2026-03-XX`.
        (Some(month), None | Some("XX"), None) => Date::new(year, number(month, 2)?, 1).ok(),
        _ => None,
    }
}

fn number<T: std::str::FromStr>(digits: &str, length: usize) -> Option<T> {
    let plain = digits.len() == length && digits.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| digits.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn every_period_has_a_first_day() {
        let today = date(2026, 3, 4);
        let first_days = [
            ("2026-03-01", Some(date(2026, 3, 1))),
            ("2026-W10", Some(date(2026, 3, 2))),
            ("2026-W01", Some(date(2025, 12, 29))),
            ("2026-W10-WE", Some(date(2026, 3, 7))),
            ("2026-03", Some(date(2026, 3, 1))),
            ("2026-03-XX", Some(date(2026, 3, 1))),
            ("2026", Some(date(2026, 1, 1))),
            ("PRESENT_REF", Some(today)),
            ("2026-WI", None),
            ("202X", None),
            ("2026-02-30", None),
            ("2026-W60", None),
            ("2026-W10-WD", None),
            ("-026", None),
            ("", None),
        ];
        for (text, expected) in first_days {
            assert_eq!(parse(text, today), expected, "{text}");
        }
    }
}
