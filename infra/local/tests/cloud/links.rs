//! Account linking by the stand-in for Alexa.

use crate::project::{Project, Running, answer, linked};
use serde_json::{Value, json};

/// Begins a linking: its id, and the path with query of what the browser opens.
async fn begin(running: &Running) -> (String, String) {
    let (status, begun) = running.control("/api/skills/linked/links", &json!({})).await;
    assert_eq!(status, 200, "{begun}");
    let origin = format!("http://linked.localhost:{}", running.cloud.port());
    let path = begun["url"].as_str().unwrap().strip_prefix(&origin).unwrap().to_owned();
    assert!(path.starts_with("/oauth/authorize?"), "{path}");
    (begun["link"].as_str().unwrap().to_owned(), path)
}

/// Where the skill sends the browser: the path with query on the stand-in's origin.
async fn authorize(running: &Running, path: &str) -> String {
    let response = running.request("GET", "linked.localhost", path).send().await.unwrap();
    assert_eq!(response.status(), 303);
    let location = response.headers()["location"].to_str().unwrap().to_owned();
    let origin = format!("http://localhost:{}", running.cloud.port());
    location.strip_prefix(&origin).unwrap().to_owned()
}

pub(crate) async fn land(running: &Running, path: &str) -> (u16, String) {
    let (status, page) = answer(running.request("GET", "localhost", path)).await;
    (status, page.as_str().unwrap().to_owned())
}

pub(crate) async fn state(running: &Running, link: &str) -> Value {
    answer(running.request("GET", "localhost", &format!("/api/skills/linked/links/{link}"))).await.1
}

pub(crate) async fn link(running: &Running) -> String {
    let (link, path) = begin(running).await;
    let back = authorize(running, &path).await;
    assert_eq!(land(running, &back).await.0, 200);
    link
}

pub(crate) async fn who_am_i(running: &Running, link: Option<&str>) -> Value {
    let body = json!({ "utterance": "ask echo box who am i", "link": link });
    let (status, answer) = running.control("/api/skills/linked/turns", &body).await;
    assert_eq!(status, 200, "{answer}");
    answer
}

async fn make_due(running: &Running, link: &str) {
    let due = format!("/api/skills/linked/links/{link}/due");
    assert_eq!(running.control(&due, &json!({})).await.0, 200);
}

#[tokio::test]
async fn a_linked_user_speaks_with_a_token_that_nobody_else_sees() {
    let project = Project::new();
    let running = Running::start(&project, &["linked"]).await;
    let (link, path) = begin(&running).await;
    assert_eq!(state(&running, &link).await, json!({ "state": "open", "error": null }));
    let back = authorize(&running, &path).await;
    assert!(back.starts_with("/alexa/redirect/M1LOCAL?"), "{back}");
    let (status, page) = land(&running, &back).await;
    assert_eq!(status, 200);
    assert!(page.contains("linked is linked"), "{page}");
    assert!(!page.contains("sound-1") && !page.contains("sound."), "{page}");
    assert_eq!(state(&running, &link).await, json!({ "state": "linked", "error": null }));

    let answer = who_am_i(&running, Some(&link)).await;
    assert_eq!((&answer["speech"], &answer["card"]), (&json!("You are sound-1."), &Value::Null));
    assert_eq!(answer["request"]["session"]["user"]["accessToken"], "…");
    assert_eq!(answer["request"]["context"]["System"]["user"]["accessToken"], "…");
    let user = &answer["request"]["session"]["user"]["userId"];
    let again = who_am_i(&running, Some(&link)).await;
    assert_eq!(&again["request"]["session"]["user"]["userId"], user, "one user in every conversation");

    let answer = who_am_i(&running, None).await;
    assert_eq!((&answer["speech"], &answer["card"]), (&json!("Who knows."), &json!("LinkAccount")));
    assert!(answer["request"]["session"]["user"].get("accessToken").is_none());
    let events = format!("{:?}", running.events.lock().unwrap());
    assert!(!events.contains("sound-1") && !running.status().await.to_string().contains("sound-1"));
}

#[tokio::test]
async fn a_token_is_refreshed_before_it_expires_and_a_refused_one_unlinks() {
    let project = Project::new();
    let running = Running::start(&project, &["linked"]).await;
    let link = link(&running).await;
    make_due(&running, &link).await;
    assert_eq!(who_am_i(&running, Some(&link)).await["speech"], "You are sound-2.");
    assert_eq!(who_am_i(&running, Some(&link)).await["speech"], "You are sound-2.", "not due again");
    make_due(&running, &link).await;
    assert_eq!(who_am_i(&running, Some(&link)).await["card"], "LinkAccount");
    assert_eq!(state(&running, &link).await["state"], "failed");
    assert_eq!(who_am_i(&running, Some(&link)).await["card"], "LinkAccount");
}

