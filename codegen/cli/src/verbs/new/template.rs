//! The files of a new project; their texts lie in `template/`.

use super::{framework::Framework, name::Name};
use anyhow::Context;
use std::path::Path;

/// Pairs of a path in the new project and a text of `template/`. Manifests and `.gitignore` end in `.template` there,
/// because cargo and git would take them for their own.
macro_rules! files {
    ($($path:literal => $source:literal),+ $(,)?) => {
        &[$(($path, include_str!(concat!("../../../template/", $source)))),+]
    };
}

/// Path and text, both with placeholders. The skill's crate is left to the compiler.
const FILES: &[(&str, &str)] = files![
    "Cargo.toml" => "Cargo.toml.template",
    "README.md" => "README.md.template",
    ".gitignore" => "gitignore.template",
    "cdk.json" => "cdk.json",
    "src/main.rs" => "src/main.rs",
    "schemas/{{name}}/skill.yaml" => "schemas/skill.yaml",
    "handlers/{{name}}/src/intents/brewing_time.rs" => "handlers/brewing_time.rs",
    "infra/local/Cargo.toml" => "infra/local/Cargo.toml.template",
    "infra/local/src/main.rs" => "infra/local/src/main.rs",
    "infra/rewrap/Cargo.toml" => "infra/rewrap/Cargo.toml.template",
    "infra/rewrap/src/main.rs" => "infra/rewrap/src/main.rs",
    "tests/dialogs/{{name}}/first.dialog" => "tests/first.dialog",
    ".ci/run" => "ci/run",
];
/// The file that a shell runs.
const SCRIPT: &str = ".ci/run";

/// Writes the files into an empty folder.
pub(super) fn write(folder: &Path, name: &Name, framework: &Framework) -> anyhow::Result<()> {
    for (path, text) in render(name, framework)? {
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
fn render(name: &Name, framework: &Framework) -> anyhow::Result<Vec<(String, String)>> {
    let values = [
        ("{{name}}", name.text.clone()),
        ("{{title}}", name.title.clone()),
        ("{{invocation}}", name.invocation.clone()),
        ("{{sayso-cli}}", framework.dependency("codegen/cli")?),
        ("{{sayso-local}}", framework.dependency("infra/local")?),
        ("{{sayso-runtime}}", framework.dependency("handlers/runtime")?),
    ];
    let fill =
        |text: &str| values.iter().fold(text.to_owned(), |text, (mark, value)| text.replace(mark, value));
    Ok(FILES.iter().map(|(path, text)| (fill(path), fill(text))).collect())
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
    use std::path::Path;

    fn framework() -> Framework {
        Framework::Git { url: "https://example.org/sayso.git".to_owned(), revision: "v1".to_owned() }
    }

    #[test]
    fn fills_in_every_placeholder() {
        let name = Name::of(Path::new("/x/moon-walk")).unwrap();
        let files = render(&name, &framework()).unwrap();
        for (path, text) in &files {
            assert!(!path.contains("{{") && !text.contains("{{"), "{path} has a placeholder left");
        }
        let text = |path: &str| files.iter().find(|file| file.0 == path).unwrap().1.as_str();
        assert!(text("schemas/moon-walk/skill.yaml").contains("{invocation: moon walk, name: Moon Walk}"));
        assert!(text("tests/dialogs/moon-walk/first.dialog").contains("You: open moon walk"));
    }

    #[test]
    fn its_dialogs_are_dialogs() {
        let name = Name::of(Path::new("/x/moon-walk")).unwrap();
        for (path, text) in render(&name, &framework()).unwrap() {
            if path.ends_with(".dialog") {
                assert_eq!(crate::dialog::parse(&text).unwrap().to_string(), text);
            }
        }
    }
}
