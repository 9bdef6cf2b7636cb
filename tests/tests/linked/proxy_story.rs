//! The story of a provider that said how long a token lives when an account was linked, and forgot it when the token was
//! refreshed: Alexa never refreshed that one.

use crate::{accounts::ADA, cloud::Cloud, provider::sign_in, proxy::SKILL};
use reqwest::Method;
use serde_json::{Value, json};

/// What a user asks.
const WORDS: &str = "what should I wear today";
/// How long the provider's tokens live, in seconds.
const LIFE: i64 = 3600;

/// Ada links her account at a skill that is registered with Alexa in a way; the link.
async fn link(cloud: &Cloud, registered: &Value) -> String {
    let begun = cloud.control(Method::POST, &format!("/api/skills/{SKILL}/links"), registered).await;
    assert_eq!(begun.status, 200, "{}", begun.text);
    let begun = begun.json();
    let back = sign_in(cloud, begun["url"].as_str().unwrap(), ADA, "allow").await;
    let landed = cloud.send(Method::GET, &back, &[], "").await;
    assert_eq!(landed.status, 200, "{}", landed.text);
    let link = begun["link"].as_str().unwrap().to_owned();
    assert_eq!(cloud.link_state(SKILL, &link).await, "linked");
    link
}

/// A token's life goes by, for everybody.
async fn pass(cloud: &Cloud, links: &[&str]) {
    for demo in ["idp", "weather"] {
        let url = format!("{}/clock", cloud.demo(demo).await);
        let kind = [("content-type", "application/json")];
        let body = json!({"advance_seconds": LIFE}).to_string();
        assert_eq!(cloud.send(Method::POST, &url, &kind, &body).await.status, 204, "{url}");
    }
    cloud.aws().pass(SKILL, LIFE).await;
    for link in links {
        let due = format!("/api/skills/{SKILL}/links/{link}/due");
        assert_eq!(cloud.control(Method::POST, &due, &json!({})).await.status, 200);
    }
}

/// Whether the user is told what they asked for; else they are asked to link their account.
async fn is_told(cloud: &Cloud, hour: u32, link: &str) -> bool {
    let turn = cloud.turn(SKILL, &format!("{link} {hour}"), Some(link), WORDS).await;
    let asked_to_link = turn["card"] == "LinkAccount";
    assert!(asked_to_link || turn["speech"].as_str().is_some_and(|it| it.contains("Berlin")), "{turn:#}");
    !asked_to_link
}

#[tokio::test]
async fn a_forgetful_provider_unlinks_everybody_unless_the_proxy_stands_before_it() {
    let cloud = Cloud::start(&[SKILL]);
    let alone = link(&cloud, &json!({"direct": true})).await;
    let default = link(&cloud, &json!({"direct": true, "default_expires_in": LIFE})).await;
    let proxied = link(&cloud, &json!({})).await;
    let all = [alone.as_str(), &default, &proxied];
    for hour in 0..12 {
        if hour > 0 {
            pass(&cloud, &all).await;
        }
        // The first token is refreshed by all: of that one the provider says how long it lives.
        assert_eq!(is_told(&cloud, hour, &alone).await, hour < 2, "in hour {hour}, without the proxy");
        assert!(is_told(&cloud, hour, &default).await, "in hour {hour}, with a default of Alexa's own");
        assert!(is_told(&cloud, hour, &proxied).await, "in hour {hour}, through the proxy");
    }
    let refreshed = cloud.logged("token_answered", 12);
    assert!(refreshed.iter().all(|it| it["error"].is_null()), "{refreshed:?}");
    assert_eq!(cloud.troubles(), Vec::<String>::new());
}

#[tokio::test]
async fn without_an_account_there_is_a_card_and_nothing_of_the_proxy_is_kept() {
    let cloud = Cloud::start(&[SKILL]);
    let turn = cloud.turn(SKILL, "stranger", None, WORDS).await;
    assert_eq!(turn["card"], "LinkAccount", "{turn:#}");
    let link = link(&cloud, &json!({})).await;
    assert!(is_told(&cloud, 0, &link).await);
    // Nothing but an answer that is told again for a minute.
    let kinds: Vec<_> = cloud.aws().kept(SKILL).await.into_keys().collect();
    assert!(kinds.len() == 1 && kinds[0].starts_with("flight#"), "{kinds:?}");
}
