//! From a project to a cloud assembly: the app is built and run, without the `cdk` command, an account or the internet.

use super::annotations::{Annotation, Level};
use super::assembly::Assembly;
use super::context::{self, Setting};
use super::node::{Packages, VARIABLE};
use crate::selection::Selection;
use crate::terminal::{Colour, Style};
use crate::{Outcome, cargo, terminal};
use anyhow::{Context, bail};
use std::io::ErrorKind;
use std::path::Path;
use std::process::Stdio;
use tokio::process::Command;

/// Where an assembly is written, below the project's root.
pub(crate) const FOLDER: &str = "cdk.out";
/// The CDK app.
const APP: &str = "infra-app";

/// What is synthesised.
pub(crate) struct Synthesis<'a> {
    /// All skills, or the one that was asked for.
    pub(crate) selection: &'a Selection,
    /// Only the stacks of this one.
    pub(crate) skill: Option<&'a str>,
    /// Only the stacks of this one; else of all but `local`.
    pub(crate) stage: Option<&'a str>,
    /// Where the functions' programs are; placeholders where absent.
    pub(crate) bootstrap: Option<&'a Path>,
    /// More context.
    pub(crate) settings: &'a [Setting],
    /// The folder of the assembly.
    pub(crate) output: &'a Path,
}

impl Synthesis<'_> {
    /// Installs, builds and runs. An outcome in place of an assembly has been explained on stderr.
    pub(crate) async fn run(&self) -> anyhow::Result<Result<(Assembly, Packages), Outcome>> {
        let root = &self.selection.project.root;
        let packages = Packages::ensure(root).await?;
        let build = cargo::build(root, &[APP.to_owned()].into()).await?;
        if !build.succeeded {
            terminal::note("the build failed; cargo says why above");
            return Ok(Err(Outcome::Found));
        }
        let Some(folder) = build.folder else { bail!("cargo did not say where it put `{APP}`") };
        clear(self.output)?;
        let context = context::json(root, &self.settings()?)?;
        let mut command = Command::new(folder.join(APP));
        command.current_dir(root).kill_on_drop(true).stdin(Stdio::null());
        command.env("CDK_OUTDIR", self.output).env("CDK_CONTEXT_JSON", context);
        command.env(VARIABLE, &packages.folder);
        if std::env::var_os("CDK_VALIDATION").is_none() {
            // Seconds of validation of each resource's shape, which the gates and CloudFormation do, too.
            command.env("CDK_VALIDATION", "false");
        }
        // An app that writes to stdout must not mix with the results.
        command.stdout(std::io::stderr());
        let status = command.status().await.with_context(|| format!("can't start `{APP}`"))?;
        if !status.success() {
            bail!("`{APP}` ended with {status}; what it wrote above says why");
        }
        let assembly = Assembly::read(self.output)?;
        Ok(if is_accepted(&assembly) { Ok((assembly, packages)) } else { Err(Outcome::Found) })
    }

    /// What was asked for, as the app reads it.
    fn settings(&self) -> anyhow::Result<Vec<Setting>> {
        let mut settings = self.settings.to_vec();
        settings.extend(self.skill.map(|skill| Setting::new("skill", skill)));
        settings.extend(self.stage.map(|stage| Setting::new("stage", stage)));
        if let Some(bootstrap) = self.bootstrap {
            let bootstrap = std::path::absolute(bootstrap).context("the current folder can't be read")?;
            let Some(bootstrap) = bootstrap.to_str() else {
                bail!("the path `{}` is not in UTF-8", bootstrap.display());
            };
            settings.push(Setting::new("bootstrap", bootstrap));
        }
        Ok(settings)
    }
}

/// Shows what constructs have to say; false where one of them says that it is wrong.
fn is_accepted(assembly: &Assembly) -> bool {
    let style = Style::stderr();
    for Annotation { path, level, text } in &assembly.annotations {
        let mark = match level {
            Level::Error => style.paint(Colour::Red, "error"),
            Level::Warning => style.paint(Colour::Yellow, "warning"),
        };
        terminal::note(format!("{mark}: {path}: {text}"));
    }
    assembly.annotations.iter().all(|it| it.level != Level::Error)
}

/// Removes the assembly before, so that no stack that is gone is looked at or deployed.
fn clear(folder: &Path) -> anyhow::Result<()> {
    match std::fs::read_dir(folder).map(|mut entries| entries.next().is_none()) {
        Ok(true) => return Ok(()),
        Ok(false) if Assembly::is_in(folder) => {}
        Ok(false) => bail!("`{}` holds something else than a cloud assembly", folder.display()),
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error).with_context(|| format!("can't read `{}`", folder.display())),
    }
    std::fs::remove_dir_all(folder).with_context(|| format!("can't empty `{}`", folder.display()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    #[test]
    fn only_an_assembly_is_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out");
        clear(&path).unwrap();
        std::fs::create_dir(&path).unwrap();
        std::fs::write(path.join("thesis.txt"), "").unwrap();
        assert!(clear(&path).unwrap_err().to_string().contains("something else"));
        std::fs::write(path.join("manifest.json"), "{}").unwrap();
        clear(&path).unwrap();
        assert!(!path.exists());
    }
}
