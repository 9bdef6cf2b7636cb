//! The days of the week by name: CLDR's, for the languages that Alexa speaks. ICU4X's crate for dates has them too, with the
//! calendars, eras and patterns of the whole world, which a function would carry for seven words.

use jiff::civil::Date;

/// From Monday on.
type Names = [&'static str; 7];

const ENGLISH: Names = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const GERMAN: Names = ["Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"];
const SPANISH: Names = ["lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"];
const FRENCH: Names = ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"];
const ITALIAN: Names = ["lunedì", "martedì", "mercoledì", "giovedì", "venerdì", "sabato", "domenica"];
const PORTUGUESE: Names =
    ["segunda-feira", "terça-feira", "quarta-feira", "quinta-feira", "sexta-feira", "sábado", "domingo"];
const DUTCH: Names = ["maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"];
const JAPANESE: Names = ["月曜日", "火曜日", "水曜日", "木曜日", "金曜日", "土曜日", "日曜日"];
const HINDI: Names = ["सोमवार", "मंगलवार", "बुधवार", "गुरुवार", "शुक्रवार", "शनिवार", "रविवार"];
const ARABIC: Names = ["الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد"];

/// The name of the day of the week that `day` is.
pub(super) fn spoken(day: Date, language: &str) -> &'static str {
    let names = match language {
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
    let from_monday = usize::try_from(day.weekday().to_monday_zero_offset()).unwrap_or_default();
    names.get(from_monday).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_week_begins_on_monday_and_ends_on_sunday() {
        let week = |language| [9, 11, 13, 15].map(|day| spoken(date(2026, 3, day), language));
        assert_eq!(week("en"), ["Monday", "Wednesday", "Friday", "Sunday"]);
        assert_eq!(week("de"), ["Montag", "Mittwoch", "Freitag", "Sonntag"]);
    }

    #[test]
    fn every_language_of_alexa_has_names_of_its_own() {
        let thursday = date(2028, 2, 24);
        let names: Vec<_> = ["en", "de", "es", "fr", "it", "pt", "nl", "ja", "hi", "ar"]
            .map(|language| spoken(thursday, language))
            .to_vec();
        let expected = [
            "Thursday",
            "Donnerstag",
            "jueves",
            "jeudi",
            "giovedì",
            "quinta-feira",
            "donderdag",
            "木曜日",
            "गुरुवार",
            "الخميس",
        ];
        assert_eq!(names, expected);
    }
}
