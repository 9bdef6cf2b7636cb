//! `AMAZON.DATE`: words to an ISO 8601 date, week, month, year or season.
//!
//! As the reference page has it, a date without a year is the first on or after today, a week is
//! `2026-W10`, a weekend `2026-W10-WE`, a month `2026-03`, a season `2026-SU`, and now `PRESENT_REF`.
//! The page does not define `next friday`: here it is the first Friday after today.

use super::{
    calendar::{self, Unit, Which},
    number, ordinal,
};
use crate::alexa::language::Language;
use jiff::{
    ToSpan,
    civil::{Date, Weekday},
};

/// The value of `AMAZON.DATE`.
pub(super) fn date(words: &[&str], language: Language, today: Date) -> Option<String> {
    let words = without_preposition(words, language);
    let reader = Reader { language, today };
    reader
        .day(words)
        .map(|date| date.to_string())
        .or_else(|| reader.present(words))
        .or_else(|| reader.week(words))
        .or_else(|| reader.month(words))
        .or_else(|| reader.year_or_season(words))
}

fn without_preposition<'a, 'b>(words: &'a [&'b str], language: Language) -> &'a [&'b str] {
    match (language, words) {
        (Language::English, ["on", rest @ ..]) | (Language::German, ["am" | "im", rest @ ..]) => rest,
        _ => words,
    }
}

struct Reader {
    language: Language,
    today: Date,
}

impl Reader {
    /// Words that mean one day.
    fn day(&self, words: &[&str]) -> Option<Date> {
        match words {
            [word] => self
                .named_day(word)
                .or_else(|| typed(word, self.today))
                .or_else(|| self.weekday(word, Which::This)),
            _ => self
                .two_days_off(words)
                .or_else(|| self.which_weekday(words))
                .or_else(|| self.counted(words))
                .or_else(|| self.day_of_month(words))
                .or_else(|| {
                    // `friday november third`: the date decides.
                    let (first, rest) = words.split_first()?;
                    calendar::weekday(first, self.language)?;
                    self.day_of_month(without_preposition(rest, self.language))
                }),
        }
    }

    fn named_day(&self, word: &str) -> Option<Date> {
        let days = match (self.language, word) {
            (Language::English, "today" | "tonight") | (Language::German, "heute") => 0,
            (Language::English, "tomorrow") | (Language::German, "morgen") => 1,
            (Language::English, "yesterday") | (Language::German, "gestern") => -1,
            (Language::German, "übermorgen") => 2,
            (Language::German, "vorgestern") => -2,
            _ => return None,
        };
        self.today.checked_add(days.days()).ok()
    }

    fn two_days_off(&self, words: &[&str]) -> Option<Date> {
        let words = self.without_article(words);
        let days = match (self.language, words) {
            (Language::English, ["day", "after", "tomorrow"]) => 2,
            (Language::English, ["day", "before", "yesterday"]) => -2,
            _ => return None,
        };
        self.today.checked_add(days.days()).ok()
    }

    fn which_weekday(&self, words: &[&str]) -> Option<Date> {
        match words {
            [which, day] => self.weekday(day, calendar::which(which, self.language)?),
            _ => None,
        }
    }

    fn weekday(&self, word: &str, which: Which) -> Option<Date> {
        let weekday: Weekday = calendar::weekday(word, self.language)?;
        match which {
            Which::This if self.today.weekday() == weekday => Some(self.today),
            Which::This | Which::Next => self.today.nth_weekday(1, weekday).ok(),
            Which::Last => self.today.nth_weekday(-1, weekday).ok(),
        }
    }

    /// `in three days`, `two weeks ago`, `vor drei tagen`.
    fn counted(&self, words: &[&str]) -> Option<Date> {
        let (sign, words) = match (self.language, words) {
            (Language::English | Language::German, ["in", rest @ ..])
            | (Language::English, [rest @ .., "from", "now" | "today"]) => (1, rest),
            (Language::English, [rest @ .., "ago"]) | (Language::German, ["vor", rest @ ..]) => (-1, rest),
            _ => return None,
        };
        let (unit, count) = words.split_last()?;
        let unit = calendar::unit(unit, self.language)?;
        let count = match (self.language, count) {
            (Language::English, ["a" | "an"]) => 1,
            _ => i32::try_from(number::cardinal(count, self.language)?).ok()?,
        };
        let count = i64::from(count) * sign;
        let date = self.today;
        match unit {
            Unit::Day => date.checked_add(jiff::Span::new().try_days(count).ok()?),
            Unit::Week => date.checked_add(jiff::Span::new().try_weeks(count).ok()?),
            Unit::Month => date.checked_add(jiff::Span::new().try_months(count).ok()?),
            Unit::Year => date.checked_add(jiff::Span::new().try_years(count).ok()?),
            Unit::Second | Unit::Minute | Unit::Hour => return None,
        }
        .ok()
    }

