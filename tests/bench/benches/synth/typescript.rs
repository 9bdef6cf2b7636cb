//! The same app in TypeScript, run as `cdk init` sets it up: `ts-node`, which checks all types on each run.

use anyhow::{Context, ensure};
use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
};

/// In `cdk init`'s template.
const TOOLS: [&str; 3] = ["ts-node@10.9.2", "typescript@5.9.3", "@types/node@24.10.1"];

/// Writes the app and installs what runs it; the arguments of `node`.
pub fn prepare(fixture: &Path, packages: &Path, folder: &Path) -> anyhow::Result<Vec<String>> {
    let project = folder.join("typescript");
    fs::create_dir_all(&project)?;
    fs::write(project.join("package.json"), "{\"private\": true}")?;
    println!("installing {}", TOOLS.join(", "));
    let install = ["install", "--no-audit", "--no-fund", "--silent"];
    let installed =
        Command::new("npm").args(install).args(TOOLS).current_dir(&project).stdout(Stdio::null()).status()?;
    ensure!(installed.success(), "npm did not install {}", TOOLS.join(", "));
    for package in ["aws-cdk-lib", "constructs"] {
        std::os::unix::fs::symlink(packages.join(package), project.join("node_modules").join(package))?;
    }
    // `cdk init`'s, but for two rules that the fixture, which is JavaScript, does not keep.
    let options = r#"{"compilerOptions": {"target": "ES2022", "module": "NodeNext", "moduleResolution": "NodeNext",
        "strict": true, "noImplicitAny": false, "strictNullChecks": false, "esModuleInterop": true,
        "skipLibCheck": true, "types": ["node"]}}"#;
    fs::write(project.join("tsconfig.json"), options)?;
    for entry in fs::read_dir(fixture)? {
        let path = entry?.path();
        if path.extension().is_some_and(|it| it == "js") {
            let name = path.file_stem().context("a file without a name")?;
            fs::write(project.join(name).with_extension("ts"), translate(&fs::read_to_string(&path)?))?;
        }
    }
    fs::create_dir_all(project.join("page"))?;
    fs::copy(fixture.join("page/index.html"), project.join("page/index.html"))?;
    let path = |name: &str| project.join(name).display().to_string();
    Ok(vec![path("node_modules/ts-node/dist/bin.js"), path("app.ts")])
}

/// JavaScript of the fixture's form as TypeScript: modules are imported, so that their types are known.
fn translate(text: &str) -> String {
    let lines = text.lines().map(|line| {
        let required = line.strip_prefix("const ").and_then(|it| it.split_once(" = require('"));
        match required.and_then(|(name, rest)| Some((name, rest.strip_suffix("');")?))) {
            Some((names, module)) if names.starts_with('{') => format!("import {names} from '{module}';"),
            Some((name, module)) => format!("import * as {name} from '{module}';"),
            None => line.replace("module.exports = ", "export = ").replace(".js')(", "')("),
        }
    });
    lines.collect::<Vec<_>>().join("\n") + "\n"
}
