//! Values that are said in parts, and what they may refer to.

use crate::{
    conversation::HAMMER,
    service::{Conduct, Service},
    user::User,
};
use serde_json::json;

#[tokio::test]
async fn a_part_has_what_was_heard_and_its_value() {
    let mut user = User::alone();
    let both = user.says_with("Find", &[HAMMER, ("number", "42", "")]).await;
    let expected = r#"You said (hammer 42) Some(("hammer", Some(Hammer))) Some(("42", Some(42.0))) of []."#;
    assert_eq!(both.speech.replace("&quot;", "\""), expected);
    let strange = user.says_with("Find", &[("tool", "spoon", ""), ("number", "?", "")]).await;
    let expected = r#"You said (spoon) Some(("spoon", None)) None of []."#;
    assert_eq!(strange.speech.replace("&quot;", "\""), expected, "`?` is what Alexa sends for nothing");
    assert_eq!(user.says("Find").await.speech, "You said () None None of [].");
    let second = user.says_with("Find", &[("number", "2nd", "")]).await;
    assert_eq!(
        second.speech.replace("&quot;", "\""),
        r#"You said (2nd) None Some(("2nd", Some(2.0))) of []."#
    );
}

#[tokio::test]
async fn a_position_is_among_what_was_read_last() {
    let items = ["a", "b", "c"].map(|id| json!({"id": id, "name": id}));
    let service = Service::always(Conduct::json(&json!({"items": items}))).await;
    let mut user = User::of(&service.url);
    user.says("ListTools").await;
    let focus = async |user: &mut User<_>| {
        let speech = user.says("Find").await.speech.replace("&quot;", "");
        speech.split_once(" of ").unwrap().1.to_owned()
    };
    assert_eq!(focus(&mut user).await, "[a, b]. Anything else?");
    user.says("AMAZON.NextIntent").await;
    assert_eq!(focus(&mut user).await, "[c]. Anything else?");
    user.says("AMAZON.PreviousIntent").await;
    assert_eq!(focus(&mut user).await, "[a, b]. Anything else?");
}
