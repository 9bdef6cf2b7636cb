//! `compute: logged_time` of the intent `LogWork`: the time that is read back, in each language's own words, of which YAML
//! cannot take a text apart; and how many entries there are then, by which the new one is found where the answer is lost.

use crate::generated::stubs::{LoggedTimeInput, LoggedTimeOutput};
use sayso_runtime::jiff::{civil::Date, tz::TimeZone};

/// A pure function: no clock, no network, no files.
pub fn logged_time(input: LoggedTimeInput) -> LoggedTimeOutput {
    let count = |unit: char| {
        let mut parts = input.spent.split(' ');
        parts.find_map(|part| part.strip_suffix(unit)).and_then(|number| number.parse().ok())
    };
    LoggedTimeOutput {
        weeks: count('w'),
        days: count('d'),
        hours: count('h'),
        minutes: count('m'),
        started: input.day.filter(|day| *day < input.today).and_then(|day| noon(day, &input.zone)),
        total: input.total + 1.0,
    }
}

/// Noon of a day, as Jira writes a time. It is that day, too, in all zones that are less than half a day away, such as that of
/// the user's profile. Of today Jira knows better when the work began.
fn noon(day: Date, zone: &str) -> Option<String> {
    let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
    let noon = day.at(12, 0, 0, 0).to_zoned(zone).ok()?;
    Some(noon.strftime("%Y-%m-%dT%H:%M:%S.000%z").to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use sayso_runtime::jiff::civil::date;

    #[test]
    fn only_what_was_said_is_read_back() {
        let time = logged_time(input(None, "UTC"));
        let expected = LoggedTimeOutput {
            weeks: None,
            days: Some(1.0),
            hours: None,
            minutes: Some(30.0),
            started: None,
            total: 3.0,
        };
        assert_eq!(time, expected);
    }

    fn input(day: Option<Date>, zone: &str) -> LoggedTimeInput {
        let (spent, zone) = ("1d 30m".to_owned(), zone.to_owned());
        LoggedTimeInput { spent, total: 2.0, day, today: date(2026, 3, 11), zone }
    }

    #[test]
    fn work_of_another_day_began_at_its_noon_where_the_user_is() {
        let started = |day, zone| logged_time(input(Some(day), zone)).started;
        let yesterday = date(2026, 3, 10);
        for (zone, expected) in [
            ("Pacific/Auckland", "2026-03-10T12:00:00.000+1300"),
            ("Pacific/Honolulu", "2026-03-10T12:00:00.000-1000"),
            ("UTC", "2026-03-10T12:00:00.000+0000"),
            ("Mars/Olympus", "2026-03-10T12:00:00.000+0000"),
        ] {
            assert_eq!(started(yesterday, zone).as_deref(), Some(expected), "{zone}");
        }
        assert_eq!(started(date(2026, 3, 11), "UTC"), None, "Jira knows when today's began");
    }
}
