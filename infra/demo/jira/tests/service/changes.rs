//! Comments, work, assignees and fields that are sent.

use super::{Jira, NORTHWIND, both, document, wrong_with};
use reqwest::Method;
use serde_json::{Value, json};

const POST: Method = Method::POST;
const PUT: Method = Method::PUT;

#[tokio::test]
async fn a_comment_is_what_was_said() {
    let jira = Jira::open().await;
    // None of this is markup of the demo's.
    let said = "- see @ada, {{not code}} & https://a.example/b";
    let cloud = "/rest/api/3/issue/OPS-42/comment";
    let made = jira.ada(POST, cloud, Some(json!({"body": document(said)}))).await;
    assert_eq!((made.status, &made.json()["body"]), (201, &document(said)));
    assert_eq!(made.json()["author"]["displayName"], "Ada Lovelace");
    let heard = jira.server("ada", "/rest/api/2/issue/OPS-42/comment?orderBy=-created").await.json();
    assert_eq!((&heard["total"], &heard["comments"][0]["body"]), (&json!(3), &json!(said)));

    let made =
        jira.server_post("ada", "/rest/api/2/issue/OPS-42/comment", json!({"body": "one\r\ntwo\n\nthree"}));
    assert_eq!(made.await.status, 201);
    let heard = jira.cloud("ada", &format!("{cloud}?orderBy=-created")).await.json();
    let body = &heard["comments"][0]["body"]["content"];
    assert_eq!(
        (&body[0]["content"][1]["type"], &body[1]),
        (&json!("hardBreak"), &document("three")["content"][0])
    );
    let issue = jira.server("ada", "/rest/api/2/issue/OPS-42").await.json();
    assert_eq!(issue["fields"]["updated"], "2026-03-11T10:02:00.000+0000", "a minute for each change");
}

#[tokio::test]
async fn a_comment_that_is_none_is_refused() {
    let jira = Jira::open().await;
    let [cloud, server] = both("issue/OPS-42/comment");
    let empty = json!({"type": "doc", "version": 1, "content": []});
    for (path, body, says) in [
        (&cloud, json!("text"), "Atlassian Document"),
        (
            &cloud,
            json!({"type": "doc", "version": 1, "content": [{"type": "text", "text": "a"}]}),
            "no such block",
        ),
        (&cloud, empty, "can not be empty"),
        (&server, document("a"), "string"),
        (&server, json!(" \n"), "can not be empty"),
        (&server, Value::Null, "string"),
        (&server, json!("x".repeat(32_768)), "too long"),
    ] {
        let answer = jira.ada(POST, path, Some(json!({"body": body}))).await;
        let said = wrong_with(&answer, "comment");
        assert!(said.contains(says), "{body}: {said}");
    }
    for (body, status) in [(json!({"body": "a", "colour": "red"}), 400), (json!([]), 400)] {
        assert_eq!(jira.ada(POST, &server, Some(body)).await.status, status);
    }
    let table = json!({"type": "doc", "version": 1, "content": [{"type": "table", "content": []}]});
    assert_eq!(jira.ada(POST, &cloud, Some(json!({"body": table}))).await.status, 501);
    let body = || Some(json!({"body": "a"}));
    assert_eq!(jira.as_somebody("grace", POST, &server, body()).await.status, 403);
    assert_eq!(jira.ada(POST, "/rest/api/2/issue/OPS-999/comment", body()).await.status, 404);
    assert_eq!(jira.send(POST, "/rest/api/2/issue/WEB-12/comment", "", body()).await.status, 401);
    let web = "/rest/api/2/issue/WEB-12/comment";
    assert_eq!(jira.as_somebody("grace", POST, web, body()).await.status, 201);
    // What is not said to be JSON is not looked at.
    let plain = jira.client.post(format!("{}{server}", jira.base)).bearer_auth("demo-pat-ada").body("{}");
    let plain = super::answer(plain.send().await.unwrap()).await;
    assert_eq!((plain.status, plain.text.as_str()), (415, ""));
}

