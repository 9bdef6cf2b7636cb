//! The steps between the page and the function `link`, by what a page of another site, another browser or somebody
//! impatient can send.

use crate::{
    accounts::{self, ADA, JIRA},
    agent::{Agent, FORM, VERIFIER, authorize, encoded, form, parameter, refusal, request},
    cloud::{Answer, Cloud, Folder, household, send},
    provider::sign_in,
    site::{HOST, Site},
};
use reqwest::Method;
use serde_json::{Value, json};
use std::{collections::BTreeSet, time::Instant};

/// Another POST of the page with the nonce of an answer.
async fn with_nonce_of(answer: &Answer, agent: &Agent, cloud: &Cloud, fields: Value) -> Answer {
    let body = json!({"nonce": answer.json()["nonce"], "method": "password", "fields": fields});
    agent.post_with(cloud, "/link/form", body).await
}

fn typed(user: &str, secret: &str) -> Value {
    json!({"site": JIRA, "user": user, "secret": secret})
}

#[tokio::test]
async fn a_credential_is_taken_from_the_body_of_a_post_only() {
    let cloud = Cloud::start(&["jira"]);
    let agent = Agent::begin(&cloud, "jira").await;
    let nonce = agent.show(&cloud).await["nonce"].as_str().unwrap().to_owned();
    let (user, secret) = ADA;
    let query = form(&[
        ("tx", &agent.tx),
        ("nonce", &nonce),
        ("method", "password"),
        ("site", JIRA),
        ("user", user),
        ("secret", secret),
    ]);
    let body = json!({"tx": agent.tx, "nonce": nonce, "method": "password", "fields": typed(user, secret)});
    let (origin, url) = (cloud.origin("jira"), format!("{}/link/form", cloud.origin("jira")));
    let json = [
        ("origin", origin.as_str()),
        ("cookie", agent.cookie.as_str()),
        ("content-type", "application/json"),
    ];
    let before = cloud.aws().kept("jira").await;
    for (method, url, body) in [
        (Method::GET, format!("{url}?{query}"), String::new()),
        (Method::GET, url.clone(), body.to_string()),
        (Method::POST, format!("{url}?{query}"), String::new()),
        (Method::POST, format!("{url}?{query}"), body.to_string()),
        (Method::PUT, url.clone(), body.to_string()),
    ] {
        let answer = send(&agent.client, method.clone(), &url, &json, &body).await;
        assert!([400, 404, 405].contains(&answer.status), "{method} {url}: {}", answer.status);
        assert!(!answer.text.contains(secret));
    }
    // As a page of another site can send it without being asked: a form.
    for kind in [FORM, "text/plain", "multipart/form-data; boundary=x", ""] {
        let headers = [json[0], json[1], ("content-type", kind)];
        let answer = send(&agent.client, Method::POST, &url, &headers, &body.to_string()).await;
        assert_eq!(answer.status, 415, "{kind}");
    }
    assert_eq!(cloud.aws().kept("jira").await, before, "nothing is stored");
    assert_eq!(cloud.asked_of_jira().await, Vec::<Value>::new());
    assert_eq!(send(&agent.client, Method::POST, &url, &json, &body.to_string()).await.status, 200);
}

