//! `docs/security.md` says for each requirement which test proves it. This looks whether it says so for all of them, and
//! whether those tests are there.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use sayso_tests::root;
use std::{collections::BTreeMap, fs, path::Path};

/// The requirements: a letter, and how many there are of it.
const CHECKLIST: [(char, usize); 10] = [
    ('L', 10), // the page and its steps
    ('A', 12), // the authorization endpoint
    ('T', 14), // the token endpoint
    ('P', 10), // the token proxy
    ('S', 10), // storage and keys
    ('K', 6),  // the skill
    ('F', 7),  // addresses that users type
    ('G', 3),  // logs
    ('I', 2),  // the template
    ('B', 3),  // abuse
];

/// How the proof of a requirement begins for which there is no test.
const WITHOUT_TEST: [&str; 2] = ["Not built yet:", "Does not apply:"];

/// A row of the table.
#[derive(Debug)]
struct Row {
    requirement: String,
    proof: String,
}

/// A test that a row names.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Named {
    file: String,
    test: String,
}

fn document() -> String {
    fs::read_to_string(root().join("docs/security.md")).unwrap()
}

/// The rows of the checklist, each as often as it is there.
fn rows(document: &str) -> BTreeMap<String, Vec<Row>> {
    let mut rows: BTreeMap<String, Vec<Row>> = BTreeMap::new();
    for line in document.lines().filter(|line| line.starts_with("| ")) {
        let cells: Vec<&str> = line.trim_matches('|').split(" | ").map(str::trim).collect();
        let [id, requirement, proof] = cells.as_slice() else { continue };
        if is_id(id) {
            let row = Row { requirement: (*requirement).to_owned(), proof: (*proof).to_owned() };
            rows.entry((*id).to_owned()).or_default().push(row);
        }
    }
    rows
}

fn is_id(text: &str) -> bool {
    let number = text.strip_prefix(|it: char| it.is_ascii_uppercase());
    number.is_some_and(|number| number.parse::<usize>().is_ok())
}

/// The tests in a proof: `file::test` in a code span.
fn named(proof: &str) -> Vec<Named> {
    let spans = proof.split('`').skip(1).step_by(2);
    let named = spans.filter_map(|span| {
        let (file, test) = span.split_once("::")?;
        Some(Named { file: file.to_owned(), test: test.to_owned() })
    });
    named.collect()
}

/// Whether a file has a test of that name: in Rust a function that is one, in JavaScript a title; of the gates a rule, or
/// the name of a weakened template.
fn has_test(file: &str, text: &str, name: &str) -> bool {
    let title = match Path::new(file).extension().and_then(|it| it.to_str()) {
        Some("rs") => None,
        Some("guard") => Some(format!("rule {name} ")),
        _ if file.starts_with("tests/gates/mutants/") => Some(format!("'{name}'")),
        _ => Some(format!("test(\"{name}\"")),
    };
    if let Some(title) = title {
        return text.contains(&title);
    }
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let names = [format!("fn {name}("), format!("async fn {name}(")];
    let at = lines.iter().position(|line| names.iter().any(|start| line.starts_with(start)));
    // The attributes right above it.
    at.is_some_and(|at| {
        let mut above = lines.iter().take(at).rev().take_while(|line| line.starts_with('#'));
        above.any(|line| *line == "#[test]" || line.starts_with("#[tokio::test"))
    })
}

#[test]
fn each_requirement_is_there_once() {
    let rows = rows(&document());
    let mut wrong = Vec::new();
    let ids: Vec<String> = CHECKLIST
        .iter()
        .flat_map(|(letter, last)| (1..=*last).map(move |at| format!("{letter}{at}")))
        .collect();
    assert_eq!(ids.len(), 77, "the checklist has as many requirements");
    for id in &ids {
        match rows.get(id).map_or(0, Vec::len) {
            1 => {}
            count => wrong.push(format!("{id} is there {count} times")),
        }
    }
    wrong.extend(rows.keys().filter(|id| !ids.contains(id)).map(|id| format!("{id} is no requirement")));
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn each_requirement_has_a_test_that_is_there_or_a_reason() {
    let mut wrong = Vec::new();
    for (id, row) in rows(&document()).iter().flat_map(|(id, rows)| rows.iter().map(move |row| (id, row))) {
        if row.requirement.len() < 10 {
            wrong.push(format!("{id} says nothing"));
        }
        let named = named(&row.proof);
        let reason = WITHOUT_TEST.iter().find_map(|start| row.proof.strip_prefix(start));
        if named.is_empty() && reason.is_none_or(|reason| reason.trim().len() < 20) {
            wrong.push(format!("{id} has neither a test nor a reason: {}", row.proof));
        }
        for Named { file, test } in named {
            match fs::read_to_string(root().join(&file)) {
                Err(_) => wrong.push(format!("{id}: there is no `{file}`")),
                Ok(text) if !has_test(&file, &text, &test) => {
                    wrong.push(format!("{id}: `{file}` has no test `{test}`"));
                }
                Ok(_) => {}
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn a_test_that_is_named_otherwise_is_missed() {
    let rust = "/// Says why.\n#[tokio::test(flavor = \"x\")]\n#[ignore = \"y\"]\nasync fn it_holds() {\n}\n\nfn it_helps() {}\n";
    assert!(has_test("a.rs", rust, "it_holds"));
    for other in ["it_helps", "it_hold", "holds", "it_holds_not"] {
        assert!(!has_test("a.rs", rust, other), "{other}");
    }
    let script = "  await t.test(\"is kept\", async () => {});\n";
    assert!(has_test("a.test.js", script, "is kept"));
    assert!(has_test("a.guard", "rule is_kept when %a {", "is_kept"));
    assert!(!has_test("a.guard", "rule is_kept_not when %a {", "is_kept"));
    assert!(has_test("tests/gates/mutants/a.mjs", "change('it is weak', it)", "it is weak"));
    assert!(!has_test("tests/browser/a.mjs", "change('it is weak', it)", "it is weak"));
    assert!(!has_test("a.test.js", script, "is"));
    let table = "| id | what | proof |\n|---|---|---|\n| A1 | a requirement | `a.rs::b`; `c.js::d e` and `f` |\n| A1 | x | |\n";
    let rows = rows(table);
    assert_eq!(rows["A1"].len(), 2, "an id that is there twice is seen");
    let found: Vec<String> =
        named(&rows["A1"][0].proof).iter().map(|it| format!("{} {}", it.file, it.test)).collect();
    assert_eq!(found, ["a.rs b", "c.js d e"]);
}
