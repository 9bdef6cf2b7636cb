#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use super::{Text, from_text, to_text};
use crate::adf;
use proptest::prelude::*;
use serde_json::json;

#[track_caller]
fn sounds(cases: &[(&str, &str)]) {
    for (markup, text) in cases {
        assert_eq!(to_text(markup), *text, "{markup}");
    }
}

#[test]
fn lines_and_headings_are_sentences() {
    sounds(&[
        ("", ""),
        (
            "h1. Steps\nOpen  the page.\nLook:\r\n----\r\n\r\nit is blank",
            "Steps. Open the page. Look: it is blank",
        ),
        ("one\\\\two", "one. two"),
        ("bq. So it goes\nh7. no heading", "So it goes. h7. no heading"),
        ("{quote}\nQuoted\n{quote}\nnot", "Quoted. not"),
        ("a {panel:title=Note|borderStyle=dashed} b {panel} c", "a. Note. b. c"),
    ]);
}

#[test]
fn marks_go_and_words_stay() {
    sounds(&[
        (
            "*bold* _italic_ ??cited?? -gone- +new+ ^up^ ~down~ {{mono}}",
            "bold italic cited gone new up down mono",
        ),
        ("*_both_*, (*this*) and *that*.", "both, (this) and that."),
        (
            "2 * 3 * 4, snake_case_name, re-open-it, C++ and C++, -5 to -6",
            "2 * 3 * 4, snake_case_name, re-open-it, C++ and C++, -5 to -6",
        ),
        ("{*}un{*}done {color:#ff0000}red *alert*{color}{anchor:here}", "undone red alert"),
        (r"\*not bold\* and \[no link\] in C:\temp", "*not bold* and [no link] in C:\\temp"),
        ("{{a*b*c}} {{x = {1}}} {{\\{y}}", "a*b*c x = {1} {y"),
        ("*[a*|https://x.example] *c* *", "a* c *"),
        ("wait -- what --- no", "wait – what — no"),
        ("a&nbsp;&lt;b&gt; {unknown} & {", "a <b> {unknown} & {"),
        ("(/) done (x) not, f(x) :) (on)", "check mark done cross mark not, f(x) 🙂 light bulb on"),
        ("Hey! Wow! *unclosed", "Hey! Wow! *unclosed"),
    ]);
}

#[test]
fn lists_and_tables_are_one_sentence_each() {
    sounds(&[
        ("We know:\n* One.\n* two\n## a\n## b\n** c\n* three", "We know: One; two, a; b; c; three"),
        ("- a\nand more\n- b\n\n# c", "a, and more; b. c"),
        ("*** deep\n* shallow", "deep; shallow"),
        ("||who||what||\n|Ada|[link|https://a.example]|\n| | \\| |\nafter", "who, what; Ada, link; |. after"),
    ]);
}

#[test]
fn nobody_listens_to_addresses() {
    sounds(&[
        ("[the docs|https://docs.example/x_y_z?a=*b*] [https://www.a.example/b]", "the docs a.example"),
        ("see https://b.example/_x_/y. [mailto:ada@c.example]", "see b.example. ada@c.example"),
        (
            "[~ada] and [~accountid:5b10:x], [^log.txt] [#place] [words|#place|smart-link]",
            "ada and , log.txt place words",
        ),
        ("[not a link] [ ] [x", "[not a link] [ ] [x"),
        (
            "!shot.png|thumbnail! !a.png|width=3,alt=\"A graph\"! !https://img.example/x.gif!",
            "A graph img.example",
        ),
    ]);
}

#[test]
fn code_is_not_listened_to() {
    sounds(&[
        ("Run {code:bash|title=x}\nls -l *\n{code} now", "Run. ls -l *. now"),
        ("{code}\nlet a;\nlet b;\n{code}\n{noformat}\n*a*\n{noformat}", "code. *a*"),
        ("{code} never *closed*", "never closed"),
        (r"\{code}x{code}y", "{code}xy"),
    ]);
}

#[test]
fn it_sounds_as_the_same_document_does() {
    let words = |text: &str| json!({"type": "text", "text": text});
    let paragraph = |content| json!({"type": "paragraph", "content": content});
    let item = |text| json!({"type": "listItem", "content": [paragraph(json!([words(text)]))]});
    let document = json!({"type": "doc", "version": 1, "content": [
        paragraph(json!([words("The log ends with "), words("quota exceeded"), words(".")])),
        paragraph(json!([words("What we know:")])),
        {"type": "bulletList", "content": [item("Small ones are fine."), item("By hand it went through.")]},
        paragraph(json!([words("Look at "), {"type": "inlineCard", "attrs": {"url": "https://a.example/q"}}, words(" for more.")])),
    ]});
    let markup = "The log ends with {{quota exceeded}}.\r\n\r\nWhat we know:\r\n* Small ones are fine.\r\n\
                  * By hand it went through.\r\n\r\nLook at https://a.example/q for more.";
    assert_eq!(to_text(markup), adf::to_text(&document));
}

#[test]
fn a_field_holds_a_text_or_nothing() {
    let read = |json: &str| serde_json::from_str::<Text>(json).unwrap().to_string();
    assert_eq!(read(r#""*a*""#), "a");
    assert_eq!(read("null"), "");
    assert_eq!(read(r#"{"type": "doc"}"#), "");
}

#[test]
fn what_is_dictated_is_no_markup() {
    let written = |text: &str, expected: &str| {
        assert_eq!(from_text(text), expected);
        assert_eq!(to_text(expected), text);
    };
    written("see {code} and [this|that]", r"see \{code\} and \[this|that\]");
    written("- do *not* re-read snake_case", r"\- do \*not\* re-read snake_case");
    written(r"in C:\\temp", "in C:&#92;&#92;temp");
    written("list[a | b]", r"list\[a \| b\]");
}

#[test]
fn long_texts_take_no_time() {
    for unit in [
        "*a ", "{code:x}", "[", "[a|", "!a.b ", "{{", "{", "|[", "\\", "-", "{quote}", "*a* ", "# a\n", "*# ",
    ] {
        let spoken = to_text(&unit.repeat(1_000_000 / unit.len()));
        assert!(spoken.len() <= super::MAX_TEXT * 3, "{unit}");
    }
    assert_eq!(to_text(&format!("{} a", "*".repeat(5_000))), "a", "a list, however deep");
}

proptest! {
    #[test]
    fn what_is_dictated_is_heard_again(text in r"[a-c1-3ä*_\-+?!#^~|'.,/\\\[\]{}]{1,8}( [a-c1-3ä*_\-+?!#^~|'.,/\\\[\]{}]{1,8}){0,6}") {
        let text = format!("note {text}");
        prop_assert_eq!(to_text(&from_text(&text)), text);
    }

    #[test]
    fn any_text_is_read(markup in r"[*_\-+^~{}\[\]|!?\\#&;:()a-c ä\n.h1]{0,80}") {
        let text = to_text(&markup);
        prop_assert!(!text.contains('\n'));
    }

    #[test]
    fn plain_words_are_themselves(text in "[a-zA-Zäöü]{1,9}( [a-zA-Zäöü]{1,9}){0,9}") {
        prop_assert_eq!(to_text(&text), text);
    }
}
