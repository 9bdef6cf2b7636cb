//! Comments, work, people, and what can be chosen.

use super::{Jira, both};
use serde_json::{Value, json};

/// The names of people, types or priorities.
fn called<'a>(list: &'a Value, name: &str) -> Vec<&'a str> {
    list.as_array().unwrap().iter().map(|it| it[name].as_str().unwrap()).collect()
}

#[tokio::test]
async fn comments_can_come_the_newest_first() {
    let jira = Jira::open().await;
    for path in both("issue/OPS-42/comment") {
        let ask = async |query: &str| {
            let answer = jira.ada(reqwest::Method::GET, &format!("{path}?{query}"), None).await;
            (answer.status, answer.json())
        };
        let (_, newest) = ask("orderBy=-created&maxResults=1").await;
        assert_eq!((&newest["total"], &newest["maxResults"]), (&json!(2), &json!(1)));
        assert_eq!(newest["comments"][0]["author"]["displayName"], "Grace Hopper");
        let (_, oldest) = ask("orderBy=%2Bcreated").await;
        assert_eq!(oldest["comments"][0]["author"]["displayName"], "Tomas Reed");
        // The same comment has the same id, wherever it comes.
        assert_eq!(newest["comments"][0]["id"], oldest["comments"][1]["id"]);
        assert_eq!(ask("orderBy=author").await.0, 400);
    }
}

#[tokio::test]
async fn work_is_listed_as_it_was_logged() {
    let jira = Jira::open().await;
    for path in both("issue/OPS-42/worklog") {
        let work = jira.ada(reqwest::Method::GET, &path, None).await.json();
        assert_eq!(called(&work["worklogs"], "timeSpent"), ["3h", "1d"]);
        assert_eq!(work["worklogs"][1]["timeSpentSeconds"], 28_800);
        assert_eq!(work["worklogs"][0]["started"], "2026-02-25T09:00:00.000+0000");
        assert_eq!(work["worklogs"][0]["comment"].is_object(), path.contains("/3/"), "{work}");
    }
    assert_eq!(jira.server("grace", "/rest/api/2/issue/PAY-6/worklog").await.status, 404);
}

#[tokio::test]
async fn people_are_found_by_the_beginning_of_a_name() {
    let jira = Jira::open().await;
    for (path, query) in both("user/assignable/search").iter().zip(["query", "username"]) {
        let find = async |query: &str| jira.ada(reqwest::Method::GET, &format!("{path}?{query}"), None).await;
        let names = async |text: &str, of: &str| {
            let found = find(&format!("{query}={text}&{of}")).await.json();
            called(&found, "displayName").join(", ")
        };
        // Olaf Annas is not there any more.
        assert_eq!(names("anna", "issueKey=OPS-42").await, "Anna Berg, Anna Kim");
        assert_eq!(names("ANNA%20K", "project=WEB").await, "Anna Kim");
        assert_eq!(names("hop", "issueKey=WEB-12").await, "Grace Hopper");
        assert_eq!(names("nobody", "issueKey=OPS-42").await, "");
        assert_eq!(names("", "project=PAY").await, "Ada Lovelace, Tomas Reed");
        assert_eq!(names("", "project=PAY&startAt=1").await, "Tomas Reed");
        assert_eq!(find(&format!("{query}=anna")).await.status, 400);
        assert_eq!(find("issueKey=OPS-999").await.status, 404);
        assert_eq!(find("project=NONE").await.status, 404);
    }
    let by_username = jira.cloud("ada", "/rest/api/3/user/assignable/search?project=OPS&username=anna").await;
    assert_eq!(by_username.status, 400, "Cloud knows no usernames");
    let without = jira.cloud("ada read:jira-work", "/rest/api/3/user/assignable/search?project=OPS").await;
    assert_eq!(without.status, 401);
}

#[tokio::test]
async fn a_project_has_types_of_issues() {
    let jira = Jira::open().await;
    for (path, list) in both("issue/createmeta").iter().zip(["issueTypes", "values"]) {
        let types =
            async |query: &str| jira.ada(reqwest::Method::GET, &format!("{path}/{query}"), None).await;
        let ops = types("OPS/issuetypes").await.json();
        assert_eq!(called(&ops[list], "name"), ["Story", "Task", "Bug", "Epic", "Sub-task"]);
        assert_eq!(ops[list][4]["subtask"], true);
        assert_eq!(called(&types("WEB/issuetypes?startAt=2").await.json()[list], "name"), ["Bug"]);
        assert_eq!(types("NONE/issuetypes").await.status, 404);
        assert_eq!(types("OPS/issuetypes?maxResults=201").await.status, 400);
    }
    let none = jira.server("grace", "/rest/api/2/issue/createmeta/OPS/issuetypes").await.json();
    assert_eq!((&none["values"], &none["total"]), (&json!([]), &json!(0)));
}

#[tokio::test]
async fn an_issue_says_which_priorities_it_may_have() {
    let jira = Jira::open().await;
    for path in both("issue/OPS-42/editmeta") {
        let fields = jira.ada(reqwest::Method::GET, &path, None).await.json()["fields"].clone();
        let names = called(&fields["priority"]["allowedValues"], "name").join(", ");
        assert_eq!(names, "Highest, High, Medium, Low, Lowest");
        assert!(fields.get("summary").is_some() && fields.get("status").is_none());
        let grace = jira.as_somebody("grace", reqwest::Method::GET, &path, None).await.json();
        assert_eq!(grace, json!({"fields": {}}), "she may not edit it");
    }
    assert_eq!(jira.server("ada", "/rest/api/2/priority").await.json()[1]["name"], "High");
}
