//! Building the programs that a skill runs as.

use anyhow::{Context, bail};
use sayso_schemas::plan::{PinnedAt, Plan, ProviderAt, ServiceAt};
use serde::Deserialize;
use std::collections::BTreeSet;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::Command;

/// The program of the embedded cloud.
pub(crate) const CLOUD: &str = "sayso-local";

/// The programs that skills run as: the cloud, each skill's, and the demo backends of stage `local`.
pub(crate) fn programs<'a>(plans: impl IntoIterator<Item = &'a Plan>) -> BTreeSet<String> {
    let mut programs = BTreeSet::from([CLOUD.to_owned()]);
    for plan in plans {
        programs.insert(plan.binary.clone());
        let Some(stage) = plan.stages.get("local") else { continue };
        let services = stage.services.values().filter_map(|at| match at {
            ServiceAt::Demo(name) => Some(name),
            ServiceAt::Url(_) => None,
        });
        let providers = stage.providers.values().filter_map(|at| match at {
            ProviderAt::Demo(name) => Some(name),
            ProviderAt::Client { .. } => None,
        });
        let pinned = stage.pinned_hosts.values().filter_map(|at| match at {
            PinnedAt::Demo(name) => Some(name),
            PinnedAt::Host(_) => None,
        });
        programs.extend(services.chain(providers).chain(pinned).map(|name| format!("demo-{name}")));
    }
    programs
}

/// What came of a build.
#[derive(Debug, Default)]
pub(crate) struct Build {
    /// False: something did not compile; cargo has said what.
    pub(crate) succeeded: bool,
    /// The folder of the programs, where one was seen.
    pub(crate) folder: Option<PathBuf>,
    /// Programs that are new since the build before, also of a build that failed elsewhere.
    pub(crate) rebuilt: BTreeSet<String>,
}

/// Builds programs by name, in the development profile. Cargo's progress and errors go to stderr as they are.
///
/// `--workspace`, never `-p`: features unify over the whole workspace, so that every build shares one set of
/// dependencies; also where the project lies in a folder of another package.
pub(crate) async fn build(root: &Path, programs: &BTreeSet<String>) -> anyhow::Result<Build> {
    let mut arguments = vec![OsString::from("build"), OsString::from("--workspace")];
    for program in programs {
        arguments.extend([OsString::from("--bin"), OsString::from(program)]);
    }
    run(root, &arguments, programs).await
}

/// Builds programs as they ship, each by itself: without the features of development that others bring.
pub(crate) async fn build_to_ship(root: &Path, programs: &BTreeSet<String>) -> anyhow::Result<Build> {
    let mut build = Build { succeeded: true, ..Build::default() };
    for program in programs {
        let arguments = ["build", "--release", "-p", program, "--bin", program].map(OsString::from);
        let one = run(root, &arguments, &[program.clone()].into()).await?;
        build.succeeded &= one.succeeded;
        build.folder = one.folder.or(build.folder);
    }
    Ok(build)
}

/// Runs cargo for the sake of some programs.
pub(crate) async fn run(
    root: &Path,
    arguments: &[OsString],
    programs: &BTreeSet<String>,
) -> anyhow::Result<Build> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo"));
    let mut command = Command::new(&cargo);
    command.current_dir(root).args(arguments).args(["--message-format", "json-render-diagnostics"]);
    for (name, _) in std::env::vars_os().filter(|(name, _)| belongs_to_a_run(name)) {
        command.env_remove(name);
    }
    command.stdin(Stdio::null()).stdout(Stdio::piped()).kill_on_drop(true);
    let mut child = command.spawn().with_context(|| {
        format!("can't start `{}`; install Rust from https://rustup.rs", cargo.to_string_lossy())
    })?;
    let Some(messages) = child.stdout.take() else { bail!("cargo gave no output to read") };
    let mut build = Build::default();
    let mut lines = BufReader::new(messages).lines();
    while let Some(line) = lines.next_line().await.context("cargo's messages can't be read")? {
        build.take(&line, programs);
    }
    build.succeeded = child.wait().await.context("cargo can't be waited for")?.success();
    Ok(build)
}

/// Variables that `cargo run` sets for the program it runs: a build script that watches one would run again and again.
fn belongs_to_a_run(name: &OsStr) -> bool {
    let name = name.to_string_lossy();
    name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_") || name == "CARGO_BIN_NAME"
}

/// The part of cargo's `compiler-artifact` messages in use
/// (<https://doc.rust-lang.org/cargo/reference/external-tools.html#artifact-messages>).
#[derive(Deserialize)]
struct Artifact {
    target: Target,
    executable: Option<PathBuf>,
    fresh: bool,
}

#[derive(Deserialize)]
struct Target {
    name: String,
}

impl Build {
    /// Reads one message; those of other kinds have other fields and are passed over.
    fn take(&mut self, line: &str, programs: &BTreeSet<String>) {
        let Ok(Artifact { target, executable: Some(path), fresh }) = serde_json::from_str(line) else {
            return;
        };
        if !programs.contains(&target.name) {
            return;
        }
        self.folder = path.parent().map(Path::to_owned);
        if !fresh {
            self.rebuilt.insert(target.name);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn learns_from_cargos_messages_what_is_new_and_where() {
        let programs = BTreeSet::from(["hello-skill".to_owned(), CLOUD.to_owned()]);
        let mut build = Build::default();
        for line in [
            r#"{"reason":"compiler-artifact","target":{"name":"serde"},"executable":null,"fresh":false}"#,
            r#"{"reason":"compiler-artifact","target":{"name":"hello-skill"},"executable":"/t/debug/hello-skill","fresh":false}"#,
            r#"{"reason":"compiler-artifact","target":{"name":"sayso-local"},"executable":"/t/debug/sayso-local","fresh":true}"#,
            r#"{"reason":"compiler-artifact","target":{"name":"build-script"},"executable":"/t/debug/build/x","fresh":false}"#,
            r#"{"reason":"build-finished","success":true}"#,
        ] {
            build.take(line, &programs);
        }
        assert_eq!(build.folder.as_deref(), Some(Path::new("/t/debug")));
        assert_eq!(build.rebuilt, BTreeSet::from(["hello-skill".to_owned()]));
    }
}
