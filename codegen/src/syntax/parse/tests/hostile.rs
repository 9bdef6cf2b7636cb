//! Files that were made to do harm, or look as if.

use super::{codes, only, read, tree};
use crate::{
    diagnostic::Code,
    syntax::{Sources, source::MAX_BYTES},
};
use std::{fmt::Write as _, time::Instant};

#[test]
fn what_is_not_utf8_is_refused_where_it_begins() {
    let cases: [(&[u8], Code, u32); 6] = [
        (b"\xEF\xBB\xBFa: b", Code::NOT_UTF8, 0),
        (b"\xFF\xFEa\0:\0", Code::NOT_UTF8, 0),
        (b"\0a\0:", Code::NOT_UTF8, 0),
        (b"a: b\nc: \xFFd", Code::NOT_UTF8, 8),
        (b"a: \xED\xA0\x80", Code::NOT_UTF8, 3),
        (&vec![b' '; MAX_BYTES + 1], Code::FILE_TOO_LARGE, 0),
    ];
    for (bytes, code, at) in cases {
        let found = Sources::new().add("skill.yaml", bytes.to_vec()).unwrap_err();
        assert_eq!((found.code, found.span().unwrap().start), (code, at));
        assert!(found.message.contains("skill.yaml"), "{}", found.message);
    }
}

#[test]
fn unseen_characters_are_refused_wherever_they_are() {
    assert_eq!(
        only("a: x\u{202E}y"),
        (
            Code::UNPRINTABLE,
            "\u{202E}".into(),
            "the change of text direction U+202E cannot be seen; delete it".into()
        )
    );
    for text in [
        "a: x\u{7}",
        "# \u{2066}\na: b",
        "\u{2067}a: b",
        "a: '\u{9B}31m'",
        "a: \u{FEFF}b",
        "a: x\u{E0041}",
        "a: \0",
    ] {
        assert_eq!(codes(text), [Code::UNPRINTABLE], "{text:?}");
    }
    for text in [r#"a: "\u202e""#, r#"a: "\e[31m""#, r#"a: "\0""#, r#""\x07": b"#, r#"a: ["\u2066"]"#] {
        assert_eq!(codes(text), [Code::UNPRINTABLE], "{text:?}");
    }
    assert_eq!(codes(&"\u{7}".repeat(100_000)).len(), 20, "the first few tell enough");
    // What languages need stays: Hindi joins letters with U+200D, and text may have tabs and line breaks.
    tree("a: \"क्\u{200D}ष\\t\\n\"");
}

#[test]
fn aliases_cannot_multiply() {
    let mut laughs = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for level in 1..10 {
        let before = format!("*a{}, ", level - 1).repeat(10);
        writeln!(laughs, "a{level}: &a{level} [{before}]").unwrap();
    }
    assert_eq!(codes(&laughs), [Code::ALIAS]);
    let long = format!("a: &a '{}'\nb: [{}]", "x".repeat(1_000_000), "*a, ".repeat(100));
    assert_eq!(codes(&long), [Code::ALIAS]);
    let deep =
        format!("a: &a {}{}\nb: {}*a{}", "[".repeat(40), "]".repeat(40), "[".repeat(40), "]".repeat(40));
    assert_eq!(codes(&deep), [Code::ALIAS]);
    assert_eq!(codes("a: &a [*a]"), [Code::ALIAS]);
    assert_eq!(codes("a: *b"), [Code::ALIAS]);
    assert_eq!(tree("a: &a [x]\nb: *a\nc: [*a, *a]").get("c").unwrap().items().len(), 2);
}

#[test]
fn depth_and_size_are_bounded() {
    assert_eq!(codes(&"[".repeat(65)), [Code::TOO_DEEP]);
    assert_eq!(codes(&"[".repeat(300_000)), [Code::TOO_DEEP]);
    assert_eq!(codes(&"- ".repeat(300_000)), [Code::TOO_DEEP]);
    assert_eq!(codes(&"{a: ".repeat(65)), [Code::TOO_DEEP]);
    assert_eq!(codes(&"? ".repeat(300_000)), [Code::TOO_DEEP]);
    tree(&format!("{}{}", "[".repeat(64), "]".repeat(64)));
    assert_eq!(codes(&"-\n".repeat(500_001)), [Code::TOO_MANY_NODES]);
    assert_eq!(codes(&format!("[{}]", "a,".repeat(500_001))), [Code::TOO_MANY_NODES]);
}

