//! Questions and answers.

use crate::{
    service::{Conduct, Service},
    user::User,
};
use serde_json::{Value, json};

/// Two shelves; every move succeeds.
pub async fn shed() -> Service {
    Service::start(|request, _| match request.line.as_str() {
        "GET /tools/hammer/shelves" | "GET /tools/saw/shelves" => Conduct::json(&shelves()),
        "POST /tools/hammer/moves" => Conduct::status(201),
        other => panic!("unexpected: {other}"),
    })
    .await
}

pub fn shelves() -> Value {
    json!({"items": [{"id": "a", "name": "Shelf A"}, {"id": "b", "name": "Shelf B"}]})
}

pub const HAMMER: (&str, &str, &str) = ("tool", "hammer", "hammer");

#[tokio::test]
async fn a_launch_welcomes_and_leaves_the_session_open() {
    let heard = User::alone().launch().await;
    assert_eq!((heard.speech.as_str(), heard.ended), ("Welcome to the shed.", false));
    assert_eq!(heard.reprompt(), Some("Anything else?"));
}

#[tokio::test]
async fn a_wish_that_opens_the_session_also_ends_it() {
    let mut user = User::alone();
    let heard = user.says("Today").await;
    let expected = "It is <say-as interpret-as=\"date\">????0301</say-as> in en.";
    assert_eq!((heard.speech.as_str(), heard.ended), (expected, true));
    assert_eq!(heard.response.get("sessionAttributes"), None);
    let card = &heard.response["response"]["card"];
    assert_eq!(*card, json!({"type": "Simple", "title": "The Shed", "content": "It is 2026-03-01 in en."}));
}

#[tokio::test]
async fn a_wish_within_a_session_keeps_it_open() {
    let mut user = User::alone();
    user.launch().await;
    let heard = user.says_with("Echo", &[("text", "a < b & c\u{7}", "")]).await;
    assert_eq!(heard.speech, "You said a &lt; b &amp; c. Anything else?");
    assert!(!heard.ended);
    let no = user.says("AMAZON.NoIntent").await;
    assert_eq!((no.speech.as_str(), no.ended), ("Bye.", true));
}

