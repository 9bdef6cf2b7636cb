//! An app whose parts are Rust, and the one of the README.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod packages;

use cdk::{
    App, AppProps, CfnResource, CfnResourceProps, IPolicyValidationContext, IPolicyValidationPlugin,
    IPolicyValidationPluginMembers, PolicyValidationPluginReport, PolicyViolatingResource, PolicyViolation,
    Stack, Validations,
    constructs::IValidation,
    jsii::{Options, Result},
    s3,
};
use packages::packages;
use std::{cell::Cell, env, fs, path::Path, process::Command, rc::Rc};

/// An app that is synthesised into a folder.
fn app(packages: &Path, out: &Path) -> Result<App> {
    let kernel = cdk::start(Options::new().packages(packages))?;
    App::new(&kernel, AppProps::new().outdir(out.display().to_string()))
}

#[test]
fn the_app_of_the_readme_works_as_written() {
    let Some(packages) = packages() else { return };
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let example = fs::read_to_string(here.join("examples/notes.rs")).unwrap();
    let (_, code) = example.split_once("\n\n").unwrap();
    let readme = fs::read_to_string(here.join("README.md")).unwrap();
    assert!(readme.contains(&format!("```rust,no_run\n{code}```\n")), "the README has another app");

    let out = tempfile::tempdir().unwrap();
    let mut run = Command::new(env!("CARGO"));
    run.args(["run", "--quiet", "--package", "sayso-cdk", "--example", "notes"]);
    run.env("SAYSO_NODE_MODULES", packages).env("CDK_OUTDIR", out.path());
    let output = run.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let template = fs::read_to_string(out.path().join("notes.template.json")).unwrap();
    assert!(template.contains("AWS::DynamoDB::Table") && template.contains("\"EnableKeyRotation\": true"));
}

#[test]
fn a_validation_in_rust_refuses_a_stack() -> Result<()> {
    let Some(packages) = packages() else { return Ok(()) };
    let out = tempfile::tempdir().unwrap();
    let app = app(&packages, out.path())?;
    let stack = Stack::new(&app, "Refused", None)?;
    CfnResource::new(&stack, "Some", CfnResourceProps::new("AWS::CloudFormation::WaitConditionHandle"))?;
    let validation = IValidation::implement(&stack, || Ok(vec!["there is no bucket".to_owned()]))?;
    stack.node()?.add_validation(validation)?;
    let error = app.synth(None).unwrap_err();
    assert!(error.message().contains("[Refused] there is no bucket"), "{error}");
    Ok(())
}

#[test]
fn what_a_construct_is_made_of_can_be_changed() -> Result<()> {
    let Some(packages) = packages() else { return Ok(()) };
    let out = tempfile::tempdir().unwrap();
    let app = app(&packages, out.path())?;
    let stack = Stack::new(&app, "Low", None)?;
    let bucket = s3::Bucket::new(&stack, "Bucket", None)?;
    let low = bucket.node()?.default_child()?.map(|it| it.cast::<s3::CfnBucket>()).unwrap();
    low.set_bucket_name("by-hand".to_owned())?;
    low.add_property_override("Tags", serde_json::json!([{"Key": "a", "Value": "b"}]))?;
    app.synth(None)?;
    let template = fs::read_to_string(out.path().join("Low.template.json")).unwrap();
    let template: serde_json::Value = serde_json::from_str(&template).unwrap();
    let bucket = &template["Resources"].as_object().unwrap().values().next().unwrap()["Properties"];
    assert_eq!(bucket, &serde_json::json!({"BucketName": "by-hand", "Tags": [{"Key": "a", "Value": "b"}]}));
    Ok(())
}

/// Refuses all.
struct Strict(Rc<Cell<usize>>);

impl IPolicyValidationPluginMembers for Strict {
    fn name(&self) -> Result<String> {
        Ok("strict".to_owned())
    }

    fn version(&self) -> Result<Option<String>> {
        Ok(None)
    }

    fn rule_ids(&self) -> Result<Option<Vec<String>>> {
        Ok(None)
    }

    fn validate(&self, context: IPolicyValidationContext) -> Result<PolicyValidationPluginReport> {
        self.0.set(context.template_paths()?.len());
        let resource = PolicyViolatingResource::new(["Resources/Some"]).resource_logical_id("Some");
        Ok(PolicyValidationPluginReport::new(
            false,
            [PolicyViolation::new("no stacks", "no-stacks", [resource])],
        ))
    }
}

#[test]
fn a_plugin_in_rust_judges_templates() -> Result<()> {
    let Some(packages) = packages() else { return Ok(()) };
    let out = tempfile::tempdir().unwrap();
    let app = app(&packages, out.path())?;
    let stack = Stack::new(&app, "Strict", None)?;
    CfnResource::new(&stack, "Some", CfnResourceProps::new("AWS::CloudFormation::WaitConditionHandle"))?;
    let seen = Rc::new(Cell::new(0));
    let plugin = IPolicyValidationPlugin::implement(&app, Strict(seen.clone()))?;
    Validations::of(&app)?.add_plugins([plugin])?;
    let error = app.synth(None).unwrap_err();
    assert!(error.message().starts_with("Validation failed."), "{error}");
    assert_eq!(seen.get(), 1, "the plugin saw no template");
    let report = fs::read_to_string(out.path().join("validation-report.json")).unwrap();
    assert!(report.contains("no-stacks") && report.contains("strict"), "{report}");
    Ok(())
}
