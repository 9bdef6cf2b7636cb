//! What a team wants otherwise: each point changes what is made after it, and nothing else.
//!
//! Needs Node and the packages of `package-lock.json`; without them the tests say that they were skipped.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use cdk::{App, AppProps, apigatewayv2, dynamodb, jsii, lambda};
use infra_app::generated::{
    jira::{Overrides, Parts, SKILL, STAGES, stack},
    shared::{Result, request::Request, stage::Stage},
};
use serde_json::{Map, Value};
use std::{collections::BTreeSet, fs, path::Path};

/// Nothing otherwise.
struct Nothing;

impl Overrides for Nothing {}

/// A little of everything.
struct Something;

impl Overrides for Something {
    fn table(&self, _: &Stage, props: dynamodb::TableProps) -> Result<dynamodb::TableProps> {
        Ok(props.contributor_insights_specification(dynamodb::ContributorInsightsSpecification::new(true)))
    }

    fn function(&self, _: &Stage, name: &str, props: lambda::FunctionProps) -> Result<lambda::FunctionProps> {
        Ok(if name == "skill" { props.memory_size(512) } else { props })
    }

    fn finish(&self, _: &Stage, parts: &Parts) -> Result<()> {
        let to = cdk::apigatewayv2_integrations::HttpLambdaIntegration::new("More", &parts.link, None)?;
        let route = apigatewayv2::AddRoutesOptions::new(&to, "/link/more");
        parts.api.add_routes(route.methods([apigatewayv2::HttpMethod::Get]))?;
        Ok(())
    }
}

/// Refuses.
struct Refusing;

impl Overrides for Refusing {
    fn finish(&self, stage: &Stage, _: &Parts) -> Result<()> {
        Err(format!("stage {} is not for us", stage.name).into())
    }
}

/// The resources of stage `dev` with these overrides; nothing where there is no Node, or no packages.
fn resources(overrides: &dyn Overrides) -> Option<Result<Map<String, Value>>> {
    let kernel = match cdk::start(jsii::Options::new()) {
        Err(error) if matches!(error.kind(), jsii::Kind::Node | jsii::Kind::Packages) => {
            eprintln!("skipped: {error}");
            return None;
        }
        other => other.unwrap(),
    };
    let folder =
        Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("overrides-{:?}", std::thread::current().id()));
    let app = App::new(&kernel, AppProps::new().outdir(folder.to_string_lossy())).unwrap();
    let dev = STAGES.iter().find(|it| it.name == "dev").unwrap();
    let made = stack(&app, &Request::of(&app).unwrap(), dev, overrides);
    if let Err(error) = made {
        return Some(Err(error));
    }
    app.synth(None).unwrap();
    let text = fs::read_to_string(folder.join(format!("{SKILL}-dev.template.json"))).unwrap();
    let template: Value = serde_json::from_str(&text).unwrap();
    Some(Ok(template["Resources"].as_object().unwrap().clone()))
}

#[test]
fn each_point_changes_what_is_made_after_it() {
    let (Some(before), Some(after)) = (resources(&Nothing), resources(&Something)) else { return };
    let (before, after) = (before.unwrap(), after.unwrap());
    let changed: BTreeSet<&str> =
        before.iter().filter(|(id, it)| after.get(*id) != Some(*it)).map(|it| it.0.as_str()).collect();
    assert_eq!(changed, BTreeSet::from(["SkillFunction63F28660", "TableCD117FA1"]));
    assert_eq!(after["SkillFunction63F28660"]["Properties"]["MemorySize"], 512);
    let insights = &after["TableCD117FA1"]["Properties"]["ContributorInsightsSpecification"];
    assert_eq!(*insights, serde_json::json!({"Enabled": true}));
    // What was there keeps its id: only the route is new, with its integration and its leave to call the function.
    let new: Vec<&str> =
        after.iter().filter(|it| !before.contains_key(it.0)).map(|it| it.0.as_str()).collect();
    assert!(new.len() == 3 && new.iter().all(|id| id.starts_with("ApiGETlinkmore")), "{new:?}");
}

#[test]
fn an_override_may_refuse() {
    let Some(made) = resources(&Refusing) else { return };
    assert_eq!(made.unwrap_err().to_string(), "stage dev is not for us");
}
