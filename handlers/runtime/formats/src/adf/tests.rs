#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use super::{Text, de, from_text, to_text};
use proptest::prelude::*;
use serde::Deserialize;
use serde_json::{Value, json};

fn doc(content: &Value) -> String {
    to_text(&json!({"type": "doc", "version": 1, "content": content}))
}

fn node(kind: &str, content: &Value) -> Value {
    json!({"type": kind, "content": content})
}

fn words(text: &str) -> Value {
    json!({"type": "text", "text": text})
}

fn paragraph(text: &str) -> Value {
    node("paragraph", &json!([words(text)]))
}

#[test]
fn paragraphs_and_headings_are_sentences() {
    let content = json!([
        node("heading", &json!([words("Steps")])),
        node("paragraph", &json!([words("Open "), words("the  page."), {"type": "hardBreak"}, words("Look:")])),
        {"type": "rule"},
        paragraph(""),
        node("panel", &json!([paragraph("it is blank")])),
    ]);
    assert_eq!(doc(&content), "Steps. Open the page. Look: it is blank");
}

#[test]
fn lists_and_tables_are_one_sentence_each() {
    let item = |content| node("listItem", content);
    let content = json!([
        node(
            "bulletList",
            &json!([
                item(&json!([paragraph("One.")])),
                item(&json!([
                    paragraph("two"),
                    node("orderedList", &json!([item(&json!([paragraph("a")]))]))
                ])),
                item(&json!([])),
            ])
        ),
        node("taskList", &json!([node("taskItem", &json!([words("do "), words("it")]))])),
        node(
            "table",
            &json!([
                node(
                    "tableRow",
                    &json!([
                        node("tableHeader", &json!([paragraph("who")])),
                        node("tableHeader", &json!([paragraph("what")])),
                    ])
                ),
                node(
                    "tableRow",
                    &json!([node("tableCell", &json!([paragraph("Ada")])), node("tableCell", &json!([]))])
                ),
            ])
        ),
    ]);
    assert_eq!(doc(&content), "One; two, a. do it. who, what; Ada");
}

#[test]
fn what_stands_in_a_line_is_spoken() {
    let content = json!([node(
        "paragraph",
        &json!([
            {"type": "mention", "attrs": {"id": "1", "text": "@Ada Lovelace"}},
            words(" "),
            {"type": "emoji", "attrs": {"shortName": ":thumbs_up:"}},
            {"type": "emoji", "attrs": {"shortName": ":x:", "text": "👍"}},
            words(" by "),
            {"type": "date", "attrs": {"timestamp": "1772323200000"}},
            words(" "),
            {"type": "status", "attrs": {"text": "LATE", "color": "red"}},
            {"type": "placeholder", "attrs": {"text": "Write here"}},
            {"type": "somethingNew", "attrs": {"text": " new"}},
        ])
    )]);
    assert_eq!(doc(&content), "Ada Lovelace thumbs up👍 by 2026-03-01 LATE new");
}

#[test]
fn of_a_link_its_text_or_its_host_is_spoken() {
    let link = |text: &str| json!({"type": "text", "text": text, "marks": [{"type": "link", "attrs": {"href": "https://a.example/b"}}]});
    let content = json!([node("paragraph", &json!([
        link("the plan"), words(", "), link("https://user:secret@www.a.ex"), words("ample:8443/b?c=d#e"), words(" and (http://b.example/)."),
        words(" https://[::1]/ "),
        {"type": "inlineCard", "attrs": {"url": "https://c.example/browse/X-1"}},
        words(" "),
        {"type": "inlineCard", "attrs": {"data": {"name": "A page", "url": "https://d.example"}}},
    ])), {"type": "blockCard", "attrs": {"url": "https://e.example/f"}}]);
    assert_eq!(doc(&content), "the plan, a.example and (b.example). c.example A page. e.example");
}

#[test]
fn code_pictures_and_unknown_nodes() {
    let content = json!([
        node("codeBlock", &json!([words("let a = 1;\n")])),
        node("codeBlock", &json!([words("a\nb\nc")])),
        node("codeBlock", &json!([])),
        node("mediaSingle", &json!([{"type": "media", "attrs": {"id": "1", "alt": "a chart"}}])),
        node("mediaGroup", &json!([{"type": "media", "attrs": {"id": "2"}}])),
        {"type": "expand", "attrs": {"title": "More"}, "content": [paragraph("inside")]},
        node("fromTheFuture", &json!([node("andAgain", &json!([paragraph("still read")]))])),
    ]);
    assert_eq!(doc(&content), "let a = 1; code. a chart. More. inside. still read");
}

#[test]
fn other_values_have_a_text_too() {
    assert_eq!(to_text(&json!("plain\n*text* https://a.example")), "plain\n*text* https://a.example");
    assert_eq!(to_text(&json!([paragraph("a"), paragraph("b")])), "a. b");
    for nothing in [json!(null), json!(3), json!({}), json!({"type": 1, "content": "x"}), json!([[[]]])] {
        assert_eq!(to_text(&nothing), "", "{nothing}");
    }
}

