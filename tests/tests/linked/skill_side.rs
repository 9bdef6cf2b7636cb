//! The function `skill`, asked by who is not Alexa, and answered by who means no good.

use crate::{
    accounts::{self, link},
    agent::{Agent, code_of, exchange, tokens},
    cloud::{Cloud, Folder},
    function::{invoke, invoke_as, with_token},
    scan::{Canary, in_lines},
    site::{HOST, Site},
};
use axum::{Json, Router, routing::get};
use reqwest::Method;
use serde_json::{Value, json};
use tokio::net::TcpListener;

#[tokio::test]
async fn a_request_that_is_for_another_skill_is_refused() {
    let cloud = Cloud::start(&["jira"]);
    let linked = link(&cloud, "jira", accounts::token()).await;
    let request = cloud.turn("jira", "turn", Some(&linked), "what is blocked").await["request"].clone();
    let (method, fields) = accounts::token();
    let given = tokens(&exchange(&cloud, "jira", &code_of(&cloud, "jira", method, fields).await).await);
    let request = with_token(&request, &given.access);
    let own = request["context"]["System"]["application"]["applicationId"].as_str().unwrap().to_owned();
    let asked = cloud.asked_of_jira().await.len();
    let before = cloud.aws().kept("jira").await;
    for other in ["amzn1.ask.skill.another", "", &own.to_uppercase(), &format!("{own} ")] {
        let answer = invoke_as(&cloud, "jira", Some(other), &request).await;
        assert!(answer["response"].is_null() && answer["errorType"].is_string(), "{other}: {answer:#}");
    }
    // A stack without a skill id refuses everything.
    let answer = invoke_as(&cloud, "jira", None, &request).await;
    assert!(answer["response"].is_null() && answer["errorType"].is_string(), "{answer:#}");
    assert_eq!(cloud.asked_of_jira().await.len(), asked);
    assert_eq!(cloud.aws().kept("jira").await, before);
    let answer = invoke(&cloud, "jira", &request).await;
    assert!(
        answer["response"]["outputSpeech"]["ssml"].as_str().unwrap().contains("These are blocked"),
        "{answer:#}"
    );
}

#[tokio::test]
async fn what_others_wrote_is_spoken_as_text() {
    let folder = Folder::new(&["jira"]);
    let site = Site::start(&folder);
    let cloud = Cloud::on(&folder);
    let hostile = "</speak><audio src=\"https://evil.example/a.mp3\"/>&lt;break time='9s'/> ]]> \u{202e}{found.key} <say-as>";
    let issue = json!({
        "key": "OPS-42", "displayName": "Ada", "name": "ada",
        "fields": {"summary": hostile, "status": {"name": hostile}, "assignee": {"displayName": hostile}, "description": hostile},
        "total": 1,
    });
    let mut whole = issue.clone();
    whole["issues"] = json!([issue]);
    site.answers_with(&whole.to_string());
    let linked =
        link(&cloud, "jira", ("token", json!({"site": HOST, "secret": "a-personal-access-token"}))).await;
    // The site knows no projects, so that a key is asked back.
    for said in [&["what is blocked"][..], &["tell me about ops forty two", "yes"]] {
        let mut turn = json!({});
        for words in said {
            turn = cloud.turn("jira", said[0], Some(&linked), words).await;
        }
        let ssml = turn["response"]["response"]["outputSpeech"]["ssml"].as_str().unwrap().to_owned();
        assert!(ssml.contains("evil.example"), "it is spoken: {ssml}");
        // The pause is the skill's own.
        let foreign = ssml.replace("{found.key}", "").replace(r#"<break time="400ms"/>"#, "");
        for tag in ["<audio", "<break", "<say-as>", "</speak><", "{found"] {
            assert!(!foreign.contains(tag), "{tag}: {ssml}");
        }
        assert_eq!(ssml.matches("<speak>").count(), 1);
        assert!(ssml.ends_with("</speak>"));
    }
    // A value of the user's stays one operand of the query.
    let turn = cloud.turn("jira", "slot", Some(&linked), "what is blocked in operations").await;
    let code =
        code_of(&cloud, "jira", "token", json!({"site": HOST, "secret": "a-personal-access-token"})).await;
    let mut request = with_token(&turn["request"], &tokens(&exchange(&cloud, "jira", &code).await).access);
    site.got();
    let slot = request.pointer_mut("/request/intent/slots/project").unwrap();
    let injected = "OPS\" OR project = \"PAY";
    replace(slot, "OPS", injected);
    assert!(slot.to_string().contains("PAY"), "{slot:#}");
    let answer = invoke(&cloud, "jira", &request).await;
    assert!(answer["response"].is_object(), "{answer:#}");
    let got = site.got();
    let line = got.iter().find(|got| got.line.contains("/search")).unwrap_or_else(|| panic!("{got:?}"));
    let url = reqwest::Url::parse(&format!("https://x{}", line.line.trim_start_matches("GET "))).unwrap();
    let jql = url.query_pairs().find(|(name, _)| name == "jql").unwrap().1.into_owned();
    assert!(jql.contains(r#"project = "OPS\" OR project = \"PAY""#), "{jql}");
}

/// Replaces a text wherever it stands.
fn replace(value: &mut Value, from: &str, to: &str) {
    match value {
        Value::String(text) if text == from => to.clone_into(text),
        Value::Array(all) => all.iter_mut().for_each(|it| replace(it, from, to)),
        Value::Object(all) => all.values_mut().for_each(|it| replace(it, from, to)),
        _ => {}
    }
}

/// A workshop whose tools are used less than never, which the fixture's stub takes for impossible.
async fn broken_workshop(name: &'static str) -> String {
    let shelf = json!({"id": "bench", "name": name, "room": {"name": "garage"}, "kind": "saw", "open": true});
    let shelves = json!({"items": [shelf]});
    let tools = json!({"items": [{"id": "saw", "name": name, "kind": "saw", "uses": -1, "shelf": name}]});
    let app = Router::new()
        .route("/shelves", get(async move || Json(shelves)))
        .route("/shelves/{shelf}/tools", get(async move || Json(tools)));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, app).await });
    format!("http://{address}")
}