    /// `november third`, `the third of november twenty twenty six`, `dritter november`, `the fifteenth`.
    fn day_of_month(&self, words: &[&str]) -> Option<Date> {
        let has_article = self.without_article(words).len() < words.len();
        let words = self.without_article(words);
        if has_article && let Some(day) = self.ordinal_day(words) {
            return self.next_with_day(day);
        }
        let at = words.iter().position(|word| calendar::month(word, self.language).is_some())?;
        let month = calendar::month(words.get(at)?, self.language)?;
        let (before, after) = (words.get(..at)?, words.get(at + 1..)?);
        let before = match (self.language, before) {
            (Language::English, [before @ .., "of"]) => before,
            _ => before,
        };
        if !before.is_empty() {
            return self.dated(month, self.day_number(before)?, after);
        }
        // The day comes first, then perhaps a year: the longest day that leaves a year or nothing.
        let after = self.without_article(after);
        (1..=after.len()).rev().find_map(|length| {
            let (day, year) = after.split_at_checked(length)?;
            self.dated(month, self.day_number(day)?, year)
        })
    }

    fn dated(&self, month: i8, day: i8, year: &[&str]) -> Option<Date> {
        if !year.is_empty() {
            return Date::new(self.year_number(year)?, month, day).ok();
        }
        let this_year = Date::new(self.today.year(), month, day).ok();
        match this_year {
            Some(date) if date >= self.today => Some(date),
            // February 29th may be up to eight years away.
            _ => (1..=8).find_map(|years| Date::new(self.today.year().checked_add(years)?, month, day).ok()),
        }
    }

    fn next_with_day(&self, day: i8) -> Option<Date> {
        let first = self.today.first_of_month();
        (0..=12).find_map(|months| {
            let month = first.checked_add(months.months()).ok()?;
            let date = Date::new(month.year(), month.month(), day).ok()?;
            (date >= self.today).then_some(date)
        })
    }

    fn day_number(&self, words: &[&str]) -> Option<i8> {
        let spoken = || i8::try_from(number::cardinal(words, self.language)?).ok();
        self.ordinal_day(words).or_else(spoken).filter(|day| (1..=31).contains(day))
    }

    fn ordinal_day(&self, words: &[&str]) -> Option<i8> {
        let day = ordinal::nth(words, self.language)?;
        i8::try_from(day).ok().filter(|day| (1..=31).contains(day))
    }

    fn year_number(&self, words: &[&str]) -> Option<i16> {
        let digits = number::four_digits(words, self.language)?;
        digits.parse().ok().filter(|year| (1900..2200).contains(year))
    }

    fn without_article<'a, 'b>(&self, words: &'a [&'b str]) -> &'a [&'b str] {
        match (self.language, words) {
            (Language::English, ["the", rest @ ..])
            | (Language::German, ["der" | "den" | "dem", rest @ ..]) => rest,
            _ => words,
        }
    }

    fn present(&self, words: &[&str]) -> Option<String> {
        let now = match self.language {
            Language::English => matches!(words, ["now"] | ["right", "now"]),
            Language::German => matches!(words, ["jetzt" | "gerade"]),
            Language::Other => false,
        };
        now.then(|| "PRESENT_REF".to_owned())
    }

    fn week(&self, words: &[&str]) -> Option<String> {
        let (which, unit) = match words {
            [unit @ ("weekend" | "wochenende")] => (Which::This, *unit),
            [which, unit] => (calendar::which(which, self.language)?, *unit),
            _ => return None,
        };
        let weekend = match (self.language, unit) {
            (Language::English, "weekend") | (Language::German, "wochenende") => "-WE",
            _ if calendar::unit(unit, self.language) == Some(Unit::Week) => "",
            _ => return None,
        };
        let date = self.today.checked_add(shift(which).weeks()).ok()?.iso_week_date();
        Some(format!("{:04}-W{:02}{weekend}", date.year(), date.week()))
    }

    fn month(&self, words: &[&str]) -> Option<String> {
        let text = |year: i16, month: i8| Some(format!("{year:04}-{month:02}"));
        let (year, this_month) = (self.today.year(), self.today.month());
        match words {
            [name] => {
                let month = calendar::month(name, self.language)?;
                text(if month >= this_month { year } else { year + 1 }, month)
            }
            [which, name] if calendar::which(which, self.language).is_some() => {
                let which = calendar::which(which, self.language)?;
                if calendar::unit(name, self.language) == Some(Unit::Month) {
                    let date = self.today.first_of_month().checked_add(shift(which).months()).ok()?;
                    return text(date.year(), date.month());
                }
                let month = calendar::month(name, self.language)?;
                match which {
                    Which::This => text(year, month),
                    Which::Next => text(if month > this_month { year } else { year + 1 }, month),
                    Which::Last => text(if month < this_month { year } else { year - 1 }, month),
                }
            }
            [name, year @ ..] => text(self.year_number(year)?, calendar::month(name, self.language)?),
            [] => None,
        }
    }

    fn year_or_season(&self, words: &[&str]) -> Option<String> {
        let year = self.today.year();
        match words {
            [word] if calendar::season(word, self.language).is_some() => {
                Some(format!("{year:04}-{}", calendar::season(word, self.language)?))
            }
            [which, word] if calendar::which(which, self.language).is_some() => {
                let year = year + i16::try_from(shift(calendar::which(which, self.language)?)).ok()?;
                match calendar::season(word, self.language) {
                    Some(season) => Some(format!("{year:04}-{season}")),
                    None if calendar::unit(word, self.language) == Some(Unit::Year) => {
                        Some(format!("{year:04}"))
                    }
                    None => None,
                }
            }
            _ => Some(format!("{:04}", self.year_number(words)?)),
        }
    }
}