#[test]
fn depth_and_size_are_bounded() {
    let deep = (0..200).fold(paragraph("deep"), |inner, _| node("blockquote", &json!([inner])));
    assert_eq!(doc(&json!([paragraph("top"), deep])), "top");
    let lists = (0..200).fold(paragraph("deep"), |inner, at| {
        node(["bulletList", "table", "expand"][at % 3], &json!([inner]))
    });
    assert_eq!(doc(&json!([lists])), "");
    let wide = doc(&json!(vec![paragraph(&"ä".repeat(1_000)); 1_000]));
    assert!((30_000..40_000).contains(&wide.len()), "{}", wide.len());
    assert!(to_text(&json!("ä".repeat(100_000))).len() <= 32 * 1024);
}

#[test]
fn text_becomes_paragraphs_and_lines() {
    assert_eq!(
        from_text("one\r\ntwo\tthree\n\n \nfour\u{7}\n"),
        json!({"type": "doc", "version": 1, "content": [
            {"type": "paragraph", "content": [
                {"type": "text", "text": "one"}, {"type": "hardBreak"}, {"type": "text", "text": "two three"},
            ]},
            {"type": "paragraph", "content": [{"type": "text", "text": "four"}]},
        ]})
    );
    assert_eq!(from_text(" \n\u{1}\n"), json!({"type": "doc", "version": 1, "content": []}));
}

#[test]
fn fields_of_generated_types_are_read() {
    #[derive(Debug, PartialEq, Deserialize)]
    struct Fields {
        #[serde(deserialize_with = "de::text")]
        text: String,
        #[serde(default, deserialize_with = "de::optional_text")]
        note: Option<String>,
        #[serde(default)]
        typed: Text,
    }
    let read = |value: Value| serde_json::from_value::<Fields>(value).unwrap();
    let fields = |text: &str, note: Option<&str>, typed: &str| Fields {
        text: text.into(),
        note: note.map(str::to_owned),
        typed: Text(typed.into()),
    };
    assert_eq!(read(json!({"text": null})), fields("", None, ""));
    assert_eq!(read(json!({"text": "a", "note": null, "typed": "b"})), fields("a", None, "b"));
    let document = from_text("a\n\nb");
    assert_eq!(
        read(json!({"text": document, "note": document, "typed": document})),
        fields("a. b", Some("a. b"), "a. b")
    );
    assert_eq!(read(json!({"text": from_text(""), "note": from_text("")})), fields("", None, ""));
}

/// Documents, near-documents and nonsense.
fn tree() -> impl Strategy<Value = Value> {
    let kinds = [
        "doc",
        "paragraph",
        "text",
        "bulletList",
        "listItem",
        "table",
        "codeBlock",
        "media",
        "emoji",
        "mention",
        "date",
        "expand",
        "inlineCard",
        "hardBreak",
        "x",
    ];
    let kind = proptest::sample::select(kinds.to_vec());
    let leaf = prop_oneof![
        (kind.clone(), ".{0,12}")
            .prop_map(|(kind, text)| json!({"type": kind, "text": text, "attrs": {"text": text}})),
        (kind.clone(), any::<i64>())
            .prop_map(|(kind, at)| json!({"type": kind, "attrs": {"timestamp": at, "url": 3}})),
        "(https?://)?[a-z@:/?.\\[ é-]{0,16}"
            .prop_map(|url| json!({"type": "text", "text": url, "attrs": {"url": url}})),
        any::<bool>().prop_map(Value::Bool),
    ];
    leaf.prop_recursive(6, 60, 5, move |inner| {
        (kind.clone(), proptest::collection::vec(inner, 0..5))
            .prop_map(|(kind, content)| json!({"type": kind, "content": content}))
    })
}

proptest! {
    #[test]
    fn anything_has_a_text(document in tree()) {
        let text = to_text(&document);
        prop_assert!(!text.contains('\n') || document.is_string());
        prop_assert!(!text.contains("http://") && !text.contains("https://") || document.is_string(), "{}", text);
    }

    #[test]
    fn what_is_written_is_read(text in "[a-zA-Z äé\n]{0,60}") {
        let lines: Vec<_> = text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
        let lines: Vec<_> = lines.into_iter().filter(|line| !line.is_empty()).collect();
        prop_assert_eq!(to_text(&from_text(&text)), lines.join(". "));
    }

    #[test]
    fn a_document_has_no_control_characters(text in any::<String>()) {
        let document = from_text(&text);
        for paragraph in document["content"].as_array().unwrap() {
            for node in paragraph["content"].as_array().unwrap() {
                let said = node["text"].as_str().unwrap_or("break");
                prop_assert!(!said.is_empty() && !said.contains(char::is_control));
            }
        }
    }
}
