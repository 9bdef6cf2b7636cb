//! What is linked is shown to who proves the account again, and ended where they say so.

use crate::browser::{Browser, SITE, World, parameter};
use sayso_local::aws::{FaultKind, Service};
use serde_json::{Value, json};

const SECRET: &str = "s3cret-canary";

/// Links ada's account; a code for it.
async fn code(world: &World) -> String {
    let browser = world.begin().await;
    let (status, answer) = browser.form(&browser.nonce().await, SITE, "ada", SECRET).await;
    assert_eq!(status, 200, "{answer}");
    parameter(answer["location"].as_str().unwrap(), "code")
}

/// Proves an account in a visit, by typing its credential.
async fn prove(browser: &Browser<'_>, user: &str) -> Value {
    let (status, answer) = browser.form(&browser.nonce().await, SITE, user, SECRET).await;
    assert_eq!(status, 200, "{answer}");
    answer
}

async fn revoke(browser: &Browser<'_>, nonce: &Value, link: &Value) -> (u16, Value) {
    browser.post("/link/revoke", json!({"nonce": nonce, "link": link})).await
}

async fn rows(world: &World) -> Vec<(&'static str, usize)> {
    let mut rows = Vec::new();
    for prefix in ["link#", "account#", "families#", "family#", "profile#", "code#"] {
        rows.push((prefix, world.cloud.items(prefix).await.len()));
    }
    rows
}

#[tokio::test]
async fn what_is_linked_is_shown_to_who_proves_the_account() {
    let world = World::start().await;
    let token = world.redeem(&code(&world).await).await;
    world.cloud.advance(100);
    world.user(Some(&token)).says("Who").await;
    world.cloud.advance(100);
    let browser = world.manage().await;
    let view = browser.show().await;
    let expected = json!({"nonce": view["nonce"], "purpose": "manage", "step": "method", "method": null,
        "sites": [], "links": [], "error": null, "expires_in": 600, "days": null, "client": null});
    assert_eq!(view, expected);
    let before = world.cloud.items("code#").await.len();
    let answer = prove(&browser, "ada").await;
    let row = &world.cloud.items("link#").await[0];
    let id = row["pk"].as_s().unwrap().strip_prefix("link#").unwrap();
    let created: i64 = row["created"].as_n().unwrap().parse().unwrap();
    let shown = json!([{"id": id, "method": "own", "site": format!("https://{SITE}"), "owner": "Ada Lovelace",
        "created": created, "used": created + 100}]);
    assert_eq!(answer, json!({"links": shown, "nonce": answer["nonce"]}));
    let view = browser.show().await;
    assert_eq!(
        (&view["step"], &view["links"]),
        (&json!("links"), &shown),
        "also where the page is loaded again"
    );
    assert_eq!(world.cloud.items("code#").await.len(), before, "nobody asked for a code");
    assert_eq!(row["version"].as_n().unwrap(), "1", "nothing was sealed");
    assert!(!world.linker.logged().concat().contains(SECRET));
    assert_eq!(world.cloud.denied(), Vec::<String>::new());
}