fn shift(which: Which) -> i32 {
    match which {
        Which::This => 0,
        Which::Next => 1,
        Which::Last => -1,
    }
}

/// A date typed in digits: `2026-03-01`, or as Germans write it, `1.3.2026` and `1.3`.
fn typed(word: &str, today: Date) -> Option<Date> {
    if word.len() == 10 && word.contains('-') {
        return word.parse().ok();
    }
    let parts: Vec<&str> = word.split('.').collect();
    match parts.as_slice() {
        [day, month, year] => Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok(),
        [day, month] => {
            let (month, day) = (month.parse().ok()?, day.parse().ok()?);
            let date = Date::new(today.year(), month, day).ok()?;
            if date >= today { Some(date) } else { Date::new(today.year() + 1, month, day).ok() }
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{Language, date};
    use jiff::civil;

    /// Wednesday of week 10.
    fn read(text: &str, language: Language) -> Option<String> {
        date(&text.split(' ').collect::<Vec<_>>(), language, civil::date(2026, 3, 4))
    }

    #[test]
    fn english_dates() {
        for (text, value) in [
            ("today", "2026-03-04"),
            ("tomorrow", "2026-03-05"),
            ("yesterday", "2026-03-03"),
            ("the day after tomorrow", "2026-03-06"),
            ("wednesday", "2026-03-04"),
            ("friday", "2026-03-06"),
            ("on friday", "2026-03-06"),
            ("next friday", "2026-03-06"),
            ("next wednesday", "2026-03-11"),
            ("last friday", "2026-02-27"),
            ("in three days", "2026-03-07"),
            ("two weeks ago", "2026-02-18"),
            ("november third", "2026-11-03"),
            ("november 3", "2026-11-03"),
            ("november the third", "2026-11-03"),
            ("the third of november", "2026-11-03"),
            ("january first", "2027-01-01"),
            ("the fifteenth", "2026-03-15"),
            ("the second", "2026-04-02"),
            ("november third twenty twenty eight", "2028-11-03"),
            ("november twenty first", "2026-11-21"),
            ("march twenty thirty", "2030-03"),
            ("friday november third", "2026-11-03"),
            ("2026-05-06", "2026-05-06"),
            ("this week", "2026-W10"),
            ("next week", "2026-W11"),
            ("this weekend", "2026-W10-WE"),
            ("this month", "2026-03"),
            ("next month", "2026-04"),
            ("july", "2026-07"),
            ("february", "2027-02"),
            ("next year", "2027"),
            ("twenty thirty", "2030"),
            ("next summer", "2027-SU"),
            ("now", "PRESENT_REF"),
            ("february twenty ninth", "2028-02-29"),
        ] {
            assert_eq!(read(text, Language::English).as_deref(), Some(value), "{text}");
        }
        for text in ["second", "the", "february thirty first", "2026-02-30", "5", "next banana"] {
            assert_eq!(read(text, Language::English), None, "{text}");
        }
    }

    #[test]
    fn german_dates() {
        for (text, value) in [
            ("heute", "2026-03-04"),
            ("morgen", "2026-03-05"),
            ("übermorgen", "2026-03-06"),
            ("vorgestern", "2026-03-02"),
            ("am freitag", "2026-03-06"),
            ("nächsten mittwoch", "2026-03-11"),
            ("letzten montag", "2026-03-02"),
            ("dritter november", "2026-11-03"),
            ("am dritten november", "2026-11-03"),
            ("am 3 november", "2026-11-03"),
            ("3.11", "2026-11-03"),
            ("1.3.2027", "2027-03-01"),
            ("in drei tagen", "2026-03-07"),
            ("vor einer woche", "2026-02-25"),
            ("nächste woche", "2026-W11"),
            ("dieses wochenende", "2026-W10-WE"),
            ("im juli", "2026-07"),
            ("nächstes jahr", "2027"),
            ("jetzt", "PRESENT_REF"),
        ] {
            assert_eq!(read(text, Language::German).as_deref(), Some(value), "{text}");
        }
        assert_eq!(read("banane", Language::German), None);
    }
}
