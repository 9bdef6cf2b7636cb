//! Times of a query: dates, distances such as `-2w 1d`, and functions such as `startOfWeek(-1)`.

use jiff::{
    Span, ToSpan as _,
    civil::{Date, DateTime, Time, Weekday, date},
};

/// Minutes since 1970, by which times are compared.
pub(super) fn minutes(at: DateTime) -> f64 {
    let days = (at.date() - date(1970, 1, 1)).get_days();
    f64::from(days) * 1440.0 + f64::from(at.hour()) * 60.0 + f64::from(at.minute())
}

/// A time as it is written: a day, a day and a time, or a distance from now.
pub(super) fn read(text: &str, now: DateTime) -> Option<DateTime> {
    let text = text.trim();
    let (day, time) = text.split_once(' ').unwrap_or((text, "00:00"));
    if let Some(day) = read_day(day) {
        let (hours, minutes) = time.trim().split_once(':')?;
        let time = Time::new(hours.parse().ok()?, minutes.parse().ok()?, 0, 0).ok()?;
        return Some(day.to_datetime(time));
    }
    now.checked_add(distance(text, None)?).ok()
}

fn read_day(text: &str) -> Option<Date> {
    let mut parts = text.split(if text.contains('/') { '/' } else { '-' });
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || year.len() != 4 {
        return None;
    }
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

/// `-1d`, `+2w 3d`; a bare number counts in `unit`.
fn distance(text: &str, unit: Option<char>) -> Option<Span> {
    let text = text.trim();
    let (sign, rest) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    let mut span = Span::new();
    let mut number = String::new();
    for next in rest.chars().chain(unit.filter(|_| rest.ends_with(|last: char| last.is_ascii_digit()))) {
        if next.is_ascii_digit() {
            number.push(next);
            continue;
        }
        if next == ' ' && number.is_empty() {
            continue;
        }
        let count = number.parse::<i32>().ok()? * sign;
        number.clear();
        span = match next {
            'y' | 'Y' => span.try_years(i64::from(span.get_years()) + i64::from(count)).ok()?,
            'M' => span.try_months(span.get_months() + count).ok()?,
            'w' | 'W' => span.try_weeks(span.get_weeks() + count).ok()?,
            'd' | 'D' => span.try_days(span.get_days() + count).ok()?,
            'h' | 'H' => span.try_hours(span.get_hours() + count).ok()?,
            'm' => span.try_minutes(span.get_minutes() + i64::from(count)).ok()?,
            _ => return None,
        };
    }
    (number.is_empty() && !rest.is_empty()).then_some(span)
}

/// Why a function means no time.
pub(super) enum NoTime {
    /// There is no such function.
    Unknown,
    /// It does not take these arguments.
    Arguments,
}

/// The time that a function means.
pub(super) fn call(name: &str, arguments: &[String], now: DateTime) -> Result<DateTime, NoTime> {
    let lower = name.to_ascii_lowercase();
    if lower == "now" || lower == "currentlogin" {
        return if arguments.is_empty() { Ok(now) } else { Err(NoTime::Arguments) };
    }
    let (ends, period) = match (lower.strip_prefix("startof"), lower.strip_prefix("endof")) {
        (Some(period), _) => (false, period),
        (_, Some(period)) => (true, period),
        _ => return Err(NoTime::Unknown),
    };
    let unit = match period {
        "day" => 'd',
        "week" => 'w',
        "month" => 'M',
        "year" => 'y',
        _ => return Err(NoTime::Unknown),
    };
    let moved = match arguments {
        [] => Some(now),
        [argument] => distance(argument, Some(unit)).and_then(|distance| now.checked_add(distance).ok()),
        _ => None,
    };
    moved.and_then(|at| edge(at.date(), unit, ends)).ok_or(NoTime::Arguments)
}

/// The first or the last minute of the period around a day. A week begins on Sunday, as it does in Jira in English.
fn edge(day: Date, unit: char, ends: bool) -> Option<DateTime> {
    let first = match unit {
        'd' => day,
        'w' => {
            let since = day.weekday().since(Weekday::Sunday);
            day.checked_sub(since.days()).ok()?
        }
        'M' => day.first_of_month(),
        _ => day.first_of_year(),
    };
    if !ends {
        return Some(first.to_datetime(Time::midnight()));
    }
    let length = match unit {
        'd' => 1.day(),
        'w' => 1.week(),
        'M' => 1.month(),
        _ => 1.year(),
    };
    first.checked_add(length).ok()?.to_datetime(Time::midnight()).checked_sub(1.minute()).ok()
}
