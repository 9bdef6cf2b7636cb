//! What a sentence says of degrees and days.

use crate::generated::types::When;
use sayso_runtime::jiff::civil::{Date, Weekday};

/// A day that is further away is not meant by the name of its weekday.
const WEEK: i32 = 7;

/// Degrees as they are read in a country: Fahrenheit in the United States, to the nearest.
pub(crate) fn degrees(celsius: f64, locale: &str) -> f64 {
    let degrees = if locale.ends_with("-US") { celsius * 1.8 + 32.0 } else { celsius };
    // No "minus zero".
    degrees.round() + 0.0
}

/// How a sentence names the forecast's day: by a word, or else by its date.
///
/// Where nobody named a day, the service took the one that it is in that city. A day that was named is said as its
/// weekday: `today` is Greenwich's, and whoever asks for "tomorrow" in Seattle in the evening would hear "today".
pub(crate) fn day(named: Option<Date>, day: Date, today: Date) -> (Option<When>, Option<Date>) {
    if named.is_none() {
        return (Some(When::Today), None);
    }
    if (day - today).get_days().abs() >= WEEK {
        return (None, Some(day));
    }
    let when = match day.weekday() {
        Weekday::Monday => When::Monday,
        Weekday::Tuesday => When::Tuesday,
        Weekday::Wednesday => When::Wednesday,
        Weekday::Thursday => When::Thursday,
        Weekday::Friday => When::Friday,
        Weekday::Saturday => When::Saturday,
        Weekday::Sunday => When::Sunday,
    };
    (Some(when), None)
}

#[cfg(test)]
mod tests {
    use super::*;
    use sayso_runtime::jiff::civil::date;

    #[test]
    fn degrees_are_those_of_the_country() {
        for (celsius, fahrenheit) in [(7.0, 45.0), (-6.0, 21.0), (0.0, 32.0), (-18.0, 0.0)] {
            let read = (degrees(celsius, "en-US"), degrees(celsius, "en-GB"), degrees(celsius, "de-DE"));
            assert_eq!(read, (fahrenheit, celsius, celsius));
        }
        assert!(degrees(-0.4, "de-DE").is_sign_positive());
    }

    #[test]
    fn a_day_is_named_by_its_weekday_within_a_week() {
        let today = date(2026, 3, 2);
        assert_eq!(day(None, today, today), (Some(When::Today), None));
        for (named, when) in [(2, When::Monday), (3, When::Tuesday), (8, When::Sunday)] {
            let named = date(2026, 3, named);
            assert_eq!(day(Some(named), named, today), (Some(when), None));
        }
        let later = date(2026, 3, 9);
        assert_eq!(day(Some(later), later, today), (None, Some(later)));
        // It is Sunday evening in Seattle when it is Monday in Greenwich.
        let earlier = date(2026, 3, 1);
        assert_eq!(day(Some(earlier), earlier, today), (Some(When::Sunday), None));
    }
}
