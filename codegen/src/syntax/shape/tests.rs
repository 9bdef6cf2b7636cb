//! Every kind of shape error, on the real schemas.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use super::Shape;
use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics},
    syntax::{Faulty, Node, Sources, parse},
};
use serde_json::{Value, json};

fn tree(text: &str) -> Node {
    let (mut sources, mut diagnostics) = (Sources::new(), Diagnostics::new());
    let file = sources.add("skill.yaml", text.as_bytes().to_vec()).unwrap();
    let node = parse(&sources, file, &mut diagnostics);
    assert!(diagnostics.is_empty(), "{text:?}");
    node.expect("a tree")
}

fn check(shape: &Shape, text: &str) -> (Node, Faulty, Vec<Diagnostic>) {
    let node = tree(text);
    let mut diagnostics = Diagnostics::new();
    let faulty = shape.check(&node, &mut diagnostics);
    assert_eq!(faulty.is_empty(), diagnostics.is_empty());
    (node, faulty, diagnostics.iter().cloned().collect())
}

/// A skill that lacks nothing, with `more` at its end.
fn skill(more: &str) -> String {
    format!("skill: x\nlocales: {{en-US: {{}}}}\nintents: {{}}\n{more}")
}

/// What is wrong with a skill that has `more`: code, what is pointed at, message; help.
fn found(more: &str) -> Vec<(Code, String, String, String)> {
    let text = skill(more);
    let (_, _, found) = check(Shape::skill(), &text);
    let shown = |found: &Diagnostic| {
        let at = found.span().expect("a place");
        text[at.start as usize..at.end as usize].to_owned()
    };
    found
        .iter()
        .map(|it| (it.code, shown(it), it.message.clone(), it.help.clone().unwrap_or_default()))
        .collect()
}

#[track_caller]
fn assert_only(more: &str, code: Code, at: &str, message: &str, help: &str) {
    let expected = (code, at.to_owned(), message.to_owned(), help.to_owned());
    assert_eq!(found(more), [expected], "{more}");
}

#[test]
fn a_key_that_is_unknown() {
    assert_only("infre: {}", Code::UNKNOWN_KEY, "infre", "unknown key `infre`", "did you mean `infra`?");
    assert_only(
        "infra: {stagess: {}}",
        Code::UNKNOWN_KEY,
        "stagess",
        "unknown key `stagess`",
        "did you mean `stages`?",
    );
    assert_only(
        "infra: {moon: {}}",
        Code::UNKNOWN_KEY,
        "moon",
        "unknown key `moon`",
        "the keys are `architecture`, `region` and `stages`",
    );
    // What is there already was not meant.
    assert_only(
        "infra: {region: a, regio: b}",
        Code::UNKNOWN_KEY,
        "regio",
        "unknown key `regio`",
        "the keys are `architecture`, `region` and `stages`",
    );
}

#[test]
fn a_key_that_is_missing() {
    assert_only(
        "calls: {a: {service: b, op: c}}",
        Code::MISSING_KEY,
        "a",
        "`a` lacks `safe`",
        "`safe`: False: the call changes something; it needs a `confirm` before it and is never repeated",
    );
    assert_only("calls: {a: {op: c}}", Code::MISSING_KEY, "a", "`a` lacks `service` and `safe`", "");
    // A misspelt key is not missing as well.
    assert_only(
        "calls: {a: {service: b, op: c, saef: true}}",
        Code::UNKNOWN_KEY,
        "saef",
        "unknown key `saef`",
        "did you mean `safe`?",
    );
    let (_, _, found) = check(Shape::skill(), "skill: x");
    assert_eq!(found[0].message, "the file lacks `locales` and `intents`");
}

