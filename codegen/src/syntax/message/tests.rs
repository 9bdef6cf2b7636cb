#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use super::*;
use crate::diagnostic::Diagnostics;
use sayso_schemas::{
    spec::Text,
    words::{self, DateFilter},
};

fn text(value: &str) -> Text {
    let end = u32::try_from(value.len()).unwrap();
    Spanned::new(value.to_owned(), Span { file: 0, start: 0, end, verbatim: true })
}

fn parse(value: &str) -> Message {
    let mut diagnostics = Diagnostics::new();
    let message = parse_message(&text(value), &mut diagnostics);
    message.unwrap_or_else(|| panic!("{value}: {:?}", diagnostics.iter().collect::<Vec<_>>()))
}

/// The codes, and the text that each marks.
fn faults(value: &str) -> Vec<(String, String)> {
    let mut diagnostics = Diagnostics::new();
    assert!(parse_message(&text(value), &mut diagnostics).is_none(), "{value}");
    let marked = |span: Span| value[span.start as usize..span.end as usize].to_owned();
    diagnostics
        .iter()
        .map(|found| {
            assert!(found.help.is_some(), "{found:?}");
            (found.code.to_string(), marked(found.span().unwrap()))
        })
        .collect()
}

fn one_fault(value: &str, code: &str, marked: &str) {
    assert_eq!(faults(value), [(code.to_owned(), marked.to_owned())], "{value}");
}

