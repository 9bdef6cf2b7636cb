//! Values that are said in parts, where it is not clear which one is meant.

use crate::{
    service::{Conduct, Service},
    shed::Shed,
    user::{Heard, User},
};
use sayso_runtime::{Failure, Reply, Skill, Turn, Understood};
use serde_json::json;

type Dynamic = Shed<7_000, true>;
const UPDATE: &str = "Dialog.UpdateDynamicEntities";
const PARTS: &[&str] = &["kind", "number"];

/// Fetches a kind of tool: as the compiler would emit it, with a parser that knows the kinds by their beginnings.
pub async fn fetch<S: Skill>(turn: &mut Turn<'_, S>) -> Result<Reply, Failure> {
    turn.take_up("kind", PARTS);
    let kinds = if turn.settled("kind").is_none() && !turn.said(&["kind"]).is_empty() {
        turn.values("Kind").await?
    } else {
        Vec::new()
    };
    let said = turn.said(&["kind"]);
    let parse = || {
        let names = kinds.into_iter().map(|kind| kind.name).filter(|name| name.starts_with(&said));
        match names.collect::<Vec<_>>().as_slice() {
            _ if said.is_empty() => Understood::Unknown,
            [] => Understood::Unknown,
            [only] if *only == said => Understood::Clear(only.clone()),
            [only] => Understood::Check(only.clone()),
            several => Understood::Ask(several.to_vec()),
        }
    };
    let ask = Some(("kind", "move.tool.ask"));
    let kind = match turn.understood("kind", &["number"], parse) {
        Understood::Clear(kind) => kind,
        Understood::Check(kind) => return Ok(turn.doubt("kind", vec![kind], PARTS, ask)),
        Understood::Ask(kinds) => return Ok(turn.doubt("kind", kinds, PARTS, ask)),
        Understood::Unknown => return Ok(turn.elicit("Fetch", "kind", "move.tool.ask")),
    };
    // Another slot in doubt: what was found out about the first is not lost.
    let second = match (turn.said(&["second"]).as_str(), turn.settled("second")) {
        ("" | "axe", _) => Understood::Clear("axe".to_owned()),
        (_, Some(settled)) => settled,
        (_, None) => Understood::Check("axe".to_owned()),
    };
    match second {
        Understood::Check(axe) => Ok(turn.doubt("second", vec![axe], &["second"], None)),
        _ => Ok(turn.tell("say.secret", &[("heard", &format!("{kind} {}", turn.said(&["number"])))])),
    }
}

async fn service() -> Service {
    let names = ["long saw", "long axe", "long rake", "long pole", "hammer"];
    let kinds = names.map(|name| json!({"id": name, "name": name}));
    Service::always(Conduct::json(&json!(kinds))).await
}

/// Slots of `Fetch`, as they were heard.
fn kind(heard: &str) -> [(&str, &str, &str); 2] {
    [("kind", heard, ""), ("number", "2", "")]
}

