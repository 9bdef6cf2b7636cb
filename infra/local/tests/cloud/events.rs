//! Skill events: the skill is told that a user has linked an account, or has disabled it.

use crate::{
    links::{land, link, state, who_am_i},
    project::{Project, Running, linked},
};
use sayso_local::events::Event;
use serde_json::{Value, json};
use std::fs;

/// What the skill was told, in order.
fn told(project: &Project) -> Vec<Value> {
    let file = project.state().join("run/linked/1/events");
    let text = fs::read_to_string(file).unwrap_or_default();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn user(event: &Value) -> &str {
    event["context"]["System"]["user"]["userId"].as_str().unwrap()
}

#[tokio::test]
async fn a_skill_is_told_of_a_linking_before_it_counts_as_linked() {
    let project = Project::new();
    let running = Running::start(&project, &["linked"]).await;
    let id = link(&running).await;
    assert_eq!(state(&running, &id).await["state"], "linked");
    let events = told(&project);
    assert_eq!(events.len(), 1, "{events:?}");
    let event = &events[0];
    assert_eq!(event["request"]["type"], "AlexaSkillEvent.SkillAccountLinked");
    assert_eq!(event["request"]["body"], json!({ "accessToken": "sound-1" }));
    assert!(event.get("session").is_none() && event["request"].get("locale").is_none(), "{event}");
    let turn = who_am_i(&running, Some(&id)).await;
    assert_eq!(turn["request"]["session"]["user"]["userId"], user(event), "the user who speaks later");

    let other = link(&running).await;
    assert_eq!(state(&running, &other).await["state"], "linked");
    assert_ne!(user(&told(&project)[1]), user(event), "each enablement has a user of its own");
}

#[tokio::test]
async fn an_event_that_is_not_acknowledged_comes_again() {
    let project = Project::new();
    project.write("linked", &linked("deaf"));
    let running = Running::start(&project, &["linked"]).await;
    let id = link(&running).await;
    assert_eq!(state(&running, &id).await["state"], "linked");
    assert_eq!(told(&project).len(), 1);
    let crashed = |event: &Event| matches!(event, Event::Invoked { error: Some(_), .. });
    assert!(running.saw(crashed));
}

#[tokio::test]
async fn who_disables_the_skill_is_forgotten_and_the_skill_is_told() {
    let project = Project::new();
    let running = Running::start(&project, &["linked"]).await;
    let id = link(&running).await;
    let path = format!("/api/skills/linked/links/{id}");
    assert_eq!(running.delete(&path).await, (200, json!({ "state": "disabled", "error": null })));
    let events = told(&project);
    assert_eq!(events.len(), 2, "{events:?}");
    assert_eq!(events[1]["request"]["type"], "AlexaSkillEvent.SkillDisabled");
    assert_eq!(user(&events[1]), user(&events[0]));
    assert!(!events[1].to_string().contains("sound-1"), "a user's id and no token");
    assert_eq!(state(&running, &id).await["state"], "disabled");
    let said = json!({ "utterance": "ask echo box who am i", "link": id });
    assert_eq!(running.control("/api/skills/linked/turns", &said).await.0, 409);
    assert_eq!(running.delete(&path).await.0, 409, "once");
}

#[tokio::test]
async fn a_linking_under_way_can_not_be_disabled() {
    let project = Project::new();
    let running = Running::start(&project, &["linked"]).await;
    let (_, begun) = running.control("/api/skills/linked/links", &json!({})).await;
    let path = format!("/api/skills/linked/links/{}", begun["link"].as_str().unwrap());
    assert_eq!(running.delete(&path).await.0, 409);
    assert_eq!(running.delete("/api/skills/linked/links/none").await.0, 404);
    assert_eq!(land(&running, "/alexa/redirect/M1LOCAL?code=a").await.0, 400);
    assert_eq!(told(&project), [] as [Value; 0]);
}

#[tokio::test]
async fn an_event_can_be_sent_again_and_out_of_turn() {
    let project = Project::new();
    let running = Running::start(&project, &["linked"]).await;
    let id = link(&running).await;
    let tell = async |kind: &str, link: Option<&str>| {
        let wanted = json!({ "type": kind, "link": link });
        running.control("/api/skills/linked/events", &wanted).await
    };
    let (status, sent) = tell("SkillDisabled", Some(&id)).await;
    assert_eq!((status, &sent["response"]), (200, &json!({})));
    assert_eq!(state(&running, &id).await["state"], "linked", "it is only said");
    assert_eq!(who_am_i(&running, Some(&id)).await["speech"], "You are sound-1.");
    let (_, sent) = tell("SkillAccountLinked", Some(&id)).await;
    assert_eq!(sent["request"]["request"]["body"]["accessToken"], "…", "tokens are not shown");
    let (status, stranger) = tell("SkillDisabled", None).await;
    assert_eq!(status, 200);

    let events = told(&project);
    let kinds: Vec<_> = events.iter().map(|event| event["request"]["type"].as_str().unwrap()).collect();
    let (linked, disabled) = ("AlexaSkillEvent.SkillAccountLinked", "AlexaSkillEvent.SkillDisabled");
    assert_eq!(kinds, [linked, disabled, linked, disabled]);
    assert_eq!(events[2]["request"]["body"]["accessToken"], "sound-1");
    assert_eq!(user(&events[1]), user(&events[0]));
    assert_eq!(user(&stranger["request"]), user(&events[3]));
    assert_ne!(user(&events[3]), user(&events[0]), "a user whom the skill has never met");

    assert_eq!(tell("SkillAccountLinked", None).await.0, 409);
    assert_eq!(tell("SkillEaten", None).await.0, 400);
    running.delete(&format!("/api/skills/linked/links/{id}")).await;
    assert_eq!(tell("SkillDisabled", Some(&id)).await.0, 200, "once more");
    assert_eq!(tell("SkillAccountLinked", Some(&id)).await.0, 409, "there is no token");
}
