//! Other worlds.

use super::{Jira, NORTHWIND, keys};
use reqwest::{Client, Method};
use serde_json::{Value, json};

impl Jira {
    async fn of_scenario(scenario: &Value) -> Self {
        let base = super::listen(demo_jira::app_of_scenario(None, &scenario.to_string()).unwrap()).await;
        Self { base, client: Client::builder().no_proxy().build().unwrap() }
    }
}

fn refused(scenario: &Value) -> String {
    demo_jira::app_of_scenario(None, &scenario.to_string()).unwrap_err()
}

#[tokio::test]
async fn a_project_can_have_hundreds_of_issues() {
    let boards = json!([
        {"name": "Big", "type": "scrum", "points": true, "closed_sprints": 5, "active": true, "future_sprints": 1},
        {"name": "Small", "type": "scrum", "active": true},
    ]);
    let jira = Jira::of_scenario(&json!({
        "leave_out": ["*"],
        "projects": [
            {"key": "BIG", "name": "Big", "issues": 400, "boards": boards},
            {"key": "NIL", "name": "Empty", "rights": {"browse": ["ada", "grace"], "create": ["ada"]}},
        ],
    }))
    .await;
    assert_eq!(keys(&jira.server("ada", "/rest/api/2/project").await.json()), ["BIG", "NIL"]);
    let total = async |jql: &str| {
        jira.server("ada", &format!("/rest/api/2/search?maxResults=0&jql={jql}")).await.json()["total"]
            .clone()
    };
    assert_eq!(total("project%3DBIG").await, 400);
    assert_eq!(total("project%3DNIL").await, 0);
    assert_eq!(total("sprint%20in%20openSprints()").await, 24);
    assert_eq!(total("sprint%20in%20closedSprints()%20AND%20status%3DDone").await, 40);
    let scrum = jira.server("ada", "/rest/agile/1.0/board?type=scrum&projectKeyOrId=BIG").await.json();
    assert_eq!(scrum["total"], 2, "which of them is meant has to be asked");
    let board = scrum["values"][0]["id"].clone();
    let sprints = jira.server("ada", &format!("/rest/agile/1.0/board/{board}/sprint")).await.json();
    assert_eq!((&sprints["total"], &sprints["values"][5]["state"]), (&json!(7), &json!("active")));
    assert_eq!(sprints["values"][5]["endDate"], "2026-03-18T10:00:00.000Z");
    let new =
        json!({"fields": {"project": {"key": "NIL"}, "issuetype": {"name": "Bug"}, "summary": "The first"}});
    assert_eq!(jira.server_post("ada", "/rest/api/2/issue", new.clone()).await.json()["key"], "NIL-1");
    assert_eq!(jira.server_post("grace", "/rest/api/2/issue", new).await.status, 400);
    assert_eq!(jira.send(Method::POST, "/reset", "", None).await.status, 204);
    assert_eq!(total("project%3DNIL").await, 0, "a reset leads back to the scenario");
}

#[tokio::test]
async fn what_is_not_left_out_stays() {
    let issue = json!({"key": "OPS-100", "type": "Task", "summary": "Mine", "status": "To Do", "priority": "Low",
        "reporter": "eve", "created": "2026-03-01T09:00", "updated": "2026-03-01T09:00"});
    let eve = json!({"username": "eve", "name": "Eve Stone", "email": "eve@example.com", "password": null,
        "token": null, "account_id": "eve"});
    let scenario = json!({"leave_out": ["PAY"], "users": [eve], "issues": [issue]});
    let jira = Jira::of_scenario(&scenario).await;
    assert_eq!(keys(&jira.server("ada", "/rest/api/2/project").await.json()), ["OPS", "WEB"]);
    let issue = jira.server("ada", "/rest/api/2/issue/OPS-100").await.json();
    assert_eq!(issue["fields"]["reporter"]["displayName"], "Eve Stone");
    assert_eq!(jira.server("ada", "/rest/api/2/issue/OPS-42").await.status, 200);
    assert_eq!(jira.server("ada", "/rest/agile/1.0/board/3").await.status, 404);
    let site = format!("/ex/jira/{NORTHWIND}/rest/api/3/myself");
    assert_eq!(jira.send(Method::GET, &site, "Bearer ada", None).await.status, 401, "nobody knows tokens");
}

#[test]
fn those_that_come_along_can_be_read() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let mut count = 0;
    for file in std::fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        let read = demo_jira::app_of_scenario(None, &text);
        assert!(read.is_ok(), "{}: {read:?}", path.display());
        count += 1;
    }
    assert_eq!(count, 2);
}

#[test]
fn a_scenario_that_is_none_is_refused() {
    let project = |more: Value| {
        let mut project = json!({"key": "NEW", "name": "New"});
        project.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        json!({"projects": [project]})
    };
    for (scenario, says) in [
        (json!({"colour": "red"}), "colour"),
        (json!({"leave_out": ["NONE"]}), "there is no project `NONE`"),
        (project(json!({"key": "OPS"})), "already"),
        (project(json!({"site": "Nowhere"})), "there is no site"),
        (project(json!({"types": ["Poem"]})), "there is no type `Poem`"),
        (project(json!({"rights": {"browse": ["eve"]}})), "there is no user `eve`"),
        (project(json!({"rights": {"create": ["ada"]}})), "who may `browse` it?"),
        (project(json!({"issues": 1000})), "a number is from 1 to 999"),
    ] {
        let said = refused(&scenario);
        assert!(said.contains(says), "{scenario}: {said}");
    }
}
