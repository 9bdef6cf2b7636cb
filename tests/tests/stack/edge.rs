//! The stack in us-east-1, and what the main one takes from it.

use crate::synth::{Stack, stack};
use serde_json::{Value, json};
use std::collections::BTreeSet;

#[test]
fn what_the_edge_puts_out_the_main_stack_takes() {
    for skill in ["jira", "wear"] {
        let (edge, main) = (stack(&format!("{skill}-prod-edge")), stack(&format!("{skill}-prod")));
        if let (Some(edge), Some(main)) = (edge, main) {
            must_fit(edge, main);
        }
    }
}

fn must_fit(edge: &Stack, main: &Stack) {
    let outputs: BTreeSet<_> = edge.template.section("Outputs").map(|it| it.0).collect();
    assert_eq!(outputs, BTreeSet::from(["CertificateArn", "WebAclArn"]));
    for output in outputs {
        let parameter = &main.template.json()["Parameters"][output];
        assert!(parameter["Default"].is_null() && parameter["AllowedPattern"].is_string(), "{output}");
    }
    let config = main.template.of("Distribution").get("DistributionConfig");
    assert_eq!(config["WebACLId"], json!({"Ref": "WebAclArn"}));
    assert_eq!(config["ViewerCertificate"]["AcmCertificateArn"], json!({"Ref": "CertificateArn"}));
    assert_eq!(config["ViewerCertificate"]["MinimumProtocolVersion"], "TLSv1.2_2021");
    assert_eq!(config["Aliases"], json!([main.values()["domain"]]));
    assert_eq!(edge.template.of("Certificate").get("DomainName"), &main.values()["domain"]);
}

#[test]
fn no_stage_without_an_edge_asks_for_one() {
    for dev in ["jira-dev", "wear-dev"].into_iter().filter_map(stack) {
        let parameters: BTreeSet<_> = dev.template.section("Parameters").map(|it| it.0).collect();
        assert_eq!(parameters, BTreeSet::from(["Bootstrap", "BootstrapVersion", "ClientSecretHashes"]));
    }
}

/// All of Alexa comes from a few addresses, so what it asks for is not counted by address.
#[test]
fn the_firewall_leaves_alexa_out() {
    let Some(edge) = stack("jira-prod-edge") else { return };
    let paths: Vec<_> = not_counted(edge)["OrStatement"]["Statements"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["ByteMatchStatement"]["SearchString"].as_str().unwrap())
        .collect();
    assert_eq!(paths, ["/oauth/token", "/oauth/revoke", "/oauth/introspect"]);
}

/// AWS takes no OR of a single statement.
#[test]
fn where_alexa_asks_for_tokens_only_nothing_else_is_left_out() {
    let Some(edge) = stack("wear-prod-edge") else { return };
    let wanted = json!({"ByteMatchStatement": {
        "FieldToMatch": {"UriPath": {}},
        "PositionalConstraint": "STARTS_WITH",
        "SearchString": "/oauth/token",
        "TextTransformations": [{"Priority": 0, "Type": "NONE"}],
    }});
    assert_eq!(*not_counted(edge), wanted);
}

/// What an address may ask for as often as it likes.
fn not_counted(edge: &Stack) -> &Value {
    let rules = edge.template.of("WebAcl").get("Rules");
    let limit = rules.as_array().unwrap().iter().find(|it| it["Name"] == "per-address").unwrap();
    &limit["Statement"]["RateBasedStatement"]["ScopeDownStatement"]["NotStatement"]["Statement"]
}