#[test]
fn a_value_of_the_wrong_shape() {
    let wrong = Code::WRONG_SHAPE;
    assert_only(
        "types: {T: {values: {a: {synonyms: b}}}}",
        wrong,
        "b",
        "`synonyms` must be a list of texts",
        "a list of one is `[\"b\"]`",
    );
    assert_only(
        "types: [a]",
        wrong,
        "types",
        "`types` must be a mapping",
        "write `name: …` instead of `- …`",
    );
    assert_only(
        "words: 3",
        wrong,
        "3",
        "`words` must be a mapping",
        "write `key: value` lines below it, or `{key: value}`",
    );
    assert_only(
        "calls: {a: {service: b, op: c, safe: yes}}",
        wrong,
        "yes",
        "`safe` must be `true` or `false`",
        "write `true`, without quotes",
    );
    assert_only(
        "calls: {a: {service: b, op: c, safe: 'false'}}",
        wrong,
        "false",
        "`safe` must be `true` or `false`",
        "write `false`, without quotes",
    );
    let number = |max: &str| {
        format!(
            "calls: {{a: {{service: b, op: c, safe: true, out: {{x: {{list: y, max: {max}, of: {{}}}}}}}}}}"
        )
    };
    assert_only(&number("'3'"), wrong, "3", "`max` must be a whole number", "write it without quotes");
    assert_only(&number("2.5"), wrong, "2.5", "`max` must be a whole number", "");
    assert_only(&number("-1"), Code::OUT_OF_RANGE, "-1", "`max` is out of range", "");
    assert_only(&number("5000000000"), Code::OUT_OF_RANGE, "5000000000", "`max` is out of range", "");
    assert_only(
        "infra: {architecture: arm}",
        Code::NOT_ONE_OF,
        "arm",
        "`architecture` must be `x86_64` or `arm64`",
        "did you mean `arm64`?",
    );
    assert_only(
        "infra: {architecture: mips}",
        Code::NOT_ONE_OF,
        "mips",
        "`architecture` must be `x86_64` or `arm64`",
        "",
    );
    let (_, _, found) = check(Shape::skill(), "- a");
    assert_eq!((found[0].code, found[0].message.as_str()), (wrong, "the file must be a mapping"));
}

#[test]
fn nothing_where_something_is_needed() {
    assert_only(
        "words: {a: }",
        Code::NULL,
        "a",
        "`a` is empty",
        "write a text, or leave it out; a text of no words is `\"\"`",
    );
    assert_only(
        "infra:",
        Code::NULL,
        "infra",
        "`infra` is empty",
        "write a mapping, or leave it out; a mapping of nothing is `{}`",
    );
    // Where something may be left out, nothing is the same.
    assert_eq!(found("infra: {region: }"), []);
}

#[test]
fn a_text_that_needs_quotes() {
    assert_only(
        "words: {a: {topic.id}}",
        Code::NEEDS_QUOTES,
        "a",
        "`a` must be a text",
        "put it in quotes: `\"{topic.id}\"`",
    );
    assert_only(
        "words: {a: [please]}",
        Code::NEEDS_QUOTES,
        "a",
        "`a` must be a text",
        "a text that begins with `[` or `-` needs quotes: `\"[please] stop\"`",
    );
    assert_only(
        "words: {a: {b: c}}",
        Code::NEEDS_QUOTES,
        "a",
        "`a` must be a text",
        "a text that begins with `{` needs quotes: `\"{topic}\"`",
    );
    // A number is a text where one is wanted.
    assert_eq!(found("words: {a: 404, b: true}"), []);
}

#[test]
fn exactly_one_verb() {
    let steps = |step: &str| {
        skill("").replace("intents: {}", &format!("intents: {{A: {{samples: [], do: [{step}]}}}}"))
    };
    let found = |step: &str| check(Shape::skill(), &steps(step)).2;
    assert_eq!(found("{id: a, each: b, max: 3, call: c}, {call: c}, {remember: {}}"), []);
    let none = found("{id: a}");
    assert_eq!((none[0].code, none.len()), (Code::NO_VERB, 1));
    assert!(
        none[0].message.starts_with("an element of `do` has none of `each`, `call`,"),
        "{}",
        none[0].message
    );
    let misspelt = found("{id: a, confrim: b}");
    assert_eq!(
        (misspelt[0].code, misspelt[0].help.as_deref()),
        (Code::NO_VERB, Some("did you mean `confirm`?"))
    );
    let several = found("{id: a, call: c, confirm: x}");
    assert_eq!((several[0].code, several.len()), (Code::SEVERAL_VERBS, 1), "{several:?}");
    assert_eq!(several[0].message, "`call` and `confirm` exclude each other");
    assert_eq!(several[0].labels.len(), 2);
    let scalar = found("again");
    assert!(
        scalar[0].message.starts_with("an element of `do` must be a mapping with"),
        "{}",
        scalar[0].message
    );
    assert_eq!(found("{call: c, with: [a]}")[0].message, "`with` must be a mapping");
}

#[test]
fn the_short_form_is_a_scalar() {
    let out = |out: &str| format!("calls: {{a: {{service: b, op: c, safe: true, out: {{x: {out}}}}}}}");
    assert_eq!(found(&out("fields.title")), []);
    assert_eq!(found(&out("{list: ., max: 3, of: {a: b, c: {list: d, max: 1, of: {}}}}")), []);
    assert_only(&out("{lst: y}"), Code::NO_VERB, "lst", "`x` lacks `list`", "did you mean `list`?");
    assert_only(
        &out("[y]"),
        Code::WRONG_SHAPE,
        "x",
        "`x` must be a text, or a mapping with `list`",
        "What is taken from an answer: a dotted path, or a list.",
    );
}

