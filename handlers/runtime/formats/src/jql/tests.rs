#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use super::{
    Binder, Literal, Operand, Part, Place, Query, Refused, Template, TemplateError, grammar, text,
    token::{Kind, tokens},
};
use proptest::prelude::*;

fn errors(template: &str) -> Vec<TemplateError> {
    Template::parse(template).expect_err(template)
}

/// What is wrong, each with the piece of the template that it is about.
fn faults(template: &str) -> Vec<(&str, String)> {
    errors(template).into_iter().map(|error| (&template[error.at], error.message)).collect()
}

/// Binds texts as generated code does: to a path its value, or an absent one.
fn bind(template: &str, values: &[(&str, &str)]) -> Result<Query, Refused> {
    fn add(binder: Binder, parts: &[Part], values: &[(&str, &str)]) -> Binder {
        parts.iter().fold(binder, |binder, part| match part {
            Part::Text(text) => binder.jql(text.clone().leak()),
            Part::Value { path, place } => {
                let value = values.iter().find(|(name, _)| *name == path.join(".")).map(|(_, value)| *value);
                binder.value(*place, &value)
            }
            Part::Optional(parts) => binder.optional(|binder| add(binder, parts, values)),
        })
    }
    let template = Template::parse(template).unwrap_or_else(|errors| panic!("{template}: {errors:?}"));
    add(Binder::new(), template.parts(), values).finish()
}

#[track_caller]
fn reads(template: &str, values: &[(&str, &str)], query: &str) {
    assert_eq!(bind(template, values).unwrap().as_str(), query);
}

/// What a quoted text says.
fn unquote(quoted: &str) -> String {
    let mut characters = quoted[1..quoted.len() - 1].chars();
    let mut said = String::new();
    while let Some(next) = characters.next() {
        said.push(match (next, next == '\\') {
            (next, false) => next,
            (_, true) => match characters.next().unwrap() {
                't' => '\t',
                'n' => '\n',
                'r' => '\r',
                'u' => {
                    let digits: String = characters.by_ref().take(4).collect();
                    char::from_u32(u32::from_str_radix(&digits, 16).unwrap()).unwrap()
                }
                other => other,
            },
        });
    }
    said
}

#[test]
fn a_template_has_text_values_and_parts_that_may_be_left_out() {
    let parsed =
        Template::parse("project = {project.key} [AND status IN {ways}] AND text ~ {words}").unwrap();
    let value =
        |path: &[&str], place| Part::Value { path: path.iter().map(|&it| it.to_owned()).collect(), place };
    let text = |text: &str| Part::Text(text.to_owned());
    assert_eq!(
        parsed.parts(),
        [
            text("project = "),
            value(&["project", "key"], Place::Value),
            Part::Optional(vec![text(" AND status IN "), value(&["ways"], Place::List)]),
            text(" AND text ~ "),
            value(&["words"], Place::Search),
        ]
    );
    let found: Vec<_> = parsed.placeholders().map(|it| (it.path.join("."), it.range, it.optional)).collect();
    assert_eq!(
        found,
        [
            ("project.key".to_owned(), 10..23, false),
            ("ways".to_owned(), 39..45, true),
            ("words".to_owned(), 58..65, false)
        ]
    );
}

