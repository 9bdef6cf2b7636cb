//! Who may do what: whole policies, word for word, and the plan's permissions found again in all of them.

use crate::{
    canonical::shown,
    synth::{Stack, stack, stacks},
};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// The statements of a role's policy, which is the only one that it has.
pub fn statements(stack: &Stack, role: &str) -> Value {
    let role = stack.template.of(role);
    assert!(
        role.get("ManagedPolicyArns").is_null() && role.get("Policies").is_null(),
        "{} has more",
        role.id
    );
    let policies = stack.template.all("AWS::IAM::Policy");
    let own: Vec<_> = policies.iter().filter(|it| *it.get("Roles") == json!([{"Ref": role.id}])).collect();
    let [policy] = own[..] else { panic!("{} has {} policies", role.id, own.len()) };
    shown(&policy.get("PolicyDocument")["Statement"])
}

/// A function writes its log.
pub fn logs(of: &str) -> Value {
    json!({
        "Sid": "Logs",
        "Effect": "Allow",
        "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
        "Resource": format!("${{{of}Logs.Arn}}"),
    })
}

/// An action on items, by the beginnings of their keys.
pub fn items(action: &str, prefixes: &[&str]) -> Value {
    json!({
        "Sid": action,
        "Effect": "Allow",
        "Action": format!("dynamodb:{action}"),
        "Resource": "${Table.Arn}",
        "Condition": {
            "ForAllValues:StringLike": {"dynamodb:LeadingKeys": prefixes},
            "Null": {"dynamodb:LeadingKeys": "false"},
        },
    })
}

/// A provider's secret is read by name.
pub fn named_secret(sid: &str, name: &str) -> Value {
    let own = "arn:${AWS::Partition}:secretsmanager:us-east-1:${AWS::AccountId}:secret:";
    json!({
        "Sid": sid,
        "Effect": "Allow",
        "Action": "secretsmanager:GetSecretValue",
        "Resource": format!("{own}{name}-??????"),
    })
}

fn provider_secret() -> Value {
    named_secret("ProviderAtlassian", "scrum-board/atlassian")
}

/// What CloudFront shows is read.
pub fn origin_secret() -> Value {
    json!({
        "Sid": "OriginSecret",
        "Effect": "Allow",
        "Action": "secretsmanager:GetSecretValue",
        "Resource": "${OriginSecret}",
    })
}

#[test]
fn the_function_skill_may_do_this_and_no_more() {
    let Some(prod) = stack("jira-prod") else { return };
    let wanted = json!([
        logs("Skill"),
        items("BatchGetItem", &["family#*", "link#*", "profile#*"]),
        items("DeleteItem", &["family#*", "families#*", "link#*", "account#*", "profile#*", "user#*"]),
        items("GetItem", &["access#*", "families#*", "link#*", "user#*"]),
        items("PutItem", &["profile#*"]),
        items("UpdateItem", &["family#*", "families#*", "link#*", "user#*"]),
        provider_secret(),
    ]);
    assert_eq!(statements(prod, "SkillRole"), wanted);
}

#[test]
fn the_function_link_may_do_this_and_no_more() {
    let Some(prod) = stack("jira-prod") else { return };
    let wanted = json!([
        logs("Link"),
        items("BatchGetItem", &["family#*"]),
        items("DeleteItem", &["family#*", "families#*", "link#*", "account#*", "profile#*", "limit#*"]),
        items("GetItem", &["tx#*", "families#*", "link#*", "account#*"]),
        items("PutItem", &["tx#*", "code#*", "account#*"]),
        items("UpdateItem", &["families#*", "link#*", "profile#*", "limit#*"]),
        provider_secret(),
        origin_secret(),
    ]);
    assert_eq!(statements(prod, "LinkRole"), wanted);
}

#[test]
fn the_function_token_may_do_this_and_no_more() {
    let Some(prod) = stack("jira-prod") else { return };
    let wanted = json!([
        logs("Token"),
        items("ConditionCheckItem", &["link#*"]),
        items("DeleteItem", &["family#*", "access#*"]),
        items("GetItem", &["code#*", "family#*", "refresh#*", "access#*"]),
        items("PutItem", &["family#*", "refresh#*", "access#*"]),
        items("UpdateItem", &["code#*", "family#*", "families#*", "refresh#*", "limit#*"]),
        origin_secret(),
    ]);
    assert_eq!(statements(prod, "TokenRole"), wanted);
}

