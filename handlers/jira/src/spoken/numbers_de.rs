//! German numbers, which are one word; what was heard may have parted it.

/// The number that the words are, below a million. Several words are one number where a hundred, a thousand or an `und`
/// joins them (`zwei und vierzig`); else they are pieces.
pub(super) fn cardinal(words: &[&str]) -> Option<u64> {
    let joins = |word: &&str| *word == "und" || word.contains("hundert") || word.contains("tausend");
    match words {
        [word] => compound(word),
        _ if words.iter().any(joins) => compound(&words.concat()),
        _ => None,
    }
}

fn compound(text: &str) -> Option<u64> {
    let Some((thousands, rest)) = text.split_once("tausend") else { return below_thousand(text) };
    let thousands = if thousands.is_empty() { 1 } else { below_thousand(thousands)? };
    Some(thousands * 1_000 + self::rest(rest, below_thousand)?)
}

fn below_thousand(text: &str) -> Option<u64> {
    let Some((hundreds, rest)) = text.split_once("hundert") else { return below_hundred(text) };
    let hundreds = if hundreds.is_empty() { 1 } else { unit(hundreds).filter(|count| *count > 0)? };
    Some(hundreds * 100 + self::rest(rest, below_hundred)?)
}

/// What follows a hundred or a thousand, with or without `und`.
fn rest(text: &str, read: fn(&str) -> Option<u64>) -> Option<u64> {
    if text.is_empty() {
        return Some(0);
    }
    read(text).or_else(|| read(text.strip_prefix("und")?))
}

fn below_hundred(text: &str) -> Option<u64> {
    if let Some(value) = unit(text).or_else(|| teen(text)).or_else(|| tens(text)) {
        return Some(value);
    }
    // `und` is also in `hundert`, which is split off before, and at the beginning of nothing else.
    let (one, ten) = text.split_once("und")?;
    Some(tens(ten)? + unit(one).filter(|unit| *unit > 0)?)
}

fn unit(word: &str) -> Option<u64> {
    Some(match word {
        "null" | "0" => 0,
        "eins" | "ein" | "eine" | "1" => 1,
        "zwei" | "zwo" | "2" => 2,
        "drei" | "3" => 3,
        "vier" | "4" => 4,
        "fünf" | "fuenf" | "5" => 5,
        "sechs" | "6" => 6,
        "sieben" | "7" => 7,
        "acht" | "8" => 8,
        "neun" | "9" => 9,
        _ => return None,
    })
}

fn teen(word: &str) -> Option<u64> {
    let teens = [
        "zehn",
        "elf",
        "zwölf",
        "dreizehn",
        "vierzehn",
        "fünfzehn",
        "sechzehn",
        "siebzehn",
        "achtzehn",
        "neunzehn",
    ];
    (10..).zip(teens).find(|(_, teen)| *teen == word).map(|(value, _)| value)
}

fn tens(word: &str) -> Option<u64> {
    let tens = ["zwanzig", "dreissig", "vierzig", "fünfzig", "sechzig", "siebzig", "achtzig", "neunzig"];
    (2..).zip(tens).find(|(_, ten)| *ten == word).map(|(value, _)| value * 10)
}
