//! Reading into types, with places and verbs.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use crate::{
    diagnostic::{Code, Diagnostics},
    syntax::{Node, Sources, parse, read},
};
use indexmap::IndexMap;
use sayso_schemas::{
    span::Spanned,
    spec::{Architecture, ErrorRule, Out, ServiceAt, Slot, Step, Text, TypeDecl},
};
use serde::{Deserialize, de::DeserializeOwned};

fn tree(text: &str) -> Node {
    let (mut sources, mut diagnostics) = (Sources::new(), Diagnostics::new());
    let file = sources.add("skill.yaml", text.as_bytes().to_vec()).unwrap();
    let node = parse(&sources, file, &mut diagnostics);
    assert!(diagnostics.is_empty(), "{text:?}");
    node.expect("a tree")
}

fn value<T: DeserializeOwned>(text: &str) -> T {
    read(&tree(text)).unwrap_or_else(|fault| panic!("{text:?}: {}", fault.message))
}

/// What is pointed at, and the message.
fn fault<T: DeserializeOwned>(text: &str) -> (String, String) {
    let Err(found) = read::<T>(&tree(text)) else { panic!("{text:?} is read") };
    assert_eq!(found.code, Code::UNREADABLE);
    let at = found.span().expect("a place");
    (text[at.start as usize..at.end as usize].to_owned(), found.message)
}

#[test]
fn values_and_keys_know_their_places() {
    let text = "ä: 'x y'\n\"b\": \"1\\t\"";
    let read: IndexMap<Text, Text> = value(text);
    let covered = |text: &str, it: &Text| {
        (it.value.clone(), text[it.span.start as usize..it.span.end as usize].to_owned(), it.span.verbatim)
    };
    let all: Vec<_> = read.iter().map(|(key, value)| (covered(text, key), covered(text, value))).collect();
    assert_eq!(all[0].0, ("ä".into(), "ä".into(), true));
    assert_eq!(all[0].1, ("x y".into(), "x y".into(), true));
    assert_eq!(all[1].0, ("b".into(), "b".into(), true));
    assert_eq!(all[1].1, ("1\t".into(), "\"1\\t\"".into(), false));
    let bool: Spanned<bool> = value("  true");
    assert_eq!((bool.value, bool.span.start, bool.span.end), (true, 2, 6));
    let list: Spanned<Vec<Spanned<u32>>> = value("[1, 22]");
    assert_eq!((list.span.end, list.value[1].span.start, list.value[1].value), (7, 4, 22));
}

#[test]
fn a_text_may_be_written_like_a_number_but_not_as_nothing() {
    assert_eq!(value::<Text>("404").value, "404");
    assert_eq!(value::<String>("true"), "true");
    assert_eq!(value::<Option<String>>("~"), None);
    assert_eq!(value::<Option<String>>("''"), Some(String::new()));
    assert_eq!(fault::<String>("~"), ("~".into(), "expected a text, found nothing".into()));
    assert_eq!(
        fault::<Vec<String>>("[a, {b: c}]"),
        ("{b: c}".into(), "expected a text, found a mapping".into())
    );
}

#[test]
fn numbers_fit_or_are_refused_where_they_are() {
    assert_eq!(
        value::<(u8, i64, u64, f64)>("[255, -9, 18446744073709551615, 1.5]"),
        (255, -9, u64::MAX, 1.5)
    );
    let (at, message) = fault::<IndexMap<String, u8>>("{a: 1, b: 256}");
    assert_eq!(at, "256");
    assert!(message.contains("256"), "{message}");
    assert_eq!(fault::<u32>("'3'").1, "expected a whole number that is not negative, found a text");
    assert_eq!(fault::<u32>("-3").1, "expected a whole number that is not negative, found a number");
    assert_eq!(fault::<bool>("yes").1, "expected `true` or `false`, found a text");
}

