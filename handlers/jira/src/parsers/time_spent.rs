//! `parser: time_spent` of the type `TimeSpent`.

use crate::generated::stubs::TimeSpentHeard;
use sayso_runtime::Understood;

/// A pure function: what was heard to the text that it means, or to a question where that is not clear.
///
/// What counts are the words, not how long they are together: how many hours a working day has, each site says for itself,
/// so that a day is sent as a day, and thirty hours as thirty hours. Months and seconds Jira does not log.
pub fn time_spent(heard: TimeSpentHeard) -> Understood {
    heard.length.and_then(|part| written(&part.said)).into()
}

/// `P1DT4H`: `1d 4h`.
fn written(iso: &str) -> Option<String> {
    let iso = iso.trim().strip_prefix('P')?;
    let (days, hours) = iso.split_once('T').unwrap_or((iso, ""));
    let mut parts = units(days, "WD")?;
    parts.extend(units(hours, "HM")?);
    (!parts.is_empty()).then(|| parts.join(" "))
}

/// Numbers, each with one of the units that are there; without those that are zero.
fn units(text: &str, known: &str) -> Option<Vec<String>> {
    let mut parts = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let (number, after) = rest.split_at(rest.find(|it: char| !it.is_ascii_digit())?);
        let unit = after.chars().next()?;
        let count: u32 = number.parse().ok()?;
        rest = &after[unit.len_utf8()..];
        match (known.contains(unit), count) {
            (_, 0) => {}
            (true, _) => parts.push(format!("{count}{}", unit.to_ascii_lowercase())),
            (false, _) => return None,
        }
    }
    Some(parts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use sayso_runtime::Part;

    fn heard(said: &str) -> Understood {
        time_spent(TimeSpentHeard { length: Some(Part { said: said.to_owned(), value: None }) })
    }

    #[test]
    fn days_stay_days_and_hours_stay_hours() {
        for (said, written) in [
            ("P1D", "1d"),
            ("PT24H", "24h"),
            ("PT90M", "90m"),
            ("P2W", "2w"),
            ("P1W2DT3H30M", "1w 2d 3h 30m"),
            ("PT1H0M", "1h"),
        ] {
            assert_eq!(heard(said), Understood::Clear(written.to_owned()), "{said}");
        }
    }

    #[test]
    fn what_jira_does_not_log_is_not_understood() {
        for said in
            ["P1M", "P1Y", "PT30S", "PT0S", "P", "PT", "two hours", "PTH", "P-1D", "P99999999999D", "?"]
        {
            assert_eq!(heard(said), Understood::Unknown, "{said}");
        }
        assert_eq!(time_spent(TimeSpentHeard { length: None }), Understood::Unknown);
    }
}