#[tokio::test]
async fn work_is_logged_in_days_hours_and_minutes() {
    let jira = Jira::open().await;
    let [cloud, server] = both("issue/OPS-42/worklog");
    for (body, spent, seconds) in [
        (json!({"timeSpent": "1d"}), "1d", 28_800),
        (json!({"timeSpent": "3h 30m", "comment": document("Looked")}), "3h 30m", 12_600),
        (json!({"timeSpentSeconds": 5400, "started": "2026-03-10T09:00:00.000+0100"}), "1h 30m", 5400),
    ] {
        let made = jira.ada(POST, &cloud, Some(body.clone())).await;
        let work = made.json();
        assert_eq!(
            (made.status, &work["timeSpent"], &work["timeSpentSeconds"]),
            (201, &json!(spent), &json!(seconds))
        );
        assert_eq!(work.get("comment"), body.get("comment"));
    }
    let all = jira.server("ada", &server).await.json();
    assert_eq!((&all["total"], &all["worklogs"][3]["comment"]), (&json!(5), &json!("Looked")));
    assert_eq!(all["worklogs"][4]["started"], "2026-03-10T08:00:00.000+0000");

    for (body, says) in [
        (json!({"timeSpent": "an hour"}), "Invalid time duration"),
        (json!({"timeSpent": "0m"}), "Invalid time duration"),
        (json!({"timeSpentSeconds": 59}), "Invalid time duration"),
        (json!({}), "must indicate"),
    ] {
        let answer = jira.ada(POST, &server, Some(body.clone())).await;
        assert!(wrong_with(&answer, "timeLogged").contains(says), "{body}");
    }
    for body in [
        json!({"timeSpent": "1d", "timeSpentSeconds": 60}),
        json!({"timeSpent": "1d", "started": "2026-03-10"}),
        json!({"timeSpent": "1d", "newEstimate": "1d"}),
    ] {
        assert_eq!(jira.ada(POST, &server, Some(body.clone())).await.status, 400, "{body}");
    }
    let answer = jira.ada(POST, &cloud, Some(json!({"timeSpent": "1d", "comment": "text"}))).await;
    assert!(wrong_with(&answer, "comment").contains("Atlassian Document"));
    let body = Some(json!({"timeSpent": "1d"}));
    assert_eq!(jira.as_somebody("grace", POST, &server, body).await.status, 403);
}

#[tokio::test]
async fn an_issue_is_given_to_somebody() {
    let jira = Jira::open().await;
    let [cloud, server] = both("issue/OPS-47/assignee");
    let assignee =
        async || jira.server("ada", "/rest/api/2/issue/OPS-47").await.json()["fields"]["assignee"].clone();
    let kim = "557058:akim0000-0000-4000-8000-000000002004";
    let done = jira.ada(PUT, &cloud, Some(json!({"accountId": kim}))).await;
    assert_eq!((done.status, done.text.as_str()), (204, ""));
    assert_eq!(assignee().await["displayName"], "Anna Kim");
    assert_eq!(jira.ada(PUT, &server, Some(json!({"name": "aberg"}))).await.status, 204);
    assert_eq!(assignee().await["displayName"], "Anna Berg");
    assert_eq!(jira.ada(PUT, &server, Some(json!({"name": null}))).await.status, 204);
    assert_eq!(assignee().await, Value::Null);
    assert_eq!(jira.ada(PUT, &server, Some(json!({"name": "-1"}))).await.status, 204);
    assert_eq!(assignee().await["name"], "ada", "she leads the project");

    let wrong = jira.ada(PUT, &server, Some(json!({"name": "olaf"}))).await;
    assert!(wrong_with(&wrong, "assignee").contains("cannot be assigned"));
    let wrong = jira.ada(PUT, &cloud, Some(json!({"accountId": "nobody"}))).await;
    assert!(wrong_with(&wrong, "assignee").contains("does not exist"));
    for (path, body) in [
        (&cloud, json!({"name": "ada"})),
        (&server, json!({"accountId": kim})),
        (&server, json!({})),
        (&server, json!({"name": 1})),
    ] {
        assert_eq!(jira.ada(PUT, path, Some(body.clone())).await.status, 400, "{path} {body}");
    }
    assert_eq!(jira.as_somebody("grace", PUT, &server, Some(json!({"name": "ada"}))).await.status, 403);
}

#[tokio::test]
async fn fields_are_set() {
    let jira = Jira::open().await;
    let [cloud, server] = both("issue/OPS-44");
    let fields = async || jira.server("ada", &server).await.json()["fields"].clone();
    let put = async |path: &str, body: Value| jira.ada(PUT, path, Some(body)).await;
    let set = json!({"priority": {"id": "5"}, "summary": "Replace the disk", "duedate": null, "customfield_10016": 3.5});
    assert_eq!(put(&cloud, json!({"fields": set})).await.status, 204);
    let now = fields().await;
    assert_eq!((&now["priority"]["name"], &now["summary"]), (&json!("Lowest"), &json!("Replace the disk")));
    assert_eq!((&now["duedate"], &now["customfield_10106"]), (&Value::Null, &json!(3.5)));

    // The flag, off and on, each with the field of its product.
    assert_eq!(put(&cloud, json!({"fields": {"customfield_10021": null}})).await.status, 204);
    assert_eq!(fields().await["customfield_10102"], Value::Null);
    let flag = json!([{"value": "Impediment"}]);
    assert_eq!(put(&server, json!({"update": {"customfield_10102": [{"set": flag}]}})).await.status, 204);
    assert_eq!(fields().await["customfield_10102"][0]["value"], "Impediment");
    let flagged =
        jira.cloud("ada", "/rest/api/3/search/jql?jql=Flagged%20%3D%20Impediment%20AND%20key%20%3D%20OPS-44");
    assert_eq!(flagged.await.json()["issues"].as_array().unwrap().len(), 1);

    let labels = json!({"labels": [{"add": "urgent"}, {"remove": "hardware"}]});
    assert_eq!(put(&server, json!({"update": labels})).await.status, 204);
    assert_eq!(fields().await["labels"], json!(["urgent"]));
    let described = json!({"description": document("A new one came.")});
    assert_eq!(put(&cloud, json!({"fields": described})).await.status, 204);
    assert_eq!(fields().await["description"], "A new one came.");
    let sprint = json!({"fields": {"customfield_10020": 14, "assignee": {"name": "yuki"}, "issuetype": {"name": "Bug"}}});
    assert_eq!(put(&server, sprint).await.status, 204);
    assert!(fields().await["customfield_10020"][0].as_str().unwrap().contains("name=Operations 9"));

    let log = jira.server("ada", &format!("{server}?expand=changelog")).await.json();
    let all = log["changelog"]["histories"].as_array().unwrap();
    let told = all.iter().map(|it| it["items"][0]["field"].as_str().unwrap()).collect::<Vec<_>>();
    for field in
        ["priority", "summary", "duedate", "Story Points", "Flagged", "labels", "description", "Sprint"]
    {
        assert!(told.contains(&field), "{field}: {told:?}");
    }
}