#[test]
fn verbs_are_the_first_variant_whose_key_is_there() {
    let steps: Vec<Step> = value(
        "- {id: a, call: b, with: {x: 'y'}}\n- {with: {}, call: b, max: 3, each: c, id: d}\n- {remember: {session.a: b}}
- {id: a, choose: b, by: c, which: d, none: e}\n- {confirm: a, id: b}\n- {id: a, compute: b, out: {}}
- {id: a, handler: b, uses: [], out: {}}",
    );
    let names: Vec<_> = steps
        .iter()
        .map(|step| match step {
            Step::Each(it) => format!("each {} {}", it.each, it.call),
            Step::Call(it) => format!("call {}", it.call),
            Step::Choose(it) => format!("choose {}", it.choose),
            Step::Confirm(it) => format!("confirm {}", it.confirm),
            Step::Compute(it) => format!("compute {}", it.compute),
            Step::Handler(it) => format!("handler {}", it.handler),
            Step::Remember(it) => format!("remember {}", it.remember.len()),
        })
        .collect();
    assert_eq!(
        names,
        ["call b", "each c b", "remember 1", "choose b", "confirm a", "compute b", "handler b"]
    );

    let rules: Vec<ErrorRule> =
        value("[{when: 404, say: a}, {when: 429, wait: 1s, otherwise: b}, {when: 401, relink: c}]");
    assert!(
        matches!(&rules[..], [ErrorRule::Say(_), ErrorRule::Wait(wait), ErrorRule::Relink(_)] if wait.otherwise.value == "b")
    );
    assert!(matches!(
        value("{dynamic: {call: a, list: b, id: c, name: d}, values: {}}"),
        TypeDecl::Dynamic(_)
    ));
    assert!(matches!(value("{values: {a: {}}}"), TypeDecl::Values(it) if it.values.len() == 1));
    assert!(matches!(value("{url: https://example.com}"), ServiceAt::Url(_)));
    assert!(matches!(value("{demo: facts}"), ServiceAt::Demo(_)));
}

#[test]
fn a_bare_scalar_is_the_short_form() {
    let text = "{title: fields.title, items: {list: ., max: 3, of: {id: id}}}";
    let out: IndexMap<String, Out> = value(text);
    assert!(matches!(&out["title"], Out::Path(path) if path.value == "fields.title" && path.span.start == 8));
    assert!(matches!(&out["items"], Out::List(list) if list.max.value == 3 && list.of.len() == 1));
    assert_eq!(value::<Architecture>("x86_64"), Architecture::X86_64);
    assert_eq!(value::<Architecture>("arm64"), Architecture::Arm64);
}

#[test]
fn what_cannot_be_read_is_told_at_the_innermost_value() {
    assert_eq!(
        fault::<Step>("{when: x}").1,
        "expected one of `each`, `call`, `choose`, `confirm`, `compute`, `handler` and `remember`, found a mapping"
    );
    assert_eq!(fault::<Architecture>("arm").1, "expected one of `x86_64` and `arm64`, found a text");
    let (at, message) = fault::<IndexMap<Text, Slot>>("{a: {type: T}, b: {type: T, asks: x}}");
    assert_eq!(at, "asks");
    assert!(message.starts_with("unknown field `asks`"), "{message}");
    let (at, message) = fault::<IndexMap<Text, Slot>>("{a: {type: T}, b: {ask: x}}");
    assert_eq!((at.as_str(), message.as_str()), ("{ask: x}", "missing field `type`"));
}

#[test]
fn a_tree_is_any_json_too() {
    let json: serde_json::Value = value("{a: [1, -2, 1.5, 'x', ~, true, 0x10], b: {c: d}}");
    assert_eq!(json, serde_json::json!({"a": [1, -2, 1.5, "x", null, true, 16], "b": {"c": "d"}}));
}

#[test]
fn unit_structs_newtypes_and_tuples_are_read() {
    #[derive(Deserialize, PartialEq, Debug)]
    struct Name(String);
    #[derive(Deserialize, PartialEq, Debug)]
    enum Mixed {
        Plain,
        Held(HashedName),
    }
    #[derive(Deserialize, PartialEq, Debug)]
    struct HashedName {
        #[serde(rename = "Held")]
        held: Name,
    }
    assert_eq!(value::<Name>("a"), Name("a".into()));
    assert_eq!(value::<Mixed>("Plain"), Mixed::Plain);
    assert_eq!(value::<Mixed>("{Held: a}"), Mixed::Held(HashedName { held: Name("a".into()) }));
    assert!(read::<Mixed>(&tree("Held")).is_err());
    assert!(read::<Mixed>(&tree("{Plain: a}")).is_err());
}
