//! Days, which a document has as a time stamp.

use serde_json::Value;

/// The day of a time stamp in milliseconds, as text or number: `2026-03-01`. It is a day in UTC.
pub(super) fn day(timestamp: &Value) -> Option<String> {
    const DAY: i64 = 24 * 60 * 60 * 1000;
    let milliseconds = match timestamp {
        Value::String(text) => text.trim().parse().ok()?,
        number => number.as_i64()?,
    };
    let (year, month, day) = civil(milliseconds.div_euclid(DAY));
    (0..=9999).contains(&year).then(|| format!("{year:04}-{month:02}-{day:02}"))
}

/// Year, month and day of a day since 1970-01-01, by Howard Hinnant's `civil_from_days`: years begin in March, so that
/// a leap day is their last, and repeat every 400.
fn civil(days: i64) -> (i64, i64, i64) {
    const ERA: i64 = 146_097;
    let from_march_of_year_0 = days + 719_468;
    let era = from_march_of_year_0.div_euclid(ERA);
    let of_era = from_march_of_year_0.rem_euclid(ERA);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}
