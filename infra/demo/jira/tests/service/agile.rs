//! Boards and sprints.

use super::{FABRIKAM, Jira, NORTHWIND, TAILSPIN, keys};
use reqwest::Method;
use serde_json::{Value, json};

const SCRUM: &str = "ada read:board-scope:jira-software read:board-scope.admin:jira-software read:project:jira \
    read:sprint:jira-software read:issue-details:jira read:jql:jira write:sprint:jira-software \
    write:board-scope:jira-software";

fn names(page: &Value) -> Vec<&str> {
    page["values"].as_array().unwrap().iter().map(|it| it["name"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn a_project_has_one_board_or_two() {
    let jira = Jira::open().await;
    let boards =
        async |query: &str| jira.cloud(SCRUM, &format!("/rest/agile/1.0/board?{query}")).await.json();
    assert_eq!(names(&boards("projectKeyOrId=OPS").await), ["Operations board"]);
    assert_eq!(names(&boards("projectKeyOrId=WEB").await), ["Website board", "Website support"]);
    assert_eq!(names(&boards("projectKeyOrId=WEB&type=scrum").await), ["Website board"]);
    assert_eq!(names(&boards("projectKeyOrId=PAY&type=scrum").await), [""; 0]);
    assert_eq!(names(&boards("name=SUPPORT").await), ["Website support"]);
    let page = boards("maxResults=2&startAt=1").await;
    assert_eq!((names(&page).len(), &page["isLast"], &page["total"]), (2, &json!(false), &json!(4)));
    assert_eq!(jira.cloud(SCRUM, "/rest/agile/1.0/board?projectKeyOrId=NONE").await.status, 400);
    let tailspin = format!("/ex/jira/{TAILSPIN}/rest/agile/1.0/board");
    let everywhere = "Bearer everywhere read:board-scope:jira-software read:project:jira";
    let elsewhere = jira.send(Method::GET, &tailspin, everywhere, None).await.json();
    assert_eq!(names(&elsewhere), ["Laboratory board"]);
}

#[tokio::test]
async fn a_board_may_never_have_had_a_sprint() {
    let jira = Jira::open().await;
    let sprints = format!("/ex/jira/{TAILSPIN}/rest/agile/1.0/board/5/sprint");
    let page = jira.send(Method::GET, &sprints, "Bearer everywhere read:sprint:jira-software", None).await;
    assert_eq!((page.status, page.json()["values"].clone()), (200, json!([])));
}

#[tokio::test]
async fn a_team_that_manages_itself_has_sprints_or_not() {
    let jira = Jira::open().await;
    let ask = async |path: &str| {
        let path = format!("/ex/jira/{FABRIKAM}/rest/agile/1.0/board{path}");
        jira.send(Method::GET, &path, "Bearer yuki-agile", None).await
    };
    let garden = ask("?projectKeyOrId=GAR").await.json();
    assert_eq!((names(&garden), &garden["values"][0]["type"]), (vec!["Garden board"], &json!("simple")));
    assert_eq!(names(&ask("?type=scrum").await.json()), ["Kitchen board", "Bakery board"]);
    assert_eq!(names(&ask("?type=scrum,simple").await.json()).len(), 4);
    assert_eq!(names(&ask("/7/sprint?state=active").await.json()), ["Garden 3"]);
    assert_eq!(names(&ask("/6/sprint?state=active").await.json()), ["Kitchen 3", "Kitchen 4"]);
    let cellar = ask("/9/sprint").await;
    assert_eq!((cellar.status, cellar.problem().as_str()), (400, "The board does not support sprints"));
}

#[tokio::test]
async fn a_board_says_in_which_field_it_estimates() {
    let jira = Jira::open().await;
    let path = |board: u32| format!("/rest/agile/1.0/board/{board}/configuration");
    let cloud = jira.cloud(SCRUM, &path(1)).await.json();
    let field = json!({"fieldId": "customfield_10016", "displayName": "Story point estimate"});
    assert_eq!(cloud["estimation"], json!({"type": "field", "field": field}));
    let server = jira.server("ada", &path(2)).await.json();
    assert_eq!(
        server["estimation"]["field"],
        json!({"fieldId": "customfield_10106", "displayName": "Story Points"})
    );
    assert_eq!(jira.server("ada", &path(4)).await.json().get("estimation"), None, "kanban");
    // A scope of its own: who may see boards may not see this.
    let scopes = "ada read:board-scope:jira-software read:project:jira";
    assert_eq!(jira.cloud(scopes, &path(1)).await.status, 401);
}

#[tokio::test]
async fn sprints_come_closed_active_and_future() {
    let jira = Jira::open().await;
    let all = jira.server("ada", "/rest/agile/1.0/board/1/sprint").await.json();
    let names = names(&all);
    assert_eq!(names.len(), 6);
    assert_eq!((names[0], names[4], names[5]), ("Operations 4", "Operations 8", "Operations 9"));
    let active = &all["values"][4];
    assert_eq!(active["goal"], "Nobody is woken at night.");
    assert_eq!(active["endDate"], "2026-03-18T09:00:00.000Z");
    assert!(all["values"][5].get("endDate").is_none());
    // The latest closed ones are on the last page.
    let last =
        jira.server("ada", "/rest/agile/1.0/board/1/sprint?state=closed&startAt=1&maxResults=3").await.json();
    let goals: Vec<&Value> = last["values"].as_array().unwrap().iter().map(|it| &it["name"]).collect();
    assert_eq!(goals, ["Operations 5", "Operations 6", "Operations 7"]);
    assert_eq!(last["isLast"], true);
    assert_eq!(jira.server("ada", "/rest/agile/1.0/sprint/13").await.json()["name"], "Operations 8");
    for nowhere in ["board/abc/sprint", "sprint/abc", "sprint/abc/issue", "board/abc"] {
        let answer = jira.server("ada", &format!("/rest/agile/1.0/{nowhere}")).await;
        assert_eq!((answer.status, answer.text.as_str()), (404, ""), "{nowhere}");
    }
    for unseen in ["board/3/sprint", "sprint/999"] {
        assert_eq!(jira.server("grace", &format!("/rest/agile/1.0/{unseen}")).await.status, 404, "{unseen}");
    }
}

/// The points of a sprint that were done before it was closed.
async fn velocity(jira: &Jira, sprint: u32) -> f64 {
    let closed = jira.server("ada", &format!("/rest/agile/1.0/sprint/{sprint}")).await.json();
    let closed = closed["completeDate"].as_str().unwrap().to_owned();
    let path = format!(
        "/rest/agile/1.0/sprint/{sprint}/issue?fields=summary,status,resolutiondate,customfield_10106"
    );
    let issues = jira.server("ada", &path).await.json();
    let issues = issues["issues"].as_array().unwrap().iter().map(|issue| &issue["fields"]);
    let done =
        issues.filter(|fields| fields["resolutiondate"].as_str().is_some_and(|it| it < closed.as_str()));
    done.filter_map(|fields| fields["customfield_10106"].as_f64()).sum()
}

#[tokio::test]
async fn velocity_can_be_computed() {
    let jira = Jira::open().await;
    let mut found = Vec::new();
    for sprint in [9, 10, 11, 12] {
        found.push(velocity(&jira, sprint).await);
    }
    // What went on into the next sprint counts there.
    assert_eq!(found, [10.0, 17.0, 9.0, 13.0]);
}

#[tokio::test]
async fn issues_move_into_sprints_and_out_of_them() {
    let jira = Jira::open().await;
    let within = async |sprint: u32| {
        let path = format!("/rest/agile/1.0/sprint/{sprint}/issue?fields=summary&jql=order%20by%20key");
        keys(&jira.server("ada", &path).await.json()["issues"]).join(" ")
    };
    let post = async |path: &str, issues: &[&str]| {
        jira.server_post("ada", &format!("/rest/agile/1.0/{path}"), json!({"issues": issues})).await
    };
    let before = within(13).await;
    let moved = post("sprint/13/issue", &["OPS-38", "OPS-36"]).await;
    assert_eq!((moved.status, moved.text.as_str()), (204, ""));
    assert_eq!(within(13).await, before.replacen("OPS-39", "OPS-36 OPS-38 OPS-39", 1));
    assert_eq!(within(14).await, "", "an issue is in one open sprint");
    assert_eq!(post("backlog/issue", &["OPS-36", "10042"]).await.status, 204);
    assert!(!within(13).await.contains("OPS-42"));
    assert!(within(12).await.contains("OPS-42"), "closed ones stay");
    let change = jira.server("ada", "/rest/api/2/issue/OPS-42?expand=changelog").await.json();
    let item = &change["changelog"]["histories"][0]["items"][0];
    assert_eq!((&item["field"], &item["toString"]), (&json!("Sprint"), &json!("Operations 7")));

    for (path, issues, status) in [
        ("sprint/12/issue", vec!["OPS-38"], 400),
        ("sprint/99/issue", vec!["OPS-38"], 404),
        ("sprint/abc/issue", vec!["OPS-38"], 404),
        ("sprint/13/issue", vec![], 400),
        ("sprint/13/issue", vec!["OPS-38"; 51], 400),
        ("backlog/issue", vec!["OPS-36", "OPS-999"], 400),
    ] {
        assert_eq!(post(path, &issues).await.status, status, "{path} {issues:?}");
    }
    let body = json!({"issues": ["OPS-38"]});
    assert_eq!(jira.server_post("grace", "/rest/agile/1.0/backlog/issue", body.clone()).await.status, 403);
    // On Cloud each of the two has a scope.
    let (sprint, backlog) = ("/rest/agile/1.0/sprint/13/issue", "/rest/agile/1.0/backlog/issue");
    for (scope, path, status) in [
        ("write:sprint:jira-software", sprint, 204),
        ("write:sprint:jira-software", backlog, 401),
        ("write:board-scope:jira-software", backlog, 204),
        ("write:jira-work", sprint, 401),
    ] {
        assert_eq!(
            jira.cloud_post(&format!("ada {scope}"), path, body.clone()).await.status,
            status,
            "{scope}"
        );
    }
}

#[tokio::test]
async fn fields_have_numbers_of_their_own_on_each_site() {
    let jira = Jira::open().await;
    let found = async |path: &str, authorization: &str| {
        let fields = jira.send(Method::GET, path, authorization, None).await.json();
        let custom: Vec<Value> =
            fields.as_array().unwrap().iter().filter(|it| it["custom"] == true).cloned().collect();
        let shown = |it: &Value| format!("{} {}", it["id"].as_str().unwrap(), it["name"].as_str().unwrap());
        custom.iter().map(shown).collect::<Vec<_>>().join(", ").replace("customfield_", "")
    };
    let field = |site: &str| format!("/ex/jira/{site}/rest/api/3/field");
    assert_eq!(
        found(&field(NORTHWIND), "Bearer ada").await,
        "10016 Story point estimate, 10020 Sprint, 10021 Flagged, 10040 Cost centre"
    );
    assert_eq!(found(&field(TAILSPIN), "Bearer ada").await, "10007 Sprint, 10008 Flagged");
    assert_eq!(
        found("/rest/api/2/field", "Bearer demo-pat-ada").await,
        "10106 Story Points, 10020 Sprint, 10102 Flagged, 10140 Cost centre"
    );
    // A query and an answer know them as they are here, and no others.
    let cloud = "/rest/api/3/search/jql?fields=*all&jql=";
    let one = jira.cloud("ada", &format!("{cloud}cf%5B10016%5D%3D13")).await.json();
    assert_eq!(one["issues"][0]["fields"]["customfield_10016"], 13.0);
    assert!(one["issues"][0]["fields"].get("customfield_10106").is_none());
    for (query, status) in [
        ("%22Story%20point%20estimate%22%3D13", 200),
        ("%22Story%20Points%22%3D13", 400),
        ("cf%5B10106%5D%3D13", 400),
    ] {
        assert_eq!(jira.cloud("ada", &format!("{cloud}{query}")).await.status, status, "{query}");
    }
    let tailspin = format!("/ex/jira/{TAILSPIN}{cloud}cf%5B10016%5D%3D13");
    assert_eq!(jira.send(Method::GET, &tailspin, "Bearer ada", None).await.status, 400);
}
