//! Data Center.

use super::{Answer, BLOCKED, Jira, keys};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use reqwest::Method;
use serde_json::{Value, json};

async fn login(jira: &Jira, path: &str, username: &str, password: &str) -> Answer {
    let credential = STANDARD.encode(format!("{username}:{password}"));
    jira.send(Method::GET, path, &format!("Basic {credential}"), None).await
}

const MYSELF: &str = "/rest/api/2/myself";

#[tokio::test]
async fn a_password_or_a_token_says_who_it_is() {
    let jira = Jira::open().await;
    for answer in [jira.server("ada", MYSELF).await, login(&jira, MYSELF, "ada", "lovelace-1815").await] {
        assert_eq!(
            (answer.status, answer.header("x-ausername"), answer.header("x-seraph-loginreason")),
            (200, Some("ada"), Some("OK"))
        );
        let me = answer.json();
        assert_eq!((&me["name"], &me["displayName"]), (&json!("ada"), &json!("Ada Lovelace")));
        assert!(me.get("accountId").is_none(), "that is Cloud's");
    }
    assert_eq!(
        login(&jira, MYSELF, "grace", "hopper-1906").await.json()["emailAddress"],
        "grace@example.com"
    );
}

#[tokio::test]
async fn an_unknown_token_is_answered_as_nobody() {
    let jira = Jira::open().await;
    let refused = jira.server("nobody", MYSELF).await;
    assert_eq!((refused.status, refused.header("x-seraph-loginreason")), (401, Some("AUTHENTICATED_FAILED")));
    // What is public is answered with 200 all the same.
    let projects = jira.server("nobody", "/rest/api/2/project").await;
    assert_eq!(projects.status, 200);
    assert_eq!(projects.header("x-seraph-loginreason"), Some("AUTHENTICATED_FAILED"));
    assert_eq!(projects.header("x-ausername"), Some("anonymous"));
    assert_eq!(keys(&projects.json()), ["WEB"]);
    let nobody = jira.send(Method::GET, "/rest/api/2/search", "", None).await;
    assert_eq!((nobody.status, nobody.header("x-seraph-loginreason")), (200, None));
    assert_eq!(nobody.json()["total"], 12);
    let body = json!({"transition": {"id": "61"}});
    assert_eq!(
        jira.send(Method::POST, "/rest/api/2/issue/WEB-15/transitions", "", Some(body)).await.status,
        400
    );
    assert_eq!(jira.send(Method::GET, "/rest/api/2/issue/OPS-42", "", None).await.status, 404);
}

#[tokio::test]
async fn three_wrong_passwords_ask_for_a_captcha() {
    let jira = Jira::open().await;
    for _ in 0..2 {
        assert_eq!(login(&jira, MYSELF, "ada", "wrong").await.status, 401);
    }
    assert_eq!(login(&jira, MYSELF, "ada", "lovelace-1815").await.status, 200, "and the count begins anew");
    for _ in 0..3 {
        let refused = login(&jira, MYSELF, "ada", "wrong").await;
        assert_eq!(
            (refused.status, refused.header("x-seraph-loginreason")),
            (401, Some("AUTHENTICATED_FAILED"))
        );
        assert!(refused.header("content-type").unwrap().starts_with("text/html"));
        assert!(refused.header("www-authenticate").is_some());
    }
    let denied = login(&jira, MYSELF, "ada", "lovelace-1815").await;
    assert_eq!((denied.status, denied.header("x-seraph-loginreason")), (403, Some("AUTHENTICATION_DENIED")));
    assert!(denied.header("x-authentication-denied-reason").unwrap().starts_with("CAPTCHA_CHALLENGE"));
    assert_eq!(jira.server("ada", MYSELF).await.status, 200, "a token needs no captcha");
    assert_eq!(login(&jira, MYSELF, "grace", "hopper-1906").await.status, 200);
    jira.reset().await;
    assert_eq!(login(&jira, MYSELF, "ada", "lovelace-1815").await.status, 200);
}

