//! `Dialog.UpdateDynamicEntities`.

use super::talk::{Talk, model, ty};
use jiff::SignedDuration;
use serde_json::{Value, json};

fn talk() -> Talk {
    let intents = json!([{"name": "Pick", "samples": ["{project}", "pick {project}"],
        "slots": [{"name": "project", "type": "Project"}]}, {"name": "AMAZON.FallbackIntent"}]);
    Talk::open("en-US", model("scrum board", intents, json!([ty("Project", &[&["p1", "Atlas"]])])))
}

fn entities(behavior: &str, names: &[&str]) -> Value {
    let values: Vec<Value> = names
        .iter()
        .map(|name| json!({"id": format!("id {name}"), "name": {"value": name, "synonyms": []}}))
        .collect();
    json!([{"type": "Dialog.UpdateDynamicEntities", "updateBehavior": behavior, "types": [{"name": "Project", "values": values}]}])
}

fn authorities(talk: &mut Talk, utterance: &str) -> Value {
    let request = talk.request(utterance).request;
    talk.keep_open();
    request["request"]["intent"]["slots"]["project"]["resolutions"]["resolutionsPerAuthority"].clone()
}

#[test]
fn dynamic_values_are_listed_values_with_an_authority_of_their_own() {
    let mut talk = talk();
    assert_eq!(talk.understand("zephyr").0, "AMAZON.FallbackIntent");
    talk.request("atlas");
    talk.direct(entities("REPLACE", &["Zephyr"])).unwrap();
    assert_eq!(
        authorities(&mut talk, "zephyr"),
        json!([
            {"authority": "amzn1.er-authority.echo-sdk.amzn1.ask.skill.test.Project", "status": {"code": "ER_SUCCESS_NO_MATCH"}},
            {"authority": "amzn1.er-authority.echo-sdk.dynamic.amzn1.ask.skill.test.Project",
             "status": {"code": "ER_SUCCESS_MATCH"}, "values": [{"value": {"name": "Zephyr", "id": "id Zephyr"}}]},
        ])
    );
    assert_eq!(authorities(&mut talk, "pick atlas")[0]["status"]["code"], "ER_SUCCESS_MATCH");
    talk.request("atlas");
    talk.direct(entities("REPLACE", &["Yonder"])).unwrap();
    assert_eq!(talk.understand("zephyr").0, "AMAZON.FallbackIntent", "the earlier ones are replaced");
    talk.request("yonder");
    talk.direct(json!([{"type": "Dialog.UpdateDynamicEntities", "updateBehavior": "CLEAR"}])).unwrap();
    assert_eq!(talk.understand("yonder").0, "AMAZON.FallbackIntent");
    assert_eq!(authorities(&mut talk, "atlas").as_array().unwrap().len(), 1);
}

#[test]
fn they_are_forgotten_after_half_an_hour() {
    let mut talk = talk();
    talk.request("atlas");
    talk.direct(entities("REPLACE", &["Zephyr"])).unwrap();
    talk.now += SignedDuration::from_mins(30);
    assert_eq!(talk.understand("zephyr").0, "Pick");
    talk.now += SignedDuration::from_secs(1);
    assert_eq!(talk.understand("zephyr").0, "AMAZON.FallbackIntent");
}

#[test]
fn limits_and_shapes() {
    let many: Vec<String> = (0..101).map(|number| format!("value {number}")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    let mut unknown = entities("REPLACE", &["a"]);
    unknown[0]["types"][0]["name"] = json!("Nope");
    let mut shapeless = entities("REPLACE", &["a"]);
    shapeless[0]["types"][0]["values"] = json!([{"name": "a"}]);
    for (directives, at) in [
        (entities("REPLACE", &many), "response.directives[0].types[0].values"),
        (entities("ADD", &["a"]), "response.directives[0].updateBehavior"),
        (unknown, "response.directives[0].types[0].name"),
        (shapeless, "response.directives[0].types[0].values"),
        (
            json!([{"type": "Dialog.UpdateDynamicEntities", "updateBehavior": "REPLACE"}]),
            "response.directives[0].types",
        ),
    ] {
        let mut talk = talk();
        talk.request("atlas");
        assert_eq!(talk.direct(directives).unwrap_err().at, at);
    }
    let mut talk = talk();
    talk.request("atlas");
    talk.direct(entities("REPLACE", &many[..100])).unwrap();
}