#[tokio::test]
async fn a_refresh_without_an_answer_is_tried_again() {
    let project = Project::new();
    project.write("linked", &linked("flaky"));
    let running = Running::start(&project, &["linked"]).await;
    let link = link(&running).await;
    make_due(&running, &link).await;
    assert_eq!(who_am_i(&running, Some(&link)).await["speech"], "You are flaky-2.");
}

#[tokio::test]
async fn an_answer_that_does_not_fit_links_nothing() {
    let project = Project::new();
    let running = Running::start(&project, &["linked"]).await;
    let (link, path) = begin(&running).await;
    let back = authorize(&running, &path).await;
    for odd in [
        "/alexa/redirect/M1LOCAL".to_owned(),
        "/alexa/redirect/M1LOCAL?code=a&state=b".to_owned(),
        format!("{back}&code=again"),
    ] {
        assert_eq!(land(&running, &odd).await.0, 400, "{odd}");
    }
    assert_eq!(land(&running, &back.replace("M1LOCAL", "M2")).await.0, 404);
    assert_eq!(state(&running, &link).await["state"], "open");

    let foreign = back.replace("linked.localhost", "other.localhost");
    let (status, page) = land(&running, &foreign).await;
    assert_eq!((status, page.contains("another issuer")), (400, true), "{page}");
    assert_eq!(state(&running, &link).await["state"], "failed");
    assert_eq!(land(&running, &back).await.0, 400, "it is over");

    let (link, path) = begin(&running).await;
    let back = authorize(&running, &path).await.replace("code=", "error=access_denied&x=");
    let (status, page) = land(&running, &back).await;
    assert_eq!((status, page.contains("access_denied")), (400, true), "{page}");
    assert_eq!(state(&running, &link).await["error"], "the skill answered `access_denied`");
    let (status, body) = running
        .control("/api/skills/linked/turns", &json!({ "utterance": "ask echo box who am i", "link": link }))
        .await;
    assert_eq!(status, 409, "{body}");
}

#[tokio::test]
async fn a_code_of_another_linking_is_refused() {
    let project = Project::new();
    let running = Running::start(&project, &["linked"]).await;
    let (first, path) = begin(&running).await;
    let stolen = authorize(&running, &path).await;
    let (_, path) = begin(&running).await;
    let back = authorize(&running, &path).await;
    let code = |back: &str| back.split(['?', '&']).find(|it| it.starts_with("code=")).unwrap().to_owned();
    let (status, _) = land(&running, &stolen.replace(&code(&stolen), &code(&back))).await;
    assert_eq!(status, 400);
    assert_eq!(state(&running, &first).await["error"], "the token endpoint answered `invalid_grant`");
}

#[tokio::test]
async fn a_person_begins_at_the_index_page() {
    let project = Project::new();
    let running = Running::start(&project, &["one", "linked"]).await;
    let page = running.request("GET", "localhost", "/").send().await.unwrap().text().await.unwrap();
    assert!(page.contains("href=\"/link/linked\"") && !page.contains("href=\"/link/one\""), "{page}");
    let response = running.request("GET", "localhost", "/link/linked").send().await.unwrap();
    assert_eq!(response.status(), 303);
    let origin = format!("http://linked.localhost:{}/oauth/authorize?", running.cloud.port());
    assert!(response.headers()["location"].to_str().unwrap().starts_with(&origin));
    assert_eq!(answer(running.request("GET", "localhost", "/link/one")).await.0, 404);
    assert_eq!(running.control("/api/skills/one/links", &json!({})).await.0, 404);
}

#[tokio::test]
async fn a_reset_forgets_links_but_not_what_the_skill_was_started_with() {
    let project = Project::new();
    let running = Running::start(&project, &["linked"]).await;
    let before = link(&running).await;
    assert_eq!(running.control("/api/reset", &json!({})).await.0, 200);
    assert_eq!(state(&running, &before).await["error"]["message"], "`linked` has no link of that id");
    let after = link(&running).await;
    assert_eq!(who_am_i(&running, Some(&after)).await["speech"], "You are sound-1.");
}
