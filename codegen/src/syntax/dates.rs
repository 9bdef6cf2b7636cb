//! Filters of dates, such as `week` and `plus:7`: the same in values, queries and messages.

use crate::diagnostic::{Code, Diagnostic};
use sayso_schemas::{span::Span, words::DateFilter};

/// The most days that are counted: a hundred years.
const MOST_DAYS: i32 = 36_525;

/// Reads a filter that stands at `span`; `None` where `word` is none of dates.
pub fn filter(word: &str, span: Span) -> Option<Result<DateFilter, Diagnostic>> {
    let (name, number) = match word.split_once(':') {
        Some((name, number)) => (name.trim(), Some(number.trim())),
        None => (word.trim(), None),
    };
    if name == DateFilter::PLUS {
        return Some(days(number, span));
    }
    let (_, filter) = DateFilter::PLAIN.iter().find(|(known, _)| *known == name)?;
    Some(match number {
        None => Ok(*filter),
        Some(_) => Err(Diagnostic::error(Code::FILTER_NUMBER, format!("`{name}` takes no number"))
            .at(span, "a number here")
            .help(format!("write `{name}`, and `plus:7` after it to count days from there"))),
    })
}

fn days(number: Option<&str>, span: Span) -> Result<DateFilter, Diagnostic> {
    let wrong = |message: &str, label: &str| {
        Diagnostic::error(Code::FILTER_NUMBER, message.to_owned())
            .at(span, label.to_owned())
            .help("write how many days later, `plus:7`, or earlier, `plus:-7`")
    };
    let Some(number) = number.filter(|it| !it.is_empty()) else {
        return Err(wrong("`plus` has no number", "plus how many days?"));
    };
    match number.parse() {
        Ok(days) if (-MOST_DAYS..=MOST_DAYS).contains(&days) => Ok(DateFilter::Plus(days)),
        Ok(_) => Err(wrong("`plus` counts more than a hundred years", "too many days")),
        Err(_) => Err(wrong(&format!("`{number}` is no number of days"), "a whole number is needed")),
    }
}

/// The words of the filters, for a help line.
pub fn words() -> impl Iterator<Item = &'static str> + Clone {
    DateFilter::PLAIN.iter().map(|(word, _)| *word).chain([PLUS])
}

/// How the filter that takes a number is written.
const PLUS: &str = "plus:7";

/// A filter as it is written.
pub fn written(filter: DateFilter) -> String {
    match filter {
        DateFilter::Plus(days) => format!("{}:{days}", DateFilter::PLUS),
        plain => {
            let word = DateFilter::PLAIN.iter().find(|(_, known)| *known == plain);
            word.map_or("", |(word, _)| word).to_owned()
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    fn read(word: &str) -> Option<Result<DateFilter, String>> {
        Some(filter(word, Span::default())?.map_err(|fault| fault.message))
    }

    #[test]
    fn every_filter_is_written_as_it_is_read() {
        let plain = DateFilter::PLAIN.iter().map(|(_, filter)| *filter);
        for filter in plain.chain([DateFilter::Plus(7), DateFilter::Plus(-14), DateFilter::Plus(0)]) {
            assert_eq!(read(&written(filter)).unwrap(), Ok(filter));
        }
        assert_eq!(read(" plus: +1 ").unwrap(), Ok(DateFilter::Plus(1)));
    }

    #[test]
    fn numbers_stand_where_they_are_meant() {
        let fault = |word| read(word).unwrap().unwrap_err();
        assert_eq!(fault("plus"), "`plus` has no number");
        assert_eq!(fault("plus:"), "`plus` has no number");
        assert_eq!(fault("plus:a week"), "`a week` is no number of days");
        assert_eq!(fault("plus:36526"), "`plus` counts more than a hundred years");
        assert_eq!(fault("plus:99999999999"), "`99999999999` is no number of days");
        assert_eq!(fault("week:2"), "`week` takes no number");
        assert_eq!(read("weekday"), None);
        assert_eq!(read(""), None);
    }
}
