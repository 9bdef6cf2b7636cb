//! `AMAZON.DURATION`: an ISO 8601 duration. Source: "Slot Type Reference" of the Alexa Skills Kit.

use jiff::{SignedDuration, Span, civil::Date};

/// The length of time from `today` on: months and years are as long as they are from there.
pub(super) fn parse(text: &str, today: Date) -> Option<SignedDuration> {
    let iso = text.starts_with('P');
    iso.then(|| text.parse::<Span>().ok()?.to_duration(today).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_count_from_today() {
        let today = jiff::civil::date(2026, 2, 1);
        let hours = |text: &str| parse(text, today).map(|duration| duration.as_hours());
        assert_eq!(parse("PT90S", today), Some(SignedDuration::from_secs(90)));
        assert_eq!(hours("P1DT2H"), Some(26));
        assert_eq!(hours("P1W"), Some(168));
        assert_eq!(hours("P1M"), Some(28 * 24));
        assert_eq!(hours("P1Y"), Some(365 * 24));
        assert_eq!(hours("90 seconds"), None);
        assert_eq!(hours("P"), None);
        assert_eq!(hours("P99999999999Y"), None);
    }
}
