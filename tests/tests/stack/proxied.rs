//! A skill whose users sign in at an identity provider: a token endpoint before the provider's own, and nothing that is
//! kept.

use crate::{
    canonical::shown,
    permissions::{items, logs, named_secret, origin_secret, statements},
    synth::{Stack, stack},
    variables::variables,
};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// Its stages.
fn stages() -> impl Iterator<Item = &'static Stack> {
    ["wear-dev", "wear-local", "wear-prod"].into_iter().filter_map(stack)
}

#[test]
fn the_function_skill_may_write_its_log_and_nothing_else() {
    for stack in stages() {
        assert_eq!(statements(stack, "SkillRole"), json!([logs("Skill")]), "{}", stack.name);
    }
}

#[test]
fn the_function_token_may_do_this_and_no_more() {
    let secrets = BTreeMap::from([
        ("dev", "weather-wardrobe-dev/provider"),
        ("local", "wear-local-proxy"),
        ("prod", "weather-wardrobe/provider"),
    ]);
    for stack in stages() {
        let wanted = json!([
            logs("Token"),
            items("DeleteItem", &["flight#*"]),
            items("GetItem", &["flight#*"]),
            items("PutItem", &["flight#*"]),
            items("UpdateItem", &["limit#*"]),
            named_secret("ProviderProxy", secrets[stack.stage.as_str()]),
            origin_secret(),
        ]);
        assert_eq!(statements(stack, "TokenRole"), wanted, "{}", stack.name);
    }
}

/// Whatever a template says of records: none of a link, a family or a token.
#[test]
fn no_other_record_is_spoken_of() {
    for stack in stages() {
        let mut prefixes = BTreeSet::new();
        texts(stack.template.json(), &mut |text| {
            prefixes.extend(text.strip_suffix("#*").map(str::to_owned));
        });
        assert_eq!(prefixes, BTreeSet::from(["flight".to_owned(), "limit".to_owned()]), "{}", stack.name);
    }
}

#[test]
fn only_the_function_token_hears_of_the_providers_secret() {
    for stack in stages() {
        let secret = variables(stack, "token")["SAYSO_PROVIDER_PROXY_SECRET"].as_str().unwrap();
        let mut found = BTreeSet::new();
        for (id, resource) in stack.template.section("Resources") {
            texts(resource, &mut |text| {
                if text.contains(secret) {
                    found.insert(id);
                }
            });
        }
        let role = format!("{}DefaultPolicy", stack.template.of("TokenRole").id.trim_end_matches(is_hash));
        let [function, policy] = found.iter().copied().collect::<Vec<_>>()[..] else { panic!("{found:?}") };
        assert_eq!(function, stack.template.of("TokenFunction").id);
        assert!(policy.starts_with(&role), "{policy}");
    }
}

fn is_hash(it: char) -> bool {
    it.is_ascii_digit() || ('A'..='F').contains(&it)
}

/// What there is of each kind: no page, no bucket, no key, no operator.
#[test]
fn a_stack_has_this_and_no_more() {
    let always = BTreeMap::from([
        ("AWS::ApiGatewayV2::Api", 1),
        ("AWS::ApiGatewayV2::Integration", 1),
        ("AWS::ApiGatewayV2::Route", 1),
        ("AWS::ApiGatewayV2::Stage", 1),
        ("AWS::CloudFront::Distribution", 1),
        ("AWS::CloudFront::ResponseHeadersPolicy", 1),
        ("AWS::DynamoDB::Table", 1),
        ("AWS::IAM::Policy", 2),
        ("AWS::IAM::Role", 2),
        ("AWS::Lambda::Function", 2),
        ("AWS::Lambda::Permission", 1),
        ("AWS::Logs::LogGroup", 3),
        ("AWS::SecretsManager::Secret", 1),
    ]);
    for stack in stages() {
        let mut wanted = always.clone();
        if stack.stage == "prod" {
            // Alexa's, for the skill's id.
            wanted.insert("AWS::Lambda::Permission", 2);
            wanted.extend([("AWS::CloudWatch::Alarm", 10), ("AWS::CloudWatch::Dashboard", 1)]);
            wanted.extend([
                ("AWS::SNS::Subscription", 1),
                ("AWS::SNS::Topic", 1),
                ("AWS::SNS::TopicPolicy", 1),
            ]);
        }
        let mut found = BTreeMap::new();
        for (_, resource) in stack.template.section("Resources") {
            *found.entry(resource["Type"].as_str().unwrap()).or_default() += 1;
        }
        assert_eq!(found, wanted, "{}", stack.name);
    }
}

