//! What tests ask for.

use super::{Jira, NORTHWIND};
use reqwest::Method;
use serde_json::{Value, json};

#[tokio::test]
async fn faults_come_as_often_as_asked_and_the_log_tells_what_was_asked() {
    let jira = Jira::open().await;
    let faults = json!([
        {"method": "GET", "path_prefix": "/rest/api/2/myself", "kind": "status", "status": 429,
         "headers": {"Retry-After": "1"}, "times": 2},
        {"path_prefix": "/rest/api/2/project", "kind": "status", "status": 200, "body": [],
         "headers": {"X-Seraph-LoginReason": "AUTHENTICATED_FAILED"}},
        {"path_prefix": "/rest/api/2/serverInfo", "kind": "slow", "milliseconds": 1},
    ]);
    assert_eq!(jira.send(Method::POST, "/faults", "", Some(faults)).await.status, 204);
    for _ in 0..2 {
        let later = jira.server("ada", "/rest/api/2/myself").await;
        assert_eq!((later.status, later.header("retry-after"), later.text.as_str()), (429, Some("1"), ""));
    }
    assert_eq!(jira.server("ada", "/rest/api/2/myself").await.status, 200);
    let nobody = jira.server("ada", "/rest/api/2/project?expand=lead").await;
    assert_eq!((nobody.status, nobody.header("x-seraph-loginreason")), (200, Some("AUTHENTICATED_FAILED")));
    assert_eq!(jira.server("ada", "/rest/api/2/serverInfo").await.status, 200);
    let log = jira.send(Method::GET, "/log", "", None).await.json();
    let entry = |path: &str, query: &str, status: u16| json!({"method": "GET", "path": path, "query": query, "status": status});
    let myself = |status| entry("/rest/api/2/myself", "", status);
    let expected: Value = json!([
        myself(429),
        myself(429),
        myself(200),
        entry("/rest/api/2/project", "expand=lead", 200),
        entry("/rest/api/2/serverInfo", "", 200),
    ]);
    assert_eq!(log, expected);
    jira.reset().await;
    assert_eq!(jira.send(Method::GET, "/log", "", None).await.json(), json!([]));
    let unknown = json!([{"kind": "status", "colour": "red"}]);
    assert_eq!(jira.send(Method::POST, "/faults", "", Some(unknown)).await.status, 400);
}

#[tokio::test]
async fn a_lost_reply_is_a_move_that_was_made() {
    let jira = Jira::open().await;
    let faults = json!([{"method": "POST", "path_prefix": "/rest/api/2/issue/OPS-42", "kind": "lost_reply", "times": 1}]);
    jira.send(Method::POST, "/faults", "", Some(faults)).await;
    let request = jira.client.post(format!("{}/rest/api/2/issue/OPS-42/transitions", jira.base));
    let request =
        request.header("authorization", "Bearer demo-pat-ada").json(&json!({"transition": {"id": "51"}}));
    assert!(request.send().await.unwrap_err().is_request());
    let status = jira.server("ada", "/rest/api/2/issue/OPS-42?fields=status").await.json();
    assert_eq!(status["fields"]["status"]["name"], "Done");
}

#[tokio::test]
async fn a_lost_reply_is_something_new_that_is_there() {
    let jira = Jira::open().await;
    let cases = [
        ("/rest/api/2/issue/OPS-42/comment", json!({"body": "It works again."}), "comments", "total", 2),
        ("/rest/api/2/issue/OPS-42/worklog", json!({"timeSpent": "1d"}), "worklogs", "total", 2),
    ];
    for (path, body, list, total, before) in cases {
        let faults = json!([{"method": "POST", "path_prefix": path, "kind": "lost_reply"}]);
        jira.send(Method::POST, "/faults", "", Some(faults)).await;
        let request = jira.client.post(format!("{}{path}", jira.base)).bearer_auth("demo-pat-ada");
        assert!(request.json(&body).send().await.unwrap_err().is_request());
        let there = jira.server("ada", path).await.json();
        assert_eq!(there[total], before + 1, "{there}");
        assert_eq!(there[list][before]["author"]["name"], "ada");
    }
    // On Cloud the path begins with the site.
    let path = format!("/ex/jira/{NORTHWIND}/rest/api/3/issue");
    let faults = json!([{"method": "POST", "path_prefix": path, "kind": "lost_reply"}]);
    jira.send(Method::POST, "/faults", "", Some(faults)).await;
    let fields =
        json!({"project": {"key": "WEB"}, "issuetype": {"id": "10004"}, "summary": "Lost and found"});
    let request = jira.client.post(format!("{}{path}", jira.base)).bearer_auth("ada");
    assert!(request.json(&json!({"fields": fields})).send().await.unwrap_err().is_request());
    let query = "jql=summary%20~%20%22lost%20found%22%20AND%20reporter%20%3D%20currentUser()&fields=summary";
    let found = jira.cloud("ada", &format!("/rest/api/3/search/jql?{query}")).await.json();
    assert_eq!(found["issues"][0]["key"], "WEB-19");
}

#[tokio::test]
async fn a_slow_change_is_made_once_it_is_answered() {
    let jira = Jira::open().await;
    let path = "/rest/api/2/issue/OPS-42/comment";
    let faults = json!([{"method": "POST", "path_prefix": path, "kind": "slow", "milliseconds": 1}]);
    jira.send(Method::POST, "/faults", "", Some(faults)).await;
    assert_eq!(jira.server_post("ada", path, json!({"body": "Later"})).await.status, 201);
    assert_eq!(jira.server("ada", path).await.json()["total"], 3);
}

#[tokio::test]
async fn a_torn_reply_is_half_of_one_and_what_is_left_is_told() {
    let jira = Jira::open().await;
    let faults = json!([{"kind": "torn_reply"}, {"kind": "status", "status": 503}]);
    jira.send(Method::POST, "/faults", "", Some(faults)).await;
    let left = async || jira.send(Method::GET, "/faults", "", None).await.json();
    assert_eq!(left().await, json!([0, 1]));
    let torn = jira.client.get(format!("{}/rest/api/2/serverInfo", jira.base)).send().await.unwrap();
    assert_eq!(torn.status(), 200);
    assert!(torn.bytes().await.is_err(), "half of it came");
    assert_eq!(left().await, json!([1]));
    jira.reset().await;
    assert_eq!(left().await, json!([]));
}