#[tokio::test]
async fn every_answer_forbids_what_no_answer_needs() {
    let cloud = Cloud::start(&["jira"]);
    let agent = Agent::begin(&cloud, "jira").await;
    let origin = cloud.origin("jira");
    let plan = &std::fs::read(sayso_tests::root().join("infra/app/generated/jira/plan.json")).unwrap();
    let plan: Value = serde_json::from_slice(plan).unwrap();
    let mut answers = Vec::new();
    for route in plan["routes"].as_array().unwrap() {
        let (method, path) = (route["method"].as_str().unwrap(), route["path"].as_str().unwrap());
        let url = format!("{origin}{path}");
        let method: Method = method.parse().unwrap();
        let headers = [
            ("origin", origin.as_str()),
            ("cookie", agent.cookie.as_str()),
            ("content-type", "application/json"),
        ];
        for headers in [&headers[..], &headers[1..], &[]] {
            for body in ["{}", "", "x"] {
                let body = if method == Method::GET { "" } else { body };
                answers.push((
                    format!("{method} {path}"),
                    send(&household(), method.clone(), &url, headers, body).await,
                ));
            }
        }
        let answer = send(&household(), method.clone(), &format!("{url}?x=1&x=1"), &[], "").await;
        answers.push((format!("{method} {path}?"), answer));
    }
    let show = format!("{origin}/link/tx?tx={}", agent.tx);
    answers.push(("tx".to_owned(), agent.get(&cloud, show.strip_prefix(&origin).unwrap()).await));
    answers.push((
        "authorize".to_owned(),
        agent
            .get(&cloud, authorize(&cloud, "jira", &request(&cloud, "jira")).strip_prefix(&origin).unwrap())
            .await,
    ));
    answers.push((
        "a wrong credential".to_owned(),
        agent.type_in(&cloud, "password", typed("nobody", "babbage")).await,
    ));
    let form_of_a_form = [("origin", origin.as_str()), ("content-type", FORM)];
    let answer =
        send(&household(), Method::POST, &format!("{origin}/link/form"), &form_of_a_form, "x=1").await;
    answers.push(("a form".to_owned(), answer));
    for path in ["/oauth/token", "/oauth/revoke", "/oauth/introspect"] {
        let body = "grant_type=refresh_token&client_id=alexa-jira&client_secret=guess&token=x";
        let answer =
            send(&household(), Method::POST, &format!("{origin}{path}"), &[("content-type", FORM)], body)
                .await;
        answers.push((path.to_owned(), answer));
    }
    for path in ["/", "/page.js", "/page.css", "/page.json", "/there-is-none"] {
        answers.push((path.to_owned(), agent.get(&cloud, path).await));
    }
    let statuses: BTreeSet<u16> = answers.iter().map(|(_, answer)| answer.status).collect();
    for status in [200, 303, 400, 401, 403, 404, 415, 422] {
        assert!(statuses.contains(&status), "{status} was not seen: {statuses:?}");
    }
    for (about, answer) in answers {
        let policy = answer.header("content-security-policy");
        assert!(
            policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"),
            "{about}: {policy:?}"
        );
        assert!(!policy.contains("unsafe"), "{about}");
        let age = answer.header("strict-transport-security").strip_prefix("max-age=");
        let age = age.and_then(|rest| rest.split(';').next()?.parse::<u32>().ok());
        assert!(age.is_some_and(|age| age >= 365 * 24 * 3600), "{about}: {age:?}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{about}");
        assert_eq!(answer.header("referrer-policy"), "no-referrer", "{about}");
        assert_eq!(answer.header("cache-control"), "no-store", "{about}");
    }
}

#[tokio::test]
async fn a_nonce_is_used_once_and_a_mistake_costs_none() {
    let cloud = Cloud::start(&["jira"]);
    let (agent, other) = (Agent::begin(&cloud, "jira").await, Agent::begin(&cloud, "jira").await);
    let good = accounts::password().1;
    // One mistake after another, each with the nonce of the answer before: none of them ends the linking.
    let mut answer = agent
        .post(&cloud, "/link/form", json!({"method": "password", "fields": typed("nobody", "typo")}))
        .await;
    let mistakes = [
        typed("somebody", "typo"),
        json!({"site": "http://x", "user": "a", "secret": "b"}),
        json!({"site": JIRA, "user": "", "secret": "b"}),
    ];
    for mistake in mistakes {
        assert_eq!(refusal(&answer), (422, "credential".to_owned()));
        answer = with_nonce_of(&answer, &agent, &cloud, mistake).await;
    }
    let unused = answer.json()["nonce"].clone();
    let post = async |agent: &Agent, nonce: Value| {
        let body = json!({"nonce": nonce, "method": "password", "fields": good});
        agent.post_with(&cloud, "/link/form", body).await
    };
    // Missing, somebody else's, made up; in any of the places where one is needed.
    let foreign = other.show(&cloud).await["nonce"].clone();
    for nonce in [foreign.clone(), json!("made-up"), json!("")] {
        assert_eq!(post(&agent, nonce.clone()).await.status, 403, "{nonce}");
        for path in ["/link/provider", "/link/site", "/link/revoke"] {
            let body = json!({"nonce": nonce, "method": "atlassian", "site": "x", "link": "x"});
            assert_eq!(agent.post_with(&cloud, path, body).await.status, 403, "{path}");
        }
    }
    let without = json!({"method": "password", "fields": good});
    assert_eq!(agent.post_with(&cloud, "/link/form", without).await.status, 400);
    assert_eq!(cloud.aws().count("jira", "link").await, 0);
    // Nothing of that has used the agent's own, which is good once.
    let used = with_nonce_of(&answer, &agent, &cloud, typed("nobody", "typo")).await;
    assert_eq!(used.status, 422);
    assert_eq!(post(&agent, unused).await.status, 403, "it was used");
    let fresh = agent.show(&cloud).await["nonce"].clone();
    assert_eq!(post(&agent, fresh).await.status, 200);
}

