//! Validations of a slot's value in the dialog model ("Validate Slot Values").

use super::{intent::Slot, model::Validation};
use jiff::{Span, Timestamp, civil::DateTime, tz::TimeZone};
use serde_json::Value;
use std::cmp::Ordering;

/// Whether a slot's value keeps a rule. What cannot be compared (a week with a day, a rule that the
/// stand-in does not know) breaks no rule.
pub(crate) fn holds(rule: &Validation, slot: &Slot, now: Timestamp) -> bool {
    let Some(value) = slot.value.as_deref() else { return true };
    let compares = |test: fn(Ordering) -> bool| {
        let bound = rule.value.as_ref().map(text);
        bound.and_then(|bound| compare(value, &bound)).is_none_or(test)
    };
    match rule.ty.as_str() {
        "hasEntityResolutionMatch" => slot.is_resolved(),
        "isInSet" => is_in_set(rule, slot),
        "isNotInSet" => !is_in_set(rule, slot),
        "isGreaterThan" => compares(Ordering::is_gt),
        "isGreaterThanOrEqualTo" => compares(Ordering::is_ge),
        "isLessThan" => compares(Ordering::is_lt),
        "isLessThanOrEqualTo" => compares(Ordering::is_le),
        "isInDuration" => is_in_duration(rule, value, now).unwrap_or(true),
        "isNotInDuration" => is_in_duration(rule, value, now).is_none_or(|within| !within),
        _ => true,
    }
}

fn is_in_set(rule: &Validation, slot: &Slot) -> bool {
    let names = slot.names();
    rule.values.iter().map(text).any(|value| names.iter().any(|name| name.eq_ignore_ascii_case(&value)))
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// Numbers by size; ISO dates and times by their text, which sorts as they do.
fn compare(value: &str, bound: &str) -> Option<Ordering> {
    match (value.parse::<f64>(), bound.parse::<f64>()) {
        (Ok(value), Ok(bound)) => value.partial_cmp(&bound),
        _ if value.len() == bound.len() => Some(value.cmp(bound)),
        _ => None,
    }
}

/// Whether a date or time lies between two durations from now (`P0D`, `PT1H`, `-P2D`), both included.
fn is_in_duration(rule: &Validation, value: &str, now: Timestamp) -> Option<bool> {
    let now = TimeZone::UTC.to_datetime(now);
    let is_date = value.contains('-');
    let moment: DateTime = if is_date {
        value.parse::<jiff::civil::Date>().ok()?.to_datetime(now.time())
    } else {
        now.date().to_datetime(value.parse().ok()?)
    };
    let edge = |duration: Option<&String>| -> Option<DateTime> {
        let span: Span = duration?.parse().ok()?;
        now.checked_add(span).ok()
    };
    let from_start = edge(rule.start.as_ref()).is_none_or(|start| moment >= start);
    let to_end = edge(rule.end.as_ref()).is_none_or(|end| moment <= end);
    Some(from_start && to_end)
}
