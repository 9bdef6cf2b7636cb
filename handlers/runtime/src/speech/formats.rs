//! Numbers, lists and plurals by a locale's rules (CLDR, through ICU4X).

use fixed_decimal::Decimal;
use icu_decimal::DecimalFormatter;
use icu_list::{ListFormatter, options::ListFormatterOptions};
use icu_locale_core::Locale;
use icu_plurals::{PluralCategory, PluralRules, PluralRulesOptions};
use std::fmt;

/// The formatters of one locale. One that ICU has no data for is absent, and values are then written plainly.
pub(crate) struct Formats {
    numbers: Option<DecimalFormatter>,
    and: Option<ListFormatter>,
    or: Option<ListFormatter>,
    plurals: Option<PluralRules>,
}

impl fmt::Debug for Formats {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Formats")
    }
}

impl Formats {
    pub(crate) fn new(tag: &str) -> Self {
        // A tag that is none gets the root locale's formats.
        let locale = Locale::try_from_str(tag).unwrap_or(Locale::UNKNOWN);
        let lists = ListFormatterOptions::default();
        Self {
            numbers: DecimalFormatter::try_new(
                (&locale).into(),
                icu_decimal::options::DecimalFormatterOptions::default(),
            )
            .ok(),
            and: ListFormatter::try_new_and((&locale).into(), lists).ok(),
            or: ListFormatter::try_new_or((&locale).into(), lists).ok(),
            plurals: PluralRules::try_new((&locale).into(), PluralRulesOptions::default()).ok(),
        }
    }

    /// `1234.5` as `1,234.5` or `1.234,5`; at most three decimals, as ICU does by default.
    pub(crate) fn number(&self, number: f64) -> String {
        match (decimal(number), &self.numbers) {
            (Some(decimal), Some(numbers)) => numbers.format_to_string(&decimal),
            _ => number.to_string(),
        }
    }

    /// `a, b and c`.
    pub(crate) fn and(&self, items: &[String]) -> String {
        join(self.and.as_ref(), items)
    }

    /// `a, b or c`.
    pub(crate) fn or(&self, items: &[String]) -> String {
        join(self.or.as_ref(), items)
    }

    /// CLDR's category of a number: `one`, `few`, …, `other`.
    pub(crate) fn category(&self, number: f64) -> &'static str {
        let Some((decimal, plurals)) = decimal(number).zip(self.plurals.as_ref()) else { return "other" };
        match plurals.category_for(&decimal) {
            PluralCategory::Zero => "zero",
            PluralCategory::One => "one",
            PluralCategory::Two => "two",
            PluralCategory::Few => "few",
            PluralCategory::Many => "many",
            PluralCategory::Other => "other",
        }
    }
}

fn join(formatter: Option<&ListFormatter>, items: &[String]) -> String {
    formatter.map_or_else(|| items.join(", "), |formatter| formatter.format_to_string(items.iter()))
}

/// The number as decimal digits, without the noise of binary fractions.
fn decimal(number: f64) -> Option<Decimal> {
    // Not a number and the infinities have no digits.
    let digits = if number.is_finite() { format!("{number:.3}") } else { return None };
    let digits = digits.trim_end_matches('0').trim_end_matches('.');
    Decimal::try_from_str(if digits == "-0" { "0" } else { digits }).ok()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    #[test]
    fn numbers_follow_the_locale() {
        let number = |tag: &str, number: f64| Formats::new(tag).number(number);
        assert_eq!(number("en-US", 1234.5), "1,234.5");
        assert_eq!(number("de-DE", 1234.5), "1.234,5");
        assert_eq!(number("en-US", 0.1 + 0.2), "0.3");
        assert_eq!(number("en-US", 100.0), "100");
        assert_eq!(number("en-US", -0.0001), "0");
        assert_eq!(number("en-US", f64::NAN), "NaN");
        assert_eq!(number("not a tag", 2.5), "2.5");
    }

    #[test]
    fn lists_follow_the_locale() {
        let items = ["a", "b", "c"].map(str::to_owned);
        assert_eq!(Formats::new("en-US").and(&items), "a, b, and c");
        assert_eq!(Formats::new("en-GB").and(&items), "a, b and c");
        assert_eq!(Formats::new("de-DE").or(&items), "a, b oder c");
        assert_eq!(Formats::new("de-DE").or(&[]), "");
    }

    #[test]
    fn plurals_follow_the_locale() {
        let categories = |tag: &str| [0.0, 1.0, 2.0, 3.0, 11.0, 1.5].map(|n| Formats::new(tag).category(n));
        assert_eq!(categories("en-US"), ["other", "one", "other", "other", "other", "other"]);
        assert_eq!(categories("ar-SA"), ["zero", "one", "two", "few", "many", "other"]);
        assert_eq!(categories("fr-FR"), ["one", "one", "other", "other", "other", "one"]);
        assert_eq!(categories("ja-JP"), ["other"; 6]);
    }
}
