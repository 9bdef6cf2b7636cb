//! A moment, as JavaScript's `Date` has it.

use std::{fmt, str::FromStr, time::SystemTime};

const DAY: i64 = 86_400_000;

/// A moment: milliseconds since 1970-01-01T00:00:00Z. Prints as ISO 8601, in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    millis: i64,
}

impl Date {
    /// The moment so many milliseconds after 1970-01-01T00:00:00Z, or before.
    pub fn from_millis(millis: i64) -> Date {
        Date { millis }
    }

    /// Milliseconds since 1970-01-01T00:00:00Z.
    pub fn millis(self) -> i64 {
        self.millis
    }
}

/// A moment that is not in the future of what 64 bits hold; finer than milliseconds is cut off.
impl From<SystemTime> for Date {
    fn from(time: SystemTime) -> Date {
        let millis = match time.duration_since(SystemTime::UNIX_EPOCH) {
            Ok(after) => i64::try_from(after.as_millis()).unwrap_or(i64::MAX),
            Err(before) => i64::try_from(before.duration().as_millis()).map_or(i64::MIN, |it| -it),
        };
        Date { millis }
    }
}

/// As `Date.prototype.toISOString` writes it.
impl fmt::Display for Date {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (days, rest) = (self.millis.div_euclid(DAY), self.millis.rem_euclid(DAY));
        let (year, month, day) = civil(days);
        match year {
            0..=9999 => write!(out, "{year:04}")?,
            _ => write!(out, "{year:+07}")?,
        }
        let (hours, minutes, seconds) = (rest / 3_600_000, rest / 60_000 % 60, rest / 1000 % 60);
        write!(out, "-{month:02}-{day:02}T{hours:02}:{minutes:02}:{seconds:02}.{:03}Z", rest % 1000)
    }
}

/// Text is no moment in the form that JavaScript writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoDate;

impl fmt::Display for NoDate {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("no date of the form `2026-01-31T23:59:59.999Z`")
    }
}

impl std::error::Error for NoDate {}

/// Reads what `Date.prototype.toISOString` writes.
impl FromStr for Date {
    type Err = NoDate;

    fn from_str(text: &str) -> Result<Date, NoDate> {
        let (date, time) = text.strip_suffix('Z').and_then(|it| it.split_once('T')).ok_or(NoDate)?;
        let (sign, date) = match date.strip_prefix('-') {
            Some(date) => (-1, date),
            None => (1, date.strip_prefix('+').unwrap_or(date)),
        };
        let [year, month, day] = numbers(date, '-')?;
        let (time, millis) = time.split_once('.').unwrap_or((time, "0"));
        let [hours, minutes, seconds] = numbers(time, ':')?;
        let [millis] = numbers(millis, '.')?;
        let in_range = (1..=12).contains(&month)
            && (1..=31).contains(&day)
            && hours <= 24
            && minutes < 60
            && seconds < 60
            && millis < 1000;
        let seconds = (hours * 60 + minutes) * 60 + seconds;
        if !in_range {
            return Err(NoDate);
        }
        Ok(Date { millis: days(sign * year, month, day) * DAY + seconds * 1000 + millis })
    }
}

fn numbers<const N: usize>(text: &str, between: char) -> Result<[i64; N], NoDate> {
    let number = |it: &str| it.parse::<u32>().map(i64::from).map_err(|_| NoDate);
    let numbers = text.split(between).map(number).collect::<Result<Vec<_>, _>>()?;
    numbers.try_into().map_err(|_| NoDate)
}

/// Year, month and day of a day after 1970-01-01, in the Gregorian calendar. By Howard Hinnant,
/// "chrono-Compatible Low-Level Date Algorithms": eras of 400 years, which begin on March 1.
fn civil(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let (era, of_era) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
    (year + era * 400 + i64::from(month <= 2), month, day)
}

/// The inverse of `civil`.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = year - i64::from(month <= 2);
    let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let from_march = if month > 2 { month - 3 } else { month + 9 };
    let of_year = (153 * from_march + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::{Date, NoDate};

    #[test]
    fn a_date_is_written_and_read_as_javascript_does() {
        let cases = [
            (0, "1970-01-01T00:00:00.000Z"),
            (951_782_400_000, "2000-02-29T00:00:00.000Z"),
            (-1, "1969-12-31T23:59:59.999Z"),
            (253_402_300_800_000, "+010000-01-01T00:00:00.000Z"),
            (-62_198_755_200_000, "-000001-01-01T00:00:00.000Z"),
            (1_700_000_000_123, "2023-11-14T22:13:20.123Z"),
        ];
        for (millis, text) in cases {
            assert_eq!(Date::from_millis(millis).to_string(), text);
            assert_eq!(text.parse(), Ok(Date::from_millis(millis)));
        }
    }

    #[test]
    fn what_is_no_date_is_refused() {
        for text in ["", "2000-01-01", "2000-13-01T00:00:00.000Z", "soonTtooZ", "2000-01-01T00:00:00"] {
            assert_eq!(text.parse::<Date>(), Err(NoDate), "{text}");
        }
    }
}
