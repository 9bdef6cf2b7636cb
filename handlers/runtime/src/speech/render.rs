//! A compiled message and the values of its variables become a sentence.

use super::{Field, Locale, Scope, Speech, Value, durations};
use jiff::civil::Date;
use sayso_schemas::words::{Filter, Part};
use std::collections::BTreeMap;

pub(super) fn message(locale: &Locale, parts: &[Part], scope: &Scope<'_>) -> Speech {
    let renderer = Renderer { locale, scope };
    let mut out = Speech::default();
    renderer.parts(parts, &mut out, None);
    out
}

struct Renderer<'a> {
    locale: &'a Locale,
    scope: &'a Scope<'a>,
}

/// The number that `#` stands for, within a plural.
type Hash = Option<f64>;

/// Whether every value was there.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Filled {
    Yes,
    No,
}

impl Renderer<'_> {
    fn parts(&self, parts: &[Part], out: &mut Speech, hash: Hash) -> Filled {
        let mut filled = Filled::Yes;
        for part in parts {
            if self.part(part, out, hash) == Filled::No {
                filled = Filled::No;
            }
        }
        filled
    }

    fn part(&self, part: &Part, out: &mut Speech, hash: Hash) -> Filled {
        match part {
            Part::Text(text) => out.text(text),
            Part::Tag(tag) => out.tag(tag),
            Part::Number => {
                if let Some(number) = hash {
                    out.text(&self.locale.formats().number(number));
                }
            }
            Part::Value { path, filter, default } => {
                return self.value(self.lookup(path), *filter, default.as_deref(), out);
            }
            Part::Plural { path, exact, cases } => return self.plural(path, exact, cases, out, hash),
            Part::Optional(parts) => self.optional(parts, out, hash),
        }
        Filled::Yes
    }

    fn lookup(&self, path: &[String]) -> Value<'_> {
        let Some((variable, fields)) = path.split_first() else { return Value::Absent };
        let Some((_, speak)) = self.scope.iter().find(|(name, _)| name == variable) else {
            return Value::Absent;
        };
        fields
            .iter()
            .try_fold(Field::Of(*speak), |field, name| field.field(name))
            .map_or(Value::Absent, |field| field.value())
    }

    fn optional(&self, parts: &[Part], out: &mut Speech, hash: Hash) {
        let before = out.clone();
        if self.parts(parts, out, hash) == Filled::No {
            *out = before;
            out.gap();
        }
    }

    fn plural(
        &self,
        path: &[String],
        exact: &BTreeMap<i64, Vec<Part>>,
        cases: &BTreeMap<String, Vec<Part>>,
        out: &mut Speech,
        hash: Hash,
    ) -> Filled {
        let number = match self.lookup(path) {
            Value::Number(number) => number,
            Value::List(items) => count(&items),
            _ => return Filled::No,
        };
        #[allow(clippy::cast_precision_loss, reason = "exact cases are small numbers")]
        let exact = exact.iter().find(|(key, _)| (**key as f64 - number).abs() < f64::EPSILON);
        let case = exact.map(|(_, parts)| parts).or_else(|| {
            cases.get(self.locale.formats().category(number)).or_else(|| cases.get("other"))
        });
        match case {
            Some(parts) => self.parts(parts, out, Some(number)),
            None => Filled::No,
        }
    }

    fn value(
        &self,
        value: Value<'_>,
        filter: Option<Filter>,
        default: Option<&str>,
        out: &mut Speech,
    ) -> Filled {
        if value == Value::Absent {
            return match default {
                Some(default) => {
                    out.text(default);
                    Filled::Yes
                }
                None => {
                    out.gap();
                    Filled::No
                }
            };
        }
        let plain = |filter| self.plain(&value, filter);
        match (filter, &value) {
            (Some(Filter::Spell), _) => {
                let text = plain(None);
                out.say_as("characters", &text, &text);
            }
            (Some(Filter::Digits), _) => {
                let text = digits(&value, plain(None));
                out.say_as("digits", &text, &text);
            }
            (Some(Filter::Ordinal), _) => {
                let text = digits(&value, plain(None));
                out.say_as("ordinal", &text, &text);
            }
            (Some(Filter::Date), Value::Text(text)) => match parse_date(text) {
                Some(date) => say_date(date, out),
                None => out.text(text),
            },
            (_, Value::Date(date)) => say_date(*date, out),
            (filter, _) => out.text(&plain(filter)),
        }
        Filled::Yes
    }

    /// The value as text.
    fn plain(&self, value: &Value<'_>, filter: Option<Filter>) -> String {
        match (filter, value) {
            (Some(Filter::Count), Value::List(items)) => self.locale.formats().number(count(items)),
            (Some(Filter::Lower), value) => self.plain(value, None).to_lowercase(),
            (Some(Filter::Either), Value::List(items)) => self.locale.formats().or(&self.texts(items)),
            (_, Value::List(items)) => self.locale.formats().and(&self.texts(items)),
            (_, Value::Absent) => String::new(),
            (_, Value::Text(text)) => text.clone().into_owned(),
            (_, Value::Number(number)) => self.locale.formats().number(*number),
            (_, Value::Bool(truth)) => truth.to_string(),
            (_, Value::Date(date)) => date.to_string(),
            (_, Value::Duration(duration)) => {
                durations::spoken(*duration, self.locale.language(), self.locale.formats())
            }
            (_, Value::Named { kind, id }) => self.locale.value_name(kind, id).to_owned(),
        }
    }

    fn texts(&self, items: &[Value<'_>]) -> Vec<String> {
        items
            .iter()
            .filter(|item| **item != Value::Absent)
            .map(|item| self.plain(item, None))
            .collect()
    }
}

#[allow(clippy::cast_precision_loss, reason = "a list has no 2^53 elements")]
fn count(items: &[Value<'_>]) -> f64 {
    items.len() as f64
}

/// A number without the locale's separators, as `say-as` wants it.
fn digits(value: &Value<'_>, text: String) -> String {
    match value {
        Value::Number(number) => number.to_string(),
        _ => text,
    }
}

fn say_date(date: Date, out: &mut Speech) {
    out.say_as("date", &date.strftime("%Y%m%d").to_string(), &date.to_string());
}

/// A date, or the date of a time stamp, as services write them.
fn parse_date(text: &str) -> Option<Date> {
    text.get(..10)?.parse().ok()
}
