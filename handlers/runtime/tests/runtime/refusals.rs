//! Refusals that say more than no: why, that permissions do not reach, and that a slot was to blame.

use crate::{
    conversation::HAMMER,
    service::{Conduct, Service},
    shed::{Named, PLACE, PageInput, Shed, Tool, numbered, tools},
    user::{Heard, User},
};
use sayso_runtime::{Failure, Reply, Skill, Slotted, Turn, When};
use serde_json::json;

/// A call, and another one in its place where permissions do not reach.
pub async fn either<S: Skill>(turn: &mut Turn<'_, S>) -> Result<Reply, Failure> {
    let input = PageInput { token: None };
    let page = match tools(turn.calls(), &input).await {
        Err(failure) if failure.lacks_scope() => numbered(turn.calls(), &input).await,
        outcome => outcome,
    };
    let names: Vec<String> = page?.items.into_iter().map(|tool| tool.name).collect();
    Ok(turn.tell("move.none", &[("options", &names)]))
}

/// Looks for a tool, and asks once more for one that is not there.
pub async fn look<S: Skill>(turn: &mut Turn<'_, S>) -> Result<Reply, Failure> {
    let tool = match turn.slot::<Tool>("tool") {
        Slotted::Filled(tool) => tool,
        Slotted::Missing => return Ok(turn.elicit("Look", "tool", "move.tool.ask")),
        Slotted::Unknown(heard) => {
            return Ok(turn.elicit_again("Look", "tool", "words.unknown_value", &heard, None));
        }
    };
    let mut request = turn.calls().request(&PLACE);
    request.path("kind", &tool);
    let place: Named = match request.send().await {
        Err(failure) if turn.asks_again("Look.place", When::Status(404), &failure) => {
            let scope = &[("tool", &tool as _)];
            return Ok(turn.ask_again("Look.place", "tool", &["position"], "look.again", scope));
        }
        outcome => outcome?,
    };
    Ok(turn.tell("look.found", &[("tool", &tool), ("place", &place)]))
}

const SAW: (&str, &str, &str) = ("tool", "saw", "saw");

fn refusal(body: &str) -> Conduct {
    Conduct::Answer(422, vec![], body.to_owned())
}

async fn why(conduct: Conduct) -> (String, String) {
    let service = Service::always(conduct).await;
    let mut user = User::of(&service.url);
    (user.says("ListTools").await.speech, user.harness.logged().concat())
}

#[tokio::test]
async fn a_refusal_is_spoken_with_its_reason() {
    let body = json!({"errors": {"day": "There is no <Friday> & no canary-day."}, "messages": ["Other."]});
    let (speech, log) = why(refusal(&body.to_string())).await;
    assert_eq!(speech, "The shed does not take that: There is no &lt;Friday&gt; &amp; no canary-day.");
    assert!(log.contains("\"status\":422") && !log.contains("canary"), "{log}");
}

#[tokio::test]
async fn a_refusal_without_a_reason_is_spoken_without() {
    for body in ["{}", "", "<html>no</html>", r#"{"errors": {}, "messages": [" "]}"#, r#"{"errors": "x"}"#] {
        assert_eq!(why(refusal(body)).await.0, "The shed does not take that.", "{body}");
    }
}

#[tokio::test]
async fn a_reason_that_is_too_large_or_does_not_come_leaves_the_refusal_what_it_is() {
    let large = json!({"errors": {"a": "x".repeat(70_000)}}).to_string();
    for conduct in [refusal(&large), Conduct::Stall(422)] {
        let (speech, log) = why(conduct).await;
        assert_eq!(speech, "The shed does not take that.");
        assert!(log.contains("\"status\":422"), "{log}");
    }
}

#[tokio::test]
async fn a_change_that_is_refused_with_a_reason_is_not_looked_up() {
    let service = Service::start(|request, _| match request.line.as_str() {
        "GET /tools/hammer/shelves" => Conduct::json(&crate::conversation::shelves()),
        _ => Conduct::Stall(422),
    })
    .await;
    let mut user = User::of(&service.url);
    user.says_with("MoveTool", &[HAMMER, ("shelf", "shelf b", "")]).await;
    let speech = user.says("AMAZON.YesIntent").await.speech;
    assert_eq!(speech, "The shed does not take that. Anything else?");
    assert_eq!(service.lines(), ["GET /tools/hammer/shelves", "POST /tools/hammer/moves"]);
}

fn no_scope() -> Conduct {
    Conduct::Answer(401, vec![("x-reason", "SCOPE_DOES_NOT_MATCH".to_owned())], String::new())
}

