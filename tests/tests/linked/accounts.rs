//! Accounts at the demo backends.

use crate::{agent::Agent, cloud::Cloud, provider::sign_in};
use reqwest::Method;
use serde_json::{Value, json};

/// Where the demo of a self-hosted Jira is.
pub const JIRA: &str = "https://jira.northwind.test";
/// Ada's name and password, at Jira and at the provider.
pub const ADA: (&str, &str) = ("ada", "lovelace-1815");

/// A typed credential: the method, and what is typed.
pub type Typed = (&'static str, Value);

/// Ada's password.
pub fn password() -> Typed {
    ("password", json!({"site": JIRA, "user": ADA.0, "secret": ADA.1}))
}

/// Ada's personal access token.
pub fn token() -> Typed {
    ("token", json!({"site": JIRA, "secret": "demo-pat-ada"}))
}

/// Mara's card, at the workshop.
pub fn card() -> Typed {
    ("card", json!({"site": "https://workshop.lathe.test", "secret": "demo-card-mara"}))
}

/// Links a typed credential as Alexa's user does: the link's id at the stand-in for Alexa.
pub async fn link(cloud: &Cloud, skill: &'static str, (method, fields): Typed) -> String {
    let (link, url) = cloud.begin_link(skill).await;
    let agent = Agent::open(cloud, skill, &url).await;
    land(cloud, skill, &link, &agent.typed(cloud, method, fields).await).await;
    link
}

/// Links Ada's account at a site of the Cloud, by signing in at the provider.
pub async fn link_at(cloud: &Cloud, site: &str) -> String {
    let (link, url) = cloud.begin_link("jira").await;
    let agent = Agent::open(cloud, "jira", &url).await;
    land(cloud, "jira", &link, &signed_in(cloud, &agent, site).await).await;
    link
}

/// Goes to the provider and back, and chooses a site: where the user goes then.
pub async fn signed_in(cloud: &Cloud, agent: &Agent, site: &str) -> String {
    let there = agent.depart(cloud, "atlassian").await;
    let back = sign_in(cloud, &there, ADA, "allow").await;
    let answer = agent.come_back(cloud, &back).await;
    assert_eq!((answer.status, answer.header("location")), (303, format!("/?tx={}", agent.tx).as_str()));
    agent.choose(cloud, site).await
}

/// The user arrives at Alexa.
async fn land(cloud: &Cloud, skill: &str, link: &str, location: &str) {
    let landed = cloud.send(Method::GET, location, &[], "").await;
    assert_eq!(landed.status, 200, "{}", landed.text);
    assert_eq!(cloud.link_state(skill, link).await, "linked");
}
