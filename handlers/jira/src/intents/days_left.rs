//! `compute: days_left` of the intent `SprintDaysLeft`: how far away the end is, in whole days. YAML reads no dates in texts,
//! and counts no days between two.

use crate::generated::stubs::{DaysLeftInput, DaysLeftOutput};
use sayso_runtime::jiff::civil::{Date, Weekday};

/// A pure function: no clock, no network, no files.
pub fn days_left(input: DaysLeftInput) -> DaysLeftOutput {
    let DaysLeftInput { name, end, today } = input;
    // The day as Jira writes it, before the time and the offset.
    let day = end.as_deref().and_then(|end| end.get(..10)?.parse::<Date>().ok());
    let Some(day) = day else { return DaysLeftOutput { endless: Some(name), ..silence() } };
    let days = (day - today).get_days();
    match days {
        0 => DaysLeftOutput { today: Some(name), ..silence() },
        ..0 => DaysLeftOutput { over: Some(name), ago: Some(f64::from(-days)), ..silence() },
        1.. => {
            // Where all are working days, or there is only one, it goes without saying.
            let workdays = Some(workdays_until(today, days)).filter(|it| days > 1 && *it != days);
            DaysLeftOutput {
                running: Some(name),
                days: Some(f64::from(days)),
                workdays: workdays.map(f64::from),
                day: Some(day),
                ..silence()
            }
        }
    }
}

/// How many of the next days are working days.
fn workdays_until(today: Date, days: i32) -> i32 {
    let (weeks, rest) = (days / 7, days % 7);
    let rest = today.series(sayso_runtime::jiff::Span::new().days(1)).skip(1).zip(0..rest);
    let worked = rest.filter(|(day, _)| !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday));
    weeks * 5 + i32::try_from(worked.count()).unwrap_or_default()
}

fn silence() -> DaysLeftOutput {
    DaysLeftOutput {
        running: None,
        days: None,
        workdays: None,
        day: None,
        today: None,
        over: None,
        ago: None,
        endless: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sayso_runtime::jiff::civil::date;

    fn left(end: Option<&str>) -> DaysLeftOutput {
        let (name, end) = ("Pumps 8".to_owned(), end.map(str::to_owned));
        days_left(DaysLeftInput { name, end, today: date(2026, 3, 11) })
    }

    fn name() -> Option<String> {
        Some("Pumps 8".to_owned())
    }

    #[test]
    fn days_are_counted_to_the_last_one() {
        for (end, days, workdays, day) in [
            ("2026-03-18T09:00:00.000Z", 7.0, Some(5.0), 18),
            ("2026-03-15T23:59:00.000+0100", 4.0, Some(2.0), 15),
            ("2026-03-13T15:00:00.000+01:00", 2.0, None, 13),
            ("2026-03-12T00:00:00Z", 1.0, None, 12),
            ("2026-03-31", 20.0, Some(14.0), 31),
        ] {
            let day = Some(date(2026, 3, day));
            let expected = DaysLeftOutput { running: name(), days: Some(days), workdays, day, ..silence() };
            assert_eq!(left(Some(end)), expected);
        }
    }

    #[test]
    fn the_last_day_is_today_and_the_one_before_is_over() {
        assert_eq!(left(Some("2026-03-11T09:00:00Z")), DaysLeftOutput { today: name(), ..silence() });
        let over = DaysLeftOutput { over: name(), ago: Some(2.0), ..silence() };
        assert_eq!(left(Some("2026-03-09T09:00:00Z")), over);
    }

    #[test]
    fn a_sprint_may_have_no_end() {
        for end in [None, Some(""), Some("soon, as we hope")] {
            assert_eq!(left(end), DaysLeftOutput { endless: name(), ..silence() });
        }
    }
}
