//! The Node packages that the CDK needs: those of `infra/app/package-lock.json`, installed on first use.

use crate::terminal;
use anyhow::{Context, bail};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};
use std::time::{Duration, Instant};
use tokio::process::Command;

/// The variable that names a folder of packages that are installed already.
pub(crate) const VARIABLE: &str = "SAYSO_NODE_MODULES";
/// The oldest Node that the pinned packages run on.
const OLDEST: u32 = 20;
/// How often the line of progress changes.
const TICK: Duration = Duration::from_secs(1);

/// Packages that are installed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Packages {
    /// The `node_modules` folder.
    pub(crate) folder: PathBuf,
}

impl Packages {
    /// The packages of a project, which are installed where something is missing.
    pub(crate) async fn ensure(root: &Path) -> anyhow::Result<Self> {
        if let Some(folder) = std::env::var_os(VARIABLE).filter(|value| !value.is_empty()) {
            let folder = PathBuf::from(folder);
            if !folder.is_dir() {
                bail!("`{VARIABLE}` names `{}`, which is no folder", folder.display());
            }
            return Ok(Self { folder });
        }
        let app = root.join("infra/app");
        let folder = app.join("node_modules");
        if is_complete(&app, &folder)? {
            return Ok(Self { folder });
        }
        let _alone = lock(root)?;
        // Another process may have installed them while this one waited.
        if !is_complete(&app, &folder)? {
            node().await?;
            install(&app).await?;
            if !is_complete(&app, &folder)? {
                bail!("`npm ci` did not install everything that `infra/app/package-lock.json` lists");
            }
        }
        Ok(Self { folder })
    }

    /// The program of a package.
    pub(crate) fn program(&self, name: &str) -> PathBuf {
        let name = if cfg!(windows) { format!("{name}.cmd") } else { name.to_owned() };
        self.folder.join(".bin").join(name)
    }
}

/// A lock file of npm, the one of the project or the one that it leaves in `node_modules` once everything is there
/// (<https://docs.npmjs.com/cli/v11/configuring-npm/package-lock-json#hidden-lockfiles>).
#[derive(Deserialize)]
struct Lock {
    packages: BTreeMap<String, Package>,
}

#[derive(Deserialize)]
struct Package {
    version: Option<String>,
    /// Only for some machines.
    #[serde(default)]
    optional: bool,
}

/// Whether everything that the project's lock file lists is installed in that version.
fn is_complete(app: &Path, folder: &Path) -> anyhow::Result<bool> {
    let path = app.join("package-lock.json");
    let Some(wanted) = read(&path)? else {
        bail!("`{}` is missing; `{}` writes it", path.display(), terminal::command("generate"));
    };
    let Some(installed) = read(&folder.join(".package-lock.json")).ok().flatten() else { return Ok(false) };
    let mut packages = wanted.packages.iter().filter(|(path, _)| !path.is_empty());
    Ok(packages.all(|(path, package)| match installed.packages.get(path) {
        Some(found) => found.version == package.version,
        None => package.optional,
    }))
}

fn read(path: &Path) -> anyhow::Result<Option<Lock>> {
    let text = match std::fs::read(path) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error).with_context(|| format!("can't read `{}`", path.display())),
    };
    let lock = serde_json::from_slice(&text);
    lock.map(Some).with_context(|| format!("`{}` is no lock file of npm", path.display()))
}

/// Lets one process at a time install; the system lets go of the lock when the process dies.
fn lock(root: &Path) -> anyhow::Result<File> {
    let folder = crate::cloud::running::folder(root);
    let path = folder.join("npm.lock");
    let locked = || {
        std::fs::create_dir_all(&folder)?;
        let file = File::options().create(true).append(true).open(&path)?;
        file.lock()?;
        Ok::<_, std::io::Error>(file)
    };
    locked().with_context(|| format!("can't lock `{}`", path.display()))
}

