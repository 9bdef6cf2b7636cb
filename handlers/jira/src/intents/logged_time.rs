//! `compute: logged_time` of the intent `LogWork`: the time that is read back, in each language's own words, of which YAML
//! cannot take a text apart; and how many entries there are then, by which the new one is found where the answer is lost.

use crate::generated::stubs::{LoggedTimeInput, LoggedTimeOutput};

/// A pure function: no clock, no network, no files.
pub fn logged_time(input: LoggedTimeInput) -> LoggedTimeOutput {
    let count = |unit: char| {
        let mut parts = input.spent.split(' ');
        parts.find_map(|part| part.strip_suffix(unit)).and_then(|number| number.parse().ok())
    };
    LoggedTimeOutput {
        weeks: count('w'),
        days: count('d'),
        hours: count('h'),
        minutes: count('m'),
        total: input.total + 1.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_said_is_read_back() {
        let time = logged_time(LoggedTimeInput { spent: "1d 30m".to_owned(), total: 2.0 });
        let expected =
            LoggedTimeOutput { weeks: None, days: Some(1.0), hours: None, minutes: Some(30.0), total: 3.0 };
        assert_eq!(time, expected);
    }
}
