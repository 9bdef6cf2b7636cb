//! New issues.

use super::{Jira, both, document, wrong_with};
use reqwest::Method;
use serde_json::{Value, json};

const POST: Method = Method::POST;

fn fields(project: &str, kind: &str, summary: &str) -> Value {
    json!({"project": {"key": project}, "issuetype": {"name": kind}, "summary": summary})
}

#[tokio::test]
async fn an_issue_is_made_and_found() {
    let jira = Jira::open().await;
    let [cloud, server] = both("issue");
    let mut new = fields("OPS", "Bug", "The lift stops between floors");
    new["description"] = document("Twice today.");
    let made = jira.ada(POST, &cloud, Some(json!({"fields": new}))).await;
    assert_eq!((made.status, &made.json()["key"]), (201, &json!("OPS-49")));
    let issue = jira.server("ada", "/rest/api/2/issue/OPS-49").await.json()["fields"].clone();
    assert_eq!((&issue["status"]["name"], &issue["priority"]["name"]), (&json!("To Do"), &json!("Medium")));
    assert_eq!((&issue["reporter"]["name"], &issue["assignee"]), (&json!("ada"), &Value::Null));
    assert_eq!(issue["description"], "Twice today.");

    let mut new = fields("WEB", "Story", "A page for the press");
    for (name, value) in [
        ("assignee", json!({"name": "akim"})),
        ("priority", json!({"id": "2"})),
        ("customfield_10106", json!(5)),
        ("customfield_10020", json!(22)),
    ] {
        new[name] = value;
    }
    assert_eq!(
        jira.as_somebody("grace", POST, &server, Some(json!({"fields": new}))).await.json()["key"],
        "WEB-19"
    );
    let jql =
        "jql=sprint%20in%20openSprints()%20AND%20assignee%20%3D%20akim&fields=summary,customfield_10106";
    let found = jira.server("ada", &format!("/rest/api/2/search?{jql}")).await.json();
    assert_eq!((&found["issues"][0]["key"], &found["total"]), (&json!("WEB-19"), &json!(1)));
    // It can be moved like any other.
    let moved =
        jira.server_post("ada", "/rest/api/2/issue/OPS-49/transitions", json!({"transition": {"id": "11"}}));
    assert_eq!(moved.await.status, 204);
}

#[tokio::test]
async fn a_project_may_demand_more() {
    let jira = Jira::open().await;
    for (path, field) in both("issue").iter().zip(["customfield_10040", "customfield_10140"]) {
        let mut new = fields("PAY", "Task", "Pay the rent");
        let answer = jira.ada(POST, path, Some(json!({"fields": new}))).await;
        assert_eq!(wrong_with(&answer, field), "Cost centre is required.");
        new[field] = json!("4711");
        assert_eq!(jira.ada(POST, path, Some(json!({"fields": new}))).await.status, 201);
    }
}

#[tokio::test]
async fn what_is_wrong_with_a_new_issue_is_named() {
    let jira = Jira::open().await;
    let [cloud, server] = both("issue");
    let refused = async |who: &str, path: &str, new: Value, field: &str| {
        let answer = jira.as_somebody(who, POST, path, Some(json!({"fields": new}))).await;
        wrong_with(&answer, field)
    };
    let ops = |summary: &str| fields("OPS", "Task", summary);
    assert!(refused("ada", &cloud, fields("NONE", "Task", "a"), "project").await.contains("valid project"));
    assert!(refused("grace", &server, ops("a"), "project").await.contains("cannot create"));
    assert!(refused("ada", &server, fields("WEB", "Epic", "a"), "issuetype").await.contains("invalid"));
    assert!(refused("ada", &server, ops(""), "summary").await.contains("must specify"));
    assert!(refused("ada", &server, fields("OPS", "Sub-task", "a"), "parent").await.contains("sub-task"));
    assert!(
        refused("ada", &cloud, json!({"project": {"id": "10000"}, "summary": "a"}), "issuetype")
            .await
            .contains("Specify")
    );
    let mut new = ops("a");
    new["description"] = json!("text");
    assert!(refused("ada", &cloud, new, "description").await.contains("Atlassian Document"));

    let mut part = fields("OPS", "Sub-task", "The door of the lift");
    part["parent"] = json!({"key": "OPS-42"});
    assert_eq!(jira.ada(POST, &server, Some(json!({"fields": part}))).await.status, 201);
    // Everything that is wrong is said at once.
    let answer = jira.ada(POST, &server, Some(json!({"fields": fields("PAY", "Epic", "a\nb")}))).await;
    let errors = answer.json()["errors"].clone();
    let named: Vec<&String> = errors.as_object().unwrap().keys().collect();
    assert_eq!(named, ["customfield_10140", "issuetype", "summary"]);
    assert_eq!(jira.send(POST, &server, "", Some(json!({"fields": ops("a")}))).await.status, 401);
    let scope = jira.as_somebody("ada read:jira-work", POST, &cloud, Some(json!({"fields": ops("a")}))).await;
    assert_eq!(scope.status, 401);
}