/// Says what to do where Node is missing or too old.
async fn node() -> anyhow::Result<()> {
    let get = format!("install Node.js {OLDEST} or newer from https://nodejs.org");
    let output = match Command::new("node").arg("--version").stdin(Stdio::null()).output().await {
        Ok(output) => output,
        Err(error) if error.kind() == ErrorKind::NotFound => {
            bail!("the CDK runs on Node.js, and there is no `node`; {get}")
        }
        Err(error) => return Err(error).context("can't start `node`"),
    };
    let version = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    match major(&version) {
        Some(major) if major >= OLDEST => Ok(()),
        Some(_) => bail!("Node.js {version} is too old for the CDK; {get}"),
        None => bail!("`node --version` says `{version}`, which is no version; {get}"),
    }
}

/// 20 of `v20.1.2`.
fn major(version: &str) -> Option<u32> {
    version.strip_prefix('v')?.split('.').next()?.parse().ok()
}

/// Runs `npm ci`.
async fn install(app: &Path) -> anyhow::Result<()> {
    let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
    let mut command = Command::new(npm);
    command.arg("ci").arg("--prefix").arg(app);
    command.args(["--no-audit", "--no-fund", "--no-update-notifier", "--prefer-offline", "--loglevel=error"]);
    command.current_dir(app).stdin(Stdio::null()).kill_on_drop(true);
    terminal::note("installing the CDK's Node packages into infra/app/node_modules; this is done once");
    let began = Instant::now();
    let output = command.output();
    tokio::pin!(output);
    let output = loop {
        tokio::select! {
            output = &mut output => break output,
            () = tokio::time::sleep(TICK) => {
                terminal::progress(&format!("npm ci: {} s", began.elapsed().as_secs()));
            }
        }
    };
    terminal::progress("");
    match output {
        Ok(output) if output.status.success() => {
            terminal::note(format!("installed in {} s", began.elapsed().as_secs()));
            Ok(())
        }
        Ok(output) => bail!("{}", complaint(&output)),
        Err(error) if error.kind() == ErrorKind::NotFound => {
            bail!("there is `node` but no `npm`; install it from https://nodejs.org")
        }
        Err(error) => Err(error).context("can't start `npm`"),
    }
}

/// What went wrong with `npm ci`.
fn complaint(output: &Output) -> String {
    let said = String::from_utf8_lossy(&output.stderr);
    let said = said.trim();
    let unreachable =
        ["ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED", "ECONNRESET", "ETIMEDOUT", "ENETUNREACH", "EHOSTUNREACH"];
    let why = if unreachable.iter().any(|code| said.contains(code)) {
        "npm's registry can't be reached; the packages are needed once, after that everything works offline"
    } else if said.contains("EUSAGE") || said.contains("in sync") {
        "`infra/app/package.json` and `infra/app/package-lock.json` do not fit each other; run `npm install --prefix \
         infra/app`"
    } else {
        "`npm ci --prefix infra/app` failed"
    };
    format!("{why}\n{said}")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    #[test]
    fn what_the_lock_lists_must_be_there_in_its_version() {
        let app = tempfile::tempdir().unwrap();
        let folder = app.path().join("node_modules");
        std::fs::create_dir(&folder).unwrap();
        let told = is_complete(app.path(), &folder).unwrap_err().to_string();
        assert!(told.contains("package-lock.json` is missing"), "{told}");

        let wanted = r#"{"lockfileVersion": 3, "packages": {"": {"name": "app"}, "node_modules/a": {"version": "1.0.0"},
            "node_modules/b": {"version": "2.0.0", "optional": true}}}"#;
        std::fs::write(app.path().join("package-lock.json"), wanted).unwrap();
        assert!(!is_complete(app.path(), &folder).unwrap(), "nothing is installed");
        for (installed, complete) in [
            (r#"{"packages": {}}"#, false),
            (r#"{"packages": {"node_modules/a": {"version": "0.9.0"}}}"#, false),
            (r#"{"packages": {"node_modules/a": {"version": "1.0.0"}}}"#, true),
            ("torn", false),
        ] {
            std::fs::write(folder.join(".package-lock.json"), installed).unwrap();
            assert_eq!(is_complete(app.path(), &folder).unwrap(), complete, "{installed}");
        }
    }

    #[test]
    fn a_version_of_node_begins_with_a_number() {
        assert_eq!(major("v20.20.2"), Some(20));
        assert_eq!(major("v9"), Some(9));
        assert_eq!(major("20.1"), None);
    }
}
