//! A compiled message and the values of its variables become a sentence.

use super::{Field, Locale, Scope, Speech, Value, durations, relative, weekdays};
use crate::days;
use jiff::civil::Date;
use sayso_schemas::words::{Filter, Part};
use std::collections::BTreeMap;

pub(super) fn message(locale: &Locale, parts: &[Part], scope: &Scope<'_>) -> Speech {
    let mut renderer = Renderer { locale, scope, today: None };
    renderer.today = match renderer.lookup(&[TODAY.to_owned()]) {
        Value::Date(today) => Some(today),
        _ => None,
    };
    let mut out = Speech::default();
    renderer.parts(parts, &mut out, None);
    out
}

struct Renderer<'a> {
    locale: &'a Locale,
    scope: &'a Scope<'a>,
    /// The day of the request, where the scope has it.
    today: Option<Date>,
}

/// The variable that is the day of the request.
pub(crate) const TODAY: &str = "today";

/// For private use.
const MARK: char = '\u{e000}';

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
            Part::Value { path, dates, except, filter, default } => {
                let value = match self.lookup(path) {
                    Value::Date(day) => {
                        days::meant(day, dates, self.today).map_or(Value::Absent, Value::Date)
                    }
                    other => other,
                };
                let same = except.iter().any(|other| self.lookup(other) == value);
                let value = if same { Value::Absent } else { value };
                return self.value(&value, *filter, default.as_deref(), out);
            }
            Part::Plural { path, exact, cases } => return self.plural(path, exact, cases, out),
            Part::Optional(parts) => self.optional(parts, out, hash),
        }
        Filled::Yes
    }

    fn lookup(&self, path: &[String]) -> Value<'_> {
        let Some((variable, fields)) = path.split_first() else { return Value::Absent };
        let Some((_, speak)) = self.scope.iter().find(|(name, _)| name == variable) else {
            return Value::Absent;
        };
        let field = fields.iter().try_fold(Field::Of(*speak), |of, name| self.field(of, name));
        field.map_or(Value::Absent, Field::value)
    }

    /// A field of something; of a declared value, a fact.
    fn field<'f>(&self, of: Field<'f>, name: &str) -> Option<Field<'f>> {
        of.clone().field(name).or_else(|| of.fact(name, self.today?).map(Field::Value))
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
    ) -> Filled {
        let number = match self.lookup(path) {
            Value::Number(number) => number,
            Value::List(items) => count(&items),
            _ => return Filled::No,
        };
        #[allow(clippy::cast_precision_loss, reason = "exact cases are small numbers")]
        let exact = exact.iter().find(|(key, _)| (**key as f64 - number).abs() < f64::EPSILON);
        let case = exact
            .map(|(_, parts)| parts)
            .or_else(|| cases.get(self.locale.formats().category(number)).or_else(|| cases.get("other")));
        match case {
            Some(parts) => self.parts(parts, out, Some(number)),
            None => Filled::No,
        }
    }

    fn value(
        &self,
        value: &Value<'_>,
        filter: Option<Filter>,
        default: Option<&str>,
        out: &mut Speech,
    ) -> Filled {
        let empty = matches!(value, Value::List(items) if items.is_empty()) && filter != Some(Filter::Count);
        if *value == Value::Absent || empty {
            let Some(default) = default else {
                out.gap();
                return Filled::No;
            };
            out.text(default);
            return Filled::Yes;
        }
        let plain = |filter| self.plain(value, filter);
        match (filter, value) {
            (Some(Filter::Spell), _) => {
                let text = plain(None);
                out.say_as("characters", &text, &text);
            }
            (Some(Filter::Digits), _) => {
                let text = digits(value, plain(None));
                out.say_as("digits", &text, &text);
            }
            (Some(Filter::Ordinal), _) => {
                let text = digits(value, plain(None));
                out.say_as("ordinal", &text, &text);
            }
            (Some(Filter::EitherSpelled), Value::List(items)) => self.either_spelled(items, out),
            (Some(Filter::Date | Filter::Weekday | Filter::Near | Filter::On), Value::Text(text)) => {
                match parse_date(text) {
                    Some(date) => self.date(date, filter, out),
                    None => out.text(text),
                }
            }
            (filter, Value::Date(date)) => self.date(*date, filter, out),
            (filter, _) => out.text(&plain(filter)),
        }
        Filled::Yes
    }

    fn date(&self, date: Date, filter: Option<Filter>, out: &mut Speech) {
        let language = self.locale.language();
        match filter {
            Some(Filter::Weekday) => out.text(weekdays::spoken(date, language)),
            Some(Filter::Near) => relative::near(date, self.today, language, out),
            Some(Filter::On) => relative::on(date, self.today, language, out),
            _ => relative::date(date, self.today, out),
        }
    }

    /// `A B or C D`: the locale says what stands between the texts.
    fn either_spelled(&self, items: &[Value<'_>], out: &mut Speech) {
        let texts = self.texts(items);
        // A mark in each text's place, which no text of a locale has.
        let marks = vec![MARK.to_string(); texts.len()];
        let listed = self.locale.formats().or(&marks);
        let mut between = listed.split(MARK);
        out.text(between.next().unwrap_or_default());
        for (text, after) in texts.iter().zip(between) {
            out.say_as("characters", text, text);
            out.text(after);
        }
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
        items.iter().filter(|item| **item != Value::Absent).map(|item| self.plain(item, None)).collect()
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

/// A date, or the date of a time stamp, as services write them.
fn parse_date(text: &str) -> Option<Date> {
    text.get(..10)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Speak;
    use sayso_schemas::words::{DateFilter, FORMAT, Words};

    struct Tool;
    impl Speak for Tool {
        fn value(&self) -> Value<'_> {
            Value::Named { kind: "Tool", id: "saw" }
        }
        fn field(&self, name: &str) -> Option<Field<'_>> {
            (name == "id").then(|| Value::Text("saw".into()).into())
        }
    }

    fn locale(tag: &str) -> Locale {
        let names = BTreeMap::from([("saw".to_owned(), "Säge".to_owned())]);
        Locale::new(Words {
            format: FORMAT,
            locale: tag.to_owned(),
            signature: String::new(),
            name: String::new(),
            messages: BTreeMap::new(),
            values: BTreeMap::from([("Tool".to_owned(), names)]),
        })
    }

    fn text(text: &str) -> Part {
        Part::Text(text.to_owned())
    }

    fn value(path: &str, filter: Option<Filter>) -> Part {
        let path = path.split('.').map(str::to_owned).collect();
        Part::Value { path, dates: Vec::new(), except: Vec::new(), filter, default: None }
    }

    /// SSML and plain text of one value with a filter.
    fn filtered(speak: &dyn Speak, filter: Option<Filter>) -> (String, String) {
        let speech = message(&locale("en-US"), &[value("x", filter)], &[("x", speak)]);
        (speech.ssml().to_owned(), speech.plain().to_owned())
    }

    fn both(text: &str) -> (String, String) {
        (text.to_owned(), text.to_owned())
    }

    fn say_as(kind: &str, spoken: &str, plain: &str) -> (String, String) {
        (format!("<say-as interpret-as=\"{kind}\">{spoken}</say-as>"), plain.to_owned())
    }

    #[test]
    fn values_without_a_filter_are_spoken_by_their_type() {
        let day = jiff::civil::date(2026, 3, 1);
        assert_eq!(filtered(&"text", None), both("text"));
        assert_eq!(filtered(&1234.5, None), both("1,234.5"));
        assert_eq!(filtered(&day, None), say_as("date", "20260301", "2026-03-01"));
        assert_eq!(filtered(&jiff::SignedDuration::from_mins(5), None), both("5 minutes"));
        assert_eq!(filtered(&Tool, None), both("Säge"));
        assert_eq!(filtered(&vec![Tool, Tool], None), both("Säge and Säge"));
        assert_eq!(filtered(&Some("text"), None), both("text"));
    }

    #[test]
    fn filters_change_how_a_value_is_spoken() {
        let list = vec!["a", "b"];
        assert_eq!(filtered(&list, Some(Filter::Count)), both("2"));
        assert_eq!(filtered(&list, Some(Filter::Join)), both("a and b"));
        assert_eq!(filtered(&list, Some(Filter::Either)), both("a or b"));
        let spelled = filtered(&vec!["AB", "C&D", "E"], Some(Filter::EitherSpelled));
        let say = |text: &str| format!("<say-as interpret-as=\"characters\">{text}</say-as>");
        assert_eq!(spelled.0, format!("{}, {}, or {}", say("AB"), say("C&amp;D"), say("E")));
        assert_eq!(spelled.1, "AB, C&D, or E");
        assert_eq!(filtered(&"AB<1", Some(Filter::Spell)), say_as("characters", "AB&lt;1", "AB<1"));
        assert_eq!(filtered(&1234.0, Some(Filter::Digits)), say_as("digits", "1234", "1234"));
        assert_eq!(filtered(&3.0, Some(Filter::Ordinal)), say_as("ordinal", "3", "3"));
        assert_eq!(filtered(&"LOUD", Some(Filter::Lower)), both("loud"));
        let stamp = say_as("date", "20260301", "2026-03-01");
        assert_eq!(filtered(&"2026-03-01T10:00:00Z", Some(Filter::Date)), stamp);
        assert_eq!(filtered(&"some day", Some(Filter::Date)), both("some day"));
    }

    #[test]
    fn a_date_may_stand_for_another_one() {
        use sayso_schemas::words::DateFilter::{Past, Plus, Week, Workday};
        let (wednesday, monday) = (jiff::civil::date(2026, 3, 11), jiff::civil::date(2026, 3, 16));
        let say = |tag: &str, path: &str, dates: &[DateFilter], filter| {
            let (path, dates) = (vec![path.to_owned()], dates.to_vec());
            let part = Part::Value { path, dates, except: Vec::new(), filter, default: None };
            let absent = None::<Date>;
            let scope: &Scope<'_> = &[("day", &monday), ("none", &absent), (TODAY, &wednesday)];
            message(&locale(tag), &[text("since "), part], scope).plain().to_owned()
        };
        let weekday = Some(Filter::Weekday);
        assert_eq!(say("en-US", "day", &[Past], None), "since 2026-03-09");
        assert_eq!(say("en-US", "day", &[Past, Plus(-1)], weekday), "since Sunday");
        assert_eq!(say("en-US", "today", &[Week, Workday], weekday), "since Friday");
        assert_eq!(say("de-DE", "today", &[Workday], weekday), "since Dienstag");
        assert_eq!(say("de-DE", "none", &[Workday], weekday), "since");
    }

    #[test]
    fn a_value_is_absent_where_it_equals_another_one() {
        let path = |path: &str| path.split('.').map(str::to_owned).collect::<Vec<_>>();
        let old = |default: Option<&str>| Part::Value {
            path: path("old"),
            dates: Vec::new(),
            except: vec![path("new"), path("tool.id")],
            filter: Some(Filter::Lower),
            default: default.map(str::to_owned),
        };
        let parts = [text("Now"), Part::Optional(vec![text(" from "), old(None)]), text(".")];
        let say = |parts: &[Part], old: Option<&str>, new: Option<&str>| {
            let scope: &Scope<'_> = &[("old", &old), ("new", &new), ("tool", &Tool)];
            message(&locale("en-US"), parts, scope).plain().to_owned()
        };
        assert_eq!(say(&parts, Some("Low"), Some("High")), "Now from low.");
        assert_eq!(say(&parts, Some("High"), Some("High")), "Now.");
        assert_eq!(say(&parts, Some("saw"), Some("High")), "Now.", "each of the others counts");
        assert_eq!(
            say(&parts, Some("HIGH"), Some("High")),
            "Now from high.",
            "values are compared, not words"
        );
        assert_eq!(say(&parts, Some("Low"), None), "Now from low.", "nothing is there to equal");
        assert_eq!(say(&parts, None, None), "Now.");
        let default = [old(Some("as before"))];
        assert_eq!(say(&default, Some("High"), Some("High")), "as before");
        assert_eq!(say(&default, Some("Low"), Some("High")), "low");
    }

    #[test]
    fn values_of_one_type_are_equal_by_their_id() {
        let tool = |except: &str| Part::Value {
            path: vec!["tool".to_owned()],
            dates: Vec::new(),
            except: vec![vec![except.to_owned()]],
            filter: None,
            default: Some("the same".to_owned()),
        };
        let say = |part: Part| {
            let scope: &Scope<'_> = &[("tool", &Tool), ("other", &Some(Tool)), ("name", &"Säge")];
            message(&locale("de-DE"), &[part], scope).plain().to_owned()
        };
        assert_eq!((say(tool("other")), say(tool("name"))), ("the same".to_owned(), "Säge".to_owned()));
    }

    #[test]
    fn a_fact_is_as_it_is_today() {
        struct Soon;
        impl Speak for Soon {
            fn value(&self) -> Value<'_> {
                Value::Named { kind: "Deadline", id: "soon" }
            }
            fn fact(&self, name: &str, today: Date) -> Option<Value<'_>> {
                (name == "until").then(|| Value::Date(days::plus(today, 7)))
            }
        }
        let (saturday, deadline) = (jiff::civil::date(2027, 12, 25), Some(&Soon));
        let say = |path, filter, scope: &Scope<'_>| {
            message(&locale("en-US"), &[value(path, filter)], scope).plain().to_owned()
        };
        let scope: &Scope<'_> = &[("deadline", &deadline), (TODAY, &saturday)];
        assert_eq!(say("deadline.until", None, scope), "2028-01-01");
        assert_eq!(say("deadline.until", Some(Filter::Weekday), scope), "Saturday");
        assert_eq!(say("deadline.from", None, scope), "");
        assert_eq!(say("deadline", None, scope), "soon");
        // Where nobody knows which day it is, nobody knows the fact.
        assert_eq!(say("deadline.until", None, &[("deadline", &deadline)]), "");
    }

    #[test]
    fn a_segment_is_left_out_where_a_value_in_it_is_absent() {
        let parts = [
            text("A fact"),
            Part::Optional(vec![text(" about "), value("topic", None), Part::Optional(vec![text("!")])]),
            text("."),
        ];
        let say =
            |topic: Option<&str>| message(&locale("en-US"), &parts, &[("topic", &topic)]).plain().to_owned();
        assert_eq!(say(Some("bees")), "A fact about bees!.");
        assert_eq!(say(None), "A fact.");
    }

    #[test]
    fn an_optional_segment_goes_as_a_whole_where_its_list_is_empty() {
        let optional =
            |filter| Part::Optional(vec![text(" Only "), value("options", Some(filter)), text(".")]);
        let say = |filter, options: &[&str]| {
            let parts = [text("No."), optional(filter)];
            message(&locale("en-US"), &parts, &[("options", &options.to_vec())]).plain().to_owned()
        };
        assert_eq!(say(Filter::Either, &["a", "b"]), "No. Only a or b.");
        for filter in [Filter::Either, Filter::EitherSpelled, Filter::Join] {
            assert_eq!(say(filter, &[]), "No.", "{filter:?}");
        }
        assert_eq!(say(Filter::Count, &[]), "No. Only 0.");
    }

    #[test]
    fn a_field_of_an_absent_value_is_absent_and_may_have_a_default() {
        let topic = None::<Tool>;
        let path = vec!["topic".to_owned(), "id".to_owned()];
        let default = Some("anything".to_owned());
        let part = Part::Value { path, dates: Vec::new(), except: Vec::new(), filter: None, default };
        let say = |topic: &dyn Speak| {
            message(&locale("en-US"), std::slice::from_ref(&part), &[("topic", topic)]).plain().to_owned()
        };
        assert_eq!(say(&topic), "anything");
        assert_eq!(say(&Some(Tool)), "saw");
    }

    #[test]
    fn plurals_take_the_exact_number_first_then_the_category() {
        let case = |name: &str, parts: Vec<Part>| (name.to_owned(), parts);
        let plural = Part::Plural {
            path: vec!["n".to_owned()],
            exact: BTreeMap::from([(0, vec![text("nothing")])]),
            cases: BTreeMap::from([
                case("one", vec![text("one fact")]),
                case("other", vec![Part::Number, text(" facts"), Part::Optional(vec![value("of", None)])]),
            ]),
        };
        let say = |n: &dyn Speak| {
            message(&locale("de-DE"), std::slice::from_ref(&plural), &[("n", n)]).plain().to_owned()
        };
        assert_eq!(say(&0.0), "nothing");
        assert_eq!(say(&1.0), "one fact");
        assert_eq!(say(&1_000.0), "1.000 facts");
        assert_eq!(say(&vec!["a", "b"]), "2 facts");
        assert_eq!(say(&"no number"), "");
    }

    #[test]
    fn tags_are_spoken_and_not_shown() {
        let parts = [text("One"), Part::Tag("<break time=\"1s\"/>".to_owned()), text(" two")];
        let speech = message(&locale("en-US"), &parts, &[]);
        assert_eq!((speech.ssml(), speech.plain()), ("One<break time=\"1s\"/> two", "One two"));
    }
}
