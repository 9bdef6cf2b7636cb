//! The function `skill` with a linked account: where its calls go and as whom, what a link remembers, and when it has to be
//! linked anew.

use crate::{
    browser::{SITE, World, parameter},
    shop::Shop,
    user::{Heard, User},
};
use aws_sdk_dynamodb::types::AttributeValue;
use sayso_local::aws::{FaultKind, Service};
use serde_json::{Value, json};

/// Links a typed credential; the access token.
pub async fn typed(world: &World, method: &str, site: &str, user: &str, secret: &str) -> String {
    let browser = world.begin().await;
    let fields = json!({"site": site, "user": user, "secret": secret});
    let body = json!({"nonce": browser.nonce().await, "method": method, "fields": fields});
    let (status, answer) = browser.post("/link/form", body).await;
    assert_eq!(status, 200, "{answer}");
    world.redeem(&parameter(answer["location"].as_str().unwrap(), "code")).await
}

pub async fn ada(world: &World) -> String {
    typed(world, "own", SITE, "ada", "s3cret-canary").await
}

/// Links a site of a provider's account; the access token.
async fn signed_in(world: &World, site: &str) -> String {
    let browser = world.begin().await;
    let state = browser.depart("atlas").await;
    assert_eq!(browser.come_back(&state, "code=good").await.status(), 303);
    let body = json!({"nonce": browser.nonce().await, "site": site});
    let (status, answer) = browser.post("/link/site", body).await;
    assert_eq!(status, 200, "{answer}");
    world.redeem(&parameter(answer["location"].as_str().unwrap(), "code")).await
}

fn has_card(heard: &Heard) -> bool {
    heard.response.pointer("/response/card") == Some(&json!({"type": "LinkAccount"}))
}

#[track_caller]
fn asks_to_link(heard: &Heard, speech: &str) {
    assert_eq!((heard.speech.as_str(), heard.ended, has_card(heard)), (speech, true, true));
}

/// What the shop was asked last.
fn last(world: &World) -> (String, String) {
    let request = world.shop.received().pop().unwrap();
    (request.line, request.headers)
}

#[tokio::test]
async fn a_call_goes_to_the_address_that_was_typed_with_what_was_typed() {
    let world = World::start().await;
    let mut user = world.user(Some(&ada(&world).await));
    assert_eq!(user.says("Who").await.speech, "You said u-ada.");
    let (line, headers) = last(&world);
    assert_eq!(line, "GET /me");
    assert!(headers.contains("authorization: basic ywrhonmzy3jldc1jyw5hcnk="), "{headers}");
    assert!(headers.contains(&format!("host: {SITE}")), "{headers}");
    assert_eq!(user.says("Variant").await.speech, "You said own.");
    // Below a path, and with a token for which no user is typed.
    let mut below =
        world.user(Some(&typed(&world, "own", &format!("{SITE}/base/"), "ada", "s3cret-canary").await));
    assert_eq!(below.says("Who").await.speech, "You said u-ada.");
    assert_eq!(last(&world).0, "GET /base/me");
    let mut bearer = world.user(Some(&typed(&world, "token", SITE, "", "access-canary").await));
    assert_eq!(bearer.says("Who").await.speech, "You said a-1.");
    let log = user.harness.logged().concat();
    assert!(!log.contains("canary") && !log.contains("ywrhon") && !log.contains("YWRhOn"), "{log}");
    assert_eq!(world.cloud.denied(), Vec::<String>::new());
}

#[tokio::test]
async fn a_call_goes_to_the_site_that_was_chosen_with_the_providers_token() {
    let world = World::start().await;
    let mut user = world.user(Some(&signed_in(&world, "south").await));
    assert_eq!(user.says("Who").await.speech, "You said a-1.");
    let (line, headers) = last(&world);
    assert_eq!(line, "GET /ex/south/me");
    assert!(headers.contains("authorization: bearer access-canary"), "{headers}");
    assert_eq!(user.says("Variant").await.speech, "You said cloud.");
}

#[tokio::test]
async fn no_credential_leaves_for_a_service_that_is_nobodys_account() {
    let world = World::start().await;
    let mut user = world.user(Some(&ada(&world).await));
    assert_eq!(user.says("Time").await.speech, "That is gone.");
    let (line, headers) = last(&world);
    assert_eq!(line, "GET /time");
    assert!(!headers.contains("authorization"), "{headers}");
    // It needs no account either.
    assert_eq!(world.user(None).says("Time").await.speech, "That is gone.");
}