#[tokio::test]
async fn a_field_that_is_wrong_is_named() {
    let jira = Jira::open().await;
    let [cloud, server] = both("issue/OPS-44");
    for (path, field, value, says) in [
        (&cloud, "priority", json!({"id": "99"}), "invalid"),
        (&cloud, "priority", json!("High"), "Specify"),
        (&cloud, "description", json!("text"), "Atlassian Document"),
        (&server, "description", document("a"), "string"),
        (&server, "summary", json!("a\nb"), "newline"),
        (&server, "summary", json!(" "), "must specify"),
        (&server, "summary", json!("x".repeat(256)), "255"),
        (&server, "duedate", json!("tomorrow"), "yyyy-MM-dd"),
        (&server, "labels", json!(["a b"]), "spaces"),
        (&server, "assignee", json!({"name": "olaf"}), "cannot be assigned"),
        (&server, "status", json!({"name": "Done"}), "not on the appropriate screen"),
        (&server, "customfield_99999", json!(1), "not on the appropriate screen"),
        // The points of Cloud are nothing on Data Center.
        (&server, "customfield_10016", json!(1), "not on the appropriate screen"),
        (&server, "customfield_10106", json!("three"), "number"),
        (&server, "customfield_10102", json!([{"value": "Red"}]), "not valid"),
        (&server, "customfield_10020", json!(12), "not valid"),
    ] {
        let answer = jira.ada(PUT, path, Some(json!({"fields": {field: value}}))).await;
        let said = wrong_with(&answer, field);
        assert!(said.contains(says), "{field} {value}: {said}");
    }
    let answer =
        jira.as_somebody("grace", PUT, &server, Some(json!({"fields": {"priority": {"id": "1"}}}))).await;
    assert!(wrong_with(&answer, "priority").contains("cannot be set"));
    // Nothing is changed where one of two is wrong.
    let two = json!({"fields": {"summary": "Changed", "duedate": "never"}});
    assert_eq!(jira.ada(PUT, &server, Some(two)).await.status, 400);
    assert_eq!(jira.server("ada", &server).await.json()["fields"]["updated"], "2026-03-10T16:20:00.000+0000");
    for (body, status) in
        [(json!({}), 400), (json!({"fields": {}}), 400), (json!({"update": {"comment": [{"add": 1}]}}), 501)]
    {
        assert_eq!(jira.ada(PUT, &server, Some(body)).await.status, status);
    }
}

#[tokio::test]
async fn an_issue_of_cloud_takes_so_many_changes_at_once() {
    let jira = Jira::open().await;
    let assign = async |issue: &str| {
        let path = format!("/ex/jira/{NORTHWIND}/rest/api/3/issue/{issue}/assignee");
        jira.send(PUT, &path, "Bearer ada", Some(json!({"accountId": null}))).await
    };
    // However slow this is: some twenty fit into any two seconds, and a hundred into thirty.
    let mut refused = None;
    for _ in 0..101 {
        let answer = assign("OPS-44").await;
        if answer.status != 204 {
            refused = Some(answer);
            break;
        }
    }
    let refused = refused.unwrap();
    assert_eq!((refused.status, refused.header("ratelimit-reason")), (429, Some("jira-per-issue-on-write")));
    assert!(refused.header("retry-after").unwrap().parse::<u32>().unwrap() >= 1);
    assert_eq!(assign("OPS-47").await.status, 204, "another issue");
    assert_eq!(jira.server("ada", "/rest/api/2/issue/OPS-44").await.status, 200);
    jira.reset().await;
    assert_eq!(assign("OPS-44").await.status, 204);
}