#[tokio::test]
async fn whatever_is_wrong_the_answer_is_the_same() {
    let folder = Folder::new(&["jira"]);
    let site = Site::start(&folder);
    let cloud = Cloud::on(&folder);
    site.answers(crate::site::Manner::Bytes(crate::site::http("500 Oh", b"a secret of the network")));
    let own = format!("https://{HOST}");
    let wrong = [
        ("a wrong password", typed(ADA.0, "babbage")),
        ("nobody", typed("nobody", "babbage")),
        (
            "a name that no host has",
            json!({"site": "https://tracker.nowhere.zz", "user": "ada", "secret": "b"}),
        ),
        ("a server that breaks", json!({"site": own, "user": "ada", "secret": "b"})),
        ("another path of it", json!({"site": format!("{JIRA}/nothing/here"), "user": "ada", "secret": "b"})),
        ("an internal name", json!({"site": "https://vault.internal", "user": "ada", "secret": "b"})),
        ("an address of metadata", json!({"site": "https://169.254.169.254", "user": "ada", "secret": "b"})),
        ("the Lambda Runtime API", json!({"site": "https://127.0.0.1:9001", "user": "ada", "secret": "b"})),
        (
            "an open port of this machine",
            json!({"site": cloud.demo("jira").await.replace("http:", "https:"), "user": "ada", "secret": "b"}),
        ),
        ("a closed one", json!({"site": "https://127.0.0.1:9", "user": "ada", "secret": "b"})),
        (
            "a host that has to sign in",
            json!({"site": "https://acme.atlassian.net", "user": "ada", "secret": "b"}),
        ),
    ];
    let mut answers: Vec<(&str, u16, Value, Vec<String>)> = Vec::new();
    for (about, fields) in wrong {
        let agent = Agent::begin(&cloud, "jira").await;
        let nonce = agent.show(&cloud).await["nonce"].clone();
        let began = Instant::now();
        let body = json!({"nonce": nonce, "method": "password", "fields": fields});
        let answer = agent.post_with(&cloud, "/link/form", body).await;
        assert!(began.elapsed().as_millis() >= 1000, "{about}: a refusal takes whole seconds");
        let mut body = answer.json();
        assert!(body["nonce"].take().is_string(), "{about}");
        let own =
            answer.headers.iter().filter(|(name, _)| !["date", "apigw-requestid"].contains(&name.as_str()));
        let mut headers: Vec<String> = own.map(|(name, value)| format!("{name}: {value:?}")).collect();
        headers.sort();
        answers.push((about, answer.status, body, headers));
    }
    let (_, status, body, headers) = &answers[0];
    assert_eq!((*status, body), (422, &json!({"error": "credential", "nonce": null})));
    for (about, other_status, other_body, other_headers) in &answers {
        assert_eq!((status, body, headers), (other_status, other_body, other_headers), "{about}");
    }
    assert_eq!(cloud.aws().count("jira", "link").await, 0);
}