#[tokio::test]
async fn who_is_not_linked_is_asked_to_link() {
    let world = World::start().await;
    let unlinked = "Please link an account first.";
    for intent in ["Who", "Variant", "Recall", "Remember"] {
        asks_to_link(&world.user(None).says_with(intent, &[("dish", "soup", "")]).await, unlinked);
        asks_to_link(
            &world.user(Some("made-up-token")).says_with(intent, &[("dish", "soup", "")]).await,
            unlinked,
        );
    }
    assert_eq!(world.shop_hits(), 0);
    // What needs no account works as before.
    assert_eq!(world.user(None).says("Nothing").await.speech, "Pardon?");
}

#[tokio::test]
async fn a_link_that_ended_is_asked_for_again() {
    let world = World::start().await;
    let token = ada(&world).await;
    let mut user = world.user(Some(&token));
    assert_eq!(user.says("Who").await.speech, "You said u-ada.");
    let hits = world.shop_hits();
    let families = world.cloud.items("family#").await;
    world.cloud.remove("family#").await;
    asks_to_link(&user.says("Who").await, "Please link an account first.");
    for family in families {
        world.cloud.put(family).await;
    }
    assert_eq!(user.says("Who").await.speech, "You said u-ada.");
    world.cloud.remove("link#").await;
    asks_to_link(&user.says("Who").await, "Please link an account first.");
    assert_eq!(world.shop_hits(), hits + 1, "nothing was asked as nobody");
}

#[tokio::test]
async fn a_token_that_has_expired_stands_for_nobody() {
    let world = World::start().await;
    let mut user = world.user(Some(&ada(&world).await));
    world.cloud.advance(3601);
    asks_to_link(&user.says("Who").await, "Please link an account first.");
}

#[tokio::test]
async fn a_credential_that_the_service_refuses_is_asked_for_again() {
    let world = World::start().await;
    // The shop knows nobody below this path but Ada.
    let token = typed(&world, "own", &format!("{SITE}/base"), "ada", "s3cret-canary").await;
    let mut user = world.user(Some(&token));
    let mut link = world.cloud.items("link#").await.remove(0);
    assert_eq!(user.says("Who").await.speech, "You said u-ada.");
    asks_to_link(&world.user(Some(&signed_out(&world).await)).says("Who").await, "Please link your account.");
    // Another's credential in place of this one does not open.
    let other = world.cloud.items("link#").await.into_iter().find(|item| item["pk"] != link["pk"]).unwrap();
    link.insert("credential".to_owned(), other["credential"].clone());
    world.cloud.put(link).await;
    let heard = world.user(Some(&token)).says("Who").await;
    assert_eq!((heard.speech.as_str(), has_card(&heard)), ("Sorry, that went wrong.", false));
}

#[tokio::test]
async fn a_token_is_not_renewed_for_permissions_that_a_new_one_would_not_have() {
    let world = World::start().await;
    let mut user = world.user(Some(&signed_in(&world, "south").await));
    let asked = world.shop_hits();
    // The token's row is read; the link's would be read again to see whether there is a newer credential.
    world.cloud.inject_after(1, Service::DynamoDb, "GetItem", FaultKind::Internal);
    asks_to_link(&user.says("Takings").await, "Please allow me more.");
    assert_eq!(world.shop_hits(), asked + 1);
    world.cloud.heal();
    assert_eq!(user.says("Who").await.speech, "You said a-1.", "the link holds");
}

/// An access token for an account whose credential the shop has taken once.
async fn signed_out(world: &World) -> String {
    let browser = world.begin().await;
    let state = browser.depart("plain").await;
    let answer = browser.come_back(&state, "code=good").await;
    let code = parameter(answer.headers()["location"].to_str().unwrap(), "code");
    let token = world.redeem(&code).await;
    world.refuse_bearers();
    token
}

#[tokio::test]
async fn a_store_that_is_down_unlinks_nobody() {
    let world = World::start().await;
    let token = ada(&world).await;
    for (service, action) in
        [(Service::DynamoDb, "GetItem"), (Service::DynamoDb, "BatchGetItem"), (Service::Kms, "Decrypt")]
    {
        world.cloud.inject(service, action, FaultKind::Internal, 99);
        let heard = world.user(Some(&token)).says("Who").await;
        assert_eq!((heard.speech.as_str(), has_card(&heard)), ("That takes too long.", false), "{action}");
        world.cloud.heal();
    }
    assert_eq!(world.user(Some(&token)).says("Who").await.speech, "You said u-ada.");
}

