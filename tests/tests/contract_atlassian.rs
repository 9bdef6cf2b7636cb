//! The compiler before contracts that others wrote, which are large. They are not part of the project; without them
//! these tests say so and pass.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use sayso_codegen::{
    diagnostic::Diagnostics,
    syntax::{
        Sources,
        contract::{self, Contract, Kind, Presence, Schema},
    },
};
use sayso_tests::root;
use std::fs;

/// A document, in which the compiler finds nothing wrong.
fn document(name: &str) -> Option<Contract> {
    let path = root().join("../shared/openapi").join(name);
    let Ok(bytes) = fs::read(&path) else {
        println!("skipped: there is no {}", path.display());
        return None;
    };
    let (mut sources, mut diagnostics) = (Sources::new(), Diagnostics::new());
    let file = sources.add(name, bytes).unwrap();
    let contract = contract::load(&sources, file, &mut diagnostics);
    assert!(diagnostics.iter().next().is_none(), "{diagnostics:#?}");
    contract
}

fn obstacles(contract: &Contract) -> Vec<&str> {
    let operations = contract.operations.values();
    operations.filter(|it| !it.obstacles.is_empty()).map(|it| it.id.as_str()).collect()
}

/// The schema at `path` in a few words: `text always`.
fn at(schema: &Schema, path: &str) -> String {
    match schema.at(path) {
        Ok((found, presence)) => {
            let presence = if presence == Presence::Always { "always" } else { "sometimes" };
            format!("{} {presence}", found.kind().name())
        }
        Err(nowhere) => format!("nothing after `{}`: {:?}", nowhere.at, nowhere.why),
    }
}

#[test]
fn the_platform_is_read() {
    let Some(contract) = document("jira-cloud-platform-v3.2026-03.json") else { return };
    assert_eq!(contract.operations.len(), 616);
    let without: Vec<_> = obstacles(&contract);
    assert!(without.contains(&"addAttachment") && without.len() < 10, "uploads alone: {without:?}");

    let search = &contract.operations["searchAndReconsileIssuesUsingJql"];
    let answer = search.success.as_ref().unwrap();
    assert_eq!(at(answer, "nextPageToken"), "text sometimes");
    let Kind::Array(issue) = answer.at("issues").unwrap().0.kind() else { panic!("a list") };
    assert_eq!(at(&issue, "key"), "text sometimes");
    // What an issue has differs from site to site, and the document says so.
    assert_eq!(at(&issue, "fields.summary"), "nothing after `fields`: Untyped");

    let transition = &contract.operations["doTransition"];
    assert!(transition.no_content && transition.body.as_ref().is_some_and(|body| body.required));
    assert_eq!(at(&transition.body.as_ref().unwrap().schema, "transition.id"), "text sometimes");
    let myself = contract.operations["getCurrentUser"].success.as_ref().unwrap();
    assert_eq!(at(myself, "displayName"), "text sometimes");
}

#[test]
fn the_agile_api_is_read() {
    let Some(contract) = document("jira-cloud-software-agile1.0.2025-10.json") else { return };
    assert_eq!(contract.operations.len(), 95);
    let boards = contract.operations["getAllBoards"].success.as_ref().unwrap();
    let Kind::Array(board) = boards.at("values").unwrap().0.kind() else { panic!("a list") };
    assert_eq!(at(&board, "name"), "text sometimes");
}

#[test]
fn what_was_repaired_for_mocking_has_no_obstacles() {
    let Some(contract) = document("jira-repaired-for-mocking.json") else { return };
    assert_eq!(contract.operations.len(), 36);
    assert!(obstacles(&contract).is_empty());
}
