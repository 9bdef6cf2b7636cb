//! What `sayso synth` asks of the app, and what it tells of the stacks.

use crate::project::Project;
use serde_json::Value;
use std::fs;

#[test]
fn stacks_are_told_with_their_costs() {
    let project = Project::new();
    let told = project.run(&["synth"]).ended(0);
    assert!(told.stdout.contains("library-prod-edge (us-east-1)\n"), "{}", told.stdout);
    assert!(
        told.stdout.contains("idle                     $1.40 a month (key $1.00, secret $0.40)"),
        "{}",
        told.stdout
    );
    assert!(told.stderr.contains("placeholders, which CloudFormation refuses"), "{}", told.stderr);
    assert!(!told.stdout.contains('\x1b') && !told.stderr.contains('\x1b'));
    let context: Value = serde_json::from_str(&project.recorded("contexts")).unwrap();
    assert_eq!((context.get("stage"), context.get("skill"), context.get("bootstrap")), (None, None, None));
    assert_eq!(project.calls_of("cdk"), Vec::<String>::new(), "it needs no command of the CDK");
}

#[test]
fn a_script_gets_one_object() {
    let project = Project::new();
    let told = project.run(&["synth", "--format", "json", "--output", "elsewhere"]).ended(0);
    let summary: Value = serde_json::from_str(&told.stdout).unwrap();
    assert_eq!(summary["output"], project.path("elsewhere").to_str().unwrap());
    let names: Vec<_> =
        summary["stacks"].as_array().unwrap().iter().map(|it| it["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["library-dev", "library-local", "library-prod", "library-prod-edge"]);
    assert_eq!(summary["stacks"][0]["resources"]["AWS::KMS::Key"], 1);
    assert!(project.path("elsewhere/manifest.json").is_file());
}

#[test]
fn what_is_gone_is_gone_from_the_assembly_and_nothing_else_is() {
    let project = Project::new();
    project.run(&["synth"]).ended(0);
    fs::write(project.path("cdk.out/library-old.template.json"), "{}").unwrap();
    project.run(&["synth"]).ended(0);
    assert!(!project.path("cdk.out/library-old.template.json").exists());
    let told = project.run(&["synth", "--output", "schemas"]).ended(2);
    assert!(told.stderr.contains("something else than a cloud assembly"), "{}", told.stderr);
    assert!(project.path("schemas/library/skill.yaml").is_file());
}

#[test]
fn errors_of_the_spec_come_first() {
    let project = Project::new();
    let spec = fs::read_to_string(project.path("schemas/library/skill.yaml")).unwrap();
    project.write("schemas/library/skill.yaml", &spec.replace("intents:", "intends:"));
    for arguments in [&["synth"][..], &["deploy", "--stage", "dev", "--yes"], &["diff", "--stage", "dev"]] {
        project.run(arguments).ended(1);
    }
    assert_eq!(project.calls(), Vec::<String>::new());
}

#[test]
fn what_a_construct_says_of_itself_is_shown_and_an_error_counts() {
    let project = Project::new();
    let manifest = fs::read_to_string(project.path("assembly/manifest.json")).unwrap();
    let mut manifest: Value = serde_json::from_str(&manifest).unwrap();
    let mut synth = |kind: &str| {
        let remark = serde_json::json!({"/library-dev/Table": [{"type": kind, "data": "it is too small"}]});
        manifest["artifacts"]["library-dev"]["metadata"] = remark;
        project.write("assembly/manifest.json", &manifest.to_string());
        project.run(&["synth"])
    };
    let told = synth("aws:cdk:warning").ended(0);
    assert!(told.stderr.contains("warning: /library-dev/Table: it is too small"), "{}", told.stderr);
    let told = synth("aws:cdk:error").ended(1);
    assert!(told.stderr.contains("error: /library-dev/Table: it is too small"), "{}", told.stderr);
}
