//! Alexa's side: what the ASK CLI is asked, and what the user is told to do without it.

use crate::project::Project;
use serde_json::Value;

const ID: &str = "amzn1.ask.skill.00000000-0000-0000-0000-000000000000";

fn package(project: &Project, name: &str) -> Value {
    serde_json::from_str(&project.recorded(&format!("package/{name}"))).unwrap()
}

#[test]
fn a_skill_is_told_of_its_package_and_then_of_account_linking() {
    let project = Project::new();
    project.run(&["deploy", "--stage", "prod", "--yes"]).ended(0);
    let linking = format!(
        "smapi update-account-linking-info --skill-id {ID} --stage development --account-linking-request \
         file:…/account-linking.json"
    );
    assert_eq!(project.calls_of("ask"), ["deploy --target skill-metadata --ignore-hash", &linking]);
    assert!(project.calls().last().unwrap().starts_with("ask smapi"), "after AWS is as it should be");

    let arn = "arn:aws:lambda:us-east-1:1:function:library-prod-skill";
    let manifest = package(&project, "skill-package/skill.json");
    assert_eq!(manifest["manifest"]["apis"]["custom"]["endpoint"]["uri"], arn);
    assert!(
        project.recorded("package/skill-package/interactionModels/custom/de-DE.json").contains("lese saal")
    );
    assert_eq!(package(&project, ".ask/ask-states.json")["profiles"]["default"]["skillId"], ID);
    let source = &package(&project, "ask-resources.json")["profiles"]["default"]["skillMetadata"]["src"];
    assert_eq!(source, "./skill-package");

    let request: Value = serde_json::from_str(&project.recorded("request.json")).unwrap();
    let request = &request["accountLinkingRequest"];
    assert_eq!(request["authorizationUrl"], "https://link.library.example/oauth/authorize");
    assert_eq!(request["accessTokenUrl"], "https://link.library.example/oauth/token");
    assert_eq!(request["pkceConfiguration"]["status"], "ENABLED");
    assert_eq!(request["domains"][0], "link.library.example");
}

#[test]
fn what_the_ask_cli_does_is_not_left_to_the_user() {
    let project = Project::new();
    let told = project.run(&["deploy", "--stage", "prod", "--yes"]).ended(0);
    assert!(told.stdout.contains("DistributionDomainName   d1.cloudfront.net"), "{}", told.stdout);
    assert!(!told.stdout.contains("Build > Endpoint"), "{}", told.stdout);
    assert!(told.stderr.contains("no `store`"), "it can't be submitted: {}", told.stderr);
}

#[test]
fn the_ask_clis_profile_is_the_one_that_is_in_use() {
    let project = Project::new();
    let profile = [("ASK_DEFAULT_PROFILE", "work")];
    project.run_with(&["deploy", "--stage", "prod", "--yes"], &profile).ended(0);
    let resources = package(&project, "ask-resources.json");
    let profiles: Vec<_> = resources["profiles"].as_object().unwrap().keys().cloned().collect();
    assert_eq!(profiles, ["__ENVIRONMENT_ASK_PROFILE__", "work"]);
}

#[test]
fn a_skill_is_made_only_when_that_is_asked_for() {
    let project = Project::new();
    let told = project.run(&["deploy", "--stage", "dev", "--yes"]).ended(0);
    assert!(project.calls_of("ask").is_empty(), "each deployment would make another one");
    assert!(
        told.stdout.contains("no skill yet") && told.stdout.contains("--create-skill"),
        "{}",
        told.stdout
    );

    let told = project.run(&["deploy", "--stage", "dev", "--yes", "--create-skill"]).ended(0);
    assert_eq!(project.calls_of("ask"), ["deploy --target skill-metadata --ignore-hash"]);
    let manifest = package(&project, "skill-package/skill.json");
    assert_eq!(
        manifest["manifest"]["apis"]["custom"].get("endpoint"),
        None,
        "Alexa would refuse the function"
    );
    assert!(told.stdout.contains("    dev:\n      skill_id: amzn1.ask.skill.new"), "{}", told.stdout);
}

#[test]
fn without_the_ask_cli_everything_to_paste_is_told() {
    let project = Project::new();
    let told = project.run(&["deploy", "--stage", "prod", "--yes", "--no-ask"]).ended(0);
    assert!(project.calls_of("ask").is_empty());
    for line in [
        "Default region           arn:aws:lambda:us-east-1:1:function:library-prod-skill",
        "Web authorization URI    https://link.library.example/oauth/authorize",
        "Access token URI         https://link.library.example/oauth/token",
        "Your client ID           alexa-library",
        "Your secret              what this shows: aws secretsmanager get-secret-value --region us-east-1 --secret-id \
         library-prod-client --query SecretString --output text",
        "Authentication scheme    HTTP Basic",
        "Scope                    account",
        "Domain list              link.library.example",
        "Default expiration       360",
        "PKCE                     on, S256",
        "ManageUrl                https://link.library.example/manage",
        "link.library.example is an alias (CNAME) of d1.cloudfront.net",
    ] {
        assert!(told.stdout.contains(line), "{line}\n--\n{}", told.stdout);
    }
    assert!(told.stdout.contains(ID));
    let told = project.run(&["deploy", "--stage", "dev", "--create-skill", "--no-ask"]).ended(2);
    assert!(told.stderr.contains("cannot be used with"), "{}", told.stderr);
}
