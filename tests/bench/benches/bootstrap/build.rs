//! Builds binaries as they are shipped: each package by itself, so that nobody else's features get in.

use anyhow::{Context, ensure};
use sayso_bench::{
    mode::Mode,
    spec::{Mix, Spec},
};
use sayso_codegen::{compile, project::Project, write};
use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

/// The workspace, and where it is built.
#[derive(Debug)]
pub struct Workspace {
    /// The project's root.
    pub root: PathBuf,
    target: PathBuf,
    mode: Mode,
}

impl Workspace {
    /// The one that this benchmark was built in.
    pub fn of_process(mode: Mode) -> anyhow::Result<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize()?;
        // <target>/<profile>/deps/<this program>
        let program = env::current_exe()?;
        let target = program.ancestors().nth(3).context("this program lies in no target folder")?.to_owned();
        Ok(Self { root, target, mode })
    }

    /// Builds a package's binary; its path.
    pub fn build(&self, package: &str, binary: &str) -> anyhow::Result<PathBuf> {
        self.cargo(&self.root.join("Cargo.toml"), package, binary)
    }

    /// Generates a skill of `intents` intents that only speak, and builds it, in a project of its own in the target
    /// folder. Returns its binary and the folder of its data.
    pub fn build_generated(&self, intents: usize) -> anyhow::Result<(PathBuf, PathBuf, Vec<String>)> {
        let skill = format!("bench-{intents}");
        let root = self.target.join("bench-skills").join(intents.to_string());
        let spec = Spec::new(&skill, intents, Mix::SayOnly);
        spec.write(&root)?;
        let compiled = compile(&Project { root: root.clone() }, &skill);
        write::apply(&root, &compiled.output.context("the generated spec does not compile")?)?;
        let manifest = root.join("Cargo.toml");
        fs::write(&manifest, self.manifest()?)?;
        // The versions of everybody else, which are at hand without a network.
        fs::copy(self.root.join("Cargo.lock"), root.join("Cargo.lock"))?;
        let package = format!("{skill}-skill");
        let binary = self.cargo(&manifest, &package, &package)?;
        Ok((binary, root.join("infra/app/generated").join(&skill), spec.intents()))
    }

    fn cargo(&self, manifest: &Path, package: &str, binary: &str) -> anyhow::Result<PathBuf> {
        let (profile, folder) = self.mode.pick(("release", "release"), ("dev", "debug"));
        println!("building `{package}` ({profile})");
        let output = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
            .args([
                "build",
                "--offline",
                "--quiet",
                "--profile",
                profile,
                "--package",
                package,
                "--bin",
                binary,
            ])
            .arg("--manifest-path")
            .arg(manifest)
            .arg("--target-dir")
            .arg(&self.target)
            .output()
            .context("cargo did not start")?;
        ensure!(output.status.success(), "it does not build:\n{}", String::from_utf8_lossy(&output.stderr));
        Ok(self.target.join(folder).join(binary))
    }

    /// The manifest of a generated project: this workspace's profiles, and its runtime.
    fn manifest(&self) -> anyhow::Result<String> {
        let own = fs::read_to_string(self.root.join("Cargo.toml"))?;
        let profiles =
            own.find("\n[profile.").map(|at| &own[at..]).context("the workspace has no profiles")?;
        let runtime = self.root.join("handlers/runtime");
        let runtime = runtime.to_str().context("the workspace's path is no text")?;
        Ok(format!(
            "[workspace]\nresolver = \"3\"\nmembers = [\"handlers/*\"]\n\n\
             [workspace.package]\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
             [workspace.dependencies]\nsayso-runtime = {{ path = {runtime:?} }}\n\
             serde = {{ version = \"1\", features = [\"derive\"] }}\n{profiles}"
        ))
    }
}
