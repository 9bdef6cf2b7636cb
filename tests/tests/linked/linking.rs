//! Linking an account at Jira, by what a browser and Alexa can send.

use crate::{
    accounts::{self, ADA, JIRA, link, link_at},
    agent::{Agent, code_of, exchange, parameter, redirect, refresh, refusal, tokens},
    cloud::{Cloud, Folder},
    function::invoke,
    outside::status,
    provider::sign_in,
};
use reqwest::Method;
use sayso_tests::{root, sayso};
use serde_json::{Value, json};

#[tokio::test]
async fn a_wrong_credential_is_refused_and_the_right_one_linked() {
    let cloud = Cloud::start(&["jira"]);
    let agent = Agent::begin(&cloud, "jira").await;
    let wrong = json!({"site": JIRA, "user": ADA.0, "secret": "babbage"});
    let answer = agent.type_in(&cloud, "password", wrong).await;
    assert_eq!(refusal(&answer), (422, "credential".to_owned()));
    let shown = agent.show(&cloud).await;
    assert_eq!(
        (&shown["step"], &shown["client"], &shown["days"]),
        (&json!("method"), &json!("Alexa"), &json!(365))
    );
    assert_eq!(cloud.aws().count("jira", "link").await, 0);

    let location = agent.typed(&cloud, "password", accounts::password().1).await;
    assert!(location.starts_with(&format!("{}?", redirect(&cloud))));
    assert_eq!(parameter(&location, "state"), "st+ate /of=ours");
    assert_eq!(parameter(&location, "iss"), cloud.origin("jira"));
    let given = tokens(&exchange(&cloud, "jira", &parameter(&location, "code")).await);
    assert_ne!(given.access, given.refresh);
    // A linking is finished once.
    assert_eq!(agent.get(&cloud, &format!("/link/tx?tx={}", agent.tx)).await.status, 403);
}

#[tokio::test]
async fn an_address_that_must_not_be_asked_is_not_asked() {
    let folder = Folder::new(&["jira"]);
    // It would answer, if it were asked.
    folder.replan("jira", |plan| {
        plan["stages"]["local"]["pinned_hosts"]["acme.atlassian.net"] = json!({"demo": "jira"});
    });
    let cloud = Cloud::on(&folder);
    let agent = Agent::begin(&cloud, "jira").await;
    let demo = cloud.demo("jira").await;
    let sites = [
        ("https://acme.atlassian.net", "a host that must be linked otherwise"),
        (&demo.replace("http:", "https:"), "no host name"),
        ("http://jira.northwind.test", "another scheme than https"),
        ("https://jira.northwind.test@127.0.0.1", "a character that has no place in it"),
    ];
    for (site, _) in sites {
        let answer = agent.type_in(&cloud, "token", json!({"site": site, "secret": "demo-pat-ada"})).await;
        assert_eq!(refusal(&answer), (422, "credential".to_owned()), "{site}");
    }
    let refused = cloud.logged("linking_refused", sites.len());
    let reasons: Vec<_> = refused.iter().map(|event| event["reason"].as_str().unwrap()).collect();
    assert_eq!(reasons, sites.map(|(_, reason)| reason));
    assert_eq!(cloud.asked_of_jira().await, Vec::<Value>::new());
    agent.typed(&cloud, "token", accounts::token().1).await;
    assert_ne!(cloud.asked_of_jira().await, Vec::<Value>::new(), "the demo writes down what it is asked");
}

#[tokio::test]
async fn a_code_that_comes_twice_ends_what_it_gave() {
    let cloud = Cloud::start(&["jira"]);
    let link = link(&cloud, "jira", accounts::token()).await;
    let mut request = cloud.turn("jira", "turn", Some(&link), "what is blocked").await["request"].clone();
    let (method, fields) = accounts::token();
    let code = code_of(&cloud, "jira", method, fields).await;
    let given = tokens(&exchange(&cloud, "jira", &code).await);
    for place in ["/context/System/user/accessToken", "/session/user/accessToken"] {
        *request.pointer_mut(place).unwrap() = json!(given.access);
    }
    let answer = invoke(&cloud, "jira", &request).await;
    assert_ne!(answer["response"]["card"]["type"], "LinkAccount", "{answer:#}");

    let refused = (400, "invalid_grant".to_owned());
    assert_eq!(refusal(&exchange(&cloud, "jira", &code).await), refused);
    assert_eq!(refusal(&refresh(&cloud, "jira", &given.refresh).await), refused);
    let answer = invoke(&cloud, "jira", &request).await;
    assert_eq!(answer["response"]["card"]["type"], "LinkAccount", "{answer:#}");
    let security = cloud.logged("security", 1);
    assert_eq!(security[0]["what"], "code_replayed");
    // What Alexa got for another code of the same account goes on.
    let turn = cloud.turn("jira", "turn", Some(&link), "what is blocked").await;
    assert_ne!(turn["card"], "LinkAccount");
}