#[tokio::test]
async fn where_permissions_do_not_reach_another_call_is_made() {
    let service = Service::start(|request, _| match request.line.as_str() {
        "GET /tools" => no_scope(),
        _ => Conduct::json(&json!({"items": [{"id": "a", "name": "a"}], "total": 1})),
    })
    .await;
    assert_eq!(User::of(&service.url).says("Either").await.speech, "No such shelf, only a.");
    assert_eq!(service.lines(), ["GET /tools", "GET /numbered?start=0"]);
}

#[tokio::test]
async fn where_no_other_call_does_the_user_is_asked_to_link_with_more_permissions() {
    let service = Service::always(no_scope()).await;
    for intent in ["ListTools", "Either"] {
        let heard = User::of(&service.url).says(intent).await;
        assert_eq!((heard.speech.as_str(), heard.ended), ("Please allow me more.", true), "{intent}");
        assert_eq!(heard.response["response"]["card"], json!({"type": "LinkAccount"}));
    }
}

#[tokio::test]
async fn any_other_refusal_is_not_one_of_permissions() {
    let service = Service::always(Conduct::status(401)).await;
    assert_eq!(User::of(&service.url).says("Either").await.speech, "Please link your account.");
    assert_eq!(service.lines(), ["GET /tools"]);
}

/// A service that has a saw and no hammer.
async fn saw_only() -> Service {
    Service::start(|request, _| match request.line.as_str() {
        "GET /tools/saw/place" => Conduct::json(&json!({"id": "b", "name": "Shelf B"})),
        _ => Conduct::status(404),
    })
    .await
}

const AGAIN: &str = "There is no hammer. Which tool do you mean?";

fn asks_for(heard: &Heard) -> (&str, &serde_json::Value) {
    let elicit = heard.directive("Dialog.ElicitSlot").unwrap();
    (elicit["slotToElicit"].as_str().unwrap(), &elicit["updatedIntent"]["slots"])
}

#[tokio::test]
async fn a_slot_that_was_to_blame_is_asked_for_once_more() {
    let service = saw_only().await;
    let mut user = User::of(&service.url);
    let position = ("position", "2", "");
    let heard = user.says_with("Look", &[HAMMER, position, ("room", "cellar", "")]).await;
    assert_eq!((heard.speech.as_str(), heard.ended, heard.reprompt()), (AGAIN, false, Some(AGAIN)));
    let (slot, slots) = asks_for(&heard);
    assert_eq!(slot, "tool");
    assert_eq!((slots["tool"].get("value"), slots["position"].get("value")), (None, None), "forgotten");
    assert_eq!(slots["room"]["value"], "cellar", "kept");
    assert_eq!(user.says_with("Look", &[SAW]).await.speech, "The saw is at Shelf B. Anything else?");
}

#[tokio::test]
async fn the_second_time_the_rule_speaks() {
    let service = saw_only().await;
    let mut user = User::of(&service.url);
    for round in ["first", "again"] {
        assert_eq!(user.says_with("Look", &[HAMMER]).await.speech, AGAIN, "{round}");
        let second = user.says_with("Look", &[HAMMER]).await;
        assert_eq!(second.speech, "The shed is closed. Anything else?", "{round}");
    }
}

#[tokio::test]
async fn what_is_not_understood_or_repeated_is_no_second_time_of_asking() {
    let service = saw_only().await;
    let mut user = User::of(&service.url);
    user.says_with("Look", &[HAMMER]).await;
    assert_eq!(user.says("AMAZON.RepeatIntent").await.speech, AGAIN);
    assert!(user.says("AMAZON.FallbackIntent").await.speech.ends_with(AGAIN));
    assert_eq!(user.says_with("Look", &[("tool", "spoon", "")]).await.speech, "I do not know spoon.");
    let second = user.says_with("Look", &[HAMMER]).await;
    assert_eq!(second.speech, "The shed is closed. Anything else?", "asked once, however it went on");
    user.says_with("Look", &[HAMMER]).await;
    user.says("Today").await;
    assert_eq!(user.says_with("Look", &[HAMMER]).await.speech, AGAIN, "another wish begins anew");
}

#[tokio::test]
async fn only_the_failure_that_is_named_asks_again() {
    for conduct in [Conduct::status(410), Conduct::Hang, no_scope()] {
        let service = Service::always(conduct).await;
        assert!(
            User::of(&service.url)
                .says_with("Look", &[HAMMER])
                .await
                .directive("Dialog.ElicitSlot")
                .is_none()
        );
    }
}

/// The skill is compiled with a session of its own, in which nothing of this is kept longer than it is needed.
#[tokio::test]
async fn nothing_is_kept_once_it_is_answered() {
    let service = saw_only().await;
    let mut user = User::<Shed>::of(&service.url);
    user.says_with("Look", &[HAMMER]).await;
    assert_eq!(user.attributes()["sayso"]["again"], "Look.place");
    user.says_with("Look", &[SAW]).await;
    assert_eq!(user.attributes()["sayso"].get("again"), None);
}
