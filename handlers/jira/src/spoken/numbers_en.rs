//! English numbers, and words that sound like them.

/// The number that the words are, below a million.
pub(super) fn cardinal(words: &[&str]) -> Option<u64> {
    let Some(at) = words.iter().position(|word| *word == "thousand") else { return below_thousand(words) };
    let thousands = counted(words.get(..at)?, below_thousand)?;
    Some(thousands * 1_000 + rest(words.get(at + 1..)?, below_thousand)?)
}

fn below_thousand(words: &[&str]) -> Option<u64> {
    let Some(at) = words.iter().position(|word| *word == "hundred") else { return below_hundred(words) };
    let hundreds = counted(words.get(..at)?, below_hundred)?;
    Some(hundreds * 100 + rest(words.get(at + 1..)?, below_hundred)?)
}

/// How many hundreds or thousands: `a hundred` and `hundred` are one of them.
fn counted(words: &[&str], read: fn(&[&str]) -> Option<u64>) -> Option<u64> {
    match words {
        [] | ["a"] => Some(1),
        _ => read(words).filter(|count| *count > 0),
    }
}

/// What follows a hundred or a thousand, with or without `and`.
fn rest(words: &[&str], read: fn(&[&str]) -> Option<u64>) -> Option<u64> {
    match words {
        [] => Some(0),
        ["and", rest @ ..] => read(rest),
        _ => read(words),
    }
}

fn below_hundred(words: &[&str]) -> Option<u64> {
    match words {
        [word] => unit(word).or_else(|| teen(word)).or_else(|| tens(word)),
        [ten, one] => Some(tens(ten)? + unit(one).filter(|unit| *unit > 0)?),
        _ => None,
    }
}

fn unit(word: &str) -> Option<u64> {
    Some(match word {
        "zero" | "oh" | "o" | "nought" | "0" => 0,
        "one" | "won" | "1" => 1,
        "two" | "to" | "too" | "2" => 2,
        "three" | "3" => 3,
        "four" | "for" | "fore" | "4" => 4,
        "five" | "5" => 5,
        "six" | "6" => 6,
        "seven" | "7" => 7,
        "eight" | "ate" | "8" => 8,
        "nine" | "niner" | "9" => 9,
        _ => return None,
    })
}

fn teen(word: &str) -> Option<u64> {
    let teens = [
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
    (10..).zip(teens).find(|(_, teen)| *teen == word).map(|(value, _)| value)
}

fn tens(word: &str) -> Option<u64> {
    let tens = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
    (2..).zip(tens).find(|(_, ten)| *ten == word).map(|(value, _)| value * 10)
}