#[tokio::test]
async fn a_refresh_whose_answer_was_lost_is_answered_alike() {
    let cloud = Cloud::start(&["jira"]);
    let (method, fields) = accounts::token();
    let code = code_of(&cloud, "jira", method, fields).await;
    let first = tokens(&exchange(&cloud, "jira", &code).await);
    let second = tokens(&refresh(&cloud, "jira", &first.refresh).await);
    let again = tokens(&refresh(&cloud, "jira", &first.refresh).await);
    assert_eq!((&second.access, &second.refresh), (&again.access, &again.refresh));
    assert_ne!(first.refresh, second.refresh);
    tokens(&refresh(&cloud, "jira", &second.refresh).await);

    // The stand-in for Alexa refreshes by itself, when it is time.
    let link = link(&cloud, "jira", accounts::token()).await;
    for _ in 0..2 {
        let due = format!("/api/skills/jira/links/{link}/due");
        assert_eq!(cloud.control(Method::POST, &due, &json!({})).await.status, 200);
        let turn = cloud.turn("jira", "turn", Some(&link), "what is blocked").await;
        assert_ne!(turn["card"], "LinkAccount");
    }
    let refreshed = cloud.logged("token_answered", 7);
    assert!(refreshed.iter().all(|event| event["error"].is_null()), "{refreshed:?}");
}

#[tokio::test]
async fn without_an_account_there_is_a_card() {
    let cloud = Cloud::start(&["jira", "workshop"]);
    for (skill, words) in [("jira", "what is blocked"), ("workshop", "what have I borrowed")] {
        let turn = cloud.turn(skill, "stranger", None, words).await;
        assert_eq!(turn["card"], "LinkAccount", "{turn:#}");
    }
    // The skill's other service needs none.
    let turn = cloud.turn("workshop", "stranger", None, "where is the lost hammer").await;
    assert_ne!(turn["card"], "LinkAccount");
    assert_eq!(turn["speech"], "The lost hammer is on the window shelf.");
}

#[tokio::test]
async fn a_linking_belongs_to_one_browser_and_a_short_time() {
    let cloud = Cloud::start(&["jira"]);
    let (agent, stranger) = (Agent::begin(&cloud, "jira").await, Agent::begin(&cloud, "jira").await);
    let (method, fields) = accounts::token();
    let back = format!("/link/callback?code=c&state={}.x", agent.tx);
    let nobody = Agent { cookie: String::new(), ..agent.clone() };
    let foreign = Agent { cookie: stranger.cookie.clone(), ..agent.clone() };
    let odd = Agent { cookie: "__Host-tx=x".to_owned(), ..agent.clone() };
    let body = json!({"nonce": agent.show(&cloud).await["nonce"], "method": method, "fields": fields});
    for browser in [&nobody, &foreign, &odd] {
        assert_eq!(browser.get(&cloud, &format!("/link/tx?tx={}", agent.tx)).await.status, 403);
        assert_eq!(browser.post_with(&cloud, "/link/form", body.clone()).await.status, 403);
        assert_eq!(browser.post_with(&cloud, "/link/provider", body.clone()).await.status, 403);
        assert!([400, 403].contains(&browser.get(&cloud, &back).await.status));
    }
    // From another page, though with the cookie.
    let url = format!("{}/link/form", cloud.origin("jira"));
    let headers = [("cookie", agent.cookie.as_str()), ("content-type", "application/json")];
    for origin in [None, Some("null"), Some("https://evil.example")] {
        let headers: Vec<_> = headers.into_iter().chain(origin.map(|origin| ("origin", origin))).collect();
        assert_eq!(
            cloud.send(Method::POST, &url, &headers, &body.to_string()).await.status,
            403,
            "{origin:?}"
        );
    }
    assert_eq!(cloud.asked_of_jira().await, Vec::<Value>::new(), "none of them got as far as Jira");

    let keys = cloud.aws().records("jira").await.into_keys().filter(|key| key.starts_with("tx#"));
    for key in keys {
        cloud.aws().expire("jira", &key).await;
    }
    let answer = agent.get(&cloud, &format!("/link/tx?tx={}", agent.tx)).await;
    assert_eq!(refusal(&answer), (403, "expired".to_owned()));
    assert_eq!(agent.post_with(&cloud, "/link/form", body).await.status, 403);
}

