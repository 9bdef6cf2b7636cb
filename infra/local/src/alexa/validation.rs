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

#[cfg(test)]
mod tests {
    use super::{Slot, Timestamp, Validation, holds};
    use serde_json::{Value, json};

    fn keeps(rule: Value, value: &str) -> Option<bool> {
        let rule: Validation = serde_json::from_value(rule).ok()?;
        let now: Timestamp = "2026-03-04T12:00:00Z".parse().ok()?;
        Some(holds(&rule, &Slot { value: Some(value.to_owned()), ..Slot::default() }, now))
    }

    #[test]
    fn every_rule() {
        let week = |ty: &str| json!({"type": ty, "start": "P0D", "end": "P7D"});
        for (rule, kept, broken) in [
            (json!({"type": "isInSet", "values": ["red", "blue"]}), "Blue", "green"),
            (json!({"type": "isNotInSet", "values": ["red"]}), "blue", "red"),
            (json!({"type": "isGreaterThan", "value": "9"}), "10", "9"),
            (json!({"type": "isGreaterThanOrEqualTo", "value": 9}), "9", "8"),
            (json!({"type": "isLessThan", "value": "2026-03-10"}), "2026-03-09", "2026-03-10"),
            (json!({"type": "isLessThanOrEqualTo", "value": "10:30"}), "10:30", "10:31"),
            (week("isInDuration"), "2026-03-11", "2026-03-12"),
            (week("isNotInDuration"), "2026-03-12", "2026-03-11"),
            (json!({"type": "isInDuration", "start": "PT0H", "end": "PT2H"}), "14:00", "14:01"),
        ] {
            assert_eq!(keeps(rule.clone(), kept), Some(true), "{rule} {kept}");
            assert_eq!(keeps(rule.clone(), broken), Some(false), "{rule} {broken}");
        }
        assert_eq!(keeps(json!({"type": "hasEntityResolutionMatch"}), "blue"), Some(false));
        assert_eq!(keeps(json!({"type": "isLessThan", "value": "2026-03-10"}), "2026-W10"), Some(true));
    }
}
