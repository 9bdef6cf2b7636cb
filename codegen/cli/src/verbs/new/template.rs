//! The files of a new project; their texts lie in `template/`.

use super::{
    framework::Framework,
    name::Name,
    sample::{Files, Sample, files},
};
use anyhow::Context;
use std::path::Path;

/// What every project has, whatever its skill does. The skill's crate and the CDK app are left to the compiler.
const FILES: Files = files![
    "Cargo.toml" => "Cargo.toml.template",
    "README.md" => "README.md.template",
    ".cargo/config.toml" => "cargo/config.toml",
    ".gitignore" => "gitignore.template",
    "cdk.json" => "cdk.json",
    "src/main.rs" => "src/main.rs",
    "infra/client-secret/Cargo.toml" => "infra/client-secret/Cargo.toml.template",
    "infra/client-secret/src/main.rs" => "infra/client-secret/src/main.rs",
    "infra/local/Cargo.toml" => "infra/local/Cargo.toml.template",
    "infra/local/src/main.rs" => "infra/local/src/main.rs",
    "infra/rewrap/Cargo.toml" => "infra/rewrap/Cargo.toml.template",
    "infra/rewrap/src/main.rs" => "infra/rewrap/src/main.rs",
    ".ci/run" => "ci/run",
    ".github/workflows/skill.yml" => "github/skill.yml",
];
/// The file that a shell runs.
const SCRIPT: &str = ".ci/run";

/// Writes the files into an empty folder.
pub(super) fn write(folder: &Path, sample: Sample, name: &Name, framework: &Framework) -> anyhow::Result<()> {
    for (path, text) in render(sample, name, framework)? {
        let path = folder.join(path);
        let written = || {
            std::fs::create_dir_all(path.parent().unwrap_or(folder))?;
            std::fs::write(&path, text)
        };
        written().with_context(|| format!("can't write `{}`", path.display()))?;
    }
    make_executable(&folder.join(SCRIPT))?;
    if let Some(lock) = framework.lock_file() {
        let copy = folder.join("Cargo.lock");
        std::fs::copy(&lock, &copy).with_context(|| format!("can't write `{}`", copy.display()))?;
    }
    Ok(())
}

/// Paths and texts with everything filled in.
fn render(sample: Sample, name: &Name, framework: &Framework) -> anyhow::Result<Vec<(String, String)>> {
    let own = [
        ("{{name}}", name.text.clone()),
        ("{{title}}", name.title.clone()),
        ("{{invocation}}", name.invocation.clone()),
        ("{{cdk}}", framework.renamed("infra/cdk", "sayso-cdk")?),
        ("{{sayso-cli}}", framework.dependency("codegen/cli")?),
        ("{{sayso-client-secret}}", framework.dependency("infra/client-secret")?),
        ("{{sayso-local}}", framework.dependency("infra/local")?),
        ("{{sayso-runtime}}", framework.dependency("handlers/runtime")?),
    ];
    let values = sample.values().into_iter().map(|(mark, value)| (mark, value.to_owned()));
    let values: Vec<_> = values.chain(own).collect();
    let fill =
        |text: &str| values.iter().fold(text.to_owned(), |text, (mark, value)| text.replace(mark, value));
    let files = FILES.iter().chain(sample.files());
    Ok(files.map(|(path, text)| (fill(path), fill(text))).collect())
}

#[cfg(unix)]
fn make_executable(path: &Path) -> anyhow::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755))
        .with_context(|| format!("can't make `{}` executable", path.display()))
}

