//! What Alexa reports about a user and the skill, outside of any conversation.

use crate::{
    browser::{SITE, World},
    shop::Shop,
    skill::{ada, typed},
    user::User,
};
use sayso_local::aws::{FaultKind, Service};
use sayso_runtime::{Rejected, testing};
use serde_json::{Value, json};

const ADA: &str = "amzn1.ask.account.ADA-CANARY";
const GRACE: &str = "amzn1.ask.account.GRACE-CANARY";

/// An event, in the shape of "Skill Events in Alexa Skills".
fn event(kind: &str, user: &str, body: &Value) -> Value {
    json!({
        "version": "1.0",
        "context": {"System": {
            "application": {"applicationId": testing::SKILL_ID},
            "user": {"userId": user},
            "apiEndpoint": "https://api.amazonalexa.com",
        }},
        "request": {
            "type": format!("AlexaSkillEvent.{kind}"),
            "requestId": "8e4f5f6a-0000-0000-0000-000000000000",
            "timestamp": "2026-03-02T09:00:00Z",
            "eventCreationTime": "2026-03-02T09:00:00Z",
            "eventPublishingTime": "2026-03-02T09:00:00Z",
            "body": body,
        },
    })
}

fn linked(user: &str, token: &str) -> Value {
    event("SkillAccountLinked", user, &json!({"accessToken": token}))
}

fn disabled(user: &str) -> Value {
    event("SkillDisabled", user, &json!({"userInformationPersistenceStatus": "NOT_PERSISTED"}))
}

async fn acknowledges(alexa: &User<Shop>, event: &Value) {
    let response = alexa.harness.invoke(event).await;
    assert_eq!(response, Ok(json!({"version": "1.0", "response": {}})));
}

/// How many records there are of each kind that belongs to a linked account.
async fn kept(world: &World) -> Vec<usize> {
    let mut counts = Vec::new();
    for kind in ["link#", "account#", "families#", "family#", "profile#", "user#"] {
        counts.push(world.cloud.items(kind).await.len());
    }
    counts
}

#[tokio::test]
async fn who_disables_the_skill_leaves_nothing_behind() {
    let world = World::start().await;
    let token = ada(&world).await;
    let mut user = world.user(Some(&token));
    acknowledges(&user, &linked(ADA, &token)).await;
    user.says_with("Remember", &[("dish", "soup", "")]).await;
    world.cloud.advance(60);
    // Said by the event, and by the first request, whose user is called otherwise here.
    assert_eq!(kept(&world).await, [1, 1, 1, 1, 1, 2]);
    acknowledges(&user, &disabled(ADA)).await;
    assert_eq!(kept(&world).await, [0, 0, 0, 0, 0, 1]);
    assert_eq!(user.says("Who").await.speech, "Please link an account first.");
    // Sent twice, and about a user whom nobody knows.
    for user_id in [ADA, GRACE] {
        acknowledges(&user, &disabled(user_id)).await;
    }
    let log = user.harness.logged();
    let ended: Vec<&String> = log.iter().filter(|line| line.contains("\"unlinked\"")).collect();
    assert_eq!(ended.len(), 1, "{ended:?}");
    assert!(ended[0].contains(r#""by":"disabled","whole":true"#), "{ended:?}");
    assert!(!log.concat().contains("CANARY"));
    assert!(!world.cloud.holds("CANARY").await);
    assert_eq!(world.cloud.denied(), Vec::<String>::new());
}

#[tokio::test]
async fn another_user_of_the_same_account_stays_linked() {
    let world = World::start().await;
    let (one, two) = (ada(&world).await, ada(&world).await);
    let other = typed(&world, "own", SITE, "grace", "s3cret-canary").await;
    let alexa = world.user(None);
    for (user, token) in [(ADA, &one), (GRACE, &two), (GRACE, &other)] {
        acknowledges(&alexa, &linked(user, token)).await;
    }
    world.cloud.advance(60);
    assert_eq!(kept(&world).await, [2, 2, 2, 3, 1, 2]);
    acknowledges(&alexa, &disabled(ADA)).await;
    assert_eq!(kept(&world).await, [2, 2, 2, 2, 1, 1]);
    assert_eq!(world.user(Some(&one)).says("Who").await.speech, "Please link an account first.");
    assert_eq!(world.user(Some(&two)).says("Who").await.speech, "You said u-ada.");
    acknowledges(&alexa, &disabled(GRACE)).await;
    let left = kept(&world).await;
    assert_eq!(left[..5], [0, 0, 0, 0, 0], "{left:?}");
}

#[tokio::test]
async fn an_event_that_could_not_be_carried_out_is_not_acknowledged() {
    let world = World::start().await;
    let token = ada(&world).await;
    let alexa = world.user(None);
    acknowledges(&alexa, &linked(ADA, &token)).await;
    world.cloud.advance(60);
    for (event, action) in [(linked(GRACE, &token), "BatchGetItem"), (disabled(ADA), "DeleteItem")] {
        world.cloud.inject(Service::DynamoDb, action, FaultKind::Internal, 99);
        assert_eq!(alexa.harness.invoke(&event).await, Err(Rejected::Unacknowledged), "{action}");
        world.cloud.heal();
    }
    // Sent again.
    acknowledges(&alexa, &disabled(ADA)).await;
    assert_eq!(kept(&world).await, [0, 0, 0, 0, 0, 0]);
}

#[tokio::test]
async fn an_event_of_another_skill_ends_nothing() {
    let world = World::start().await;
    let token = ada(&world).await;
    let alexa = world.user(None);
    acknowledges(&alexa, &linked(ADA, &token)).await;
    world.cloud.advance(60);
    let mut forged = disabled(ADA);
    forged["context"]["System"]["application"]["applicationId"] = json!("amzn1.ask.skill.other");
    assert_eq!(alexa.harness.invoke(&forged).await, Err(Rejected::OtherSkill));
    // Nor one that names nobody, or tells of something else.
    acknowledges(&alexa, &disabled("")).await;
    acknowledges(&alexa, &event("SkillEnabled", ADA, &json!({}))).await;
    acknowledges(&alexa, &event("SkillPermissionChanged", ADA, &json!({}))).await;
    assert_eq!(kept(&world).await, [1, 1, 1, 1, 0, 1]);
}

#[tokio::test]
async fn a_linking_that_tells_no_good_token_is_nobodys() {
    let world = World::start().await;
    let alexa = world.user(None);
    acknowledges(&alexa, &linked(ADA, "made-up-token")).await;
    acknowledges(&alexa, &event("SkillAccountLinked", ADA, &json!({}))).await;
    assert_eq!(kept(&world).await, [0, 0, 0, 0, 0, 0]);
}
