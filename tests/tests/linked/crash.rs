//! The cloud dies by `kill -9` in the middle of something. What others keep outlives it; nothing is half done.

use crate::{
    accounts::{self, ADA, JIRA, link_at},
    agent::Agent,
    cloud::{Answer, Cloud, Folder, client},
    gate::{Gate, Side},
    outside::Outside,
    provider::sign_in,
};
use reqwest::Method;
use serde_json::{Value, json};
use std::sync::mpsc::Receiver;
use tokio::task::{JoinHandle, spawn_blocking};

/// Sends a request whose answer may never come.
fn send(url: String, headers: &[(&str, &str)], body: &Value) -> JoinHandle<reqwest::Result<Answer>> {
    let request = client().post(url).header("content-type", "application/json").body(body.to_string());
    let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
    tokio::spawn(async move { Ok(Answer::of(request.send().await?).await) })
}

async fn reached(moment: Receiver<()>) {
    spawn_blocking(move || moment.recv().unwrap()).await.unwrap();
}

/// The kinds of the skill's records, each once for every record, without those that only count.
async fn kinds(cloud: &Cloud) -> Vec<String> {
    let records = cloud.aws().kept("jira").await;
    records.keys().map(|key| key.split('#').next().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_user_who_is_at_the_provider_comes_back_to_a_new_cloud() {
    let folder = Folder::new(&["jira"]);
    let _outside = Outside::start(&folder);
    let cloud = Cloud::on(&folder);
    Outside::introduce(&cloud).await;
    let (_, url) = cloud.begin_link("jira").await;
    let agent = Agent::open(&cloud, "jira", &url).await;
    let there = agent.depart(&cloud, "atlassian").await;
    cloud.kill();

    let cloud = Cloud::on(&folder);
    assert_eq!(kinds(&cloud).await, ["tx"]);
    let back = sign_in(&cloud, &there, ADA, "allow").await;
    assert_eq!(agent.come_back(&cloud, &back).await.status, 303);
    let location = agent.choose(&cloud, "Northwind").await;
    // The stand-in for Alexa has forgotten everything, and says so.
    assert_eq!(cloud.send(Method::GET, &location, &[], "").await.status, 400);
    assert_eq!(cloud.aws().count("jira", "link").await, 1);

    let link = link_at(&cloud, "Northwind").await;
    let linked = cloud.logged("linked", 2);
    assert_eq!((&linked[0]["again"], &linked[1]["again"]), (&json!(false), &json!(true)));
    assert_eq!(linked[0]["link"], linked[1]["link"]);
    assert_eq!(cloud.aws().count("jira", "link").await, 1);
    let heard = cloud.say("jira", "after", Some(&link), "what is blocked").await;
    assert!(heard.contains("O P S - 4 2"), "{heard}");
}

#[tokio::test]
async fn an_account_that_is_being_fetched_leaves_nothing() {
    for side in [Side::Before, Side::After] {
        let folder = Folder::new(&["jira"]);
        let outside = Outside::start(&folder);
        let cloud = Cloud::on(&folder);
        Outside::introduce(&cloud).await;
        let agent = Agent::begin(&cloud, "jira").await;
        let back = sign_in(&cloud, &agent.depart(&cloud, "atlassian").await, ADA, "allow").await;
        let fetching = outside.idp.shut("POST /oauth/token", "", side);
        let sent = tokio::spawn(client().get(&back).header("cookie", &agent.cookie).send());
        reached(fetching).await;
        cloud.kill();
        assert!(sent.await.unwrap().is_err(), "nobody is left to answer");

        let cloud = Cloud::on(&folder);
        assert_eq!(kinds(&cloud).await, ["tx"]);
        // The provider's answer was taken once; the page begins again, in the same linking.
        assert_eq!(agent.come_back(&cloud, &back).await.status, 403);
        assert_eq!(agent.show(&cloud).await["step"], "method");
        accounts::signed_in(&cloud, &agent, "Northwind").await;
        assert_eq!(cloud.aws().count("jira", "link").await, 1);
    }
}

#[tokio::test]
async fn a_credential_that_is_being_tried_leaves_nothing() {
    let folder = Folder::new(&["jira"]);
    let (address, tried) = Gate::nowhere();
    let site = JIRA.trim_start_matches("https://");
    let mut pinned = Value::Null;
    folder.replan("jira", |plan| {
        let host = &mut plan["stages"]["local"]["pinned_hosts"][site];
        pinned = std::mem::replace(host, json!({"host": {"addresses": [address]}}));
    });
    let cloud = Cloud::on(&folder);
    let agent = Agent::begin(&cloud, "jira").await;
    let (method, fields) = accounts::password();
    let nonce = agent.show(&cloud).await["nonce"].clone();
    let body = json!({"tx": agent.tx, "nonce": nonce, "method": method, "fields": fields});
    let origin = cloud.origin("jira");
    let headers = [("origin", origin.as_str()), ("cookie", agent.cookie.as_str())];
    let sent = send(format!("{origin}/link/form"), &headers, &body);
    reached(tried).await;
    cloud.kill();
    assert!(sent.await.unwrap().is_err(), "nobody is left to answer");

    folder.replan("jira", |plan| plan["stages"]["local"]["pinned_hosts"][site] = pinned);
    let cloud = Cloud::on(&folder);
    assert_eq!(kinds(&cloud).await, ["tx"]);
    // Its nonce is spent, so the same request comes to nothing; the page gets another one, and goes on.
    assert_eq!(agent.post_with(&cloud, "/link/form", body).await.status, 403);
    agent.typed(&cloud, method, fields).await;
    let mut kinds = kinds(&cloud).await;
    kinds.retain(|kind| kind != "tx");
    assert_eq!(kinds, ["account", "code", "link"]);
}

/// Kills the cloud around a move, and starts another one; what the user hears of the issue there.
async fn killed_while_moving(side: Side) -> (Cloud, Outside, String, String) {
    let folder = Folder::new(&["jira"]);
    let outside = Outside::start(&folder);
    let cloud = Cloud::on(&folder);
    Outside::introduce(&cloud).await;
    let link = link_at(&cloud, "Northwind").await;
    let asked = cloud.say("jira", "move", Some(&link), "move ops forty two to done").await;
    assert!(asked.starts_with("Move O P S - 4 2"), "{asked}");
    let moving = outside.jira.shut("POST /ex/jira/", "/issue/OPS-42/transitions", side);
    let body = json!({
        "conversation": "move", "locale": "en-US", "utterance": "yes", "link": link, "named": true,
    });
    let sent = send(format!("http://localhost:{}/api/skills/jira/turns", folder.port), &[], &body);
    reached(moving).await;
    let before = cloud.logged("linked", 1)[0]["link"].clone();
    let records = cloud.aws().records("jira").await;
    cloud.kill();
    assert!(sent.await.unwrap().is_err(), "nobody is left to answer");

    let cloud = Cloud::on(&folder);
    assert_eq!(cloud.aws().records("jira").await, records, "a move changes no record");
    let link = link_at(&cloud, "Northwind").await;
    let linked = cloud.logged("linked", 1);
    assert_eq!((&linked[0]["link"], &linked[0]["again"]), (&before, &json!(true)));
    let told = cloud.say("jira", "again", Some(&link), "tell me about ops forty two").await;
    (cloud, outside, link, told)
}

#[tokio::test]
async fn a_move_that_was_not_made_is_not_made_later() {
    let (cloud, outside, link, told) = killed_while_moving(Side::Before).await;
    assert_eq!(outside.status("OPS-42").await, "Blocked");
    assert!(told.contains("It is blocked"), "{told}");
    let asked = cloud.say("jira", "again", Some(&link), "move ops forty two to done").await;
    assert!(asked.starts_with("Move O P S - 4 2"), "{asked}");
    let done = cloud.say("jira", "again", Some(&link), "yes").await;
    assert!(done.starts_with("Done."), "{done}");
    assert_eq!(outside.status("OPS-42").await, "Done");
}

#[tokio::test]
async fn a_move_that_was_made_is_there() {
    let (_cloud, outside, _, told) = killed_while_moving(Side::After).await;
    assert_eq!(outside.status("OPS-42").await, "Done");
    assert!(told.contains("It is done"), "{told}");
}