#[test]
fn reading_takes_time_in_proportion_to_the_size() {
    let entries =
        |count: usize| (0..count).fold(String::new(), |all, at| all + &format!("k{at}: {{a: [b, 'ü']}}\n"));
    let once = |text: &str| {
        let start = Instant::now();
        tree(text);
        start.elapsed()
    };
    // The best of three: what else the machine does is not measured.
    let time = |text: &str| (0..3).map(|_| once(text)).min().unwrap_or_default();
    let (small, large) = (entries(500), entries(16_000));
    // 32 times the size; a quadratic search would take 1000 times as long.
    let (small, large) = (time(&small), time(&large));
    assert!(large < small * 320, "{small:?} for 500 entries, {large:?} for 16 000");
}

#[test]
fn what_says_nothing_more_is_refused() {
    assert_eq!(
        only("a: 1\nb: 2\na: 3"),
        (Code::DUPLICATE_KEY, "a".into(), "`a` is there twice; keep one of them".into())
    );
    let (tree, found) =
        read(&format!("{}'k3': x", (0..100).fold(String::new(), |all, at| all + &format!("k{at}: {at}\n"))));
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].labels.len(), 2, "both places");
    assert_eq!(tree.unwrap().get("k3").and_then(crate::syntax::Node::as_i64), Some(3), "the first is kept");
    assert_eq!(only("a: b\n---\nc: d").0, Code::SEVERAL_DOCUMENTS);
    assert_eq!(only("a: !!binary b").0, Code::TAG);
    assert_eq!(only("a: !include b.yaml").0, Code::TAG);
    assert_eq!(only("!x {a: b}").0, Code::TAG);
    assert_eq!(only("a: &a {b: c}\nd: {<<: *a}").0, Code::MERGE_KEY);
    assert_eq!(only("{a: b}: c").0, Code::KEY_NOT_TEXT);
    assert_eq!(only("? [a]\n: c").0, Code::KEY_NOT_TEXT);
    assert_eq!(only(": c").0, Code::KEY_NOT_TEXT);
    assert_eq!(only("").0, Code::EMPTY_FILE);
    assert_eq!(only("# nothing\n").0, Code::EMPTY_FILE);
}

#[test]
fn complaints_of_the_scanner_have_our_words() {
    for (text, code, at, words) in [
        ("a:\n\tb: c", Code::TAB, "\t", "a tab indents a line; indent with spaces"),
        (
            "say: {x} is",
            Code::NEEDS_QUOTES,
            "i",
            "a text that begins with `{` needs quotes; put the text in quotes: `'{x} is'`",
        ),
        (
            "say: [<x>] is",
            Code::NEEDS_QUOTES,
            "i",
            "a text that begins with `[` needs quotes; put the text in quotes: `'[<x>] is'`",
        ),
        ("say: @x", Code::NEEDS_QUOTES, "@", "a text that begins with `@` needs quotes"),
        ("say: Say: it", Code::NOT_YAML, ":", "`:` is not allowed here; put the text in quotes: `'Say: it'`"),
        ("say: \"x", Code::NOT_YAML, "\"", "a quote is not closed"),
        ("say: 'it's'", Code::NOT_YAML, "s", "there is text after the closing quote"),
        ("say: \"\\d\"", Code::NOT_YAML, "\"", "an escape is unknown; in double quotes write `\\\\`"),
        ("say: }", Code::NOT_YAML, "}", "a bracket closes nothing"),
        ("a: b\n  c: d", Code::NOT_YAML, ":", "`:` is not allowed here"),
        ("a:\n  - b\n c: d", Code::NOT_YAML, "c", "expected a key and `:`"),
        ("a: b # c\n  d", Code::NOT_YAML, "#", "a comment is in the middle of a text"),
    ] {
        let found = only(text);
        assert_eq!((found.0, found.1.as_str()), (code, at), "{text:?}");
        assert!(found.2.starts_with(words), "{text:?}: {}", found.2);
    }
}

#[test]
fn an_open_bracket_is_pointed_at() {
    let (_, found) = read("a: {b: c\nd: e");
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].labels[1].text, "opened here");
    assert_eq!((found[0].labels[1].span.start, found[0].labels[1].span.end), (3, 4));
}
