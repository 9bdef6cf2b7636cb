//! The functions' environment: exactly the table at the top of `schemas/src/plan.rs`.

use crate::synth::{Stack, stack, stacks};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// A function's variables.
pub fn variables<'s>(stack: &'s Stack, function: &str) -> &'s Value {
    let all = stack.template.all("AWS::Lambda::Function");
    let name = stack.named(function);
    &all.into_iter().find(|it| it.text("FunctionName") == name).unwrap().get("Environment")["Variables"]
}

/// The variables that a function must have, by the table.
fn wanted(stack: &Stack, function: &str) -> BTreeSet<String> {
    let mut names = vec!["SAYSO_FUNCTION".to_owned()];
    let (skill, link, token) = (function == "skill", function == "link", function == "token");
    let mut add = |when: bool, name: &str| names.extend(when.then(|| name.to_owned()));
    add(skill && (stack.values()["skill_id"].is_string() || stack.stage == "local"), "SAYSO_SKILL_ID");
    add(touches_table(stack, function), "SAYSO_TABLE");
    add((skill || link) && stack.plan["key"].is_object(), "SAYSO_KEY");
    for name in ["SAYSO_ISSUER", "SAYSO_CLIENT_ID", "SAYSO_ORIGIN_SECRET"] {
        add(link || token, name);
    }
    add(token, "SAYSO_CLIENT_SECRETS");
    add(link, "SAYSO_REDIRECTS");
    for service in stack.plan["services"].as_array().unwrap() {
        add(skill || link, service["variable"].as_str().unwrap());
    }
    // Behind a proxy nobody else asks the provider.
    let asks = if stack.plan["linking"]["proxy"].is_object() { token } else { skill || link };
    for provider in stack.plan["linking"]["providers"].as_array().into_iter().flatten() {
        for part in ["AUTHORIZE", "TOKEN", "CLIENT_ID", "SECRET"] {
            add(asks, &format!("{}_{part}", provider["variable"].as_str().unwrap()));
        }
    }
    names.into_iter().collect()
}

/// Whether the plan grants a function anything of the table.
fn touches_table(stack: &Stack, function: &str) -> bool {
    let functions = stack.plan["functions"].as_array().unwrap();
    let own = functions.iter().find(|it| it["name"] == function).unwrap();
    own["permissions"].as_array().unwrap().iter().any(|it| it["items"].is_object())
}

#[test]
fn each_function_has_its_variables_and_no_other() {
    for stack in stacks().iter().filter(|it| !it.is_edge()) {
        for function in stack.plan["functions"].as_array().unwrap() {
            let name = function["name"].as_str().unwrap();
            let found: BTreeSet<String> =
                variables(stack, name).as_object().unwrap().keys().cloned().collect();
            assert_eq!(found, wanted(stack, name), "{name} of {}", stack.name);
            assert_eq!(variables(stack, name)["SAYSO_FUNCTION"], name);
        }
    }
}

#[test]
fn the_values_are_the_stages() {
    let Some(prod) = stack("jira-prod") else { return };
    let (table, skill) = (json!({"Ref": prod.template.of("Table").id}), variables(prod, "skill"));
    assert_eq!(
        *skill,
        json!({
            "SAYSO_FUNCTION": "skill",
            "SAYSO_SKILL_ID": "amzn1.ask.skill.8d2b6f14-1c3a-4e5b-a6d7-9f0e1d2c3b4a",
            "SAYSO_TABLE": table,
            "SAYSO_KEY": "alias/jira-prod-records",
            "SAYSO_SERVICE_JIRA": "https://api.atlassian.com",
            "SAYSO_PROVIDER_ATLASSIAN_AUTHORIZE": "https://auth.atlassian.com/authorize",
            "SAYSO_PROVIDER_ATLASSIAN_TOKEN": "https://auth.atlassian.com/oauth/token",
            "SAYSO_PROVIDER_ATLASSIAN_CLIENT_ID": "scrum-board",
            "SAYSO_PROVIDER_ATLASSIAN_SECRET": "scrum-board/atlassian",
        })
    );
    let link = variables(prod, "link");
    assert_eq!(link["SAYSO_ISSUER"], "https://scrum-board.example.com");
    assert_eq!(
        link["SAYSO_REDIRECTS"],
        "https://pitangui.amazon.com/api/skill/link/M2EXAMPLEVENDOR \
         https://layla.amazon.com/api/skill/link/M2EXAMPLEVENDOR \
         https://alexa.amazon.co.jp/api/skill/link/M2EXAMPLEVENDOR"
    );
    assert_eq!(
        *variables(prod, "token"),
        json!({
            "SAYSO_FUNCTION": "token",
            "SAYSO_TABLE": table,
            "SAYSO_ISSUER": "https://scrum-board.example.com",
            "SAYSO_CLIENT_ID": "alexa-jira",
            "SAYSO_CLIENT_SECRETS": {"Ref": "ClientSecretHashes"},
            "SAYSO_ORIGIN_SECRET": "jira-prod-origin",
        })
    );
}

/// The issuer of a stage without a domain is CloudFront's own name, never anything that a request says.
#[test]
fn without_a_domain_the_issuer_is_cloudfronts_own() {
    let Some(dev) = stack("jira-dev") else { return };
    let own = json!({"Fn::GetAtt": [dev.template.of("Distribution").id, "DomainName"]});
    assert_eq!(variables(dev, "link")["SAYSO_ISSUER"], json!({"Fn::Join": ["", ["https://", own]]}));
}

/// Stage `local` is told where demo backends are, under the paths of the real ones.
#[test]
fn the_local_stage_is_told_where_things_are() {
    let Some(local) = stack("jira-local") else { return };
    let link = variables(local, "link");
    assert_eq!(link["SAYSO_SERVICE_JIRA"], "http://127.0.0.1:7003");
    assert_eq!(link["SAYSO_PROVIDER_ATLASSIAN_AUTHORIZE"], "http://127.0.0.1:7002/authorize");
    assert_eq!(link["SAYSO_PROVIDER_ATLASSIAN_TOKEN"], "http://127.0.0.1:7002/oauth/token");
    assert_eq!(link["SAYSO_PROVIDER_ATLASSIAN_CLIENT_ID"], "sayso-jira");
    assert_eq!(link["SAYSO_PROVIDER_ATLASSIAN_SECRET"], "jira-local-atlassian");
    assert_eq!(link["SAYSO_REDIRECTS"], "http://localhost:7005/back");
    assert_eq!(variables(local, "skill")["SAYSO_SKILL_ID"], "amzn1.ask.skill.local-jira");
}
