//! Servers of users' own that answer what they should not.

use crate::browser::{SITE, World};
use serde_json::json;

const SECRET: &str = "s3cret-canary";

#[tokio::test]
async fn whatever_a_users_server_answers_it_is_asked_once_and_does_no_harm() {
    let world = World::start().await;
    // A body without end, one nested deeply, a redirect into the cloud, half an answer, no HTTP, no answer.
    for user in ["flood", "deep", "moved", "torn", "babble", "mute"] {
        let before = world.shop_hits();
        let browser = world.begin().await;
        let (status, mut answer) = browser.form(&browser.nonce().await, SITE, user, SECRET).await;
        assert!(answer["nonce"].take().is_string());
        assert_eq!((status, answer), (422, json!({"error": "credential", "nonce": null})), "{user}");
        assert_eq!(world.shop_hits() - before, 1, "{user}: a credential is sent once");
    }
    // A body that says it is packed is read as it is: nothing is unpacked, so nothing can blow up.
    let browser = world.begin().await;
    assert_eq!(browser.form(&browser.nonce().await, SITE, "packed", SECRET).await.0, 200);
}
