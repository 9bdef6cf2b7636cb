//! What people, programs and GitHub are shown.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use super::{github, human, json};
use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics},
    syntax::{Shape, Sources, parse},
};
use sayso_schemas::span::Span;
use std::{fs, path::Path};

/// Everything that is wrong with the golden file `name`.yaml.
fn golden(name: &str) -> (Sources, Diagnostics) {
    let path = folder().join(format!("{name}.yaml"));
    let (mut sources, mut diagnostics) = (Sources::new(), Diagnostics::new());
    let file = sources.add("skill.yaml", fs::read(path).expect("a golden file")).expect("UTF-8");
    if let Some(node) = parse(&sources, file, &mut diagnostics) {
        Shape::skill().check(&node, &mut diagnostics);
    }
    (sources, diagnostics)
}

fn folder() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src/diagnostic/render/golden")
}

/// Each `*.yaml` has its `*.txt`: what `human` makes of it, without colour. `UPDATE_GOLDEN=1` writes them anew.
#[test]
fn people_are_shown_what_rustc_would_show() {
    let mut names: Vec<_> = fs::read_dir(folder())
        .expect("the golden folder")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|it| it == "yaml"))
        .map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned())
        .collect();
    names.sort();
    assert!(names.len() >= 4, "the golden files are there");
    for name in names {
        let (sources, diagnostics) = golden(&name);
        let shown = human(&diagnostics, &sources, false);
        let path = folder().join(format!("{name}.txt"));
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            fs::write(&path, &shown).expect("the golden file is written");
        }
        let expected = fs::read_to_string(&path).unwrap_or_default();
        assert_eq!(shown, expected, "{name}; UPDATE_GOLDEN=1 writes it anew");
    }
}

/// A file with a diagnostic at `at`.
fn one(text: &str, at: std::ops::Range<u32>) -> (Sources, Diagnostics) {
    let (mut sources, mut diagnostics) = (Sources::new(), Diagnostics::new());
    let file = sources.add("a,b:c%.yaml", text.as_bytes().to_vec()).unwrap();
    let span = Span { file, start: at.start, end: at.end, verbatim: true };
    diagnostics.push(
        Diagnostic::error(Code::NOT_YAML, "100% wrong").at(span, "here,\r\nand there").help("stop: now"),
    );
    (sources, diagnostics)
}

#[test]
fn programs_are_shown_one_object_per_line() {
    let (sources, mut diagnostics) = one("ä: ü\nx: y", 4..6);
    diagnostics.push(Diagnostic::warning(Code::NULL, "nothing"));
    let lines: Vec<serde_json::Value> =
        json(&diagnostics, &sources).lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!(
        lines,
        [
            serde_json::json!({
                "code": "SAY108", "severity": "warning", "message": "nothing", "file": null, "line": null,
                "column": null, "end_line": null, "end_column": null, "labels": [], "help": null,
            }),
            serde_json::json!({
                "code": "SAY004", "severity": "error", "message": "100% wrong", "file": "a,b:c%.yaml", "line": 1,
                "column": 4, "end_line": 1, "end_column": 5, "help": "stop: now",
                "labels": [{
                    "file": "a,b:c%.yaml", "line": 1, "column": 4, "end_line": 1, "end_column": 5,
                    "text": "here,\r\nand there",
                }],
            }),
        ]
    );
}

#[test]
fn github_is_given_commands_that_nothing_can_break_out_of() {
    let (sources, diagnostics) = one("a: b\nc: d", 5..6);
    assert_eq!(
        github(&diagnostics, &sources),
        "::error file=a%2Cb%3Ac%25.yaml,line=2,endLine=2,col=1,endColumn=1,title=SAY004::100%25 wrong%0A\
         a,b:c%25.yaml:2:1: here,%0D%0Aand there%0Ahelp: stop: now\n"
    );
    let (sources, diagnostics) = one("a: b\nc: d", 0..6);
    assert!(
        github(&diagnostics, &sources)
            .starts_with("::error file=a%2Cb%3Ac%25.yaml,line=1,endLine=2,title=SAY004::")
    );
    let mut diagnostics = Diagnostics::new();
    diagnostics.push(Diagnostic::warning(Code::NULL, "nothing"));
    assert_eq!(github(&diagnostics, &Sources::new()), "::warning title=SAY108::nothing\n");
}

#[test]
fn colour_is_asked_for() {
    let (sources, diagnostics) = one("a: b", 0..1);
    assert!(!human(&diagnostics, &sources, false).contains('\u{1B}'));
    assert!(human(&diagnostics, &sources, true).contains("\u{1B}["));
}

