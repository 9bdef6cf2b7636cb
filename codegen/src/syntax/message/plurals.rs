//! Whether a plural has the forms of its language.

use super::{Message, Part, Plural};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use icu_locale_core::Locale;
use icu_plurals::{PluralCategory, PluralRules};
use std::collections::BTreeSet;

/// Integers up to here decide which forms are needed. CLDR's rules repeat within it, but for the `many` of Romance
/// languages, which begins at a million; that one may be left out, and `other` is spoken.
const COUNTED: i64 = 1_000;

/// Diagnoses plurals that miss a form of the locale's language, or have one that it never uses (CLDR, as in ICU4X).
/// A form whose numbers all have an exact case (`=1` for English `one`) is not missed.
pub fn check_plurals(message: &Message, locale: &str, diagnostics: &mut Diagnostics) {
    let rules = Locale::try_from_str(locale)
        .ok()
        .and_then(|locale| PluralRules::try_new_cardinal(locale.into()).ok());
    // An unknown locale has a diagnostic of its own.
    if let Some(rules) = rules {
        Check { rules, locale, diagnostics }.parts(&message.parts);
    }
}

struct Check<'a> {
    rules: PluralRules,
    locale: &'a str,
    diagnostics: &'a mut Diagnostics,
}

impl Check<'_> {
    fn parts(&mut self, parts: &[Part]) {
        for part in parts {
            match part {
                Part::Plural(plural) => {
                    self.plural(plural);
                    plural
                        .exact
                        .values()
                        .chain(plural.cases.values())
                        .for_each(|case| self.parts(&case.parts));
                }
                Part::Optional { parts, .. } => self.parts(parts),
                _ => {}
            }
        }
    }

    fn plural(&mut self, plural: &Plural) {
        let exact = |number: &i64| plural.exact.contains_key(number);
        let needed: BTreeSet<PluralCategory> = (0..COUNTED)
            .filter(|number| !exact(number))
            .map(|number| self.rules.category_for(number))
            .collect();
        let used: BTreeSet<PluralCategory> = self.rules.categories().collect();
        for category in needed.iter().filter(|category| !plural.cases.contains_key(name(**category))) {
            let (name, locale) = (name(*category), self.locale);
            let example =
                (0..COUNTED).find(|number| !exact(number) && self.rules.category_for(*number) == *category);
            let example =
                example.map_or_else(String::new, |number| format!(", for numbers such as {number}"));
            self.diagnostics.push(
                Diagnostic::error(Code::PLURAL_FORM_MISSING, format!("a plural has no form `{name}`"))
                    .at(plural.span, format!("`{locale}` has `{name}`{example}"))
                    .help(format!("add `{name} {{…}}`")),
            );
        }
        for (form, case) in &plural.cases {
            if !used.iter().any(|category| name(*category) == form) {
                let forms: Vec<_> = used.iter().map(|category| format!("`{}`", name(*category))).collect();
                self.diagnostics.push(
                    Diagnostic::error(
                        Code::PLURAL_FORM_UNUSED,
                        format!("the plural form `{form}` is never used"),
                    )
                    .at(case.span, format!("`{}` does not have it", self.locale))
                    .help(format!(
                        "the forms of this language are {}; an exact number is `=2`",
                        forms.join(", ")
                    )),
                );
            }
        }
    }
}

fn name(category: PluralCategory) -> &'static str {
    match category {
        PluralCategory::Zero => "zero",
        PluralCategory::One => "one",
        PluralCategory::Two => "two",
        PluralCategory::Few => "few",
        PluralCategory::Many => "many",
        PluralCategory::Other => "other",
    }
}
