//! Days that are counted from another one: what a spec's date filters mean. Weeks begin on Monday; the calendar ends where
//! jiff's does, in the year 9999.

use jiff::{
    Span,
    civil::{Date, Weekday},
};
use sayso_schemas::words::DateFilter;

/// A day some days later, or earlier where `days` is negative.
pub fn plus(day: Date, days: i32) -> Date {
    let end = if days < 0 { Date::MIN } else { Date::MAX };
    Span::new().try_days(days).map_or(end, |span| day.saturating_add(span))
}

/// The Monday of the week that a day is in.
pub fn week(day: Date) -> Date {
    plus(day, -i32::from(day.weekday().to_monday_zero_offset()))
}

/// The first day of the month that a day is in.
pub fn month(day: Date) -> Date {
    day.first_of_month()
}

/// The last day of the month that a day is in.
pub fn month_end(day: Date) -> Date {
    day.last_of_month()
}

/// The workday before a day, Monday to Friday.
pub fn workday(day: Date) -> Date {
    match day.weekday() {
        Weekday::Monday => plus(day, -3),
        Weekday::Sunday => plus(day, -2),
        _ => plus(day, -1),
    }
}

/// The last day that was called as `named`, today at the latest. Alexa takes a day that is no whole date, such as
/// "Monday" or "March third", for the next one; whoever asks what happened since then means the last one.
pub fn past(named: Date, today: Date) -> Date {
    const WEEK: i32 = 7;
    if named <= today {
        return named;
    }
    if named < plus(today, WEEK) {
        return plus(named, -WEEK);
    }
    // From one leap day to the next it may be eight years.
    let in_year = |back| Date::new(today.year() - back, named.month(), named.day()).ok();
    (0..=8).filter_map(in_year).find(|day| *day <= today).unwrap_or(today)
}

/// What a date stands for in a sentence. There is no `past` where today is not known.
pub(crate) fn meant(day: Date, filters: &[DateFilter], today: Option<Date>) -> Option<Date> {
    filters.iter().try_fold(day, |day, filter| {
        Some(match filter {
            DateFilter::Plus(days) => plus(day, *days),
            DateFilter::Week => week(day),
            DateFilter::Month => month(day),
            DateFilter::MonthEnd => month_end(day),
            DateFilter::Workday => workday(day),
            DateFilter::Past => past(day, today?),
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn days_are_counted_across_months_and_years() {
        assert_eq!(plus(date(2026, 12, 31), 1), date(2027, 1, 1));
        assert_eq!(plus(date(2026, 1, 1), -1), date(2025, 12, 31));
        assert_eq!(plus(date(2028, 2, 28), 1), date(2028, 2, 29));
        assert_eq!(plus(date(2026, 2, 28), 1), date(2026, 3, 1));
        // The clocks change on this day in Europe: it is a day all the same.
        assert_eq!(plus(date(2026, 3, 29), 1), date(2026, 3, 30));
    }

    #[test]
    fn the_calendar_ends() {
        for days in [1, 400, i32::MAX] {
            assert_eq!(plus(Date::MAX, days), Date::MAX);
            assert_eq!(plus(Date::MIN, -days), Date::MIN);
        }
        assert_eq!(plus(date(2026, 3, 11), i32::MIN), Date::MIN);
        assert!(week(Date::MIN) <= plus(Date::MIN, 6));
        assert_eq!(month_end(Date::MAX), Date::MAX);
        assert_eq!(past(Date::MAX, Date::MIN), Date::MIN);
    }

    #[test]
    fn a_week_begins_on_monday() {
        let monday = date(2026, 3, 9);
        for day in 9..=15 {
            assert_eq!(week(date(2026, 3, day)), monday);
        }
        assert_eq!(week(date(2027, 1, 3)), date(2026, 12, 28));
    }

    #[test]
    fn a_month_has_a_first_and_a_last_day() {
        let february = |year| (month(date(year, 2, 14)), month_end(date(year, 2, 14)));
        assert_eq!(february(2026), (date(2026, 2, 1), date(2026, 2, 28)));
        assert_eq!(february(2028), (date(2028, 2, 1), date(2028, 2, 29)));
        assert_eq!(month_end(date(2026, 12, 31)), date(2026, 12, 31));
    }

    #[test]
    fn the_workday_before_a_weekend_is_friday() {
        let friday = date(2026, 3, 6);
        for day in 7..=9 {
            assert_eq!(workday(date(2026, 3, day)), friday);
        }
        assert_eq!(workday(date(2026, 3, 10)), date(2026, 3, 9));
        // From a Friday on New Year's Day to a Thursday in the old one.
        assert_eq!(workday(date(2027, 1, 1)), date(2026, 12, 31));
    }

    #[test]
    fn a_day_that_is_over_is_the_last_one_of_its_name() {
        let wednesday = date(2026, 3, 11);
        for (named, last) in [
            (date(2026, 3, 11), date(2026, 3, 11)),
            (date(2026, 3, 2), date(2026, 3, 2)),
            (date(2026, 3, 12), date(2026, 3, 5)),
            (date(2026, 3, 17), date(2026, 3, 10)),
            (date(2026, 3, 18), date(2025, 3, 18)),
            (date(2027, 2, 28), date(2026, 2, 28)),
            (date(2028, 2, 29), date(2024, 2, 29)),
            (date(2104, 2, 29), date(2024, 2, 29)),
            (date(2031, 3, 11), date(2026, 3, 11)),
        ] {
            assert_eq!(past(named, wednesday), last, "{named}");
        }
        // A Monday is a Monday ago when a new year has begun, too.
        assert_eq!(past(date(2027, 1, 4), date(2027, 1, 1)), date(2026, 12, 28));
    }

    #[test]
    fn filters_follow_each_other() {
        let wednesday = date(2026, 3, 11);
        let next_week = [DateFilter::Week, DateFilter::Plus(7)];
        assert_eq!(meant(wednesday, &next_week, None), Some(date(2026, 3, 16)));
        assert_eq!(meant(wednesday, &[], None), Some(wednesday));
        let past = [DateFilter::Past, DateFilter::MonthEnd];
        assert_eq!(meant(date(2026, 4, 1), &past, Some(wednesday)), Some(date(2025, 4, 30)));
        assert_eq!(meant(date(2026, 4, 1), &past, None), None);
    }
}
