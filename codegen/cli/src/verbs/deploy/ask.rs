//! Telling Alexa by the ASK CLI, version 2 (<https://developer.amazon.com/docs/smapi/ask-cli-command-reference.html>).
//!
//! It works in a folder of its own that nobody else may look into and that is gone afterwards, however this ends.

use super::alexa::Deployed;
use crate::{Outcome, terminal};
use anyhow::{Context, bail};
use serde_json::{Value, json};
use std::path::Path;
use std::process::{ExitStatus, Stdio};
use tempfile::TempDir;
use tokio::process::Command;

/// The profile that the ASK CLI takes where its variables are set (`ASK_REFRESH_TOKEN`, `ASK_VENDOR_ID`, …).
const ENVIRONMENT: &str = "__ENVIRONMENT_ASK_PROFILE__";
/// The version of the ASK CLI's own files.
const FORMAT: &str = "2020-03-31";

/// Whether version 2 of it is installed.
pub(super) async fn is_there() -> bool {
    let mut command = ask();
    command.arg("--version").stderr(Stdio::null());
    let output = command.output().await;
    output.is_ok_and(|output| output.status.success() && output.stdout.trim_ascii_start().starts_with(b"2."))
}

/// Tells it of the skill package and of account linking; or makes the skill, where there is none. Nothing comes of it
/// where that is not wanted.
pub(super) async fn tell(deployed: &Deployed<'_>, create: bool) -> anyhow::Result<Option<Outcome>> {
    match deployed.skill_id() {
        Some(id) => update(deployed, id).await.map(Some),
        None if create => make(deployed).await.map(Some),
        None => Ok(None),
    }
}

/// Makes a skill without an endpoint: Alexa accepts one only once the function lets the skill call it, by its id.
async fn make(deployed: &Deployed<'_>) -> anyhow::Result<Outcome> {
    let folder = folder()?;
    package(deployed, folder.path(), None, &deployed.generated_manifest()?)?;
    if !deploy(folder.path()).await? {
        return Ok(Outcome::Found);
    }
    let states = std::fs::read(folder.path().join(".ask/ask-states.json")).unwrap_or_default();
    let Some(id) = skill_id(&states) else { bail!("the ASK CLI did not say which skill it made") };
    let (skill, stage) = (&deployed.plan.skill, deployed.stage);
    terminal::result(format!(
        "Alexa has the skill now. Put its id into schemas/{skill}/skill.yaml, and deploy again:\n\
         infra:\n  stages:\n    {stage}:\n      skill_id: {id}"
    ));
    Ok(Outcome::Clean)
}

async fn update(deployed: &Deployed<'_>, id: &str) -> anyhow::Result<Outcome> {
    let folder = folder()?;
    package(deployed, folder.path(), Some(id), &deployed.manifest()?)?;
    if !deploy(folder.path()).await? {
        return Ok(Outcome::Found);
    }
    if let Some((secret, _)) = &deployed.secret {
        let file = folder.path().join("account-linking.json");
        secret.complete(&deployed.account_linking()?, &file).await?;
        let mut command = ask();
        command.args(["smapi", "update-account-linking-info", "--skill-id", id, "--stage", "development"]);
        command.arg("--account-linking-request").arg(format!("file:{}", file.display()));
        let status = run(command, folder.path()).await?;
        // It goes with the folder, too; it has no business here for even that long.
        let _ = std::fs::remove_file(&file);
        if !status.success() {
            terminal::note("Alexa was not told of account linking; the ASK CLI says why above");
            return Ok(Outcome::Found);
        }
    }
    terminal::note(format!("Alexa knows the skill {id} as it is deployed"));
    Ok(Outcome::Clean)
}

/// A new folder that nobody else may look into.
fn folder() -> anyhow::Result<TempDir> {
    let mut builder = tempfile::Builder::new();
    builder.prefix("sayso-");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o700));
    builder.tempdir().context("no temporary folder can be made")
}

/// Lays a skill package out as the ASK CLI wants it.
fn package(deployed: &Deployed<'_>, folder: &Path, id: Option<&str>, manifest: &str) -> anyhow::Result<()> {
    let profiles = [std::env::var("ASK_DEFAULT_PROFILE").ok(), Some(ENVIRONMENT.to_owned())];
    let profiles = profiles.map(|it| it.filter(|it| !it.is_empty()).unwrap_or_else(|| "default".to_owned()));
    let all = |value: &Value| profiles.iter().map(|it| (it.clone(), value.clone())).collect::<Value>();
    let source = json!({ "skillMetadata": { "src": "./skill-package" } });
    let resources = json!({ "askcliResourcesVersion": FORMAT, "profiles": all(&source) });
    let written = || {
        copy(&deployed.generated.join("skill-package"), &folder.join("skill-package"))?;
        std::fs::write(folder.join("skill-package/skill.json"), manifest)?;
        std::fs::write(folder.join("ask-resources.json"), resources.to_string())?;
        if let Some(id) = id {
            let states = json!({ "askcliStatesVersion": FORMAT, "profiles": all(&json!({ "skillId": id })) });
            std::fs::create_dir(folder.join(".ask"))?;
            std::fs::write(folder.join(".ask/ask-states.json"), states.to_string())?;
        }
        Ok::<_, std::io::Error>(())
    };
    written().context("the skill package can't be laid out")
}

/// Copies a folder.
fn copy(from: &Path, to: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        let to = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &to)?;
        } else {
            std::fs::copy(entry.path(), to)?;
        }
    }
    Ok(())
}

/// Whether the package was taken and its models built.
async fn deploy(folder: &Path) -> anyhow::Result<bool> {
    let mut command = ask();
    command.args(["deploy", "--target", "skill-metadata", "--ignore-hash"]);
    let succeeded = run(command, folder).await?.success();
    if !succeeded {
        terminal::note("Alexa did not take the skill package; the ASK CLI says why above");
    }
    Ok(succeeded)
}

/// The id in the ASK CLI's own notes.
fn skill_id(states: &[u8]) -> Option<String> {
    let states: Value = serde_json::from_slice(states).ok()?;
    let ids = states.get("profiles")?.as_object()?.values().filter_map(|it| it.get("skillId")?.as_str());
    ids.map(str::to_owned).next()
}

fn ask() -> Command {
    let mut command = Command::new(if cfg!(windows) { "ask.cmd" } else { "ask" });
    command.stdin(Stdio::null()).kill_on_drop(true);
    command
}

async fn run(mut command: Command, folder: &Path) -> anyhow::Result<ExitStatus> {
    // Its progress is no result of ours.
    command.current_dir(folder).stdout(std::io::stderr());
    command.status().await.context("can't start `ask`")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_new_skills_id_is_in_the_ask_clis_notes() {
        let states = br#"{"askcliStatesVersion": "2020-03-31", "profiles": {"default": {"deploymentStatus": "COMPLETE"},
            "x": {"skillId": "amzn1.ask.skill.1", "skillMetadata": {}}}}"#;
        assert_eq!(skill_id(states).as_deref(), Some("amzn1.ask.skill.1"));
        assert_eq!(skill_id(b""), None);
    }
}