#[cfg(not(unix))]
fn make_executable(_: &Path) -> anyhow::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;
    use crate::verbs::new::sample::Method;
    use std::path::Path;

    fn framework() -> Framework {
        Framework::Git { url: "https://example.org/sayso.git".to_owned(), revision: "v1".to_owned() }
    }

    const SAMPLES: [Sample; 4] = [
        Sample::Tea,
        Sample::Library(Method::Form),
        Sample::Library(Method::Oauth),
        Sample::Library(Method::Proxy),
    ];

    fn moon_walk(sample: Sample) -> Vec<(String, String)> {
        render(sample, &Name::of(Path::new("/x/moon-walk")).unwrap(), &framework()).unwrap()
    }

    #[test]
    fn fills_in_every_placeholder() {
        for files in SAMPLES.map(moon_walk) {
            for (path, text) in &files {
                // GitHub's own are `${{ … }}`.
                let text = text.replace("${{", "");
                assert!(!path.contains("{{") && !text.contains("{{"), "{path} has a placeholder left");
            }
            let text = |path: &str| files.iter().find(|file| file.0 == path).unwrap().1.as_str();
            assert!(
                text("schemas/moon-walk/skill.yaml").contains("{invocation: moon walk, name: Moon Walk}")
            );
            assert!(text("tests/dialogs/moon-walk/first.dialog").contains(" moon walk"));
        }
    }

    #[test]
    fn its_dialogs_are_dialogs() {
        for (path, text) in SAMPLES.into_iter().flat_map(moon_walk) {
            if path.ends_with(".dialog") {
                assert_eq!(crate::dialog::parse(&text).unwrap().to_string(), text);
            }
        }
    }

    #[test]
    fn a_demo_comes_with_what_it_stands_in_for() {
        let demos = |sample| {
            let files = moon_walk(sample).into_iter();
            files.filter(|(path, _)| path.starts_with("infra/demo/") && path.ends_with("Cargo.toml")).count()
        };
        assert_eq!(SAMPLES.map(demos), [0, 1, 2, 2]);
    }

    /// What is built and deployed by hand here and by a new project is the same.
    #[test]
    fn this_repository_is_built_and_deployed_alike() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap();
        for same in [".cargo/config.toml", "cdk.json"] {
            let own = std::fs::read_to_string(root.join(same)).unwrap();
            let (_, made) = FILES.iter().find(|(path, _)| *path == same).unwrap();
            assert_eq!(own, *made);
        }
    }

    /// What a shell runs in the workflow: every command of `sayso`, a word each.
    fn commands(workflow: &str) -> Vec<Vec<String>> {
        let lines = workflow.lines().filter_map(|line| line.split_once("cargo run --quiet -- "));
        let command = |rest: &str| {
            let words = rest.split_whitespace().take_while(|word| !word.starts_with(['|', '2', '>']));
            let filled = words.map(|word| word.replace("\"$STAGE\"", "dev"));
            std::iter::once("sayso".to_owned()).chain(filled).collect()
        };
        lines.map(|(_, rest)| command(rest)).collect()
    }

    #[test]
    fn the_workflow_runs_what_there_is() {
        use clap::Parser;
        let (_, workflow) = FILES.iter().find(|(path, _)| path.ends_with("skill.yml")).unwrap();
        let commands = commands(workflow);
        for command in &commands {
            let parsed = crate::arguments::Arguments::try_parse_from(command);
            assert!(parsed.is_ok(), "{}: {}", command.join(" "), parsed.unwrap_err());
        }
        let verbs: Vec<&str> = commands.iter().map(|it| it[1].as_str()).collect();
        assert_eq!(verbs, ["check", "generate", "test", "synth", "diff", "deploy"]);
    }

    /// Nothing that others may change later, no key, and no more leave than a job needs.
    #[test]
    fn the_workflow_trusts_nobody_more_than_it_must() {
        let (_, workflow) = FILES.iter().find(|(path, _)| path.ends_with("skill.yml")).unwrap();
        let uses: Vec<_> = workflow.lines().filter_map(|line| line.split_once("uses: ")).collect();
        assert!(uses.len() >= 4);
        for (_, action) in uses {
            let (_, pinned) = action.split_once('@').unwrap();
            let (commit, version) = pinned.split_once(" # v").unwrap();
            assert!(commit.len() == 40 && commit.bytes().all(|it| it.is_ascii_hexdigit()), "{action}");
            assert!(version.starts_with(|it: char| it.is_ascii_digit()), "{action}");
        }
        assert!(!workflow.contains("secrets."), "a role is taken on, no key is kept");
        assert!(
            !workflow.contains("pull_request_target"),
            "code of others would run with leave to do things"
        );
        assert_eq!(workflow.matches("id-token: write").count(), 2, "of `diff` and `deploy`");
        let (workflow_wide, jobs) = workflow.split_once("\njobs:\n").unwrap();
        assert!(workflow_wide.contains("\npermissions:\n  contents: read\n"));
        assert_eq!(jobs.matches("\n    runs-on: ").count(), jobs.matches("\n    timeout-minutes: ").count());
        // An expression in a script is text that somebody else may have written.
        let scripts = jobs.split("run: ").skip(1).map(|it| it.split("\n      - name").next().unwrap());
        for script in scripts.map(|it| it.split("\n\n  ").next().unwrap()) {
            assert!(!script.contains("${{"), "{script}");
        }
    }

    #[test]
    fn this_repository_has_the_same_workflow() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap();
        let own = std::fs::read_to_string(root.join(".github/workflows/skill.yml")).unwrap();
        let (_, workflow) = FILES.iter().find(|(path, _)| path.ends_with("skill.yml")).unwrap();
        assert_eq!(own, *workflow);
    }
}
