//! Documents that others wrote. They are not part of the project; without them these tests say so and pass.

use super::{super::Contract, Read, at};
use std::{fs, path::Path};

fn document(name: &str) -> Option<Read> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/openapi").join(name);
    let Ok(bytes) = fs::read(&path) else {
        println!("skipped: there is no {}", path.display());
        return None;
    };
    Some(Read::bytes(name, bytes))
}

fn obstacles(contract: &Contract) -> Vec<&str> {
    let operations = contract.operations.values();
    operations.filter(|it| !it.obstacles.is_empty()).map(|it| it.id.as_str()).collect()
}

#[test]
fn jira_platform() {
    let Some(read) = document("jira-cloud-platform-v3.2026-03.json") else { return };
    let contract = read.contract();
    assert_eq!(contract.operations.len(), 616);
    let without: Vec<_> = obstacles(contract);
    assert!(without.contains(&"addAttachment") && without.len() < 10, "uploads alone: {without:?}");

    let search = &contract.operations["searchAndReconsileIssuesUsingJql"];
    let answer = search.success.as_ref().unwrap();
    assert_eq!(at(answer, "nextPageToken"), "text sometimes");
    let super::Kind::Array(issue) = answer.at("issues").unwrap().0.kind() else { panic!("a list") };
    assert_eq!(at(&issue, "key"), "text sometimes");
    // What an issue has differs from site to site, and the document says so.
    assert_eq!(at(&issue, "fields.summary"), "nothing after `fields`: Untyped");

    let transition = &contract.operations["doTransition"];
    assert!(transition.no_content && transition.body.as_ref().is_some_and(|body| body.required));
    assert_eq!(at(&transition.body.as_ref().unwrap().schema, "transition.id"), "text sometimes");
    assert_eq!(
        at(contract.operations["getCurrentUser"].success.as_ref().unwrap(), "displayName"),
        "text sometimes"
    );
}

#[test]
fn jira_agile() {
    let Some(read) = document("jira-cloud-software-agile1.0.2025-10.json") else { return };
    let contract = read.contract();
    assert_eq!(contract.operations.len(), 95);
    let boards = contract.operations["getAllBoards"].success.as_ref().unwrap();
    let super::Kind::Array(board) = boards.at("values").unwrap().0.kind() else { panic!("a list") };
    assert_eq!(at(&board, "name"), "text sometimes");
}

#[test]
fn jira_repaired() {
    let Some(read) = document("jira-repaired-for-mocking.json") else { return };
    assert_eq!(read.contract().operations.len(), 36);
    assert!(obstacles(read.contract()).is_empty());
}
