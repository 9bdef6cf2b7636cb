//! Cloud.

use super::{BLOCKED, Jira, NORTHWIND, TAILSPIN, keys};
use reqwest::Method;
use serde_json::{Value, json};

#[tokio::test]
async fn who_is_not_known_to_the_provider_is_refused() {
    let jira = Jira::open().await;
    let alone = Jira::with(None).await;
    let gone = Jira::with(Some("http://127.0.0.1:1".to_owned())).await;
    let refused = json!({"code": 401, "message": "Unauthorized"});
    let paths = ["/oauth/token/accessible-resources", &format!("/ex/jira/{NORTHWIND}/rest/api/3/myself")];
    for path in paths {
        for authorization in ["", "Bearer nobody", "Basic YWRhOmxvdmVsYWNlLTE4MTU=", "Bearer demo-pat-ada"] {
            let answer = jira.send(Method::GET, path, authorization, None).await;
            assert_eq!((answer.status, answer.json()), (401, refused.clone()), "{path} {authorization}");
        }
        for jira in [&alone, &gone] {
            assert_eq!(jira.send(Method::GET, path, "Bearer ada", None).await.status, 401);
        }
    }
}

#[tokio::test]
async fn sites_are_listed_and_kept_apart() {
    let jira = Jira::open().await;
    let list = async |token: &str| {
        let path = "/oauth/token/accessible-resources";
        jira.send(Method::GET, path, &format!("Bearer {token}"), None).await.json()
    };
    let sites = list("ada").await;
    assert_eq!((&sites[0]["id"], &sites[1]["id"]), (&json!(NORTHWIND), &json!(TAILSPIN)));
    assert_eq!(sites[0]["url"], "https://northwind.atlassian.example");
    assert_eq!(sites[0]["scopes"], json!(["read:jira-work", "write:jira-work", "read:jira-user"]));
    assert_eq!(list("grace").await.as_array().unwrap().len(), 1);

    let ask = async |site: &str, token: &str| {
        let path = format!("/ex/jira/{site}/rest/api/3/project/search");
        jira.send(Method::GET, &path, &format!("Bearer {token}"), None).await
    };
    let projects = |answer: Value| {
        let values = answer["values"].as_array().unwrap().clone();
        values.iter().map(|it| it["key"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(projects(ask(NORTHWIND, "ada").await.json()), ["OPS", "PAY", "WEB"]);
    assert_eq!(projects(ask(TAILSPIN, "ada").await.json()), ["LAB"]);
    assert_eq!(projects(ask(NORTHWIND, "grace").await.json()), ["OPS", "WEB"]);
    let lately = jira.cloud("ada", "/rest/api/3/project/search?orderBy=-lastIssueUpdatedDate").await;
    assert_eq!(projects(lately.json()), ["PAY", "WEB", "OPS"]);
    let refused = ask(TAILSPIN, "grace").await;
    assert_eq!((refused.status, refused.json()["code"].clone()), (403, json!(403)));
    assert_eq!(ask("somewhere", "grace").await.status, 404);
    let other = format!("/ex/jira/{TAILSPIN}/rest/api/3/issue/OPS-42");
    assert_eq!(jira.send(Method::GET, &other, "Bearer ada", None).await.status, 404);
}

#[tokio::test]
async fn a_missing_scope_is_a_401() {
    let jira = Jira::open().await;
    let mismatch = json!({"code": 401, "message": "Unauthorized; scope does not match"});
    for (token, path) in [
        ("ada read:jira-work", "/rest/api/3/myself"),
        ("ada", "/rest/agile/1.0/board"),
        ("ada-agile", "/rest/api/3/issue/OPS-42"),
    ] {
        let answer = jira.cloud(token, path).await;
        assert_eq!((answer.status, answer.json()), (401, mismatch.clone()), "{token} {path}");
        assert_eq!(answer.header("x-failure-category"), Some("FAILURE_CLIENT_SCOPE_CHECK"));
    }
    let body = json!({"transition": {"id": "51"}});
    let moved = jira.cloud_post("ada read:jira-work", "/rest/api/3/issue/OPS-42/transitions", body).await;
    assert_eq!((moved.status, moved.json()), (401, mismatch));
}

#[tokio::test]
async fn blocked_issues_come_three_and_two() {
    let jira = Jira::open().await;
    let path = format!("/rest/api/3/search/jql?{BLOCKED}&maxResults=3&fields=summary,status&fields=assignee");
    let first = jira.cloud("ada", &path).await.json();
    assert_eq!(
        (keys(&first["issues"]), &first["isLast"]),
        (vec!["OPS-42", "OPS-44", "OPS-45"], &json!(false))
    );
    let fields: Vec<&String> = first["issues"][0]["fields"].as_object().unwrap().keys().collect();
    assert_eq!(fields, ["assignee", "status", "summary"]);
    assert_eq!(first["issues"][0]["fields"]["assignee"]["displayName"], "Ada Lovelace");

    // A move between two pages neither hides nor repeats anything.
    let body = json!({"transition": {"id": "51"}});
    assert_eq!(jira.cloud_post("ada", "/rest/api/3/issue/OPS-44/transitions", body).await.status, 204);
    let token = first["nextPageToken"].as_str().unwrap();
    let next = jira.cloud("ada", &format!("{path}&nextPageToken={token}")).await.json();
    assert_eq!((keys(&next["issues"]), &next["isLast"]), (vec!["OPS-47", "WEB-15"], &json!(true)));
    assert!(next.get("nextPageToken").is_none());

    let other = format!("/rest/api/3/search/jql?jql=project%3DOPS&nextPageToken={token}");
    assert_eq!(jira.cloud("ada", &other).await.status, 400);
    let posted = jira
        .cloud_post(
            "ada",
            "/rest/api/3/search/jql",
            json!({"jql": "key = OPS-42", "fields": ["summary"], "maxResults": 5}),
        )
        .await;
    assert_eq!(keys(&posted.json()["issues"]), ["OPS-42"]);
    let count = jira
        .cloud_post("ada", "/rest/api/3/search/approximate-count", json!({"jql": "status = Blocked"}))
        .await;
    assert_eq!(count.json(), json!({"count": 6}));
}

#[tokio::test]
async fn a_search_is_bounded_and_gives_ids_unless_asked_for_more() {
    let jira = Jira::open().await;
    let bare = jira.cloud("ada", "/rest/api/3/search/jql?jql=key%3DOPS-42").await.json();
    assert_eq!(bare, json!({"issues": [{"id": "10042"}], "isLast": true}));
    for query in ["", "?jql=", "?jql=ORDER%20BY%20created", "?jql=key%3DOPS-42&maxResults=no"] {
        assert_eq!(jira.cloud("ada", &format!("/rest/api/3/search/jql{query}")).await.status, 400, "{query}");
    }
    let unknown = jira.cloud("ada", "/rest/api/3/search/jql?jql=colour%3Dred").await;
    assert_eq!(
        unknown.json(),
        json!({"errorMessages": ["Field 'colour' does not exist or you do not have permission to view it."], "errors": {}})
    );
    for path in ["/rest/api/3/search?jql=key%3DOPS-42", "/rest/api/2/search"] {
        assert_eq!(jira.cloud("ada", path).await.status, 410, "{path}");
        assert_eq!(jira.cloud_post("ada", path, json!({})).await.status, 410, "{path}");
    }
}

#[tokio::test]
async fn an_issue_moves_along_its_workflow() {
    let jira = Jira::open().await;
    let ways = async |token: &str, key: &str| {
        let answer = jira.cloud(token, &format!("/rest/api/3/issue/{key}/transitions")).await.json();
        let ways = answer["transitions"].as_array().unwrap().clone();
        let shown =
            |way: &Value| format!("{} {} > {}", way["id"], way["name"], way["to"]["name"]).replace('"', "");
        ways.iter().map(shown).collect::<Vec<_>>()
    };
    assert_eq!(
        ways("ada", "OPS-42").await,
        ["51 Finish > Done", "61 Put back > To Do", "71 Unblock > In Progress"]
    );
    assert_eq!(ways("ada", "WEB-15").await, ["61 Resume > In Progress"]);
    assert_eq!(ways("ada", "OPS-41").await.len(), 5);
    let go = async |token: &str, key: &str, body: Value| {
        jira.cloud_post(token, &format!("/rest/api/3/issue/{key}/transitions"), body).await
    };
    let before = jira.cloud("ada", "/rest/api/3/issue/OPS-42").await.json();
    let done = go("ada", "OPS-42", json!({"transition": {"id": "51"}})).await;
    assert_eq!((done.status, done.text.as_str()), (204, ""));
    let after = jira.cloud("ada", "/rest/api/3/issue/10042?expand=changelog").await.json();
    assert_eq!(after["fields"]["status"]["name"], "Done");
    assert_eq!(after["fields"]["resolution"]["name"], "Done");
    assert_eq!(after["fields"]["customfield_10021"], Value::Null);
    assert!(after["fields"]["updated"].as_str() > before["fields"]["updated"].as_str());
    let change = &after["changelog"]["histories"][0];
    assert_eq!(
        (&change["items"][0]["fromString"], &change["items"][0]["toString"]),
        (&json!("Blocked"), &json!("Done"))
    );
    assert_eq!(change["author"]["displayName"], "Ada Lovelace");

    for body in
        [json!({"transition": {"id": "51"}}), json!({"transition": {"id": "no"}}), json!({}), json!([])]
    {
        assert_eq!(go("ada", "OPS-42", body.clone()).await.status, 400, "{body}");
    }
    assert_eq!(go("ada", "OPS-999", json!({"transition": {"id": "51"}})).await.status, 404);
    assert_eq!(
        go("ada", "OPS-42", json!({"transition": {"id": "81"}, "fields": {"labels": []}})).await.status,
        501
    );

    // Grace sees Operations, but moves nothing there; Payments she does not see.
    assert!(ways("grace", "OPS-44").await.is_empty());
    let refused = go("grace", "OPS-44", json!({"transition": {"id": "51"}})).await;
    assert_eq!(
        (refused.status, refused.problem().as_str()),
        (400, "Transition id '51' is not valid for this issue.")
    );
    assert_eq!(go("grace", "PAY-6", json!({"transition": {"id": "51"}})).await.status, 404);
    assert_eq!(jira.cloud("grace", "/rest/api/3/issue/PAY-6").await.status, 404);
    assert_eq!(go("grace", "WEB-15", json!({"transition": {"id": 61}})).await.status, 204);

    jira.reset().await;
    assert_eq!(jira.cloud("ada", "/rest/api/3/issue/OPS-42").await.json(), before);
}

#[tokio::test]
async fn texts_are_documents() {
    let jira = Jira::open().await;
    let issue = jira.cloud("ada", "/rest/api/3/issue/OPS-42?fields=description,comment").await.json();
    assert_eq!(issue["fields"]["description"]["type"], "doc");
    assert_eq!(issue["fields"]["comment"]["total"], 2);
    let comments = jira.cloud("ada", "/rest/api/3/issue/OPS-42/comment?startAt=1&maxResults=5").await.json();
    assert_eq!((&comments["total"], &comments["startAt"]), (&json!(2), &json!(1)));
    assert_eq!(comments["comments"][0]["body"]["content"][1]["content"][0]["attrs"]["text"], "@Ada Lovelace");
    assert_eq!(comments["comments"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn boards_and_sprints_need_granular_scopes() {
    let jira = Jira::open().await;
    let boards = jira.cloud("ada-agile", "/rest/agile/1.0/board?type=scrum").await.json();
    assert_eq!(
        (boards["total"].clone(), &boards["values"][0]["location"]["projectKey"]),
        (json!(2), &json!("OPS"))
    );
    let sprints = jira.cloud("ada-agile", "/rest/agile/1.0/board/1/sprint?state=active,future").await.json();
    assert_eq!((&sprints["values"][0]["id"], sprints["total"].clone()), (&json!(13), json!(2)));
    let issues = jira
        .cloud(
            "ada-agile",
            "/rest/agile/1.0/sprint/13/issue?maxResults=2&jql=status%3DBlocked%20order%20by%20key",
        )
        .await;
    let issues = issues.json();
    assert_eq!((keys(&issues["issues"]), &issues["total"]), (vec!["OPS-42", "OPS-44"], &json!(4)));
    assert!(issues["issues"][0]["fields"]["description"].is_string(), "the older API writes wiki text");
    let kanban = jira.cloud("ada-agile", "/rest/agile/1.0/board/3/sprint").await;
    assert_eq!((kanban.status, kanban.problem().as_str()), (400, "The board does not support sprints"));
}

#[tokio::test]
async fn what_the_demo_does_not_do_it_says() {
    let jira = Jira::open().await;
    for path in ["/rest/api/3/issue/OPS-42/watchers", "/rest/api/3/dashboard", "/rest/api/2/myself"] {
        let answer = jira.cloud("ada", path).await;
        assert_eq!(answer.status, 501, "{path}");
        assert!(answer.problem().starts_with("This demo"), "{path}: {}", answer.problem());
    }
    assert_eq!(jira.cloud_post("ada", "/rest/api/3/issue/OPS-42/votes", json!({})).await.status, 501);
    for path in ["/rest/api/3/spoon", "/rest/api/4/myself", "/wiki", ""] {
        assert_eq!(jira.cloud("ada", path).await.status, 404, "{path}");
    }
}

#[tokio::test]
async fn what_was_given_up_is_gone() {
    let jira = Jira::open().await;
    let gone = jira.cloud("ada", "/rest/api/3/issue/createmeta").await;
    assert_eq!(gone.status, 410);
    assert!(gone.problem().contains("/issuetypes"), "{}", gone.problem());
    // Data Center takes it for an issue.
    assert_eq!(jira.server("ada", "/rest/api/2/issue/createmeta").await.status, 404);
    // What is only advised against goes on; what is for administrators needs their scope.
    assert_eq!(keys(&jira.cloud("ada", "/rest/api/3/project").await.json()), ["OPS", "PAY", "WEB"]);
    assert_eq!(jira.cloud("ada", "/rest/api/3/priority").await.json()[0]["name"], "Highest");
    assert_eq!(jira.cloud("ada", "/rest/api/3/priority/search").await.status, 401);
    let all = jira.cloud("ada manage:jira-configuration", "/rest/api/3/priority/search").await;
    assert_eq!(all.json()["values"][4]["name"], "Lowest");
}
