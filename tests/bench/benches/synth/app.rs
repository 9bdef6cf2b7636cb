//! The app, in each language.

use crate::{
    process::{self, Usage},
    typescript,
};
use anyhow::ensure;
use sayso_bench::{mode::Mode, workspace::Workspace};
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// The row that an expert's app has.
pub const JAVASCRIPT: &str = "JavaScript (`node app.js`), CDK_VALIDATION=false";
/// The row that is held against it.
pub const RUST: &str = "Rust, CDK_VALIDATION=false";

/// A way to synthesise the app.
#[derive(Debug)]
pub struct App {
    /// What it is called.
    pub name: &'static str,
    /// How often it is measured.
    pub runs: usize,
    program: PathBuf,
    arguments: Vec<String>,
    environment: Vec<(&'static str, PathBuf)>,
    /// Where a run puts what it makes; emptied before.
    out: PathBuf,
    /// Removed before each run.
    forget: Option<PathBuf>,
}

impl App {
    /// Runs it once.
    pub fn run(&self) -> anyhow::Result<Usage> {
        for folder in self.forget.iter().chain([&self.out]) {
            match fs::remove_dir_all(folder) {
                Err(error) if folder.exists() => return Err(error.into()),
                _ => {}
            }
        }
        let mut command = Command::new(&self.program);
        command.args(&self.arguments).envs(self.environment.iter().cloned());
        command.env("CDK_DISABLE_VERSION_CHECK", "1").env("CDK_DISABLE_CLI_TELEMETRY", "1");
        process::run(&mut command)
    }
}

/// Every way, in the order in which they are printed.
pub fn all(workspace: &Workspace, packages: &Path, folder: &Path, mode: Mode) -> anyhow::Result<Vec<App>> {
    let out = folder.join("cdk.out");
    let fixture = workspace.root.join("infra/cdk/tests/fixture");
    let app = |name, runs, program: &Path, arguments: Vec<String>| App {
        name,
        runs,
        program: program.to_owned(),
        arguments,
        environment: vec![
            ("SAYSO_NODE_MODULES", packages.to_owned()),
            ("NODE_PATH", packages.to_owned()),
            ("XDG_CACHE_HOME", folder.join("cache")),
            ("CDK_OUTDIR", out.clone()),
            ("CDK_VALIDATION", "false".into()),
        ],
        out: out.clone(),
        forget: None,
    };
    let node = Path::new("node");
    let js = vec![fixture.join("app.js").display().to_string()];
    let rust = rust(workspace)?;
    let mut apps = vec![
        app("JavaScript, CDK_VALIDATION=false, first run", 1, node, js.clone()),
        app(JAVASCRIPT, 7, node, js.clone()),
        validated(app("JavaScript", 3, node, js.clone())),
    ];
    let cold = App {
        forget: Some(folder.join("cache")),
        ..app("Rust, CDK_VALIDATION=false, without its cache", 3, &rust, vec![])
    };
    apps.push(cold);
    apps.push(app("Rust, CDK_VALIDATION=false, first run with a cache", 1, &rust, vec![]));
    apps.push(app(RUST, 7, &rust, vec![]));
    apps.push(validated(app("Rust", 3, &rust, vec![])));

    let cdk = packages.join(".bin/cdk");
    let synth = |program: String| {
        let words = ["synth", "--quiet", "--no-notices", "--app"];
        let output = ["--output".to_owned(), out.display().to_string()];
        words.map(str::to_owned).into_iter().chain([program]).chain(output).collect::<Vec<_>>()
    };
    if cdk.exists() {
        let js = format!("node {}", js.concat());
        apps.push(app("`cdk synth` of JavaScript, CDK_VALIDATION=false", 3, &cdk, synth(js)));
        let rust = rust.display().to_string();
        apps.push(app("`cdk synth` of Rust, CDK_VALIDATION=false", 3, &cdk, synth(rust)));
    }
    if mode == Mode::Measure {
        match typescript::prepare(&fixture, packages, folder) {
            Err(error) => println!("skipped TypeScript: {error:#}"),
            Ok(words) => {
                let ts_node = format!("node {}", words.join(" "));
                apps.push(validated(app("TypeScript by ts-node (what `cdk init` gives)", 3, node, words)));
                let name = "`cdk synth` of TypeScript (what `cdk init` gives)";
                apps.extend(cdk.exists().then(|| validated(app(name, 3, &cdk, synth(ts_node)))));
            }
        }
    }
    Ok(apps)
}

/// The same with CDK's own validation of the templates, which is on unless one says otherwise.
fn validated(mut app: App) -> App {
    app.environment.retain(|(name, _)| *name != "CDK_VALIDATION");
    app
}

/// Builds the app as one works with it: `synth` needs no optimised build.
fn rust(workspace: &Workspace) -> anyhow::Result<PathBuf> {
    println!("building the app (dev)");
    let output = cargo(workspace, &["build", "--example", "fixture"]).output()?;
    ensure!(output.status.success(), "it does not build:\n{}", String::from_utf8_lossy(&output.stderr));
    Ok(workspace.target.join("debug/examples/fixture"))
}

/// Cargo, about the bindings.
pub fn cargo(workspace: &Workspace, words: &[&str]) -> Command {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.args(words).args(["--offline", "--quiet", "--package", "sayso-cdk", "--target-dir"]);
    cargo.arg(&workspace.target).current_dir(&workspace.root);
    cargo
}