#[tokio::test]
async fn a_link_remembers() {
    let world = World::start().await;
    let token = ada(&world).await;
    let mut user = world.user(Some(&token));
    assert_eq!(user.says("Recall").await.speech, "You said nothing.");
    assert_eq!(user.says_with("Remember", &[("dish", "soup", "")]).await.speech, "You said soup.");
    assert_eq!(user.says_with("Remember", &[("dish", "cake", "")]).await.speech, "You said cake.");
    // In another process, by another token of the same account; and not for others.
    assert_eq!(world.user(Some(&ada(&world).await)).says("Recall").await.speech, "You said cake.");
    let grace = typed(&world, "own", SITE, "grace", "s3cret-canary").await;
    assert_eq!(world.user(Some(&grace)).says("Recall").await.speech, "You said nothing.");
    let kept = world.cloud.items("profile#").await;
    assert_eq!(kept.len(), 1);
    assert_eq!(kept[0]["version"].as_n().unwrap(), "2");
    assert!(!user.harness.logged().concat().contains("cake"));
    assert_eq!(world.cloud.denied(), Vec::<String>::new());
}

#[tokio::test]
async fn what_is_remembered_at_once_is_not_overwritten() {
    let world = World::start().await;
    let token = ada(&world).await;
    let mut users: Vec<User<Shop>> = (0..6).map(|_| world.user(Some(&token))).collect();
    let said = users.iter_mut().map(|user| user.says_with("Remember", &[("dish", "soup", "")]));
    let heard = futures_util::future::join_all(said).await;
    let kept = heard.iter().filter(|heard| heard.speech == "You said soup.").count();
    assert!(kept > 0, "{heard:?}");
    for heard in heard.iter().filter(|heard| heard.speech != "You said soup.") {
        assert_eq!((heard.speech.as_str(), has_card(heard)), ("Sorry, that went wrong.", false));
    }
    let row = world.cloud.items("profile#").await.remove(0);
    assert_eq!(row["version"].as_n().unwrap(), &kept.to_string());
    assert_eq!(users[0].says_with("Remember", &[("dish", "cake", "")]).await.speech, "You said cake.");
}

#[tokio::test]
async fn what_an_older_skill_remembered_in_another_shape_is_forgotten() {
    let world = World::start().await;
    let token = ada(&world).await;
    let mut user = world.user(Some(&token));
    user.says_with("Remember", &[("dish", "soup", "")]).await;
    let mut row = world.cloud.items("profile#").await.remove(0);
    for shape in [r#"{"dish": {"name": "soup"}}"#, "[]", "no JSON"] {
        row.insert("data".to_owned(), AttributeValue::S(shape.to_owned()));
        world.cloud.put(row.clone()).await;
        assert_eq!(user.says("Recall").await.speech, "You said nothing.", "{shape}");
    }
    assert_eq!(user.says_with("Remember", &[("dish", "cake", "")]).await.speech, "You said cake.");
    let row = world.cloud.items("profile#").await.remove(0);
    assert_eq!(row["version"].as_n().unwrap(), "2");
    let data: Value = serde_json::from_str(row["data"].as_s().unwrap()).unwrap();
    assert_eq!(data, json!({"dish": "cake"}));
}

/// One process, which keeps data keys between requests.
#[tokio::test]
async fn users_at_once_are_never_taken_for_each_other() {
    let world = World::start().await;
    let mut tokens = vec![(ada(&world).await, "You said u-ada.")];
    tokens.push((typed(&world, "own", SITE, "grace", "s3cret-canary").await, "You said u-grace."));
    tokens.push((signed_in(&world, "south").await, "You said a-1."));
    tokens.push(("made-up-token".to_owned(), "Please link an account first."));
    let mut user = world.user(None);
    for round in 0..12_usize {
        let asked: Vec<_> =
            (0..8).map(|at| &tokens[(round * 5 + at * (round % 3 + 1)) % tokens.len()]).collect();
        let intent = json!({"type": "IntentRequest", "intent": {"name": "Who", "slots": {}}});
        let mut events = Vec::new();
        for (token, _) in &asked {
            user.token = Some(token.clone());
            events.push(user.event(&intent));
        }
        let heard = futures_util::future::join_all(events.iter().map(|it| user.harness.invoke(it))).await;
        for (heard, (_, speech)) in heard.into_iter().zip(asked) {
            let text = heard.unwrap().to_string();
            assert!(text.contains(speech), "{speech}: {text}");
        }
    }
}
