//! The ways in which an account is unlinked: by its owner on the page, and by disabling the skill.

use crate::{
    accounts::{self, ADA, JIRA, link, link_at},
    agent::{Agent, code_of, exchange, refresh, refusal, tokens},
    cloud::{Answer, Cloud},
    provider::sign_in,
};
use reqwest::Method;
use serde_json::{Value, json};

/// The links that an answer shows.
fn links(answer: &Answer) -> Vec<Value> {
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json()["links"].as_array().unwrap().clone()
}

async fn has_card(cloud: &Cloud, link: &str) -> bool {
    cloud.turn("jira", link, Some(link), "what is blocked").await["card"] == "LinkAccount"
}

/// The kinds of a skill's records that are about accounts.
async fn kinds(cloud: &Cloud) -> Vec<String> {
    let records = cloud.aws().records("jira").await;
    let kinds = records.keys().map(|key| key.split('#').next().unwrap().to_owned());
    let mut kinds: Vec<String> = kinds
        .filter(|kind| ["account", "family", "families", "link", "profile", "user"].contains(&kind.as_str()))
        .collect();
    kinds.dedup();
    kinds
}

#[tokio::test]
async fn who_proves_an_account_again_sees_its_links_and_can_end_them() {
    let cloud = Cloud::start(&["jira"]);
    let ada = link(&cloud, "jira", accounts::password()).await;
    let same = link(&cloud, "jira", accounts::token()).await;
    let grace =
        link(&cloud, "jira", ("password", json!({"site": JIRA, "user": "grace", "secret": "hopper-1906"})))
            .await;
    for link in [&ada, &same, &grace] {
        assert!(!has_card(&cloud, link).await);
    }
    let agent = Agent::manage(&cloud, "jira").await;
    let shown = agent.show(&cloud).await;
    assert_eq!(
        (&shown["purpose"], &shown["step"], &shown["links"]),
        (&json!("manage"), &json!("method"), &json!([]))
    );
    assert!(shown["client"].is_null());
    // Nobody sees anything who has not proved the account.
    let wrong =
        agent.type_in(&cloud, "password", json!({"site": JIRA, "user": ADA.0, "secret": "babbage"})).await;
    assert_eq!(refusal(&wrong), (422, "credential".to_owned()));
    assert_eq!(agent.show(&cloud).await["links"], json!([]));

    let answer = agent.type_in(&cloud, "password", accounts::password().1).await;
    let found = links(&answer);
    assert_eq!(found.len(), 1, "an account at a site is one link: {found:?}");
    let (of_ada, id) = (&found[0], found[0]["id"].as_str().unwrap().to_owned());
    assert_eq!((&of_ada["site"], &of_ada["owner"]), (&json!(JIRA), &json!("Ada Lovelace")));
    assert!(of_ada["created"].is_i64() && of_ada["used"].is_i64(), "{of_ada}");
    assert!(answer.json()["location"].is_null(), "no code comes out of it");
    assert_eq!(cloud.aws().count("jira", "code").await, 3, "the codes of the linkings");
    let text = answer.text.clone();
    assert!(!text.contains(ADA.1) && !text.contains("credential"), "{text}");

    // Only what was shown can be ended.
    let of_grace = {
        let agent = Agent::manage(&cloud, "jira").await;
        let fields = json!({"site": JIRA, "user": "grace", "secret": "hopper-1906"});
        links(&agent.type_in(&cloud, "password", fields).await)[0]["id"].as_str().unwrap().to_owned()
    };
    for other in [of_grace.as_str(), "made-up", ""] {
        let answer = agent.post(&cloud, "/link/revoke", json!({"link": other})).await;
        assert_eq!(refusal(&answer), (422, "link".to_owned()), "{other}");
    }
    assert_eq!(links(&agent.post(&cloud, "/link/revoke", json!({"link": id})).await), Vec::<Value>::new());
    assert!(has_card(&cloud, &ada).await && has_card(&cloud, &same).await, "every token of it is dead");
    assert!(!has_card(&cloud, &grace).await);
    let unlinked = cloud.logged("unlinked", 1);
    assert_eq!(
        (&unlinked[0]["by"], &unlinked[0]["whole"], &unlinked[0]["link"]),
        (&json!("user"), &json!(true), &json!(id))
    );
    for kind in ["link", "account", "families"] {
        assert_eq!(cloud.aws().count("jira", kind).await, 1, "{kind}: Grace's alone is left");
    }
    // It can be linked anew, and is another link.
    let again = link(&cloud, "jira", accounts::password()).await;
    assert!(!has_card(&cloud, &again).await);
    assert_ne!(cloud.logged("linked", 4)[3]["link"], id);
}

#[tokio::test]
async fn a_signed_in_account_is_shown_site_by_site() {
    let cloud = Cloud::start(&["jira"]);
    let (north, tail) = (link_at(&cloud, "Northwind").await, link_at(&cloud, "Tailspin").await);
    let agent = Agent::manage(&cloud, "jira").await;
    let back = sign_in(&cloud, &agent.depart(&cloud, "atlassian").await, ADA, "allow").await;
    assert_eq!(agent.come_back(&cloud, &back).await.status, 303);
    let shown = agent.show(&cloud).await;
    assert_eq!(shown["step"], "site", "{shown}");
    let site = shown["sites"].as_array().unwrap().iter().find(|site| site["name"] == "Tailspin").unwrap();
    let answer = agent.post(&cloud, "/link/site", json!({"site": site["id"]})).await;
    let found = links(&answer);
    assert_eq!((found.len(), &found[0]["site"]), (1, &json!("Tailspin")));
    let answer = agent.post(&cloud, "/link/revoke", json!({"link": found[0]["id"]})).await;
    assert_eq!(links(&answer), Vec::<Value>::new());
    assert!(has_card(&cloud, &tail).await && !has_card(&cloud, &north).await);
}