#[test]
fn all_errors_are_told_once_and_only_what_is_broken_is_faulty() {
    let text = skill("").replace(
        "intents: {}",
        "intents:\n  A: {samples: a, colour: red}\n  B: {samples: []}\n  C: {sample: []}\n",
    );
    let (node, faulty, found) = check(Shape::skill(), &text);
    assert_eq!(
        found.iter().map(|it| it.code).collect::<Vec<_>>(),
        [Code::WRONG_SHAPE, Code::UNKNOWN_KEY, Code::UNKNOWN_KEY]
    );
    let intents = node.get("intents").unwrap();
    let broken: Vec<_> = intents
        .entries()
        .iter()
        .filter(|(_, it)| faulty.contains(it))
        .map(|(key, _)| key.text.as_str())
        .collect();
    assert_eq!(broken, ["A", "C"]);
    assert!(faulty.contains(intents) && faulty.contains(&node));
    assert!(!faulty.contains(node.get("locales").unwrap()));
    // The same fault through an alias is one fault.
    let (_, _, found) = check(Shape::skill(), &skill("types:\n  A: &a {values: 3}\n  B: *a\n"));
    assert_eq!(found.len(), 1, "{found:?}");
}

#[test]
fn a_file_of_nothing_but_slips_is_soon_told() {
    let slips =
        |count: usize| skill(&(0..count).fold(String::new(), |all, at| all + &format!("infr{at}: x\n")));
    let once = |text: &str| {
        let node = tree(text);
        let start = std::time::Instant::now();
        Shape::skill().check(&node, &mut Diagnostics::new());
        start.elapsed()
    };
    let time = |text: &str| (0..3).map(|_| once(text)).min().unwrap_or_default();
    let (small, large) = (slips(2_000), slips(32_000));
    // 16 times the size; a search of all keys for each key would take 250 times as long.
    let (small, large) = (time(&small), time(&large));
    assert!(large < small * 120, "{small:?} for 2 000 slips, {large:?} for 32 000");
    let mut diagnostics = Diagnostics::new();
    Shape::skill().check(&tree(&slips(5_000)), &mut diagnostics);
    assert!(diagnostics.is_full());
}

#[test]
fn overlays_have_a_shape_too() {
    let (_, faulty, _) = check(
        Shape::overlay(),
        "locale: de-DE\nwords: {welcome: hallo}\nintents: {A: {samples: [a], do: {b: {which: c}}}}",
    );
    assert!(faulty.is_empty());
    let (_, _, found) = check(Shape::overlay(), "locale: de-DE\nskill: hello");
    assert_eq!(found[0].message, "unknown key `skill`");
}

#[test]
fn every_keyword_of_the_schemas_is_understood() {
    /// What may be in a schema without wanting anything, or is read.
    const KNOWN: &[&str] = &[
        "$schema",
        "$defs",
        "$ref",
        "title",
        "description",
        "type",
        "properties",
        "required",
        "additionalProperties",
        "items",
        "anyOf",
        "oneOf",
        "const",
        "enum",
        "format",
        "minimum",
        "maximum",
        "default",
        "x-verb",
    ];
    fn walk(schema: &Value) {
        let Some(keywords) = schema.as_object() else { return };
        for (keyword, value) in keywords {
            assert!(KNOWN.contains(&keyword.as_str()), "`{keyword}` is not understood in {schema}");
            match (keyword.as_str(), value) {
                ("properties" | "$defs", Value::Object(named)) => named.values().for_each(walk),
                ("anyOf" | "oneOf", Value::Array(branches)) => branches.iter().for_each(walk),
                ("items" | "additionalProperties", schema) => walk(schema),
                _ => {}
            }
        }
    }
    walk(sayso_schemas::spec::skill_schema().as_value());
    walk(sayso_schemas::spec::overlay_schema().as_value());
}

#[test]
fn other_schemas_that_schemars_writes_are_understood() {
    let shape = Shape::of(&json!({
        "type": "object",
        "properties": {
            "a": {"enum": ["x", "y"]},
            "b": {"type": "number", "minimum": 0.5, "maximum": 2},
            "c": {"anyOf": [{"type": "array", "items": {"type": "integer", "format": "uint8"}}, {"type": "null"}]},
        },
    }));
    let codes = |text| check(&shape, text).2.iter().map(|it| it.code).collect::<Vec<_>>();
    assert_eq!(codes("{a: x, b: 1, c: [1], other: [3]}"), []);
    assert_eq!(
        codes("{a: z, b: 3, c: [256, a]}"),
        [Code::NOT_ONE_OF, Code::OUT_OF_RANGE, Code::OUT_OF_RANGE, Code::WRONG_SHAPE]
    );
    assert_eq!(codes("{c: ~}"), []);
}