#[test]
fn the_operator_may_do_this_and_no_more() {
    let Some(prod) = stack("jira-prod") else { return };
    let scan = json!({"Sid": "WholeTable", "Effect": "Allow", "Action": "dynamodb:Scan", "Resource": "${Table.Arn}"});
    assert_eq!(statements(prod, "RewrapRole"), json!([items("UpdateItem", &["link#*"]), scan]));
    let trust = shown(&prod.template.of("RewrapRole").get("AssumeRolePolicyDocument")["Statement"]);
    let account = json!({"AWS": "arn:${AWS::Partition}:iam::${AWS::AccountId}:root"});
    assert_eq!(trust, json!([{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": account}]));
}

#[test]
fn the_function_of_the_page_may_do_this_and_no_more() {
    let Some(prod) = stack("jira-prod") else { return };
    let found = statements(prod, "PageRole");
    let read = found[1]["Resource"].as_str().unwrap();
    let assets = "arn:${AWS::Partition}:s3:::cdk-hnb659fds-assets-${AWS::AccountId}-us-east-1/";
    let file = read.strip_prefix(assets).unwrap();
    let hash = file.strip_suffix(".zip").unwrap();
    assert!(hash.len() == 64 && hash.bytes().all(|it| it.is_ascii_hexdigit()), "{file}");
    let wanted = json!([
        logs("Page"),
        {"Sid": "ReadPage", "Effect": "Allow", "Action": "s3:GetObject", "Resource": read},
        {"Sid": "WritePage", "Effect": "Allow", "Action": ["s3:DeleteObject", "s3:PutObject"], "Resource": "${PageBucket.Arn}/*"},
    ]);
    assert_eq!(found, wanted);
}

#[test]
fn an_unlinked_skill_may_write_its_log() {
    let Some(prod) = stack("hello-prod") else { return };
    assert_eq!(statements(prod, "SkillRole"), json!([logs("Skill")]));
}

#[test]
fn functions_are_assumed_by_lambda_alone() {
    for stack in stacks() {
        for role in stack.template.all("AWS::IAM::Role").iter().filter(|it| !it.id.starts_with("RewrapRole"))
        {
            let trust = &role.get("AssumeRolePolicyDocument")["Statement"];
            let lambda = json!({"Service": "lambda.amazonaws.com"});
            let wanted = json!([{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": lambda}]);
            assert_eq!(*trust, wanted, "{} {}", stack.name, role.id);
        }
    }
}

#[test]
fn the_keys_policy_is_this() {
    let Some(prod) = stack("jira-prod") else { return };
    let anyone = json!({"AWS": "*"});
    let account = json!({"AWS": "arn:${AWS::Partition}:iam::${AWS::AccountId}:root"});
    let within = json!({
        "StringEquals": {"kms:EncryptionContext:app": "jira", "kms:EncryptionContext:table": "data"},
        "Null": {"kms:EncryptionContext:record": "false"},
    });
    let may = |sid: &str, role: &str, actions: Value| {
        let role = json!({"AWS": format!("${{{role}.Arn}}")});
        json!({"Sid": sid, "Effect": "Allow", "Principal": role, "Action": actions, "Resource": "*", "Condition": within})
    };
    let using = json!([
        "kms:Decrypt",
        "kms:Encrypt",
        "kms:GenerateDataKey",
        "kms:GenerateDataKeyPair",
        "kms:GenerateDataKeyPairWithoutPlaintext",
        "kms:GenerateDataKeyWithoutPlaintext",
        "kms:ReEncryptFrom",
        "kms:ReEncryptTo",
    ]);
    let denied = |sid: &str, condition: Value| json!({"Sid": sid, "Effect": "Deny", "Principal": anyone, "Action": using, "Resource": "*", "Condition": condition});
    let administering: Vec<String> = [
        "CancelKeyDeletion",
        "CreateAlias",
        "DeleteAlias",
        "DescribeKey",
        "DisableKey",
        "DisableKeyRotation",
        "EnableKey",
        "EnableKeyRotation",
        "GetKeyPolicy",
        "GetKeyRotationStatus",
        "ListGrants",
        "ListKeyPolicies",
        "ListKeyRotations",
        "ListResourceTags",
        "PutKeyPolicy",
        "RevokeGrant",
        "RotateKeyOnDemand",
        "ScheduleKeyDeletion",
        "TagResource",
        "UntagResource",
        "UpdateAlias",
        "UpdateKeyDescription",
    ]
    .map(|it| format!("kms:{it}"))
    .into();
    let wanted = json!([
        {"Sid": "RootAdministers", "Effect": "Allow", "Principal": account, "Action": administering, "Resource": "*"},
        may("UseSkill", "SkillRole", json!("kms:Decrypt")),
        may("UseLink", "LinkRole", json!("kms:GenerateDataKey")),
        may("UseRewrap", "RewrapRole", json!(["kms:ReEncryptFrom", "kms:ReEncryptTo"])),
        denied("OnlyApp", json!({"StringNotEquals": {"kms:EncryptionContext:app": "jira"}})),
        denied("OnlyTable", json!({"StringNotEquals": {"kms:EncryptionContext:table": "data"}})),
        denied("OnlyWithRecord", json!({"Null": {"kms:EncryptionContext:record": "true"}})),
        {"Sid": "NoGrants", "Effect": "Deny", "Principal": anyone, "Action": "kms:CreateGrant", "Resource": "*"},
    ]);
    let key = prod.template.of("Key");
    assert_eq!(shown(&key.get("KeyPolicy")["Statement"]), wanted);
    assert_eq!(key.get("EnableKeyRotation"), true);
}

/// Action and prefix (or `*` for the whole table) of each permission of the plan, and what else is granted.
fn planned(permissions: &Value) -> BTreeSet<(String, String)> {
    let texts = |it: &Value| -> Vec<String> {
        it.as_array().unwrap().iter().map(|it| it.as_str().unwrap().to_owned()).collect()
    };
    let mut found = BTreeSet::new();
    for permission in permissions.as_array().unwrap() {
        let (kind, of) = permission.as_object().unwrap().iter().next().unwrap();
        match kind.as_str() {
            "items" => {
                let prefix = of["prefix"].as_str().unwrap();
                found.extend(
                    texts(&of["actions"])
                        .into_iter()
                        .map(|it| (format!("dynamodb:{it}"), format!("{prefix}*"))),
                );
            }
            "table" => {
                found.extend(
                    texts(&of["actions"]).into_iter().map(|it| (format!("dynamodb:{it}"), "*".to_owned())),
                );
            }
            "key" => found
                .extend(texts(&of["actions"]).into_iter().map(|it| (format!("kms:{it}"), "Key".to_owned()))),
            "secrets" => {
                found.extend(texts(&of["providers"]).into_iter().map(|it| ("secret".to_owned(), it)));
            }
            "origin_secret" => drop(found.insert(("secret".to_owned(), "origin".to_owned()))),
            other => panic!("the plan grants `{other}`, of which this test knows nothing"),
        }
    }
    found
}

/// The same, of a role in a template.
fn granted(stack: &Stack, role: &str) -> BTreeSet<(String, String)> {
    let mut found = BTreeSet::new();
    let texts = |it: &Value| -> Vec<String> {
        let many = it.as_array().cloned().unwrap_or_else(|| vec![it.clone()]);
        many.iter().map(|it| it.as_str().unwrap().to_owned()).collect()
    };
    let providers: BTreeMap<String, String> = providers(stack);
    for statement in statements(stack, role).as_array().unwrap() {
        let resource = statement["Resource"].as_str().unwrap();
        for action in texts(&statement["Action"]) {
            let what = match action.split(':').next().unwrap() {
                "logs" => continue,
                "dynamodb" if statement["Condition"].is_null() => vec![(action, "*".to_owned())],
                "dynamodb" => {
                    let keys =
                        texts(&statement["Condition"]["ForAllValues:StringLike"]["dynamodb:LeadingKeys"]);
                    keys.into_iter().map(|key| (action.clone(), key)).collect()
                }
                "secretsmanager" if resource == "${OriginSecret}" => {
                    vec![("secret".to_owned(), "origin".to_owned())]
                }
                "secretsmanager" => {
                    let name = resource.rsplit_once(":secret:").unwrap().1.strip_suffix("-??????").unwrap();
                    vec![("secret".to_owned(), providers[name].clone())]
                }
                _ => panic!("{role} may {action}"),
            };
            found.extend(what);
        }
    }
    let arn = format!("${{{role}.Arn}}");
    for key in stack.template.all("AWS::KMS::Key") {
        for statement in shown(&key.get("KeyPolicy")["Statement"]).as_array().unwrap() {
            if statement["Effect"] == "Allow" && statement["Principal"]["AWS"] == arn.as_str() {
                found.extend(texts(&statement["Action"]).into_iter().map(|it| (it, "Key".to_owned())));
            }
        }
    }
    found
}

/// Secret to provider.
fn providers(stack: &Stack) -> BTreeMap<String, String> {
    let providers = stack.values()["providers"].as_object().unwrap().iter();
    let secret = |name: &String, at: &Value| {
        let own = at["client"]["secret"].as_str().map(str::to_owned);
        (own.unwrap_or_else(|| stack.named(name)), name.clone())
    };
    providers.map(|(name, at)| secret(name, at)).collect()
}

#[test]
fn roles_may_do_what_the_plan_says() {
    for stack in stacks().iter().filter(|it| !it.is_edge()) {
        for function in stack.plan["functions"].as_array().unwrap() {
            let name = function["name"].as_str().unwrap();
            let role = format!("{}{}Role", name[..1].to_uppercase(), &name[1..]);
            assert_eq!(granted(stack, &role), planned(&function["permissions"]), "{role} of {}", stack.name);
        }
        let roles = stack.template.all("AWS::IAM::Role");
        if planned(&stack.plan["rewrap"]).is_empty() {
            assert!(!roles.iter().any(|it| it.id.starts_with("RewrapRole")), "{}", stack.name);
        } else {
            assert_eq!(granted(stack, "RewrapRole"), planned(&stack.plan["rewrap"]), "{}", stack.name);
        }
    }
}