/// `Authorization` passes, nothing is kept, and where the API has no route it says so by itself.
#[test]
fn every_path_is_the_apis() {
    for stack in stages() {
        let config = stack.template.of("Distribution").get("DistributionConfig");
        let behaviour = json!({
            "AllowedMethods": ["GET", "HEAD", "OPTIONS", "PUT", "PATCH", "POST", "DELETE"],
            // CachingDisabled.
            "CachePolicyId": "4135ea2d-6df8-44a3-9df3-4b5a84be39ad",
            "Compress": false,
            // AllViewerExceptHostHeader.
            "OriginRequestPolicyId": "b689b0a8-53d0-40ab-baf2-68738e2966ac",
            "ResponseHeadersPolicyId": "${ApiHeaders}",
            "TargetOriginId": config["Origins"][0]["Id"],
            "ViewerProtocolPolicy": "https-only",
        });
        assert_eq!(shown(&config["DefaultCacheBehavior"]), behaviour, "{}", stack.name);
        assert_eq!(config["Origins"].as_array().unwrap().len(), 1);
        assert!(config["Origins"][0]["S3OriginConfig"].is_null());
        for absent in ["CacheBehaviors", "DefaultRootObject", "Logging"] {
            assert!(config[absent].is_null(), "{} has {absent}", stack.name);
        }
        let kept: BTreeSet<_> = config["CustomErrorResponses"]
            .as_array()
            .unwrap()
            .iter()
            .map(|it| (it["ErrorCachingMinTTL"].as_u64(), it["ResponsePagePath"].as_str()))
            .collect();
        assert_eq!(kept, BTreeSet::from([(Some(0), None)]), "{}", stack.name);
    }
}

/// What is in the table is of no use after minutes, so no stage keeps it, nor copies of it.
#[test]
fn nothing_outlives_its_minutes() {
    for stack in stages() {
        let table = stack.template.of("Table");
        assert_eq!(
            *table.get("TimeToLiveSpecification"),
            json!({"AttributeName": "expires", "Enabled": true})
        );
        assert_eq!(
            *table.get("PointInTimeRecoverySpecification"),
            json!({"PointInTimeRecoveryEnabled": false})
        );
        assert_eq!(*table.get("DeletionProtectionEnabled"), json!(false));
        assert_eq!(table.deletion(), (&json!("Delete"), &json!("Delete")), "{}", stack.name);
    }
}

#[test]
fn functions_are_told_this_and_no_more() {
    let Some(prod) = stack("wear-prod") else { return };
    assert_eq!(
        *variables(prod, "skill"),
        json!({
            "SAYSO_FUNCTION": "skill",
            "SAYSO_SKILL_ID": "amzn1.ask.skill.5e7a9c13-4d6f-4b82-b1c0-2f3a4e5d6c7b",
            "SAYSO_SERVICE_WEATHER": "https://weather.example",
        })
    );
    assert_eq!(
        shown(variables(prod, "token")),
        json!({
            "SAYSO_FUNCTION": "token",
            "SAYSO_TABLE": "${Table}",
            "SAYSO_ISSUER": "https://weather-wardrobe.example.com",
            "SAYSO_CLIENT_ID": "weather-wardrobe",
            "SAYSO_CLIENT_SECRETS": "${ClientSecretHashes}",
            "SAYSO_ORIGIN_SECRET": "wear-prod-origin",
            "SAYSO_PROVIDER_PROXY_AUTHORIZE": "https://login.weather.example/connect/authorize?audience=https%3A%2F%2Fweather.example",
            "SAYSO_PROVIDER_PROXY_TOKEN": "https://login.weather.example/connect/v1/token",
            "SAYSO_PROVIDER_PROXY_CLIENT_ID": "weather-wardrobe",
            "SAYSO_PROVIDER_PROXY_SECRET": "weather-wardrobe/provider",
        })
    );
}

/// What is pasted into Alexa's console: the provider's own page, and our token endpoint.
#[test]
fn alexa_is_told_of_the_provider_and_of_our_token_endpoint() {
    let Some(prod) = stack("wear-prod") else { return };
    let wanted = json!({
        "SkillFunctionArn": "${SkillFunction.Arn}",
        "TableName": "${Table}",
        "AuthorizationUrl": "https://login.weather.example/connect/authorize?audience=https%3A%2F%2Fweather.example",
        "ClientId": "weather-wardrobe",
        "Scope": "weather.read offline_access",
        "TokenUrl": "https://weather-wardrobe.example.com/oauth/token",
        "DistributionDomainName": "${Distribution.DomainName}",
    });
    assert_eq!(outputs(prod), wanted);
}

/// Stage `local` has a demo in the provider's place, under the provider's paths.
#[test]
fn the_local_stages_provider_is_the_demo() {
    let Some(local) = stack("wear-local") else { return };
    let (outputs, token) = (outputs(local), variables(local, "token"));
    let authorize = "http://127.0.0.1:7002/connect/authorize?audience=https%3A%2F%2Fweather.example";
    assert_eq!(outputs["AuthorizationUrl"], authorize);
    assert_eq!(token["SAYSO_PROVIDER_PROXY_AUTHORIZE"], authorize);
    assert_eq!(token["SAYSO_PROVIDER_PROXY_TOKEN"], "http://127.0.0.1:7002/connect/v1/token");
    assert_eq!(
        (&outputs["ClientId"], &token["SAYSO_CLIENT_ID"]),
        (&json!("sayso-wear"), &json!("sayso-wear"))
    );
    assert_eq!(outputs["TokenUrl"], "https://${Distribution.DomainName}/oauth/token");
}

/// Outputs by name.
fn outputs(stack: &Stack) -> Value {
    stack.template.section("Outputs").map(|(name, it)| (name.to_owned(), shown(&it["Value"]))).collect()
}

/// All texts within a value.
fn texts<'v>(value: &'v Value, look: &mut impl FnMut(&'v str)) {
    match value {
        Value::String(text) => look(text),
        Value::Array(list) => list.iter().for_each(|it| texts(it, look)),
        Value::Object(map) => map.values().for_each(|it| texts(it, look)),
        _ => {}
    }
}