#[tokio::test]
async fn a_write_is_made_once_it_is_confirmed() {
    let service = shed().await;
    let mut user = User::of(&service.url);
    let which = user.says_with("MoveTool", &[HAMMER]).await;
    assert_eq!((which.speech.as_str(), which.ended), ("Which shelf: Shelf A or Shelf B?", false));
    let sure = user.says_with("SaysoPickIntent", &[("ordinal", "2", "")]).await;
    assert_eq!(sure.speech, "Move the hammer to Shelf B?");
    assert_eq!(service.lines(), ["GET /tools/hammer/shelves"]);
    let done = user.says("AMAZON.YesIntent").await;
    assert_eq!(done.speech, "Moved the hammer to Shelf B. Anything else?");
    let received = service.received();
    assert_eq!(received[1].line, "POST /tools/hammer/moves");
    assert_eq!(received[1].body, r#"{"to":{"shelf":"b"}}"#);
    assert_eq!(user.attributes()["sayso"]["memory"], json!({"last_tool": "hammer"}));
    // A yes to "Anything else?" is no second yes to the change.
    let again = user.says("AMAZON.YesIntent").await;
    assert_eq!(again.speech, "Ask for a tool.");
    assert_eq!(service.received().len(), 2);
}

#[tokio::test]
async fn a_write_that_is_refused_or_forgotten_is_not_made() {
    let service = shed().await;
    let mut user = User::of(&service.url);
    for other in ["AMAZON.NoIntent", "Today", "AMAZON.HelpIntent", "AMAZON.StopIntent", "Unknown"] {
        user.says_with("MoveTool", &[HAMMER, ("shelf", "shelf b", "")]).await;
        let heard = user.says(other).await;
        if other == "AMAZON.NoIntent" {
            assert_eq!(heard.speech, "The hammer stays. Anything else?");
        }
        let answer = if heard.ended { "I did not ask anything." } else { "Ask for a tool." };
        let yes = user.says("AMAZON.YesIntent").await;
        assert_eq!(yes.speech, answer, "after {other}");
    }
    assert!(service.lines().iter().all(|line| line.starts_with("GET")), "{:?}", service.lines());
}

#[tokio::test]
async fn an_answer_of_the_wrong_kind_leaves_the_question_open() {
    let service = shed().await;
    let mut user = User::of(&service.url);
    user.says_with("MoveTool", &[HAMMER]).await;
    for wrong in ["AMAZON.YesIntent", "AMAZON.FallbackIntent", "SaysoPickIntent"] {
        let heard = user.says(wrong).await;
        assert!(heard.speech.ends_with("Which shelf: Shelf A or Shelf B?"), "{wrong}: {}", heard.speech);
    }
    let far = user.says_with("SaysoPickIntent", &[("number", "7", "")]).await;
    assert_eq!(far.speech, "Which shelf: Shelf A or Shelf B?");
    let sure = user.says_with("SaysoPickIntent", &[("option", "shelf b please", "")]).await;
    assert_eq!(sure.speech, "Move the hammer to Shelf B?");
    let pick = user.says_with("SaysoPickIntent", &[("ordinal", "1", "")]).await;
    assert_eq!(pick.speech, "Move the hammer to Shelf B?");
}

#[tokio::test]
async fn no_to_a_choice_ends_it() {
    let service = shed().await;
    let mut user = User::of(&service.url);
    user.says_with("MoveTool", &[HAMMER]).await;
    assert_eq!(user.says("AMAZON.NoIntent").await.speech, "Then not. Anything else?");
    let pick = user.says_with("SaysoPickIntent", &[("ordinal", "1", "")]).await;
    assert_eq!(pick.speech, "I did not ask anything.");
}

#[tokio::test]
async fn the_options_of_a_choice_are_sent_to_alexa() {
    let service = shed().await;
    let mut user = User::of(&service.url);
    let which = user.says_with("MoveTool", &[HAMMER]).await;
    let directive = which.directive("Dialog.UpdateDynamicEntities").unwrap();
    assert_eq!(
        *directive,
        json!({"type": "Dialog.UpdateDynamicEntities", "updateBehavior": "REPLACE", "types": [{
            "name": "SaysoOption",
            "values": [{"id": "1", "name": {"value": "Shelf A"}}, {"id": "2", "name": {"value": "Shelf B"}}],
        }]})
    );
}

#[tokio::test]
async fn a_text_that_is_like_nothing_names_what_there_is() {
    let service = shed().await;
    let mut user = User::of(&service.url);
    let heard = user.says_with("MoveTool", &[HAMMER, ("shelf", "the moon", "")]).await;
    assert_eq!(heard.speech, "No such shelf, only Shelf A and Shelf B.");
}

#[tokio::test]
async fn a_missing_slot_is_asked_for_and_the_others_are_kept() {
    let mut user = User::alone();
    let heard = user.says_with("MoveTool", &[("shelf", "shelf b", "")]).await;
    assert_eq!((heard.speech.as_str(), heard.ended), ("Which tool?", false));
    let directive = heard.directive("Dialog.ElicitSlot").unwrap();
    assert_eq!(directive["slotToElicit"], "tool");
    let intent = &directive["updatedIntent"];
    assert_eq!(intent["name"], "MoveTool");
    assert_eq!(intent["slots"]["tool"], json!({"name": "tool", "confirmationStatus": "NONE"}));
    assert_eq!(intent["slots"]["shelf"]["value"], "shelf b");
}

#[tokio::test]
async fn what_asks_for_a_slot_is_answered_by_no_pick_and_ended_by_a_no() {
    let mut user = User::alone();
    let asked = user.says("MoveTool").await;
    let pick = user.says_with("SaysoPickIntent", &[("ordinal", "1", "")]).await;
    assert_eq!(pick.speech, "Which tool?");
    assert_eq!(pick.directive("Dialog.ElicitSlot"), asked.directive("Dialog.ElicitSlot"));
    assert_eq!(user.says("AMAZON.YesIntent").await.speech, "Which tool?");
    assert_eq!(user.says("AMAZON.NoIntent").await.speech, "Then not. Anything else?");
}

#[tokio::test]
async fn an_unknown_value_is_asked_for_again() {
    let mut user = User::alone();
    let heard = user.says_with("MoveTool", &[("tool", "unicorn", "")]).await;
    assert_eq!(heard.speech, "I do not know unicorn. Which tool?");
    assert_eq!(heard.reprompt(), Some("Which tool?"));
    let slot = &heard.directive("Dialog.ElicitSlot").unwrap()["updatedIntent"]["slots"]["tool"];
    assert_eq!(slot.get("value"), None);
}

#[tokio::test]
async fn repeat_says_the_last_answer_again_and_asks_again() {
    let service = shed().await;
    let mut user = User::of(&service.url);
    user.launch().await;
    assert_eq!(user.says("AMAZON.RepeatIntent").await.speech, "Welcome to the shed.");
    user.says_with("MoveTool", &[HAMMER, ("shelf", "shelf b", "")]).await;
    for _ in 0..2 {
        let again = user.says("AMAZON.RepeatIntent").await;
        assert_eq!(again.speech, "Move the hammer to Shelf B?");
    }
    assert!(user.says("AMAZON.YesIntent").await.speech.starts_with("Moved"));
    let elicit = user.says("MoveTool").await;
    let again = user.says("AMAZON.RepeatIntent").await;
    assert_eq!(again.speech, "Which tool?");
    assert_eq!(again.directive("Dialog.ElicitSlot"), elicit.directive("Dialog.ElicitSlot"));
}

#[tokio::test]
async fn words_of_the_framework() {
    let mut user = User::alone();
    let said = [
        ("AMAZON.HelpIntent", "Ask for a tool.", false),
        ("AMAZON.FallbackIntent", "Pardon?", false),
        ("Unknown", "Pardon?", false),
        ("AMAZON.YesIntent", "Ask for a tool.", false),
        ("AMAZON.NextIntent", "There is no list.", false),
        ("AMAZON.CancelIntent", "Bye.", true),
        ("AMAZON.RepeatIntent", "I did not ask anything.", false),
        ("AMAZON.NavigateHomeIntent", "Bye.", true),
    ];
    for (intent, speech, ended) in said {
        let heard = user.says(intent).await;
        assert_eq!((heard.speech.as_str(), heard.ended), (speech, ended), "{intent}");
        let reprompt = (!ended).then_some("Anything else?");
        if intent != "AMAZON.RepeatIntent" {
            assert_eq!(heard.reprompt(), reprompt, "{intent}");
        }
    }
}

#[tokio::test]
async fn no_ends_the_session_wherever_the_user_was_left_to_ask() {
    let mut user = User::alone();
    for open in ["AMAZON.HelpIntent", "AMAZON.FallbackIntent", "AMAZON.NextIntent"] {
        user.launch().await;
        user.says(open).await;
        let no = user.says("AMAZON.NoIntent").await;
        assert_eq!((no.speech.as_str(), no.ended), ("Bye.", true), "after {open}");
    }
    user.launch().await;
    assert_eq!(user.says("AMAZON.YesIntent").await.speech, "Ask for a tool.");
    assert!(user.says("AMAZON.NoIntent").await.ended);
    user.launch().await;
    assert!(user.says("AMAZON.NoIntent").await.ended);
}

#[tokio::test]
async fn shelves_of_one_name_are_told_apart() {
    let twins = |ids: [&str; 2]| {
        let shelves = ids.map(|id| json!({"id": id, "name": "Shelf"}));
        Service::always(Conduct::json(&json!({"items": shelves})))
    };
    let service = twins(["upper", "lower"]).await;
    let mut user = User::of(&service.url);
    let which = user.says_with("MoveTool", &[HAMMER]).await;
    assert_eq!(which.speech, "Which shelf: upper or lower?");
    let values = &which.directive("Dialog.UpdateDynamicEntities").unwrap()["types"][0]["values"];
    assert_eq!(values[1]["name"]["value"], "lower");
    user.says_with("SaysoPickIntent", &[("option", "the lower", "")]).await;
    user.says("AMAZON.YesIntent").await;
    assert_eq!(service.received()[1].body, r#"{"to":{"shelf":"lower"}}"#);
    let service = twins(["same", "same"]).await;
    let mut user = User::of(&service.url);
    let which = user.says_with("MoveTool", &[HAMMER]).await;
    assert_eq!(which.speech, "Which shelf: Shelf number 1 or Shelf number 2?");
    let sure = user.says_with("SaysoPickIntent", &[("number", "2", "")]).await;
    assert_eq!(sure.speech, "Move the hammer to Shelf?");
}

#[tokio::test]
async fn what_is_not_among_the_options_twice_ends_the_matter() {
    let service = shed().await;
    let moon = [("option", "the moon", "")];
    for last in ["SaysoPickIntent", "AMAZON.FallbackIntent", "AMAZON.YesIntent"] {
        let mut user = User::of(&service.url);
        user.says_with("MoveTool", &[HAMMER]).await;
        let again = user.says_with("SaysoPickIntent", &moon).await;
        assert_eq!(again.speech, "Which shelf: Shelf A or Shelf B?");
        assert_eq!(user.says("AMAZON.RepeatIntent").await.speech, again.speech);
        let given_up = user.says_with(last, &moon).await;
        assert_eq!(given_up.speech, "I give up. Anything else?", "{last}");
        assert!(user.says("AMAZON.NoIntent").await.ended);
    }
    let mut user = User::of(&service.url);
    user.says_with("MoveTool", &[HAMMER]).await;
    user.says_with("SaysoPickIntent", &moon).await;
    let sure = user.says_with("SaysoPickIntent", &[("option", "shelf b", "")]).await;
    assert_eq!(sure.speech, "Move the hammer to Shelf B?", "once more is enough for who finds the word");
    user.says("AMAZON.FallbackIntent").await;
    assert_eq!(user.says("AMAZON.FallbackIntent").await.speech, "Pardon? Move the hammer to Shelf B?");
}
