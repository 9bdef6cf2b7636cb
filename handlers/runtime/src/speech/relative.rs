//! Days as people call them: by their distance from today, for the languages that Alexa speaks.

use super::{output::Speech, weekdays};
use jiff::civil::Date;

/// From so many days on a day of the week may be meant that is a week later.
const WEEK: i64 = 7;
/// Nearer to today than this, a day of a month is said without its year: no other one is meant.
const HALF_YEAR: i64 = 183;

/// How a language calls days.
struct Words {
    yesterday: &'static str,
    today: &'static str,
    tomorrow: &'static str,
    /// On which day of the week something is.
    weekday: Around,
    /// On which date.
    date: Around,
}

/// What stands before and after it.
type Around = (&'static str, &'static str);

const fn words([yesterday, today, tomorrow]: [&'static str; 3], weekday: Around, date: Around) -> Words {
    Words { yesterday, today, tomorrow, weekday, date }
}

const ENGLISH: Words = words(["yesterday", "today", "tomorrow"], ("on ", ""), ("on ", ""));
const GERMAN: Words = words(["gestern", "heute", "morgen"], ("am ", ""), ("am ", ""));
const SPANISH: Words = words(["ayer", "hoy", "mañana"], ("el ", ""), ("el ", ""));
const FRENCH: Words = words(["hier", "aujourd’hui", "demain"], ("", ""), ("le ", ""));
const ITALIAN: Words = words(["ieri", "oggi", "domani"], ("", ""), ("il ", ""));
const PORTUGUESE: Words = words(["ontem", "hoje", "amanhã"], ("na ", ""), ("em ", ""));
/// Saturday and Sunday are masculine.
const PORTUGUESE_WEEKEND: Around = ("no ", "");
const DUTCH: Words = words(["gisteren", "vandaag", "morgen"], ("op ", ""), ("op ", ""));
const JAPANESE: Words = words(["昨日", "今日", "明日"], ("", "に"), ("", "に"));
const HINDI: Words = words(["बीते कल", "आज", "कल"], ("", " को"), ("", " को"));
const ARABIC: Words = words(["أمس", "اليوم", "غدًا"], ("يوم ", ""), ("في ", ""));

fn words_of(language: &str) -> &'static Words {
    match language {
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
    }
}

/// "today", "Friday", "March 30": a day of the next six by its name. Nobody calls a day of the past so that is more than
/// one day ago.
pub(super) fn near(day: Date, today: Option<Date>, language: &str, out: &mut Speech) {
    match called(day, today, language) {
        Called::Word(word) | Called::Weekday(word) => out.text(word),
        Called::Date => date(day, today, out),
    }
}

/// "today", "on Friday", "on March 30".
pub(super) fn on(day: Date, today: Option<Date>, language: &str, out: &mut Speech) {
    let words = words_of(language);
    match called(day, today, language) {
        Called::Word(word) => out.text(word),
        Called::Weekday(name) => {
            let weekend = language == "pt" && !name.ends_with("feira");
            let (before, after) = if weekend { PORTUGUESE_WEEKEND } else { words.weekday };
            out.text(before);
            out.text(name);
            out.text(after);
        }
        Called::Date => {
            let (before, after) = words.date;
            out.text(before);
            date(day, today, out);
            out.text(after);
        }
    }
}

/// "March 30", and "March 30, 2028" where another year may be meant.
pub(super) fn date(day: Date, today: Option<Date>, out: &mut Speech) {
    let clear = today.is_some_and(|today| distance(day, today).abs() < HALF_YEAR);
    // Alexa leaves out what stands as question marks.
    let spoken = day.strftime(if clear { "????%m%d" } else { "%Y%m%d" }).to_string();
    out.say_as("date", &spoken, &day.to_string());
}

enum Called {
    Word(&'static str),
    Weekday(&'static str),
    Date,
}

fn called(day: Date, today: Option<Date>, language: &str) -> Called {
    let words = words_of(language);
    match today.map(|today| distance(day, today)) {
        Some(-1) => Called::Word(words.yesterday),
        Some(0) => Called::Word(words.today),
        Some(1) => Called::Word(words.tomorrow),
        Some(2..WEEK) => Called::Weekday(weekdays::spoken(day, language)),
        _ => Called::Date,
    }
}

/// How many days `day` is after `today`.
fn distance(day: Date, today: Date) -> i64 {
    day.duration_since(today).as_hours() / 24
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A Wednesday.
    const TODAY: Date = jiff::civil::date(2026, 3, 11);

    fn said(say: fn(Date, Option<Date>, &str, &mut Speech), language: &str, day: Date) -> String {
        let mut speech = Speech::default();
        say(day, Some(TODAY), language, &mut speech);
        speech.plain().to_owned()
    }

    fn march(day: i8) -> Date {
        jiff::civil::date(2026, 3, day)
    }

    #[test]
    fn days_around_today_have_names() {
        let called = |language| [9, 10, 11, 12, 13, 17, 18].map(|day| said(near, language, march(day)));
        let english = ["2026-03-09", "yesterday", "today", "tomorrow", "Friday", "Tuesday", "2026-03-18"];
        assert_eq!(called("en"), english);
        let german = ["2026-03-09", "gestern", "heute", "morgen", "Freitag", "Dienstag", "2026-03-18"];
        assert_eq!(called("de"), german);
    }

    #[test]
    fn something_is_on_a_day() {
        let called = |language| [11, 12, 13, 14, 30].map(|day| said(on, language, march(day)));
        assert_eq!(called("en"), ["today", "tomorrow", "on Friday", "on Saturday", "on 2026-03-30"]);
        assert_eq!(called("de"), ["heute", "morgen", "am Freitag", "am Samstag", "am 2026-03-30"]);
        assert_eq!(called("pt"), ["hoje", "amanhã", "na sexta-feira", "no sábado", "em 2026-03-30"]);
        assert_eq!(called("fr"), ["aujourd’hui", "demain", "vendredi", "samedi", "le 2026-03-30"]);
    }

    #[test]
    fn a_year_is_said_where_another_one_may_be_meant() {
        let spoken = |day, today| {
            let mut speech = Speech::default();
            date(day, today, &mut speech);
            let inner = speech.ssml().trim_start_matches("<say-as interpret-as=\"date\">");
            inner.trim_end_matches("</say-as>").to_owned()
        };
        let day = jiff::civil::date;
        assert_eq!(spoken(march(30), Some(TODAY)), "????0330");
        assert_eq!(spoken(day(2025, 12, 24), Some(TODAY)), "????1224");
        assert_eq!(spoken(day(2026, 12, 24), Some(TODAY)), "20261224");
        assert_eq!(spoken(day(2025, 3, 11), Some(TODAY)), "20250311");
        assert_eq!(spoken(march(30), None), "20260330");
        assert_eq!(spoken(Date::MAX, Some(Date::MIN)), "99991231");
    }

    #[test]
    fn every_language_of_alexa_has_words_of_its_own() {
        let languages = ["en", "de", "es", "fr", "it", "pt", "nl", "ja", "hi", "ar"];
        let mut today: Vec<_> = languages.map(|language| said(near, language, TODAY)).to_vec();
        today.sort();
        today.dedup();
        assert_eq!(today.len(), languages.len());
    }

    #[test]
    fn without_today_a_day_is_a_date() {
        let mut speech = Speech::default();
        on(march(12), None, "en", &mut speech);
        assert_eq!(speech.plain(), "on 2026-03-12");
    }
}