#[test]
fn nothing_that_is_shown_steers_the_terminal() {
    let text = "a: '\t\u{9B}31m\u{1B}[31m\u{202E}'";
    let (mut sources, mut diagnostics) = (Sources::new(), Diagnostics::new());
    let file = sources.add("a\u{1B}.yaml", text.as_bytes().to_vec()).unwrap();
    let span = Span { file, start: 4, end: 5, verbatim: false };
    let evil = "\u{1B}[2J\u{202E}\u{9B}\r";
    diagnostics.push(Diagnostic::error(Code::NOT_YAML, evil).at(span, evil).help(evil));
    let shown = human(&diagnostics, &sources, false);
    let steers = |it: char| (it.is_control() && it != '\n') || ('\u{202A}'..='\u{202E}').contains(&it);
    assert!(!shown.contains(steers), "{shown:?}");
    assert!(shown.contains(r"\u{1b}[2J\u{202e}\u{9b}\r"), "{shown}");
}

#[test]
fn places_between_characters_or_outside_do_no_harm() {
    for (start, end) in [(1, 2), (0, 1), (3, 300), (200, 300), (5, 2)] {
        let (sources, diagnostics) = one("äöü", start..end);
        assert!(human(&diagnostics, &sources, false).contains("100% wrong"), "{start}..{end}");
        github(&diagnostics, &sources);
        json(&diagnostics, &sources);
    }
    let mut diagnostics = Diagnostics::new();
    let nowhere = Span { file: 7, start: 3, end: 4, verbatim: false };
    diagnostics.push(Diagnostic::error(Code::NOT_YAML, "x").at(nowhere, ""));
    assert!(human(&diagnostics, &Sources::new(), false).contains("error[SAY004]: x"));
}

#[test]
fn line_breaks_of_windows_are_not_shown() {
    let (sources, diagnostics) = one("a: b\r\nc: d\r\ne: f\r\n", 0..7);
    let shown = human(&diagnostics, &sources, false);
    assert!(!shown.contains(['\r', '␍']), "{shown}");
    let (sources, diagnostics) = one("a: b\r\nc: d\r\n", 6..7);
    let shown = human(&diagnostics, &sources, false);
    assert!(shown.contains("2 | c: d\n") && !shown.contains(['\r', '␍']), "{shown}");
}

#[test]
fn what_is_too_long_to_show_is_named() {
    let text = format!("a: '{}'", "x".repeat(1_000_000));
    let (sources, diagnostics) = one(&text, 500_000..500_001);
    let shown = human(&diagnostics, &sources, false);
    assert!(shown.contains(":1:500001"), "{shown}");
    assert!(shown.len() < 1_000);
}

#[test]
fn labels_in_two_files_are_both_shown() {
    let (mut sources, mut diagnostics) = (Sources::new(), Diagnostics::new());
    let at = |file| Span { file, start: 0, end: 1, verbatim: true };
    let first = sources.add("skill.yaml", b"a: b".to_vec()).unwrap();
    let second = sources.add("words.de-DE.yaml", b"c: d".to_vec()).unwrap();
    diagnostics.push(Diagnostic::error(Code::NULL, "x").at(at(second), "this").at(at(first), "and that"));
    let shown = human(&diagnostics, &sources, false);
    assert!(shown.contains("--> words.de-DE.yaml:1:1") && shown.contains("::: skill.yaml:1:1"), "{shown}");
    assert!(shown.contains("^ this") && shown.contains("- and that"), "{shown}");
}

#[test]
fn diagnostics_are_sorted_kept_once_and_bounded() {
    let mut diagnostics = Diagnostics::new();
    let at = |file, start| Span { file, start, end: start + 1, verbatim: true };
    let found = |code, span| Diagnostic::warning(code, "x").at(span, "");
    diagnostics.push(found(Code::NULL, at(1, 0)));
    diagnostics.push(found(Code::NULL, at(0, 9)));
    diagnostics.push(found(Code::TAG, at(0, 9)));
    diagnostics.push(found(Code::TAG, at(0, 2)));
    diagnostics.push(found(Code::TAG, at(0, 2)));
    assert!(!diagnostics.has_errors());
    let order: Vec<_> =
        diagnostics.iter().map(|it| (it.span().unwrap().file, it.span().unwrap().start, it.code)).collect();
    assert_eq!(order, [(0, 2, Code::TAG), (0, 9, Code::TAG), (0, 9, Code::NULL), (1, 0, Code::NULL)]);
    diagnostics.extend((0..10_000).map(|start| found(Code::TAG, at(2, start))));
    diagnostics.push(Diagnostic::error(Code::TAG, "last"));
    assert!(diagnostics.has_errors(), "also when it is not kept");
    assert_eq!(diagnostics.len() + diagnostics.left_out(), 10_005);
    assert!(human(&diagnostics, &Sources::new(), false).contains("more are not shown"));
}
