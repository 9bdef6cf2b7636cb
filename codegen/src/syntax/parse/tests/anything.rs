//! Whatever the bytes are, there is an answer, and every place in it is within the text and between characters.

use crate::{
    diagnostic::{Diagnostics, render},
    syntax::{Kind, Node, Shape, Sources, parse, read},
};
use proptest::prelude::*;
use sayso_schemas::{span::Span, spec::Skill};

const HELLO: &str = include_str!("../../../../../schemas/hello/skill.yaml");

/// Goes all the way with `bytes`.
fn go(bytes: Vec<u8>) {
    let (mut sources, mut diagnostics) = (Sources::new(), Diagnostics::new());
    match sources.add("skill.yaml", bytes) {
        Err(refused) => diagnostics.push(refused),
        Ok(file) => match parse(&sources, file, &mut diagnostics) {
            None => assert!(diagnostics.has_errors(), "no tree, and nothing says why"),
            Some(node) => {
                places(&node, sources.text(file));
                let faulty = Shape::skill().check(&node, &mut diagnostics);
                let skill = read::<Skill>(&node);
                assert!(
                    !faulty.is_empty() || skill.is_ok(),
                    "the shape is right, and yet: {:?}",
                    skill.err()
                );
            }
        },
    }
    for found in diagnostics.iter() {
        found.labels.iter().for_each(|label| place(label.span, sources.text(label.span.file)));
    }
    render::human(&diagnostics, &sources, true);
    render::github(&diagnostics, &sources);
    assert_eq!(render::json(&diagnostics, &sources).lines().count(), diagnostics.len());
}

fn place(span: Span, text: &str) {
    assert!(text.get(span.start as usize..span.end as usize).is_some(), "{span:?} is not in {text:?}");
}

fn places(node: &Node, text: &str) {
    place(node.span, text);
    match &node.kind {
        Kind::Scalar(scalar) if node.span.verbatim => {
            assert_eq!(
                text.get(node.span.start as usize..node.span.end as usize),
                Some(scalar.text.as_str())
            );
        }
        Kind::Scalar(_) => {}
        Kind::List(items) => items.iter().for_each(|item| places(item, text)),
        Kind::Map(entries) => entries.iter().for_each(|(key, value)| {
            place(key.span, text);
            places(value, text);
        }),
    }
}

/// Pieces that mean something in YAML, among letters of one to four bytes.
fn piece() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "a",
        "ä",
        "€",
        "𝄞",
        " ",
        "  ",
        "\n",
        "\n  ",
        "\n    ",
        "\r\n",
        "\t",
        ":",
        ": ",
        "- ",
        "? ",
        ",",
        "{",
        "}",
        "[",
        "]",
        "\"",
        "'",
        "\\",
        "\\u0",
        "|",
        ">",
        "|-\n",
        "#",
        " # ",
        "&x ",
        "*x",
        "!",
        "!!",
        "<<: ",
        "---",
        "...",
        "%",
        "@",
        "~",
        "null",
        "true",
        "1",
        "-1.5",
        "\u{202E}",
        "\u{FEFF}",
        "\0",
        "\u{85}",
        "skill: ",
        "intents: ",
        "say: ",
        "when: 404",
        "infra: ",
        "\u{2028}",
    ])
}

/// The spec of hello with some pieces put in place of some bytes.
fn mutated() -> impl Strategy<Value = Vec<u8>> {
    let edit = (0..HELLO.len(), 0..24_usize, prop::collection::vec(piece(), 0..4));
    prop::collection::vec(edit, 1..4).prop_map(|edits| {
        let mut bytes = HELLO.as_bytes().to_vec();
        for (at, length, pieces) in edits {
            let start = at.min(bytes.len());
            let end = (start + length).min(bytes.len());
            bytes.splice(start..end, pieces.concat().into_bytes());
        }
        bytes
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        go(bytes);
    }

    #[test]
    fn any_text(text in ".{0,120}") {
        go(text.into_bytes());
    }

    #[test]
    fn any_pieces_of_yaml(pieces in prop::collection::vec(piece(), 0..60)) {
        go(pieces.concat().into_bytes());
    }

    #[test]
    fn any_mutation_of_a_spec(bytes in mutated()) {
        go(bytes);
    }
}

#[test]
fn the_spec_of_hello_is_right() {
    let (mut sources, mut diagnostics) = (Sources::new(), Diagnostics::new());
    let file = sources.add("skill.yaml", HELLO.as_bytes().to_vec()).expect("hello is UTF-8");
    let node = parse(&sources, file, &mut diagnostics).expect("a tree");
    assert!(Shape::skill().check(&node, &mut diagnostics).is_empty());
    assert_eq!(render::human(&diagnostics, &sources, false), "");
    let skill: Skill = read(&node).expect("a skill");
    assert_eq!(skill.skill.value, "hello");
    assert!(skill.intents.iter().all(|(_, intent)| !intent.samples.is_empty()));
}