fn option(heard: &Heard) -> Vec<String> {
    let types = &heard.directive(UPDATE).unwrap()["types"];
    assert_eq!(types[0]["name"], "SaysoOption");
    let values = types[0]["values"].as_array().unwrap();
    values.iter().map(|it| it["name"]["value"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn what_is_clear_is_done() {
    let service = service().await;
    let mut user = User::<Dynamic>::of_skill(&service.url);
    assert_eq!(user.says_with("Fetch", &kind("hammer")).await.speech, "You said hammer 2.");
    assert_eq!(service.lines(), ["GET /kinds"]);
}

#[tokio::test]
async fn what_is_likely_is_read_back() {
    let service = service().await;
    let mut user = User::<Dynamic>::of_skill(&service.url);
    let asked = user.says_with("Fetch", &kind("ham")).await;
    assert_eq!((asked.speech.as_str(), asked.ended), ("Do you mean hammer?", false));
    assert_eq!(asked.reprompt(), Some("Do you mean hammer?"));
    let stands = user.says_with("SaysoPickIntent", &[("ordinal", "1", "")]).await;
    assert_eq!(stands.speech, "Do you mean hammer?", "a position is no answer");
    let yes = user.says("AMAZON.YesIntent").await;
    assert_eq!(yes.speech, "You said hammer 2. Anything else?");
    assert_eq!(user.says("AMAZON.YesIntent").await.speech, "Ask for a tool.");
}

#[tokio::test]
async fn no_asks_for_it_anew_and_forgets_its_parts() {
    let service = service().await;
    let mut user = User::<Dynamic>::of_skill(&service.url);
    user.says_with("Fetch", &kind("ham")).await;
    let no = user.says("AMAZON.NoIntent").await;
    assert_eq!(no.speech, "Which tool?");
    let elicit = no.directive("Dialog.ElicitSlot").unwrap();
    assert_eq!(
        (&elicit["slotToElicit"], &elicit["updatedIntent"]["name"]),
        (&json!("kind"), &json!("Fetch"))
    );
    for part in PARTS {
        assert_eq!(elicit["updatedIntent"]["slots"][part]["value"], json!(null), "{part}");
    }
}

#[tokio::test]
async fn what_is_close_is_picked_among_three() {
    let service = service().await;
    let mut user = User::<Dynamic>::of_skill(&service.url);
    let asked = user.says_with("Fetch", &kind("long")).await;
    assert_eq!(asked.speech, "Do you mean long saw, long axe, or long rake?");
    assert_eq!(option(&asked), ["long saw", "long axe", "long rake"]);
    assert_eq!(user.says("AMAZON.YesIntent").await.speech, asked.speech, "yes to what?");
    let second = user.says_with("SaysoPickIntent", &[("ordinal", "2", "")]).await;
    assert_eq!(second.speech, "You said long axe 2. Anything else?");
    user.says_with("Fetch", &kind("long")).await;
    let named = user.says_with("SaysoPickIntent", &[("option", "the long rake", "")]).await;
    assert_eq!(named.speech, "You said long rake 2. Anything else?");
    user.says_with("Fetch", &kind("long")).await;
    assert_eq!(user.says("AMAZON.NoIntent").await.speech, "Which tool?");
}

#[tokio::test]
async fn a_second_doubt_remembers_the_first() {
    let service = service().await;
    let mut user = User::<Dynamic>::of_skill(&service.url);
    user.says_with("Fetch", &[("kind", "ham", ""), ("second", "ax", "")]).await;
    let second = user.says("AMAZON.YesIntent").await;
    assert_eq!(second.speech, "Do you mean axe?");
    let done = user.says("AMAZON.YesIntent").await;
    assert_eq!(done.speech, "You said hammer . Anything else?");
    user.says_with("Fetch", &[("kind", "hammer", ""), ("second", "ax", "")]).await;
    assert_eq!(user.says("AMAZON.NoIntent").await.speech, "Then not. Anything else?", "it has no question");
}

#[tokio::test]
async fn values_are_asked_for_once_per_session_whoever_needs_them() {
    let service = service().await;
    let mut user = User::<Dynamic>::of_skill(&service.url);
    let launch = user.launch().await;
    assert!(launch.directive(UPDATE).is_some());
    user.says_with("Fetch", &kind("hammer")).await;
    user.says_with("Fetch", &kind("saw")).await;
    assert_eq!(service.lines(), ["GET /kinds"]);
    let mut user = User::<Dynamic>::of_skill(&service.url);
    let asked = user.says_with("Fetch", &kind("ham")).await;
    assert!(asked.directive(UPDATE).is_some(), "what was fetched is sent to Alexa, too");
    user.says("AMAZON.YesIntent").await;
    assert_eq!(service.lines(), ["GET /kinds"; 2]);
}

#[tokio::test]
async fn a_session_keeps_only_so_many_values() {
    let long = "x".repeat(300);
    let kinds: Vec<_> =
        (0..40).map(|at| json!({"id": format!("{at}"), "name": format!("{long}{at}")})).collect();
    let service = Service::always(Conduct::json(&json!(kinds))).await;
    let mut user = User::<Dynamic>::of_skill(&service.url);
    user.launch().await;
    assert_eq!(user.attributes()["sayso"]["values"], json!(null));
    user.says_with("Fetch", &kind("hammer")).await;
    assert_eq!(service.lines().len(), 2, "they are asked for again");
}

#[tokio::test]
async fn without_values_nothing_is_known() {
    let service = Service::always(Conduct::status(500)).await;
    let mut user = User::<Dynamic>::of_skill(&service.url);
    assert_eq!(user.says_with("Fetch", &kind("hammer")).await.speech, "Which tool?");
    assert_eq!(service.lines().len(), 1, "not asked twice in one request");
    let service = Service::always(Conduct::status(401)).await;
    let mut user = User::<Dynamic>::of_skill(&service.url);
    assert_eq!(user.says_with("Fetch", &kind("hammer")).await.speech, "Please link your account.");
}

/// Slots of `Fetch` by which nothing is said but the kind.
fn only(heard: &str) -> [(&str, &str, &str); 1] {
    [("kind", heard, "")]
}

#[tokio::test]
async fn while_it_is_asked_which_one_is_meant_it_may_be_said_anew() {
    let service = service().await;
    let asked = async || {
        let mut user = User::<Dynamic>::of_skill(&service.url);
        let asked = user.says_with("Fetch", &only("long")).await;
        let elicit = asked.directive("Dialog.ElicitSlot").unwrap();
        assert_eq!(elicit["slotToElicit"], "kind");
        assert_eq!(elicit["updatedIntent"]["slots"]["kind"]["value"], json!(null));
        (user, asked.speech)
    };
    let (mut user, question) = asked().await;
    assert_eq!(user.says_with("Fetch", &only("long axe")).await.speech, "You said long axe . Anything else?");
    let (mut user, _) = asked().await;
    let narrowed = user.says_with("Fetch", &only("long a")).await;
    assert_eq!(narrowed.speech, "You said long axe . Anything else?", "that is likely, and was asked about");
    for other in ["hammer", "unicorn", "long"] {
        let (mut user, _) = asked().await;
        assert_eq!(user.says_with("Fetch", &only(other)).await.speech, question, "{other} is none of them");
    }
    let (mut user, _) = asked().await;
    assert_eq!(user.says_with("Fetch", &kind("long axe")).await.speech, question, "what counts something");
}

#[tokio::test]
async fn what_was_found_out_is_known_while_another_slot_is_asked_for() {
    let service = service().await;
    let mut user = User::<Dynamic>::of_skill(&service.url);
    user.says_with("MoveTool", &kind("hammer")).await;
    let other = user.says("Fetch").await;
    assert_eq!(other.speech, "You said hammer 2. Anything else?", "of which it was spoken");
    user.says_with("MoveTool", &kind("hammer")).await;
    let other = user.says_with("Fetch", &only("long saw")).await;
    assert_eq!(other.speech, "You said long saw . Anything else?", "it is said what is meant");
    assert_eq!(user.says("Fetch").await.speech, "Which tool?", "nothing is asked any more");
}
