//! Costs of templates that are written out here.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use super::*;
use crate::terminal::Style;
use serde_json::json;

fn stack(template: &Value) -> Stack {
    Stack {
        name: "shop-prod".to_owned(),
        region: Some("us-east-1".to_owned()),
        template: serde_json::from_value(template.clone()).unwrap(),
    }
}

/// A function of a skill, and what it is told of.
fn function(name: &str, megabytes: u32, told: &[&str]) -> Value {
    let mut variables: serde_json::Map<String, Value> =
        told.iter().map(|name| ((*name).to_owned(), json!({"Ref": "Other"}))).collect();
    variables.insert("SAYSO_FUNCTION".to_owned(), json!(name));
    let environment = json!({"Variables": variables});
    let properties =
        json!({"Runtime": "provided.al2023", "MemorySize": megabytes, "Environment": environment});
    json!({"Type": "AWS::Lambda::Function", "Properties": properties})
}

fn linked() -> Stack {
    stack(&json!({
        "Parameters": {"ClientSecretHashes": {"Type": "String"}},
        "Resources": {
            "Key": {"Type": "AWS::KMS::Key"},
            "Alias": {"Type": "AWS::KMS::Alias"},
            "Origin": {"Type": "AWS::SecretsManager::Secret"},
            "Table": {"Type": "AWS::DynamoDB::Table"},
            "Skill": function("skill", 1024, &["SAYSO_TABLE", "SAYSO_KEY"]),
            "Link": function("link", 1024, &["SAYSO_TABLE", "SAYSO_KEY"]),
            "Token": function("token", 128, &["SAYSO_TABLE"]),
            "Upload": {"Type": "AWS::Lambda::Function", "Properties": {"Runtime": "python3.13", "MemorySize": 4096}},
            "Page": {"Type": "Custom::Page"},
            "Api": {"Type": "AWS::ApiGatewayV2::Api"},
            "Cdn": {"Type": "AWS::CloudFront::Distribution"},
            "Late": {"Type": "AWS::CloudWatch::Alarm", "Properties": {"Period": 300}},
            "Ratio": {"Type": "AWS::CloudWatch::Alarm",
                      "Properties": {"Metrics": [{"Expression": "a/b"}, {"MetricStat": {}}, {"MetricStat": {}}]}},
            "Board": {"Type": "AWS::CloudWatch::Dashboard"},
            "Odd": {"Type": "AWS::Odd::Thing"},
        },
    }))
}

/// To the cent.
fn cents(amount: f64) -> String {
    format!("{amount:.2}")
}

#[test]
fn what_is_there_costs_by_the_month() {
    let cost = Cost::of(&linked());
    let idle: Vec<_> = cost.idle.iter().map(|it| (it.what, it.count, cents(it.dollars))).collect();
    let expected = [
        ("alarm", 2, "0.30".to_owned()),
        ("dashboard", 1, "3.00".to_owned()),
        ("key", 1, "1.00".to_owned()),
        // The client secret, too, which is beside the stack.
        ("secret", 2, "0.80".to_owned()),
    ];
    assert_eq!(idle, expected);
    assert_eq!(cents(total(&cost.idle)), "5.10");
    assert_eq!(cost.not_priced, BTreeSet::from(["AWS::Odd::Thing".to_owned()]));
}

#[test]
fn what_is_used_costs_by_the_million() {
    let cost = Cost::of(&linked());
    let parts = |items: &[Item]| items.iter().map(|it| (it.what, cents(it.dollars))).collect::<Vec<_>>();
    // 0.20 + 0.1 s of a gigabyte; 1 kB of logs; 3 reads and a write; a use of the key.
    let behind = [
        ("function", "1.87".to_owned()),
        ("logs", "0.50".to_owned()),
        ("table", "1.00".to_owned()),
        ("key", "3.00".to_owned()),
    ];
    assert_eq!(parts(&cost.spoken), behind);
    let before = [("CloudFront", "1.00".to_owned()), ("HTTP API", "1.50".to_owned())];
    assert_eq!(parts(&cost.http), [&before[..], &behind].concat());
}

/// Behind a proxy the skill keeps nothing: only its token endpoint has a use for the table.
#[test]
fn who_is_told_of_no_table_pays_for_none() {
    let proxied = stack(&json!({"Resources": {
        "Table": {"Type": "AWS::DynamoDB::Table"},
        "Skill": function("skill", 256, &[]),
        "Token": function("token", 256, &["SAYSO_TABLE"]),
        "Api": {"Type": "AWS::ApiGatewayV2::Api"},
    }}));
    let cost = Cost::of(&proxied);
    let parts = |items: &[Item]| items.iter().map(|it| it.what).collect::<Vec<_>>();
    assert_eq!(parts(&cost.spoken), ["function", "logs"]);
    assert_eq!(parts(&cost.http), ["HTTP API", "function", "logs", "table"]);
    assert_eq!((cost.idle.len(), cost.not_priced.len()), (0, 0));
}

#[test]
fn an_edge_has_a_firewall_and_no_function() {
    let edge = stack(&json!({"Resources": {
        "Acl": {"Type": "AWS::WAFv2::WebACL", "Properties": {"Rules": [{}, {}]}},
        "Certificate": {"Type": "AWS::CertificateManager::Certificate"},
    }}));
    let cost = Cost::of(&edge);
    assert_eq!(cents(total(&cost.idle)), "7.00");
    assert_eq!((cents(total(&cost.http)), cost.spoken.len()), ("0.60".to_owned(), 0));
}

#[test]
fn it_is_told_in_a_few_lines() {
    let stack = linked();
    let told = in_words(&stack, &Cost::of(&stack), Style { colour: false });
    let expected = "\
shop-prod (us-east-1)
  holds                    4 functions, 1 table, 1 key, 1 secret, 1 HTTP API, 1 distribution, 2 alarms, 1 dashboard, 15 resources in all
  idle                     $5.10 a month (2 alarms $0.30, dashboard $3.00, key $1.00, 2 secrets $0.80)
  Alexa's requests         $6.37 a million (function $1.87, logs $0.50, table $1.00, key $3.00)
  requests over HTTP       $8.87 a million (CloudFront $1.00, HTTP API $1.50, function $1.87, logs $0.50, table $1.00, key $3.00)
  not priced               AWS::Odd::Thing";
    assert_eq!(told, expected);
}
