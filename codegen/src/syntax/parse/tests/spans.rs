//! Places, byte for byte.

use super::tree;
use crate::syntax::{Kind, Node};
use sayso_schemas::span::Span;

/// What the span of `node` covers.
fn covered(text: &str, span: Span) -> &str {
    &text[span.start as usize..span.end as usize]
}

/// The scalar at key `k` in `text`: its value, what its span covers, whether that is verbatim.
fn scalar(text: &str) -> (String, String, bool) {
    let tree = tree(text);
    let node = tree.get("k").expect("key `k`");
    let value = node.scalar().expect("a scalar").text.clone();
    (value, covered(text, node.span).to_owned(), node.span.verbatim)
}

#[track_caller]
fn assert_scalar(text: &str, value: &str, covered: &str, verbatim: bool) {
    assert_eq!(scalar(text), (value.to_owned(), covered.to_owned(), verbatim), "in {text:?}");
}

#[test]
fn plain_and_quoted_scalars_cover_their_content() {
    assert_scalar("k: one two  # three", "one two", "one two", true);
    assert_scalar("k:   404", "404", "404", true);
    assert_scalar("k: \"one {two}\"   # \"three\"", "one {two}", "one {two}", true);
    assert_scalar("k: 'one: two'", "one: two", "one: two", true);
    assert_scalar("k: \"\"", "", "", true);
    assert_scalar("{a: 1, k: \"x\" , b: 2}", "x", "x", true);
    assert_scalar("{\"k\":\"x\"}", "x", "x", true);
}

#[test]
fn escaped_and_folded_scalars_cover_all_that_is_written() {
    assert_scalar(r#"k: "a\nb""#, "a\nb", r#""a\nb""#, false);
    assert_scalar(r#"k: "a\"b" # "c""#, "a\"b", r#""a\"b""#, false);
    assert_scalar("k: 'it''s'", "it's", "'it''s'", false);
    assert_scalar("k: one\n  two\nl: 1", "one two", "one\n  two", false);
    assert_scalar("k: \"one\n  two\"\nl: 1", "one two", "\"one\n  two\"", false);
}

#[test]
fn block_scalars_cover_their_lines() {
    assert_scalar("k: |\n  one\n  two\n\nl: 1", "one\ntwo\n", "one\n  two", false);
    assert_scalar("k: >\n  one\n  two\nl: 1", "one two\n", "one\n  two", false);
    assert_scalar("k: &a |\n  one\n  two\nl: *a", "one\ntwo\n", "one\n  two", false);
    // One line without its break is what is written.
    assert_scalar("k: |-\n  one\nl: 1", "one", "one", true);
}

#[test]
fn characters_of_several_bytes_shift_nothing() {
    assert_scalar("# äöü €\nä: 'ß'\nk: \"über {größe} 𝄞\" # €", "über {größe} 𝄞", "über {größe} 𝄞", true);
    assert_scalar("ü: [€, 𝄞]\nk: für\nx: 1", "für", "für", true);
    assert_scalar("ü: |\n  €€\nk: >\n  ä\n  ö\n", "ä ö\n", "ä\n  ö", false);
    assert_scalar("ü: {ä: ö, k2: 𝄞}\r\nk: \"ß\"\r\n", "ß", "ß", true);
}

#[test]
fn anchors_are_not_part_of_what_they_name() {
    assert_scalar("k: &name 'x'", "x", "x", true);
    assert_scalar("k: &name # why\n  x", "x", "x", true);
    let text = "a: &n {b: c}\nk: *n";
    let tree = tree(text);
    assert_eq!(covered(text, tree.get("a").unwrap().span), "{b: c}");
    assert_eq!(tree.get("k"), tree.get("a"), "an alias is what it stands for, with its place");
}

#[test]
fn nothing_is_where_it_should_be() {
    for (text, at) in [("k:\nl: 1", 2), ("k: ~", 3), ("{k: , l: 1}", 3), ("l: 1\nk:", 7), ("k: &a\nl: *a", 5)]
    {
        let tree = tree(text);
        let node = tree.get("k").expect("key `k`");
        assert!(node.is_null(), "in {text:?}");
        assert_eq!(node.span.start, at, "in {text:?}");
    }
    let list = tree("-\n- x\n-");
    assert_eq!(list.items().iter().map(|item| item.span.start).collect::<Vec<_>>(), [1, 4, 7]);
}

#[test]
fn keys_and_collections_have_places() {
    let text = "ä:\n  - {b: [1, 2], 'c d': x}  # y\n  - e: f\n    \"g\": \"h\"\nz: 1";
    let tree = tree(text);
    let keys =
        |node: &Node| node.entries().iter().map(|(key, _)| covered(text, key.span)).collect::<Vec<_>>();
    assert_eq!(keys(&tree), ["ä", "z"]);
    let list = tree.get("ä").unwrap();
    assert_eq!(covered(text, list.span), "- {b: [1, 2], 'c d': x}  # y\n  - e: f\n    \"g\": \"h\"");
    let [flow, block] = list.items() else { panic!("two elements") };
    assert_eq!(covered(text, flow.span), "{b: [1, 2], 'c d': x}");
    assert_eq!(keys(flow), ["b", "c d"]);
    assert_eq!(covered(text, flow.get("b").unwrap().span), "[1, 2]");
    assert_eq!(covered(text, block.span), "e: f\n    \"g\": \"h\"");
    assert_eq!(keys(block), ["e", "g"]);
    assert_eq!(covered(text, tree.span), text);
}

#[test]
fn scalars_are_typed_on_demand_by_the_core_schema() {
    let tree = tree(
        "[1, 0x1f, 0o17, -3, 1.5, 1e3, true, 'true', ~, null, '', yes, 18446744073709551615, .inf, inf]",
    );
    let kinds: Vec<_> = tree.items().iter().map(Node::described).collect();
    let number = "a number";
    assert_eq!(kinds[..6], [number; 6]);
    assert_eq!(kinds[6..12], ["a bool", "a text", "nothing", "nothing", "a text", "a text"]);
    assert_eq!(kinds[12..], [number, number, "a text"]);
    let whole: Vec<_> = tree.items().iter().map_while(Node::as_i64).collect();
    assert_eq!(whole, [1, 31, 15, -3]);
    assert!(matches!(tree.kind, Kind::List(_)));
}
