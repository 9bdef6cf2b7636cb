//! Lengths of time in words. ICU4X has no stable unit formats, so the units that a voice needs are named here, for
//! the languages that Alexa speaks, by CLDR plural category.

use super::formats::Formats;
use jiff::SignedDuration;

/// A unit's word per plural category; `other` where the category is not listed.
struct Unit {
    other: &'static str,
    by_category: &'static [(&'static str, &'static str)],
}

const fn unit(other: &'static str, by_category: &'static [(&'static str, &'static str)]) -> Unit {
    Unit { other, by_category }
}

/// Days, hours, minutes, seconds.
type Units = [Unit; 4];

const ENGLISH: Units = [
    unit("days", &[("one", "day")]),
    unit("hours", &[("one", "hour")]),
    unit("minutes", &[("one", "minute")]),
    unit("seconds", &[("one", "second")]),
];
const GERMAN: Units = [
    unit("Tage", &[("one", "Tag")]),
    unit("Stunden", &[("one", "Stunde")]),
    unit("Minuten", &[("one", "Minute")]),
    unit("Sekunden", &[("one", "Sekunde")]),
];
const SPANISH: Units = [
    unit("días", &[("one", "día")]),
    unit("horas", &[("one", "hora")]),
    unit("minutos", &[("one", "minuto")]),
    unit("segundos", &[("one", "segundo")]),
];
const FRENCH: Units = [
    unit("jours", &[("one", "jour")]),
    unit("heures", &[("one", "heure")]),
    unit("minutes", &[("one", "minute")]),
    unit("secondes", &[("one", "seconde")]),
];
const ITALIAN: Units = [
    unit("giorni", &[("one", "giorno")]),
    unit("ore", &[("one", "ora")]),
    unit("minuti", &[("one", "minuto")]),
    unit("secondi", &[("one", "secondo")]),
];
const PORTUGUESE: Units = [
    unit("dias", &[("one", "dia")]),
    unit("horas", &[("one", "hora")]),
    unit("minutos", &[("one", "minuto")]),
    unit("segundos", &[("one", "segundo")]),
];
const DUTCH: Units = [
    unit("dagen", &[("one", "dag")]),
    unit("uur", &[]),
    unit("minuten", &[("one", "minuut")]),
    unit("seconden", &[("one", "seconde")]),
];
const JAPANESE: Units = [unit("日", &[]), unit("時間", &[]), unit("分", &[]), unit("秒", &[])];
const HINDI: Units = [unit("दिन", &[]), unit("घंटे", &[("one", "घंटा")]), unit("मिनट", &[]), unit("सेकंड", &[])];
const ARABIC: Units = [
    unit("يوم", &[("few", "أيام"), ("many", "يومًا")]),
    unit("ساعة", &[("few", "ساعات")]),
    unit("دقيقة", &[("few", "دقائق")]),
    unit("ثانية", &[("few", "ثوان")]),
];

/// `2 hours and 5 minutes`: the two largest units that are not zero, rounded down.
pub(super) fn spoken(duration: SignedDuration, language: &str, formats: &Formats) -> String {
    let units = match language {
        "de" => &GERMAN,
        "es" => &SPANISH,
        "fr" => &FRENCH,
        "it" => &ITALIAN,
        "pt" => &PORTUGUESE,
        "nl" => &DUTCH,
        "ja" => &JAPANESE,
        "hi" => &HINDI,
        "ar" => &ARABIC,
        _ => &ENGLISH,
    };
    let seconds = duration.as_secs().unsigned_abs();
    let amounts = [seconds / 86_400, seconds / 3_600 % 24, seconds / 60 % 60, seconds % 60];
    let mut said: Vec<String> = amounts
        .iter()
        .zip(units)
        .skip_while(|(amount, _)| **amount == 0)
        .take(2)
        .filter(|(amount, _)| **amount > 0)
        .map(|(amount, unit)| amount_of(*amount, unit, language, formats))
        .collect();
    if let [.., seconds] = units
        && said.is_empty()
    {
        said.push(amount_of(0, seconds, language, formats));
    }
    formats.and(&said)
}

fn amount_of(amount: u64, unit: &Unit, language: &str, formats: &Formats) -> String {
    #[allow(clippy::cast_precision_loss, reason = "an amount of days has no 53 bits")]
    let number = amount as f64;
    let category = formats.category(number);
    let word =
        unit.by_category.iter().find(|(name, _)| *name == category).map_or(unit.other, |(_, word)| word);
    let space = if language == "ja" { "" } else { " " };
    format!("{}{space}{word}", formats.number(number))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn say(seconds: i64, tag: &str) -> String {
        let language = tag.split('-').next().unwrap_or(tag);
        spoken(SignedDuration::from_secs(seconds), language, &Formats::new(tag))
    }

    #[test]
    fn the_two_largest_units_are_said() {
        assert_eq!(say(7_500, "en-US"), "2 hours and 5 minutes");
        assert_eq!(say(3_600, "en-US"), "1 hour");
        assert_eq!(say(3_601, "en-US"), "1 hour");
        assert_eq!(say(90_061, "de-DE"), "1 Tag und 1 Stunde");
        assert_eq!(say(0, "en-US"), "0 seconds");
        assert_eq!(say(-60, "en-US"), "1 minute");
    }

    #[test]
    fn every_language_of_alexa_has_words() {
        assert_eq!(say(7_500, "ja-JP"), "2時間、5分");
        assert_eq!(say(300, "ar-SA"), "٥ دقائق");
        assert_eq!(say(61, "fr-FR"), "1 minute et 1 seconde");
    }
}
