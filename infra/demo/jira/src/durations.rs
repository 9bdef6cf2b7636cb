//! How long work took, as people write it: `1d`, `3h 30m`, `1.5h`. A day has eight hours, and a week five days.

const MINUTE: f64 = 60.0;
const HOUR: f64 = 60.0 * MINUTE;
const DAY: f64 = 8.0 * HOUR;
const WEEK: f64 = 5.0 * DAY;

/// More than anybody works.
const LONGEST: f64 = 10_000.0 * WEEK;

/// The seconds of a duration; nothing where it is none. A number alone counts minutes.
pub(crate) fn read(text: &str) -> Option<u32> {
    let mut seconds = 0.0;
    let mut parts = text.split_whitespace().peekable();
    parts.peek()?;
    for part in parts {
        let unit = part.chars().next_back()?.to_ascii_lowercase();
        let (number, length) = match unit {
            'w' => (part.get(..part.len() - 1)?, WEEK),
            'd' => (part.get(..part.len() - 1)?, DAY),
            'h' => (part.get(..part.len() - 1)?, HOUR),
            'm' => (part.get(..part.len() - 1)?, MINUTE),
            _ => (part, MINUTE),
        };
        // `parse` would take `1e3`, `+1` and `inf`, too.
        if number.is_empty() || !number.bytes().all(|it| it.is_ascii_digit() || it == b'.') {
            return None;
        }
        seconds += number.parse::<f64>().ok()? * length;
    }
    // Less than a minute is nothing.
    (MINUTE..=LONGEST).contains(&seconds).then(|| whole(seconds))
}

/// Rounded down; what is not negative and below [`LONGEST`] has room.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is between 60 and 1.44e9")]
fn whole(seconds: f64) -> u32 {
    seconds as u32
}

/// Seconds as Jira writes them: `1d 2h 30m`.
pub(crate) fn write(seconds: u32) -> String {
    let mut minutes = seconds / 60;
    let mut parts = Vec::new();
    for (unit, length) in [("w", 2400), ("d", 480), ("h", 60), ("m", 1)] {
        let count = minutes / length;
        minutes %= length;
        if count > 0 {
            parts.push(format!("{count}{unit}"));
        }
    }
    if parts.is_empty() { "0m".to_owned() } else { parts.join(" ") }
}

#[cfg(test)]
mod tests {
    use super::{read, write};

    #[test]
    fn durations_are_what_people_write() {
        let cases = [
            ("1d", 28_800, "1d"),
            ("3h 30m", 12_600, "3h 30m"),
            ("1.5h", 5400, "1h 30m"),
            ("1w 2d", 201_600, "1w 2d"),
            ("45", 2700, "45m"),
            (" 2H ", 7200, "2h"),
            ("8h", 28_800, "1d"),
        ];
        for (text, seconds, written) in cases {
            assert_eq!(read(text), Some(seconds), "{text}");
            assert_eq!(write(seconds), written, "{text}");
        }
        for odd in ["", " ", "h", "an hour", "1 d", "-1h", "1e3h", "0h", "infd", "1dd", "1.1.1h", "99999999w"]
        {
            // A blank between a number and its unit makes two of them.
            assert_eq!(read(odd), None, "{odd}");
        }
    }
}
