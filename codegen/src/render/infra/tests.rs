#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use super::{formatted, module, part, skill, spaced};
use sayso_schemas::plan::{Plan, Route, Service, ServiceAt};
use std::collections::BTreeSet;

fn plan() -> Plan {
    let text = include_str!("../../../../tests/cases/workshop/infra/app/generated/workshop/plan.json");
    serde_json::from_str(text).unwrap()
}

fn code(plan: &Plan) -> String {
    spaced(&formatted("", &skill::module(plan)))
}

/// What constructs are called: the text after the scope that each is made in.
fn ids(code: &str) -> BTreeSet<&str> {
    let flat = code.split("stack,").skip(1).map(str::trim_start);
    flat.filter_map(|rest| rest.strip_prefix('"')?.split('"').next()).collect()
}

#[test]
fn one_more_route_and_service_change_no_other_construct() {
    let before = plan();
    let mut after = plan();
    let route = Route {
        method: "GET".to_owned(),
        path: "/oauth/first".to_owned(),
        function: "token".to_owned(),
        summary: String::new(),
    };
    after.routes.insert(0, route);
    let service = Service { name: "a".to_owned(), variable: "SAYSO_SERVICE_A".to_owned() };
    after.services.insert(0, service);
    for stage in after.stages.values_mut() {
        stage.services.insert("a".to_owned(), ServiceAt::Url("https://a.example".to_owned()));
    }
    let (before, after) = (code(&before), code(&after));
    assert_ne!(before, after);
    assert_eq!(ids(&before), ids(&after));
    assert!(ids(&before).len() > 15 && ids(&before).contains("Table"), "{:?}", ids(&before));
}

#[test]
fn an_unlinked_skill_has_what_its_plan_has() {
    let mut plan = plan();
    (plan.table, plan.key, plan.linking, plan.throttle) = (None, None, None, None);
    plan.functions.truncate(1);
    plan.functions[0].permissions.clear();
    plan.routes.clear();
    plan.rewrap.clear();
    let code = code(&plan);
    for absent in ["dynamodb", "kms", "s3", "cloudfront", "apigatewayv2", "secretsmanager", "wafv2", "sns"] {
        assert!(!code.contains(absent), "`{absent}` is there");
    }
    assert!(code.contains("fn skill_function") && code.contains("alexa_permission"));
}

#[test]
fn a_skill_behind_a_provider_has_no_page_and_keeps_nothing() {
    let text = include_str!("../../../../infra/app/generated/wear/plan.json");
    let code = code(&serde_json::from_str(text).unwrap());
    for absent in ["kms", "s3::", "link_role", "rewrap", "API_PATHS", "default_root_object", "/oauth/revoke"]
    {
        assert!(!code.contains(absent), "`{absent}` is there");
    }
    assert!(code.contains("PointInTimeRecoverySpecification::new(false)"));
    assert!(code.contains("const OF_ALEXA: &str = \"/oauth/token\";"));
}

#[test]
fn what_is_asked_for_is_rust() {
    let mut plan = plan();
    for stage in plan.stages.values_mut() {
        (stage.waf, stage.domain) = (true, Some("a.example".to_owned()));
        stage.alarms = Some(sayso_schemas::plan::Alarms { email: None });
    }
    assert!(syn::parse_file(&code(&plan)).is_ok());
    assert!(code(&plan).contains("fn web_acl") && code(&plan).contains("fn alarm_topic"));
}

#[test]
fn names_of_skills_and_records_become_identifiers() {
    assert_eq!(part("access#"), "Access");
    assert_eq!(part("no-referrer"), "NoReferrer");
    assert_eq!((module("tea-time"), module("shared")), ("tea_time".to_owned(), "shared_".to_owned()));
}