#[tokio::test]
async fn a_panic_says_where_it_was_and_nothing_of_what_it_was_about() {
    let canary = "canary-of-a-tool-7d21";
    let url = broken_workshop(canary).await;
    let folder = Folder::new(&["workshop"]);
    folder.replan("workshop", |plan| {
        plan["stages"]["local"]["services"]["workshop"] = json!({"url": url});
    });
    let cloud = Cloud::on(&folder);
    let turn = cloud.turn("workshop", "panic", None, "what is the average use").await;
    assert!(turn["speech"].as_str().is_some_and(|speech| !speech.is_empty()), "{turn:#}");
    assert!(!turn["response"].to_string().contains(canary), "{turn:#}");
    let panicked = cloud.logged("panicked", 1);
    assert!(panicked[0]["place"].as_str().unwrap().contains("average_use.rs"), "{panicked:?}");
    // The process goes on.
    let again = cloud.turn("workshop", "panic again", None, "what is the average use").await;
    assert_eq!(again["speech"], turn["speech"]);
    let lines = cloud.end();
    assert_eq!(in_lines(&lines, &[Canary::new("the tool", canary)]), Vec::<String>::new());
    assert!(!lines.iter().any(|line| line.contains("errorType")), "the invocation did not fail");
}

#[tokio::test]
async fn what_a_defender_wants_to_know_is_written_down_with_random_ids_only() {
    let cloud = Cloud::start(&["jira"]);
    let linked = link(&cloud, "jira", accounts::token()).await;
    cloud.turn("jira", "turn", Some(&linked), "what is blocked").await;
    let agent = Agent::begin(&cloud, "jira").await;
    agent
        .type_in(&cloud, "password", json!({"site": accounts::JIRA, "user": "ada", "secret": "wrong-canary"}))
        .await;
    agent.post_with(&cloud, "/link/form", json!({"nonce": "made-up", "method": "token"})).await;
    let answer = cloud.control(Method::DELETE, &format!("/api/skills/jira/links/{linked}"), &json!({})).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let ids: Vec<String> =
        cloud.logged("linked", 1).iter().map(|event| event["link"].as_str().unwrap().to_owned()).collect();
    for event in ["invoked", "answered", "linking_refused", "token_answered", "unlinked"] {
        assert!(!cloud.logged(event, 1).is_empty(), "{event}");
    }
    assert_eq!(cloud.logged("unlinked", 1)[0]["link"], ids[0].as_str());
    // An id of the log leads nowhere: it is no token, and a hash of nothing.
    let records = cloud.aws().records("jira").await;
    for id in ids {
        assert!(id.len() >= 20, "{id}");
        assert!(records.keys().all(|key| !key.starts_with("account#") || !key.contains(&id)));
    }
    let lines = cloud.end();
    let hashes: Vec<String> = records
        .keys()
        .filter_map(|key| Some(key.split_once('#')?.1.to_owned()))
        .filter(|it| it.len() == 64)
        .collect();
    assert!(!hashes.is_empty());
    let functions = lines.iter().filter(|line| line.contains("function_log"));
    for line in functions {
        assert!(!hashes.iter().any(|hash| line.contains(hash)), "derived from a secret: {line}");
        assert!(!line.contains("wrong-canary") && !line.contains("ada"), "{line}");
    }
}
