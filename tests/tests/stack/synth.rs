//! Synthesis: the built app, run as `sayso synth` runs it.

use crate::template::Template;
use sayso_codegen::{compile, project::Project};
use sayso_tests::sayso;
use serde_json::Value;
use std::{
    collections::BTreeMap,
    env, fs,
    path::{Path, PathBuf},
    process::{Command, Output},
    sync::OnceLock,
};

pub type Plan = serde_json::Value;

/// One stack.
pub struct Stack {
    /// `jira-prod`.
    pub name: String,
    /// The stage's name.
    pub stage: String,
    /// The plan that it follows from, and where `plan.json` is.
    pub plan: Plan,
    /// Where `plan.json` is.
    pub data: PathBuf,
    pub template: Template,
    /// The folder with its assets.
    pub output: PathBuf,
}

impl Stack {
    /// What the plan says of the stage.
    pub fn values(&self) -> &Value {
        &self.plan["stages"][&self.stage]
    }

    /// `<skill>-<stage>-<part>`.
    pub fn named(&self, part: &str) -> String {
        format!("{}-{}-{part}", self.plan["skill"].as_str().unwrap(), self.stage)
    }

    /// Whether it is the stack in us-east-1.
    pub fn is_edge(&self) -> bool {
        self.name.ends_with("-edge")
    }
}

/// Where the Node packages are, or that there are none, which is said once.
pub fn packages() -> Option<PathBuf> {
    static SAID: OnceLock<()> = OnceLock::new();
    let given = env::var_os("SAYSO_NODE_MODULES").map(PathBuf::from);
    let folder = given.unwrap_or_else(|| sayso::root().join("infra/app/node_modules"));
    let found = folder.join("aws-cdk-lib/package.json").is_file();
    let has_node = Command::new("node").arg("--version").output().is_ok_and(|it| it.status.success());
    if found && has_node {
        return Some(folder);
    }
    SAID.get_or_init(|| {
        let why = if has_node {
            "the Node packages of infra/app are not installed"
        } else {
            "Node is not installed"
        };
        eprintln!("skipped: {why}, so no template is made (`npm ci --prefix infra/app`)");
    });
    None
}

/// A built app.
pub fn app(name: &'static str) -> PathBuf {
    static BUILT: OnceLock<()> = OnceLock::new();
    BUILT.get_or_init(|| {
        let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let built = Command::new(cargo)
            .current_dir(sayso::root())
            .args(["build", "--quiet", "--workspace", "--bin", "infra-app", "--bin", "workshop-infra-app"])
            .arg("--target-dir")
            .arg(sayso::programs().parent().unwrap())
            .status();
        assert!(built.is_ok_and(|status| status.success()), "the CDK apps do not build");
    });
    sayso::programs().join(name)
}

/// Runs an app with this context.
pub fn run(app: &Path, context: &Value, output: &Path) -> Option<Output> {
    let packages = packages()?;
    let run = Command::new(app)
        .current_dir(output)
        .env("CDK_OUTDIR", output.join("cdk.out"))
        .env("CDK_CONTEXT_JSON", context.to_string())
        .env("CDK_VALIDATION", "false")
        .env("CARGO_TARGET_DIR", output.join("target"))
        .env("SAYSO_NODE_MODULES", packages)
        .output();
    Some(run.unwrap())
}

/// Every stack, made once; none where there are no Node packages.
pub fn stacks() -> &'static [Stack] {
    static STACKS: OnceLock<Vec<Stack>> = OnceLock::new();
    STACKS.get_or_init(|| if packages().is_some() { synthesise() } else { Vec::new() })
}

/// The stack of that name, or nothing where there are no Node packages.
pub fn stack(name: &str) -> Option<&'static Stack> {
    let found = stacks().iter().find(|it| it.name == name);
    assert!(found.is_some() || packages().is_none(), "there is no stack `{name}`");
    found
}

fn synthesise() -> Vec<Stack> {
    let root = sayso::root();
    let local = serde_json::json!({
        "stage": "local",
        "demo:facts": "http://127.0.0.1:7001",
        "demo:idp": "http://127.0.0.1:7002/",
        "demo:jira": "http://127.0.0.1:7003",
        "demo:weather": "http://127.0.0.1:7006",
        "demo:workshop": "http://127.0.0.1:7004",
        "pinned:workshop.lathe.test": "127.0.0.1:7443",
        "redirect": "http://localhost:7005/back",
    });
    let all = serde_json::json!({});
    let workshop = root.join("tests/cases/workshop");
    [
        (root.clone(), "infra-app", all),
        (root, "infra-app", local.clone()),
        (workshop, "workshop-infra-app", local),
    ]
    .into_iter()
    .flat_map(|(project, name, context)| {
        let folder = tempfile::tempdir().unwrap().keep();
        let output = run(&app(name), &context, &folder).unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        read(&project, &folder.join("cdk.out"))
    })
    .collect()
}

/// The stacks of an output folder, each with the plan that a compiler makes of its skill now.
fn read(project: &Path, output: &Path) -> Vec<Stack> {
    let plans: BTreeMap<String, Plan> = Project { root: project.to_owned() }
        .skills()
        .unwrap()
        .into_iter()
        .map(|skill| {
            let plan = compile(&Project { root: project.to_owned() }, &skill).plan.unwrap();
            (skill, serde_json::to_value(plan).unwrap())
        })
        .collect();
    let mut stacks = Vec::new();
    for entry in fs::read_dir(output).unwrap() {
        let path = entry.unwrap().path();
        let Some(name) = path.file_name().unwrap().to_str().unwrap().strip_suffix(".template.json") else {
            continue;
        };
        let template = Template::new(serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap());
        let (skill, stage) = (template.about("Skill"), template.about("Stage"));
        stacks.push(Stack {
            name: name.to_owned(),
            plan: plans[&skill].clone(),
            data: project.join("infra/app/generated").join(&skill),
            output: output.to_owned(),
            stage,
            template,
        });
    }
    stacks.sort_by(|a, b| a.name.cmp(&b.name));
    stacks
}