#[tokio::test]
async fn who_cancels_at_the_provider_may_go_on_otherwise() {
    let cloud = Cloud::start(&["jira"]);
    let agent = Agent::begin(&cloud, "jira").await;
    let there = agent.depart(&cloud, "atlassian").await;
    let back = sign_in(&cloud, &there, ADA, "deny").await;
    assert_eq!(agent.come_back(&cloud, &back).await.status, 303);
    let shown = agent.show(&cloud).await;
    assert_eq!((&shown["step"], &shown["error"]), (&json!("method"), &json!("cancelled")));
    assert_eq!(agent.come_back(&cloud, &back).await.status, 403, "an answer of the provider is taken once");
    agent.typed(&cloud, "token", accounts::token().1).await;
}

#[tokio::test]
async fn each_site_is_a_link_of_its_own() {
    let cloud = Cloud::start(&["jira"]);
    let north = link_at(&cloud, "Northwind").await;
    let tail = link_at(&cloud, "Tailspin").await;
    let again = link_at(&cloud, "Northwind").await;
    let linked = cloud.logged("linked", 3);
    assert_eq!(linked[0]["link"], linked[2]["link"]);
    assert_ne!(linked[0]["link"], linked[1]["link"]);
    let found_again: Vec<_> = linked.iter().map(|event| event["again"].as_bool().unwrap()).collect();
    assert_eq!(found_again, [false, false, true]);
    let mut heard = Vec::new();
    for link in [&north, &tail, &again] {
        heard.push(cloud.say("jira", link, Some(link), "what is blocked").await);
    }
    assert!(heard[0].contains("O P S - 4 2") && heard[0] == heard[2], "{heard:?}");
    assert!(!heard[1].contains("O P S"), "{heard:?}");
}

#[tokio::test]
async fn what_is_moved_is_moved_in_jira() {
    let cloud = Cloud::start(&["jira"]);
    let demo = cloud.demo("jira").await;
    let cloud_account = link_at(&cloud, "Northwind").await;
    let password = link(&cloud, "jira", accounts::password()).await;
    let token = link(&cloud, "jira", accounts::token()).await;
    let moves = [
        (cloud_account, "forty two", "OPS-42"),
        (password, "forty four", "OPS-44"),
        (token, "forty five", "OPS-45"),
    ];
    for (link, number, key) in moves {
        assert_eq!(status(&demo, key).await, "Blocked");
        let say = async |words: String| cloud.say("jira", &link, Some(&link), &words).await;
        let asked = say(format!("move ops {number} to done")).await;
        assert!(asked.starts_with("Move O P S"), "{asked}");
        assert_eq!(status(&demo, key).await, "Blocked", "before it is confirmed");
        let done = say("yes".to_owned()).await;
        assert!(done.starts_with("Done."), "{done}");
        assert_eq!(status(&demo, key).await, "Done");
        let told = say(format!("tell me about ops {number}")).await;
        assert!(told.contains("It is done"), "{told}");
    }
}

#[test]
fn the_command_links_every_account() {
    for account in ["cloud", "datacenter", "token"] {
        let linked = format!("--linked={account}");
        let spoken =
            ["what is blocked", "next", "move the first one to done", "yes", "what is blocked", "next"];
        let arguments = [["say", "--skill", "jira", linked.as_str()].as_slice(), &spoken].concat();
        let said = sayso::succeed(&root(), &arguments);
        assert!(said.contains(&format!("# linked: {account}\n")), "{said}");
        assert!(said.contains("Done. O P S - 4 7 is done now."), "{said}");
        let again = said.rsplit_once("You: what is blocked").unwrap().1;
        assert!(!again.contains("O P S - 4 7"), "{said}");
    }
}
