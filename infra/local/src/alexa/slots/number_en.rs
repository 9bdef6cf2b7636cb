//! English cardinals.

/// The number that the words are, below a billion. `a hundred` counts, a bare `a` does not.
pub(super) fn cardinal(words: &[&str]) -> Option<u64> {
    if words.is_empty() || words.first() == Some(&"and") {
        return None;
    }
    scaled(words, &[("million", 1_000_000), ("thousand", 1_000)])
}

/// `[below a thousand] million [below a thousand] thousand [below a thousand]`.
fn scaled(words: &[&str], scales: &[(&str, u64)]) -> Option<u64> {
    let Some(((scale, factor), smaller)) = scales.split_first() else { return below_thousand(words) };
    let Some(at) = words.iter().position(|word| word == scale) else { return scaled(words, smaller) };
    let count = counted(words.get(..at)?, below_thousand)?;
    let rest = without_and(words.get(at + 1..)?)?;
    let rest = if rest.is_empty() { 0 } else { scaled(rest, smaller)? };
    Some(count * factor + rest)
}

fn below_thousand(words: &[&str]) -> Option<u64> {
    let Some(at) = words.iter().position(|word| *word == "hundred") else { return below_hundred(words) };
    let hundreds = counted(words.get(..at)?, below_hundred)?;
    let rest = without_and(words.get(at + 1..)?)?;
    Some(hundreds * 100 + if rest.is_empty() { 0 } else { below_hundred(rest)? })
}

/// How many hundreds or thousands: `a hundred` is one of them.
fn counted(words: &[&str], read: fn(&[&str]) -> Option<u64>) -> Option<u64> {
    match words {
        ["a"] => Some(1),
        _ => read(words).filter(|count| *count > 0),
    }
}

/// What follows a hundred, a thousand or a million: with or without `and`, but not `and` alone.
fn without_and<'a, 'b>(words: &'a [&'b str]) -> Option<&'a [&'b str]> {
    match words {
        ["and"] => None,
        ["and", rest @ ..] => Some(rest),
        _ => Some(words),
    }
}

fn below_hundred(words: &[&str]) -> Option<u64> {
    match words {
        [one] => unit(one).or_else(|| tens(one)).or_else(|| super::number::digits(one)?.parse().ok()),
        [ten, one] => Some(tens(ten)? + unit(one).filter(|value| (1..10).contains(value))?),
        _ => None,
    }
}

fn unit(word: &str) -> Option<u64> {
    const UNITS: [&str; 20] = [
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
    ];
    UNITS.iter().position(|unit| *unit == word).and_then(|value| u64::try_from(value).ok())
}

fn tens(word: &str) -> Option<u64> {
    const TENS: [&str; 8] = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
    TENS.iter()
        .position(|tens| *tens == word)
        .and_then(|value| u64::try_from(value).ok())
        .map(|tens| (tens + 2) * 10)
}