#[test]
fn filters_of_a_value_are_read_over() {
    let template = "due < {today|plus:-14} [AND due >= {deadline.from|week}]";
    let parsed = Template::parse(template).unwrap();
    let found: Vec<_> = parsed.placeholders().map(|it| (it.path.join("."), &template[it.range])).collect();
    assert_eq!(
        found,
        [("today".to_owned(), "{today|plus:-14}"), ("deadline.from".to_owned(), "{deadline.from|week}")]
    );
    reads("due < {today|plus:-14} AND a = {b|}", &[("today", "x"), ("b", "y")], r#"due < "x" AND a = "y""#);
    assert_eq!(faults("a = {b|c{d}"), [("{b|c{d}", "a brace begins no value".to_owned())]);
}

#[test]
fn parts_come_and_go() {
    let template =
        "[project = {p} AND] status = Done [AND assignee = {a} [AND priority = {b}]] ORDER BY rank";
    reads(template, &[], "status = Done ORDER BY rank");
    reads(template, &[("p", "OPS")], r#"project = "OPS" AND status = Done ORDER BY rank"#);
    reads(template, &[("b", "High")], "status = Done ORDER BY rank");
    reads(
        template,
        &[("a", "ada"), ("b", "High")],
        r#"status = Done AND assignee = "ada" AND priority = "High" ORDER BY rank"#,
    );
    reads("[project = {p}]", &[], "");
    reads("project IN ({a}[, {b}][, {c}])", &[("a", "A"), ("c", "C")], r#"project IN ("A", "C")"#);
}

#[test]
fn nothing_runs_into_its_neighbour() {
    reads("a = 1[AND b = {x}]AND c = 2", &[("x", "y")], r#"a = 1 AND b = "y" AND c = 2"#);
    reads("a = 1[AND b = {x}]AND c = 2", &[], "a = 1 AND c = 2");
    reads("a = {x}AND\n  b = \"1\n2\"", &[("x", "y")], "a = \"y\" AND b = \"1\n2\"");
    reads("cf[10010]={x}", &[("x", "y")], r#"cf[10010]="y""#);
    reads("issue.property[a].b = {x}", &[("x", "y")], r#"issue.property[a].b = "y""#);
}

#[test]
fn queries_of_every_kind_are_read() {
    for query in [
        "project = OPS",
        "project=OPS and(status!='In Progress'or not assignee=currentUser())",
        "sprint in openSprints() && flagged is not empty || ! labels = null",
        "project not in (OPS, \"W E B\", 10) order by priority desc, cf[10010], \"Story Points\" ASC",
        "status was not in (Done, closed()) by (ada, grace) during (\"2026-01-01\", now()) and a was empty",
        "status changed from {a} to {b} after startOfWeek(-1) and status was {a} before {b}",
        "duedate <= 2d and created >= -1w and updated < \"2026/01/01 10:00\"",
        "text ~ \"a \\\"b\\\" \\u0041\" and summary !~ c\\ d and x = empty",
        "assignee in membersOf({group}) and a in ({b}, {c}, empty, (d))",
        "a[b][c].d[\"e f\"].g = 1 and cf[1] = -1 and 10 = \"f\"()",
        "order by created",
        "(((a = 1)))",
    ] {
        assert!(Template::parse(query).is_ok(), "{query}: {:?}", errors(query));
    }
}

#[test]
fn what_is_wrong_is_told_where_it_is() {
    for (template, at, message) in [
        ("  ", "  ", "the query is empty"),
        ("a = ", "", "the query ends where a value is expected"),
        ("a == 1", "=", "`=` stands where a value is expected"),
        ("a <> 1", ">", "`>` stands where a value is expected"),
        ("a like b", "like", "`like` stands where an operator is expected"),
        ("a = user", "user", "`user` is a reserved word, and a value is expected"),
        ("order = 1", "=", "`=` stands where `BY` is expected"),
        ("a = New office", "office", "`office` stands where `AND`, `OR`, `ORDER BY` or the end is expected"),
        ("(a = 1", "", "the query ends where `AND`, `OR` or `)` is expected"),
        ("a = 1)", ")", "`)` stands where `AND`, `OR`, `ORDER BY` or the end is expected"),
        ("a = (1, 2)", "(", "`(` stands where a value is expected"),
        ("a in b", "b", "`b` stands where a list is expected"),
        ("a in ()", ")", "`)` stands where a value is expected"),
        ("a = f(g(1))", "(", "`(` stands where `,` or `)` is expected"),
        ("a is 3", "3", "`3` stands where `EMPTY` is expected"),
        ("a < empty", "empty", "`empty` is a reserved word, and a value is expected"),
        ("a = 1 and", "", "the query ends where a field is expected"),
        ("order by a order by b", "order", "`order` stands where the end is expected"),
        ("order by a and b = 1", "and", "`and` stands where the end is expected"),
        ("a = \"b", "\"b", "a quoted text does not end"),
        ("a = \"b\\d\"", "\\d", "`\\d` is no escape"),
        ("a = b*", "*", "`*` cannot stand in a query unquoted"),
        ("a = \u{1}", "\u{1}", "the character U+0001 cannot stand in a query"),
        ("cf[x] = 1", "x", "`x` stands where the number of a field is expected"),
        ("a = 1 [and b = 2]", "[", "`[` stands where `AND`, `OR`, `ORDER BY` or the end is expected"),
        ("a = 1 [and b = {x}", "[", "`[` is not closed"),
        ("a = {x}]", "]", "`]` closes nothing"),
        ("a = {x y}", "{x y}", "a brace begins no value"),
        ("a = {}", "{}", "a brace begins no value"),
        ("a = {x", "{", "a brace begins no value"),
        ("a ~ \"{x}*\"", "{x}", "a value cannot stand in quotes"),
        ("a {x} 1", "{x}", "`{x}` stands where an operator is expected"),
        ("a is {x}", "{x}", "`{x}` stands where `EMPTY` is expected"),
        ("a = {x} {y}", "{y}", "`{y}` stands where `AND`, `OR`, `ORDER BY` or the end is expected"),
        ("cf[{x}] = 1", "{x}", "`{x}` stands where `[` is expected"),
        ("a = {x}() ", "(", "`(` stands where `AND`, `OR`, `ORDER BY` or the end is expected"),
    ] {
        assert_eq!(faults(template), [(at, message.to_owned())], "{template}");
    }
}

#[test]
fn every_wrong_character_is_told() {
    assert_eq!(faults("a = b* and c = @d").len(), 2);
}

#[test]
fn each_variant_must_be_a_query() {
    let template = "a = {x} AND [b = {y}]";
    let found = errors(template);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].message, "the query ends where a field is expected");
    assert_eq!(found[0].help.as_deref(), Some("with parts left out, the query reads `a = {x} AND`"));
    // Each by itself is fine, and so are both, but not none.
    assert!(Template::parse("[a = {x}] [AND b = {y}]").is_err());
    // One that is well formed in every way, and still says two things.
    assert_eq!(
        faults("a = [{x} AND text ~] {y}"),
        [("{y}", "a value stands for different things as parts are left out".to_owned())]
    );
    assert_eq!(
        faults("a = 1 [AND (b = 1 [OR c = {x}])]")[0].1,
        "a part has no value of its own, so it is never left out"
    );
}

#[test]
fn many_parts_and_deep_ones_are_bounded() {
    let parts = |count: usize| (0..count).fold("a = 1".to_owned(), |query, _| query + " [AND b = {x}]");
    assert!(Template::parse(&parts(20)).is_ok());
    assert!(Template::parse(&parts(33)).is_err());
    let nested = |count: usize| format!("{}a = {{x}}{}", "(".repeat(count), ")".repeat(count));
    assert!(Template::parse(&nested(60)).is_ok());
    assert_eq!(errors(&nested(10_000))[0].message, "the query nests too deeply");
    assert_eq!(errors(&"NOT ".repeat(10_000))[0].message, "the query nests too deeply");
}

#[test]
fn values_are_operands() {
    let bound = |value: &dyn Operand| value.operand().map(|it| it.as_str().to_owned());
    assert_eq!(bound(&"a\"b\\c\n\u{7}").unwrap(), r#""a\"b\\c\n\u0007""#);
    assert_eq!(bound(&"EMPTY").unwrap(), r#""EMPTY""#);
    assert_eq!(
        (bound(&3.0).unwrap(), bound(&-2.5).unwrap(), bound(&-0.0).unwrap()),
        ("3".into(), "-2.5".into(), "0".into())
    );
    assert_eq!((bound(&-7_i64).unwrap(), bound(&true).unwrap()), ("-7".into(), r#""true""#.into()));
    assert_eq!(bound(&f64::NAN), Err(Refused::NotFinite));
    assert_eq!(bound(&None::<String>), Err(Refused::Absent));
    assert_eq!(bound(&vec![Some("a"), None, Some("b")]).unwrap(), r#"("a", "b")"#);
    assert_eq!(bound(&Vec::<String>::new()), Err(Refused::EmptyList));
    assert_eq!(Literal::date(2026, 3, 1).as_str(), r#""2026-03-01""#);
}

#[cfg(feature = "jiff")]
#[test]
fn a_date_is_a_day() {
    assert_eq!(jiff::civil::date(2026, 3, 1).operand().unwrap().as_str(), r#""2026-03-01""#);
}

#[test]
fn a_single_value_is_a_list_of_one() {
    reads("a IN {x}", &[("x", "y")], r#"a IN ("y")"#);
    let query = Binder::new().jql("a IN ").value(Place::List, &vec!["x", "y"]).finish();
    assert_eq!(query.unwrap().to_string(), r#"a IN ("x", "y")"#);
}

#[test]
fn a_field_stands_where_the_grammar_takes_one() {
    let places = |query: &str| {
        let template = Template::parse(query).unwrap();
        template.placeholders().map(|it| it.place).collect::<Vec<_>>()
    };
    assert_eq!(
        places("{points} > {least} [OR {flagged} IS NOT EMPTY] ORDER BY {points} DESC, key"),
        [Place::Field, Place::Value, Place::Field, Place::Field,]
    );
    assert_eq!(places("{points} IN {some} AND NOT {points} ~ {words}").last(), Some(&Place::Search));
}

#[test]
fn a_field_is_written_by_its_number_or_quoted() {
    let by = |id: Option<&str>| {
        let query = Binder::new().jql("a = 1").optional(|part| part.jql(" OR ").field(id).jql(" = 2"));
        query.finish().unwrap().to_string()
    };
    assert_eq!(by(Some("customfield_10016")), "a = 1 OR cf[10016] = 2");
    assert_eq!(by(Some("duedate")), r#"a = 1 OR "duedate" = 2"#);
    for odd in ["customfield_", "customfield_1] OR b = (", "customfield_99999999999999999999", "x\" or \""] {
        let written = by(Some(odd));
        assert!(written.starts_with("a = 1 OR \"") && written.ends_with("\" = 2"), "{written}");
    }
    assert_eq!(by(None), "a = 1");
    assert_eq!(Binder::new().field(None).jql(" = 1").finish(), Err(Refused::Absent));
}

#[test]
fn only_an_absent_value_drops_its_part() {
    assert_eq!(bind("a = {x}", &[]), Err(Refused::Absent));
    let empty: Vec<String> = Vec::new();
    let query = Binder::new().jql("a = 1").optional(|it| it.jql(" AND b IN ").value(Place::List, &empty));
    assert_eq!(query.finish(), Err(Refused::EmptyList));
    assert_eq!(bind("text ~ {x}", &[("x", "?!")]), Err(Refused::NoWords));
    for values in [&[("x", "?!")][..], &[("y", "?!")]] {
        assert_eq!(bind("a = 1 [AND text ~ {x} AND text ~ {y}]", values).unwrap().as_str(), "a = 1");
    }
}

#[test]
fn what_is_looked_for_is_words() {
    for (said, looked_for) in [
        ("login page", "login page"),
        ("the \"log-in\" page - fast!", "the log-in page fast"),
        ("C++ AND NOT -x OR *", "C and not x or"),
        ("summary:secret~ [a TO b]", "summary secret a to b"),
        ("Größe ändern", "Größe ändern"),
        ("OPS-42", "OPS-42"),
    ] {
        assert_eq!(Literal::search(said).unwrap(), Literal::text(looked_for), "{said}");
    }
}

/// Characters that mean something somewhere.
const HOSTILE: &str = r#"("|'|\\|\\u|\\u0022|[\[\](){}=!<>~,&|*+^$#@?;/%:-]|AND|OR|NOT|ORDER BY|EMPTY|[ \t\n\r]|\PC|.|[\x00-\x1f\x7f-\x9f\u{2028}\u{fdd0}\u{fffe}\u{ffff}\u{1f600}]){0,20}"#;

proptest! {
    #[test]
    fn nothing_leaves_its_quotes(value in HOSTILE) {
        let quoted = text(&value);
        let read = tokens(&quoted).unwrap();
        prop_assert_eq!(read.len(), 1);
        prop_assert_eq!((read[0].kind, &read[0].range), (Kind::Quoted, &(0..quoted.len())));
        prop_assert_eq!(unquote(&quoted), value);
    }

    #[test]
    fn a_bound_query_has_the_tokens_of_its_template(values in proptest::collection::vec(HOSTILE, 3)) {
        let template = "a = {x} AND b IN ({y}, f({z})) [AND text ~ {w}] ORDER BY c";
        let named: Vec<_> = ["x", "y", "z"].into_iter().zip(values.iter().map(String::as_str)).collect();
        let query = bind(template, &named).unwrap();
        let read = tokens(query.as_str()).unwrap();
        let expected = tokens(r#"a = "" AND b IN ("", f("")) ORDER BY c"#).unwrap();
        let kinds = |tokens: &[super::token::Token]| tokens.iter().map(|it| it.kind).collect::<Vec<_>>();
        prop_assert_eq!(kinds(&read), kinds(&expected));
        let quoted = read.iter().filter(|it| it.kind == Kind::Quoted).map(|it| &query.as_str()[it.range.clone()]);
        prop_assert_eq!(quoted.map(unquote).collect::<Vec<_>>(), values);
        prop_assert!(grammar::check(query.as_str(), &read.iter().collect::<Vec<_>>()).is_ok());
    }

    #[test]
    fn a_search_has_no_syntax(said in HOSTILE) {
        if let Ok(literal) = Literal::search(&said) {
            let words = unquote(literal.as_str());
            let syntax = words.contains(|it| "\"*?~([{:\\^!&|/".contains(it));
            prop_assert!(!syntax);
            prop_assert!(words.split(' ').all(|it| !["AND", "OR", "NOT"].contains(&it) && !it.starts_with(['-', '+'])));
        }
    }

    #[test]
    fn anything_is_read_or_refused(template in HOSTILE) {
        match Template::parse(&template) {
            Ok(parsed) => prop_assert!(!parsed.parts().is_empty()),
            Err(errors) => for error in errors {
                prop_assert!(template.get(error.at).is_some());
            }
        }
    }

    #[test]
    fn near_templates_are_read_or_refused(
        pieces in proptest::collection::vec(
            proptest::sample::select(vec![
                "[a = {x} AND]", "a = 1", "a in {x}",
                "a", "=", "{x}", "[", "]", "(", ")", "AND", "in", "~", ",", "not", "order by", "\"", "cf[1]", "was", "[and a = {y.z}]", "empty", "f(",
            ]),
            0..14,
        ),
        between in proptest::sample::select(vec![" ", ""]),
    ) {
        let template = pieces.join(between);
        if let Ok(parsed) = Template::parse(&template) {
            prop_assert_eq!(parsed.placeholders().count(), template.matches('{').count());
            // What was checked is what is bound: nothing runs into its neighbour.
            for values in [&[][..], &[("x", "b")], &[("y.z", "b")], &[("x", "b"), ("y.z", "c")]] {
                let query = bind(&template, values);
                prop_assert!(query.as_ref().map_or(true, |query| {
                    query.as_str().is_empty() || Template::parse(query.as_str()).is_ok()
                }), "{:?}", query);
            }
        }
    }
}
