//! Two clocks that tests put forward together: the one of forecasts stands still, the one of tokens is the system's.

use jiff::{SignedDuration, Timestamp, civil::Date, tz::TimeZone};

/// Monday, 2 March 2026, 09:00 UTC.
const MORNING: i64 = 1_772_442_000;

/// What time it is.
#[derive(Default)]
pub(crate) struct Clock {
    ahead: u32,
}

impl Clock {
    /// Today, as far as the weather goes.
    pub(crate) fn today(&self) -> Date {
        let now = Timestamp::from_second(MORNING + i64::from(self.ahead)).unwrap_or_default();
        now.to_zoned(TimeZone::UTC).date()
    }

    /// The time at which tokens are looked at.
    pub(crate) fn now(&self) -> Timestamp {
        let now = Timestamp::now();
        now.checked_add(SignedDuration::from_secs(i64::from(self.ahead))).unwrap_or(now)
    }

    pub(crate) fn advance(&mut self, seconds: u32) {
        self.ahead = self.ahead.saturating_add(seconds);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn it_is_monday_until_it_is_made_later() {
        let mut clock = Clock::default();
        assert_eq!(clock.today(), date(2026, 3, 2));
        assert_eq!(clock.today().weekday(), jiff::civil::Weekday::Monday);
        clock.advance(15 * 60 * 60 - 1);
        assert_eq!(clock.today(), date(2026, 3, 2));
        clock.advance(1);
        assert_eq!(clock.today(), date(2026, 3, 3));
        assert!(clock.now() > Timestamp::now() + SignedDuration::from_hours(14));
    }
}