#[tokio::test]
async fn blocked_issues_come_three_and_two() {
    let jira = Jira::open().await;
    let path = format!("/rest/api/2/search?{BLOCKED}&maxResults=3&fields=summary,status");
    let first = jira.server("ada", &path).await.json();
    assert_eq!(keys(&first["issues"]), ["OPS-42", "OPS-44", "OPS-45"]);
    assert_eq!((&first["startAt"], &first["maxResults"], &first["total"]), (&json!(0), &json!(3), &json!(5)));
    let next = jira.server("ada", &format!("{path}&startAt=3")).await.json();
    assert_eq!(keys(&next["issues"]), ["OPS-47", "WEB-15"]);
    let posted = json!({"jql": "status = Blocked ORDER BY key", "startAt": 3, "fields": ["summary"]});
    let posted = jira.server_post("ada", "/rest/api/2/search", posted).await.json();
    assert_eq!(keys(&posted["issues"]), ["OPS-45", "OPS-47", "PAY-6", "WEB-15"]);
    assert_eq!(jira.server("ada", "/rest/api/2/search?jql=nonsense").await.status, 400);
    assert_eq!(jira.server("ada", "/rest/api/2/search?startAt=-1").await.status, 400);
}

#[tokio::test]
async fn an_issue_moves_and_both_products_see_it() {
    let jira = Jira::open().await;
    let issue = jira.server("ada", "/rest/api/2/issue/OPS-42").await.json();
    let text = issue["fields"]["description"].as_str().unwrap();
    assert!(
        text.contains("\r\n* Small databases are fine.") && text.contains("{{quota exceeded}}"),
        "{text}"
    );
    let other = jira.server("ada", "/rest/api/2/issue/OPS-47").await.json();
    assert!(other["fields"]["description"].as_str().unwrap().contains("[~yuki]"), "{other}");
    assert!(issue["fields"]["customfield_10020"][0].as_str().unwrap().contains("name=Operations 7"));
    let body = json!({"transition": {"id": "51"}});
    assert_eq!(
        jira.server_post("ada", "/rest/api/2/issue/OPS-42/transitions", body.clone()).await.status,
        204
    );
    assert_eq!(
        jira.cloud("ada", "/rest/api/3/issue/OPS-42").await.json()["fields"]["status"]["name"],
        "Done"
    );
    let again = jira.server_post("ada", "/rest/api/2/issue/OPS-42/transitions", body.clone()).await;
    assert_eq!(again.status, 400);
    assert_eq!(jira.server_post("grace", "/rest/api/2/issue/OPS-44/transitions", body).await.status, 400);
    let ways = jira.server("grace", "/rest/api/2/issue/OPS-44/transitions").await.json();
    assert_eq!(ways["transitions"], json!([]));
}

#[tokio::test]
async fn projects_comments_and_boards_are_there() {
    let jira = Jira::open().await;
    assert_eq!(keys(&jira.server("ada", "/rest/api/2/project").await.json()), ["OPS", "PAY", "WEB"]);
    assert_eq!(keys(&jira.server("grace", "/rest/api/2/project").await.json()), ["OPS", "WEB"]);
    assert_eq!(jira.server("ada", "/rest/api/2/project/ops").await.json()["lead"]["name"], "ada");
    assert_eq!(jira.server("grace", "/rest/api/2/project/PAY").await.status, 404);
    let comments = jira.server("ada", "/rest/api/2/issue/OPS-42/comment").await.json();
    assert_eq!(comments["comments"][0]["body"], "The vendor promised an answer by Friday.");
    assert_eq!(comments["comments"][0]["author"]["name"], "tomas");
    assert_eq!(
        jira.server("ada", "/rest/agile/1.0/board/2/sprint?state=active").await.json()["values"][0]["name"],
        "Website 5"
    );
    assert_eq!(jira.server("grace", "/rest/agile/1.0/board/3").await.status, 404);
    let info = jira.server("ada", "/rest/api/latest/serverInfo").await.json();
    assert_eq!(
        (&info["deploymentType"], &info["baseUrl"]),
        (&json!("Server"), &json!("https://jira.corp.example"))
    );
    for (path, status) in
        [("/rest/api/2/search/jql", 404), ("/rest/api/2/user", 501), ("/rest/api/3/myself", 404), ("/", 404)]
    {
        assert_eq!(jira.server("ada", path).await.status, status, "{path}");
    }
    let fields = jira.server("ada", "/rest/api/2/field").await.json();
    let names: Vec<&Value> = fields.as_array().unwrap().iter().map(|field| &field["name"]).collect();
    assert!(names.contains(&&json!("Story Points")) && names.contains(&&json!("Flagged")));
}
