//! What keeps a skill from starting, and who is not answered.

use crate::{
    shed::Shed,
    user::User,
    words::{english, german, write},
};
use sayso_runtime::{Rejected, testing::Harness};
use sayso_schemas::words::Words;
use serde_json::{Value, json};
use std::{collections::BTreeMap, fs};
use tempfile::TempDir;

fn start(files: &[Words], variables: &[(&str, &str)]) -> Result<(), String> {
    let folder = TempDir::new().unwrap();
    for words in files {
        write(folder.path(), words);
    }
    let variables = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Harness::<Shed>::new(folder.path(), variables).map(drop).map_err(|error| error.to_string())
}

#[test]
fn words_must_belong_to_the_program() {
    assert_eq!(start(&[english(), german()], &[]), Ok(()));
    let foreign = Words { signature: "shed-0".to_owned(), ..german() };
    let error = start(&[english(), foreign], &[]).unwrap_err();
    assert!(error.contains("de-DE.json") && error.contains("`shed-0`, not `shed-1`"), "{error}");
    let newer = Words { format: 99, ..english() };
    assert!(start(&[newer], &[]).unwrap_err().contains("format 99"));
    assert!(start(&[german()], &[]).unwrap_err().contains("`en-US`"));
}

#[test]
fn words_must_be_readable() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("en-US.json"), "{}").unwrap();
    let error = Harness::<Shed>::new(folder.path(), BTreeMap::new()).map(drop).unwrap_err().to_string();
    assert!(error.contains("is not a words file"), "{error}");
    let missing = folder.path().join("nowhere");
    let error = Harness::<Shed>::new(&missing, BTreeMap::new()).map(drop).unwrap_err().to_string();
    assert!(error.contains("nowhere"), "{error}");
}

#[test]
fn the_environment_must_make_sense() {
    let error = start(&[english()], &[("SAYSO_FUNCTION", "page")]).unwrap_err();
    assert!(error.contains("`page`"), "{error}");
    assert!(start(&[english()], &[("SAYSO_SERVICE_SHED", "shed")]).is_err());
}

#[tokio::test]
async fn only_requests_for_this_skill_are_answered() {
    let user = User::alone();
    let ours = user.event(&json!({"type": "LaunchRequest"}));
    assert!(user.harness.invoke(&ours).await.is_ok());
    let foreign = json!({"applicationId": "amzn1.ask.skill.other"});
    for pointer in ["/session/application", "/context/System/application"] {
        let mut event = ours.clone();
        *event.pointer_mut(pointer).unwrap() = foreign.clone();
        assert_eq!(user.harness.invoke(&event).await, Err(Rejected::OtherSkill), "{pointer}");
        *event.pointer_mut(pointer).unwrap() = json!({});
        assert_eq!(user.harness.invoke(&event).await, Err(Rejected::OtherSkill), "{pointer}");
    }
    let mut anonymous = ours.clone();
    anonymous.as_object_mut().unwrap().retain(|name, _| name == "request" || name == "version");
    assert_eq!(user.harness.invoke(&anonymous).await, Err(Rejected::OtherSkill));
    assert_eq!(user.harness.invoke(&json!([])).await, Err(Rejected::NotAlexa));
    assert_eq!(user.harness.invoke(&Value::Null).await, Err(Rejected::NotAlexa));
    assert_eq!(user.logged("refused").len(), 7);
}

#[tokio::test]
async fn without_a_skill_id_nobody_is_answered() {
    let folder = TempDir::new().unwrap();
    write(folder.path(), &english());
    let variables = BTreeMap::from([("SAYSO_SKILL_ID".to_owned(), String::new())]);
    let harness = Harness::<Shed>::new(folder.path(), variables).unwrap();
    let event = User::alone().event(&json!({"type": "LaunchRequest"}));
    assert_eq!(harness.invoke(&event).await, Err(Rejected::NoSkillId));
}