#[tokio::test]
async fn a_token_of_a_link_that_was_ended_is_dead_at_once_everywhere() {
    let cloud = Cloud::start(&["jira"]);
    let linked = link(&cloud, "jira", accounts::token()).await;
    let (method, fields) = accounts::token();
    let given = tokens(&exchange(&cloud, "jira", &code_of(&cloud, "jira", method, fields).await).await);
    // Several processes have it in their memory, with the opened data key.
    let warm = (0..6)
        .map(async |at| cloud.say("jira", &format!("warm {at}"), Some(&linked), "what is blocked").await);
    assert!(futures_util::future::join_all(warm).await.iter().all(|heard| heard.contains("O P S")));
    let agent = Agent::manage(&cloud, "jira").await;
    let id = links(&agent.type_in(&cloud, "token", accounts::token().1).await)[0]["id"].clone();
    assert_eq!(agent.post(&cloud, "/link/revoke", json!({"link": id})).await.status, 200);
    let asked = cloud.asked_of_jira().await.len();
    let turns = (0..6).map(async |at| {
        cloud.turn("jira", &format!("after {at}"), Some(&linked), "what is blocked").await["card"].clone()
    });
    assert!(futures_util::future::join_all(turns).await.iter().all(|card| card == "LinkAccount"));
    assert_eq!(cloud.asked_of_jira().await.len(), asked, "nothing is asked with a credential that is gone");
    assert_eq!(refusal(&refresh(&cloud, "jira", &given.refresh).await), (400, "invalid_grant".to_owned()));
}

/// The user disables the skill.
async fn disable(cloud: &Cloud, link: &str) -> Answer {
    cloud.control(Method::DELETE, &format!("/api/skills/jira/links/{link}"), &json!({})).await
}

/// The event once more, as it comes where it was answered by an error.
async fn disabled_again(cloud: &Cloud, link: Option<&str>) -> Answer {
    let body = json!({"type": "SkillDisabled", "link": link});
    cloud.control(Method::POST, "/api/skills/jira/events", &body).await
}

#[tokio::test]
async fn who_disables_the_skill_is_unlinked_by_an_event_without_a_token() {
    let cloud = Cloud::start(&["jira"]);
    let (kitchen, bedroom) =
        (link(&cloud, "jira", accounts::token()).await, link(&cloud, "jira", accounts::token()).await);
    cloud.say("jira", "profile", Some(&kitchen), "my project is payments").await;
    assert_eq!(kinds(&cloud).await, ["account", "families", "family", "link", "profile", "user"]);
    // One of two enablements of the same account: its family ends, the link is the other one's too.
    let answer = disable(&cloud, &kitchen).await;
    assert_eq!((answer.status, &answer.json()["error"]), (200, &Value::Null), "{}", answer.text);
    assert_eq!(cloud.aws().count("jira", "family").await, 1);
    assert!(!has_card(&cloud, &bedroom).await);
    let before = cloud.aws().records("jira").await;
    for link in [Some(kitchen.as_str()), None] {
        let sent = disabled_again(&cloud, link).await;
        assert_eq!(sent.status, 200, "{}", sent.text);
        assert!(!sent.json()["request"].to_string().contains("accessToken"), "it carries no token");
    }
    assert_eq!(cloud.aws().records("jira").await, before, "twice, and of a stranger: nothing more");
    // A code for a link may be under way for a minute after its linking; then the last family ends it.
    cloud.aws().pass("jira", 61).await;
    assert_eq!(disable(&cloud, &bedroom).await.status, 200);
    assert_eq!(kinds(&cloud).await, Vec::<String>::new(), "nothing is left of the account");
    let unlinked = cloud.logged("unlinked", 2);
    let ends: Vec<_> = unlinked
        .iter()
        .map(|event| (event["by"].as_str().unwrap(), event["whole"].as_bool().unwrap()))
        .collect();
    assert_eq!(ends, [("disabled", false), ("disabled", true)]);
    assert_eq!(unlinked[0]["link"], cloud.logged("linked", 2)[0]["link"]);
}

#[tokio::test]
async fn an_event_that_could_not_be_carried_out_is_sent_again() {
    let cloud = Cloud::start(&["jira"]);
    let linked = link(&cloud, "jira", accounts::token()).await;
    cloud.aws().pass("jira", 61).await;
    for action in ["GetItem", "DeleteItem", "UpdateItem", "TransactWriteItems"] {
        cloud.faults(json!([{"service": "dynamodb", "action": action, "kind": "internal"}])).await;
        let sent = disabled_again(&cloud, Some(&linked)).await;
        cloud.faults(json!([])).await;
        // An answer would say that it was done, and Alexa would never come again.
        if cloud.aws().count("jira", "user").await > 0 {
            assert_ne!((sent.status, &sent.json()["response"]), (200, &json!({})), "{action}: {}", sent.text);
        }
    }
    let sent = disabled_again(&cloud, Some(&linked)).await;
    assert_eq!(sent.status, 200, "{}", sent.text);
    assert_eq!(kinds(&cloud).await, Vec::<String>::new());
}