fn said(value: &str) -> String {
    match compile(&parse(value)).as_slice() {
        [words::Part::Text(text)] => text.clone(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn quotes_are_those_of_icu() {
    assert_eq!(
        said("I can't say ''no'' & won't: a < b, <3, #1, rock 'n' roll"),
        "I can't say 'no' & won't: a < b, <3, #1, rock 'n' roll"
    );
    assert_eq!(said("a '{b}' '[c]' '<p>' '{it''s}'"), "a {b} [c] <p> {it's}");
    one_fault("l'{animal}", "SAY501", "'");
}

#[test]
fn values_have_paths_filters_and_defaults() {
    let value = |path: &[&str], filter, default: Option<&str>| words::Part::Value {
        path: path.iter().map(ToString::to_string).collect(),
        dates: Vec::new(),
        except: Vec::new(),
        filter,
        default: default.map(str::to_owned),
    };
    assert_eq!(compile(&parse("{a}")), [value(&["a"], None, None)]);
    assert_eq!(compile(&parse("{ fact.text }")), [value(&["fact", "text"], None, None)]);
    assert_eq!(compile(&parse("{key|spell}")), [value(&["key"], Some(Filter::Spell), None)]);
    assert_eq!(
        compile(&parse("{owner|lower|or:no one, yet}")),
        [value(&["owner"], Some(Filter::Lower), Some("no one, yet"))]
    );
}

#[test]
fn a_date_is_counted_before_it_is_put_into_words() {
    let dates = |text: &str| match compile(&parse(text)).as_slice() {
        [words::Part::Value { dates, filter, .. }] => (dates.clone(), *filter),
        other => panic!("{other:?}"),
    };
    assert_eq!(dates("{day|past}"), (vec![DateFilter::Past], None));
    let counted = vec![DateFilter::Week, DateFilter::Plus(-1)];
    assert_eq!(dates("{ day | week | plus:-1 | weekday }"), (counted, Some(Filter::Weekday)));
    one_fault("{day|weekday|past}", "SAY501", "past");
    one_fault("{day|week:2}", "SAY518", "week:2");
}

#[test]
fn a_value_is_compared_before_it_is_put_into_words() {
    let except = |text: &str| match compile(&parse(text)).as_slice() {
        [words::Part::Value { except, filter, default, .. }] => {
            let except: Vec<_> = except.iter().map(|path| path.join(".")).collect();
            (except.join(" "), *filter, default.clone())
        }
        other => panic!("{other:?}"),
    };
    assert_eq!(except("{old|except:new}"), ("new".to_owned(), None, None));
    let spoken = ("new.name a".to_owned(), Some(Filter::Lower), Some("so".to_owned()));
    assert_eq!(except("{ old.name | except: new.name | except:a | lower | or: so}"), spoken);
    let message = parse("{old|except:new.name |lower}");
    let Part::Value(value) = &message.parts[0] else { panic!("{message:?}") };
    assert_eq!(value.except[0].span, Span { file: 0, start: 5, end: 20, verbatim: true });
    one_fault("{old|lower|except:new}", "SAY501", "except:new");
    one_fault("{old|except:}", "SAY501", "except:");
    one_fault("{old| except: |lower}", "SAY501", "except:");
    one_fault("{old|except:é}", "SAY501", "except:é");
    one_fault("{old|except:new name}", "SAY501", "{old|except:new ");
    one_fault("{old|except}", "SAY506", "except");
}

#[test]
fn plurals_have_cases_with_parts() {
    let number = words::Part::Number;
    let say = |text: &str| words::Part::Text(text.to_owned());
    let compiled = compile(&parse("You have {n, plural, =0 {none} one {# fact} other {# [of {m}] facts}}."));
    let of = words::Part::Optional(vec![
        say("of "),
        words::Part::Value {
            path: vec!["m".into()],
            dates: Vec::new(),
            except: Vec::new(),
            filter: None,
            default: None,
        },
    ]);
    let plural = words::Part::Plural {
        path: vec!["n".into()],
        exact: [(0, vec![say("none")])].into(),
        cases: [
            ("one".into(), vec![number.clone(), say(" fact")]),
            ("other".into(), vec![number, say(" "), of, say(" facts")]),
        ]
        .into(),
    };
    assert_eq!(compiled, [say("You have "), plural, say(".")]);
}

#[test]
fn lines_are_joined_and_trimmed() {
    assert_eq!(said("  one\n  two \r\n\n three\n"), "one two three");
}

#[test]
fn spans_mark_each_piece() {
    let message = parse("é {a.b|spell} [{c}]");
    let span =
        |range: std::ops::Range<u32>| Span { file: 0, start: range.start, end: range.end, verbatim: true };
    let Part::Value(value) = &message.parts[1] else { panic!("{message:?}") };
    assert_eq!((value.span, value.path[1].span), (span(3..14), span(6..7)));
    assert_eq!(value.filter.as_ref().unwrap().span, span(8..13));
    let Part::Optional { span: optional, .. } = &message.parts[3] else { panic!("{message:?}") };
    assert_eq!(*optional, span(15..20));
}

#[test]
fn faults_are_marked_where_they_are() {
    one_fault("  ", "SAY502", "  ");
    one_fault("a {b", "SAY501", "{b");
    one_fault("a }", "SAY501", "}");
    one_fault("a ] b", "SAY501", "]");
    one_fault("[a", "SAY501", "[");
    one_fault("a [] b", "SAY501", "[]");
    one_fault("{} é", "SAY501", "{}");
    one_fault("{é}", "SAY501", "{é");
    one_fault("{a.}", "SAY501", "{a.}");
    one_fault("{a|speel}", "SAY506", "speel");
    one_fault("{a|spell|lower}", "SAY501", "lower");
    one_fault("{a|or:}", "SAY501", "or:");
    one_fault("{a, select, x {y} other {z}}", "SAY501", "select");
    one_fault("{a, plural, one {x}}", "SAY507", "{a, plural, one {x}}");
    one_fault("{a, plural, lots {x} other {y}}", "SAY501", "lots");
    one_fault("{a, plural, é {x} other {y}}", "SAY501", "é");
    one_fault("{a, plural, =x {x} other {y}}", "SAY501", "=x");
    one_fault("{a, plural, other {y} other {z}}", "SAY501", "other");
    one_fault("{a, plural, other y}", "SAY501", "other");
    one_fault(&"[".repeat(40), "SAY501", "[");
}

#[test]
fn all_faults_of_a_message_are_told() {
    let found = faults("{a|speel} and {b|joyn} ] <blink>x</blink>");
    let codes: Vec<_> = found.iter().map(|(code, _)| code.as_str()).collect();
    assert_eq!(codes, ["SAY506", "SAY506", "SAY501", "SAY503", "SAY503"]);
}

fn plural_faults(locale: &str, value: &str) -> Vec<String> {
    let mut diagnostics = Diagnostics::new();
    check_plurals(&parse(value), locale, &mut diagnostics);
    diagnostics.iter().map(|found| format!("{} {}", found.code, found.message)).collect()
}

#[test]
fn plural_forms_are_those_of_the_language() {
    let english = "{n, plural, one {# fact} other {# facts}}";
    assert!(plural_faults("en-US", english).is_empty());
    assert!(plural_faults("de-DE", english).is_empty());
    assert!(plural_faults("pt-BR", english).is_empty(), "`many` begins at a million");
    assert_eq!(plural_faults("en-GB", "{n, plural, other {#}}"), ["SAY507 a plural has no form `one`"]);
    assert!(plural_faults("en-GB", "{n, plural, =1 {x} other {#}}").is_empty());
    assert_eq!(
        plural_faults("fr-FR", "{n, plural, =1 {x} other {#}}"),
        ["SAY507 a plural has no form `one`"]
    );
    assert_eq!(plural_faults("ja-JP", english), ["SAY508 the plural form `one` is never used"]);
    assert_eq!(
        plural_faults("ar-SA", english),
        ["zero", "two", "few", "many"].map(|form| format!("SAY507 a plural has no form `{form}`"))
    );
    assert_eq!(plural_faults("en-US", "[{n, plural, one {{m, plural, other {#}}} other {#}}]").len(), 1);
}

#[test]
fn variables_are_listed_in_order() {
    let message = parse("{a.b} [{c|except:e.f|or:x}] {n, plural, one {{d}} other {#}}");
    let names: Vec<_> = variables(&message).into_iter().map(|(path, _)| path.join(".")).collect();
    assert_eq!(names, ["a.b", "c", "e.f", "n", "d"]);
}

proptest::proptest! {
    #[test]
    fn no_text_makes_the_parser_panic(value in "[\\[\\]{}<>/|,.:=#'\"& a-cé\n]{0,50}|(\\{a, ?plural, ?|\\{a\\| ?except:|one|other| ?\\{|\\}|#|<p>|</p>|'|é){0,14}") {
        let mut diagnostics = Diagnostics::new();
        let message = parse_message(&text(&value), &mut diagnostics);
        let told = diagnostics.iter().any(|found| found.severity == crate::diagnostic::Severity::Error);
        proptest::prop_assert_eq!(message.is_none(), told);
        for span in diagnostics.iter().flat_map(|found| &found.labels).map(|label| label.span) {
            proptest::prop_assert!(value.get(span.start as usize..span.end as usize).is_some());
        }
        if let Some(message) = message {
            compile(&message);
            check_plurals(&message, "en-US", &mut diagnostics);
        }
    }
}