#[tokio::test]
async fn a_credential_of_any_length_arrives_as_it_was_typed() {
    let folder = Folder::new(&["jira"]);
    let site = Site::start(&folder);
    let cloud = Cloud::on(&folder);
    for length in [1, 2, 63, 255, 1024, 4095, 4096] {
        let secret: String = "pat-/+=_~.!".chars().cycle().take(length).collect();
        let agent = Agent::begin(&cloud, "jira").await;
        let code =
            parameter(&agent.typed(&cloud, "token", json!({"site": HOST, "secret": secret})).await, "code");
        assert!(!code.is_empty());
        let got = site.got();
        assert_eq!(got[0].authorization, Some(format!("Bearer {secret}")), "{length}");
    }
    let agent = Agent::begin(&cloud, "jira").await;
    let longer = json!({"site": HOST, "secret": "s".repeat(4097)});
    assert_eq!(agent.type_in(&cloud, "token", longer).await.status, 422);
    assert_eq!(site.got().len(), 0);
}

#[tokio::test]
async fn the_callback_answers_by_303_and_the_page_by_json() {
    let cloud = Cloud::start(&["jira"]);
    let agent = Agent::begin(&cloud, "jira").await;
    let departed = agent.post(&cloud, "/link/provider", json!({"method": "atlassian"})).await;
    assert_eq!((departed.status, departed.header("content-type")), (200, "application/json"));
    let there = departed.json()["location"].as_str().unwrap().to_owned();
    let back = sign_in(&cloud, &there, ADA, "allow").await;
    let answer = agent.come_back(&cloud, &back).await;
    assert_eq!((answer.status, answer.text.as_str()), (303, ""));
    let site = agent.show(&cloud).await["sites"][0]["id"].clone();
    let chosen = agent.post(&cloud, "/link/site", json!({"site": site})).await;
    assert_eq!((chosen.status, chosen.header("content-type")), (200, "application/json"));
    assert_eq!(chosen.header("location"), "", "where to go is for the page's script, not for the browser");
}

#[tokio::test]
async fn what_a_provider_answers_belongs_to_the_browser_that_asked() {
    let cloud = Cloud::start(&["jira"]);
    let (mine, theirs) = (Agent::begin(&cloud, "jira").await, Agent::begin(&cloud, "jira").await);
    let to = mine.depart(&cloud, "atlassian").await;
    let back = sign_in(&cloud, &to, ADA, "allow").await;
    // A challenge of our own, which is not the one that Alexa sent.
    assert_eq!(parameter(&to, "code_challenge_method"), "S256");
    assert_ne!(parameter(&to, "code_challenge"), crate::agent::CHALLENGE);
    assert!(!to.contains(VERIFIER));
    let other = theirs.depart(&cloud, "atlassian").await;
    assert_ne!(parameter(&to, "state"), parameter(&other, "state"));
    let their_back = sign_in(&cloud, &other, ("grace", "hopper-1906"), "allow").await;

    // The victim's browser is made to open the attacker's answer, and the other way round.
    let before = cloud.aws().kept("jira").await;
    assert_eq!(theirs.come_back(&cloud, &back).await.status, 403);
    assert_eq!(mine.come_back(&cloud, &their_back).await.status, 403);
    let without = Agent { cookie: String::new(), ..mine.clone() };
    assert_eq!(without.come_back(&cloud, &back).await.status, 403);
    // A state that was made up, and one of this browser with another end.
    let made_up = back.replace(&encoded_state(&back), &format!("{}.x", mine.tx));
    assert_eq!(mine.come_back(&cloud, &made_up).await.status, 403);
    assert_eq!(cloud.aws().kept("jira").await, before, "nothing came of it");

    // The attacker's code with the victim's own state: the provider wants another verifier for it.
    let code = encoded(&parameter(&their_back, "code"));
    let injected = back.replace(&encoded(&parameter(&back, "code")), &code);
    let injected = injected.replace(&parameter(&back, "code"), &code);
    assert_eq!(mine.come_back(&cloud, &injected).await.status, 303);
    let shown = mine.show(&cloud).await;
    assert_eq!((&shown["step"], &shown["error"]), (&json!("method"), &json!("provider")));
    assert_eq!(cloud.aws().count("jira", "link").await, 0);
}

/// The parameter `state` as it stands in an address.
fn encoded_state(url: &str) -> String {
    let (_, after) = url.split_once("state=").unwrap();
    after.split('&').next().unwrap().to_owned()
}