#[tokio::test]
async fn a_link_is_ended_with_all_that_it_was() {
    let world = World::start().await;
    let token = world.redeem(&code(&world).await).await;
    let unused = code(&world).await;
    let mut user = world.user(Some(&token));
    user.says("Who").await;
    let browser = world.manage().await;
    let answer = prove(&browser, "ada").await;
    let link = &answer["links"][0]["id"];
    let (status, answer) = revoke(&browser, &answer["nonce"], link).await;
    assert_eq!((status, &answer["links"]), (200, &json!([])), "{answer}");
    let left = rows(&world).await;
    assert!(left.iter().all(|(prefix, count)| *count == 0 || *prefix == "code#"), "{left:?}");
    let heard = user.says("Who").await;
    assert_eq!(heard.response.pointer("/response/card"), Some(&json!({"type": "LinkAccount"})), "at once");
    assert_eq!(world.try_redeem(&unused).await.0, 400, "a code that is under way is worth nothing");
    let (status, answer) = revoke(&browser, &answer["nonce"], link).await;
    assert_eq!((status, &answer["links"]), (200, &json!([])), "twice is no error");
    let ended: Vec<_> = world.linker.logged().into_iter().filter(|line| line.contains("unlinked")).collect();
    let expected = format!(r#"{{"event":"unlinked","link":{link},"by":"user","whole":true}}"#);
    assert_eq!(ended, [expected]);
    assert_eq!(world.cloud.denied(), Vec::<String>::new());
    let fresh = code(&world).await;
    let token = world.redeem(&fresh).await;
    assert_eq!(
        world.user(Some(&token)).says("Who").await.speech,
        "You said u-ada.",
        "it can be linked again"
    );
}

#[tokio::test]
async fn nobody_ends_what_is_not_theirs() {
    let world = World::start().await;
    code(&world).await;
    let theirs = world.cloud.items("link#").await[0]["pk"].as_s().unwrap().replace("link#", "");
    let browser = world.manage().await;
    let nonce = json!(browser.nonce().await);
    let expired = (403, json!({"error": "expired"}));
    assert_eq!(revoke(&browser, &nonce, &json!(theirs)).await, expired, "nothing is proved yet");
    let answer = prove(&browser, "grace").await;
    assert_eq!(answer["links"], json!([]), "grace has linked nothing");
    let (status, answer) = revoke(&browser, &answer["nonce"], &json!(theirs)).await;
    assert_eq!((status, &answer["error"]), (422, &json!("link")));
    let (used, nonce) = (answer["nonce"].clone(), json!(browser.nonce().await));
    assert_eq!(revoke(&browser, &used, &json!(theirs)).await, expired, "the page was shown again");
    let other = world.manage().await;
    let foreign = Browser { cookie: other.cookie.clone(), ..browser.clone() };
    assert_eq!(revoke(&foreign, &nonce, &json!(theirs)).await, expired);
    let ada = world.manage().await;
    let proved = prove(&ada, "ada").await;
    let foreign = Browser { cookie: other.cookie.clone(), ..ada.clone() };
    assert_eq!(revoke(&foreign, &proved["nonce"], &proved["links"][0]["id"]).await, expired);
    let linking = world.begin().await;
    let nonce = json!(linking.nonce().await);
    assert_eq!(revoke(&linking, &nonce, &json!(theirs)).await, expired, "a linking has no list");
    assert_eq!(world.cloud.items("link#").await.len(), 1);
}

#[tokio::test]
async fn a_sign_in_proves_an_account_and_what_it_gave_is_dropped() {
    let world = World::start().await;
    let linking = world.begin().await;
    let state = linking.depart("atlas").await;
    assert_eq!(linking.come_back(&state, "code=good").await.status(), 303);
    let (status, _) =
        linking.post("/link/site", json!({"nonce": linking.nonce().await, "site": "south"})).await;
    assert_eq!(status, 200);
    let codes = world.cloud.items("code#").await.len();
    let sealed = world.cloud.items("link#").await[0]["credential"].clone();

    let browser = world.manage().await;
    for (site, names) in [("north", json!([])), ("south", json!(["South"]))] {
        let state = browser.depart("atlas").await;
        let answer = browser.come_back(&state, "code=good").await;
        assert_eq!(answer.headers()["location"].to_str().unwrap(), format!("/?tx={}", browser.tx));
        let view = browser.show().await;
        assert_eq!((&view["step"], &view["purpose"]), (&json!("site"), &json!("manage")));
        let (status, answer) =
            browser.post("/link/site", json!({"nonce": view["nonce"], "site": site})).await;
        assert_eq!(status, 200, "{answer}");
        assert!(answer.get("location").is_none());
        let links = answer["links"].as_array().unwrap();
        assert_eq!(json!(links.iter().map(|link| &link["site"]).collect::<Vec<_>>()), names, "{site}");
    }
    let transactions = world.cloud.items("tx#").await;
    let waiting = transactions.iter().filter(|row| format!("{row:?}").contains("waiting"));
    assert_eq!(waiting.count(), 0, "the provider's tokens are gone");
    // A provider whose accounts have no sites.
    let browser = world.manage().await;
    let state = browser.depart("plain").await;
    let answer = browser.come_back(&state, "code=good").await;
    assert_eq!(answer.headers()["location"].to_str().unwrap(), format!("/?tx={}", browser.tx));
    let view = browser.show().await;
    assert_eq!((&view["step"], &view["links"]), (&json!("links"), &json!([])));
    assert_eq!(world.cloud.items("code#").await.len(), codes, "a visit gives no code");
    assert_eq!(world.cloud.items("link#").await.len(), 1);
    assert_eq!(world.cloud.items("link#").await[0]["credential"], sealed);
    assert_eq!(world.cloud.denied(), Vec::<String>::new());
}

#[tokio::test]
async fn a_link_that_has_expired_is_none() {
    let world = World::start().await;
    code(&world).await;
    world.cloud.advance(365 * 24 * 3600 + 59);
    assert_eq!(prove(&world.manage().await, "ada").await["links"].as_array().unwrap().len(), 1);
    world.cloud.advance(1);
    assert_eq!(prove(&world.manage().await, "ada").await["links"], json!([]));
    assert_eq!(world.cloud.items("link#").await.len(), 1, "the row is still there");
    // Linked again it is another one: nothing of the old one comes back.
    code(&world).await;
    let links = world.cloud.items("link#").await;
    assert_eq!(links.len(), 2);
    assert!(links.iter().all(|link| link["version"].as_n().unwrap() == "1"));
    assert_eq!(prove(&world.manage().await, "ada").await["links"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn linking_again_moves_the_end() {
    let world = World::start().await;
    let end = async |prefix: &str| -> Vec<i64> {
        let rows = world.cloud.items(prefix).await;
        rows.iter().map(|row| row["expires"].as_n().unwrap().parse().unwrap()).collect()
    };
    let token = world.redeem(&code(&world).await).await;
    let first = end("link#").await;
    assert_eq!(end("account#").await, first);
    world.user(Some(&token)).says_with("Remember", &[("dish", "soup", "")]).await;
    world.cloud.advance(1000);
    code(&world).await;
    let later = vec![first[0] + 1000];
    assert_eq!(end("link#").await, later);
    assert_eq!(end("account#").await, later);
    assert_eq!(end("profile#").await, later, "what it remembers lives as long");
    let heard = world.user(Some(&token)).says("Recall").await;
    assert_eq!(heard.speech, "You said soup.");
}

#[tokio::test]
async fn a_store_that_is_down_ends_nothing_and_lets_the_user_try_again() {
    let world = World::start().await;
    code(&world).await;
    let browser = world.manage().await;
    let answer = prove(&browser, "ada").await;
    let link = &answer["links"][0]["id"];
    let mut nonce = answer["nonce"].clone();
    for kind in [FaultKind::Throttle, FaultKind::Internal] {
        world.cloud.inject(Service::DynamoDb, "TransactWriteItems", kind, 99);
        let (status, answer) = revoke(&browser, &nonce, link).await;
        assert_eq!((status, &answer["error"]), (503, &json!("unavailable")));
        nonce = answer["nonce"].clone();
        world.cloud.heal();
        assert_eq!(world.cloud.items("link#").await.len(), 1);
    }
    world.cloud.inject(Service::DynamoDb, "TransactWriteItems", FaultKind::LostReply, 1);
    let (status, answer) = revoke(&browser, &nonce, link).await;
    assert_eq!((status, &answer["links"]), (200, &json!([])), "a lost answer is found out: {answer}");
    assert_eq!(world.cloud.items("link#").await.len(), 0);
}
