//! Watching a project's hand-written files.

use anyhow::{Context, bail};
use notify::{Event, RecommendedWatcher, RecursiveMode, Watcher};
use sayso_codegen::project::Project;
use std::path::{Component, Path, PathBuf};
use std::time::{Duration, Instant};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

/// An editor's save is several events; it is over when this long nothing more came.
const QUIET: Duration = Duration::from_millis(50);
/// A program that writes all the time is not waited for longer than this.
const PATIENCE: Duration = Duration::from_secs(1);

/// What was saved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Change {
    /// When the first of it was noticed.
    pub(crate) at: Instant,
    /// Whether Rust is among it.
    pub(crate) sources: bool,
}

/// What a path is to the watcher.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// A spec, its words or a contract.
    Spec,
    /// Hand-written Rust or a manifest.
    Source,
}

/// A watcher. Changes since it was made are not lost.
pub(crate) struct Watch {
    root: PathBuf,
    events: UnboundedReceiver<notify::Result<Event>>,
    /// Held: it stops when dropped.
    _watcher: RecommendedWatcher,
}

impl Watch {
    /// Watches specs only.
    pub(crate) fn specs(project: &Project) -> anyhow::Result<Self> {
        Self::start(project, &["schemas"])
    }

    /// Watches specs, handlers and demo backends.
    pub(crate) fn everything(project: &Project) -> anyhow::Result<Self> {
        Self::start(project, &["schemas", "handlers", "infra/demo"])
    }

    fn start(project: &Project, folders: &[&str]) -> anyhow::Result<Self> {
        // The system reports resolved paths.
        let root = project.root.canonicalize().context("the project's folder can't be read")?;
        let (sender, events) = unbounded_channel();
        let mut watcher = notify::recommended_watcher(move |event| drop(sender.send(event)))
            .context("the system can't watch files")?;
        for folder in folders.iter().map(|folder| root.join(folder)).filter(|folder| folder.is_dir()) {
            watcher
                .watch(&folder, RecursiveMode::Recursive)
                .with_context(|| format!("can't watch `{}`", folder.display()))?;
        }
        Ok(Self { root, events, _watcher: watcher })
    }

    /// Waits for the next save.
    pub(crate) async fn next(&mut self) -> anyhow::Result<Change> {
        let mut change = loop {
            if let Some(kind) = self.event().await? {
                break Change { at: Instant::now(), sources: kind == Kind::Source };
            }
        };
        while change.at.elapsed() < PATIENCE {
            match tokio::time::timeout(QUIET, self.event()).await {
                Ok(kind) => change.sources |= kind? == Some(Kind::Source),
                Err(_) => break,
            }
        }
        Ok(change)
    }

    /// Waits for an event; None for one that is none of our business.
    async fn event(&mut self) -> anyhow::Result<Option<Kind>> {
        let Some(event) = self.events.recv().await else { bail!("the system stopped watching files") };
        let event = event.context("the system can't watch files any more")?;
        // Reading a file is an event, too, and the compiler reads.
        if event.kind.is_access() {
            return Ok(None);
        }
        let kinds = event.paths.iter().filter_map(|path| kind(path.strip_prefix(&self.root).ok()?));
        Ok(kinds.max_by_key(|kind| *kind == Kind::Source))
    }
}

/// What a path, relative to the root, is to the watcher. What is generated is nothing, or every save would be two.
fn kind(path: &Path) -> Option<Kind> {
    let parts: Vec<&str> = path.components().map(name).collect::<Option<_>>()?;
    let last = parts.last()?;
    let hidden =
        parts.iter().any(|part| part.starts_with('.')) || last.ends_with('~') || last.starts_with('#');
    if hidden || parts.contains(&"target") {
        return None;
    }
    match parts.as_slice() {
        ["schemas", file] if file.ends_with(".schema.json") => None,
        ["schemas", ..] => Some(Kind::Spec),
        ["handlers", _, "src", "generated", ..] => None,
        ["handlers", _, "src", _, ..] | ["handlers", _, "Cargo.toml"] | ["infra", "demo", _, _, ..] => {
            Some(Kind::Source)
        }
        _ => None,
    }
}

fn name(part: Component<'_>) -> Option<&str> {
    match part {
        Component::Normal(name) => name.to_str(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    #[test]
    fn tells_what_is_written_by_hand() {
        for (path, expected) in [
            ("schemas/hello/skill.yaml", Some(Kind::Spec)),
            ("schemas/hello/words.de-DE.yaml", Some(Kind::Spec)),
            ("schemas/skill.schema.json", None),
            ("schemas/hello/.skill.yaml.swp", None),
            ("schemas/hello/skill.yaml~", None),
            ("handlers/hello/src/intents/velocity.rs", Some(Kind::Source)),
            ("handlers/hello/Cargo.toml", Some(Kind::Source)),
            ("handlers/hello/src/generated/mod.rs", None),
            ("handlers/hello/src/generated", None),
            ("handlers/hello/src/.generated.sayso-new/mod.rs", None),
            ("infra/demo/facts/src/main.rs", Some(Kind::Source)),
            ("infra/demo/facts/target/debug/x", None),
            ("infra/app/generated/hello/plan.json", None),
            ("README.md", None),
        ] {
            assert_eq!(kind(Path::new(path)), expected, "{path}");
        }
    }

    #[tokio::test]
    async fn gathers_a_save_into_one_change() {
        let root = tempfile::tempdir().unwrap();
        let (spec, stub) = (root.path().join("schemas/hello"), root.path().join("handlers/hello/src"));
        std::fs::create_dir_all(&spec).unwrap();
        std::fs::create_dir_all(stub.join("generated")).unwrap();
        let mut watch = Watch::everything(&Project { root: root.path().to_owned() }).unwrap();
        std::fs::write(stub.join("generated/mod.rs"), "").unwrap();
        std::fs::write(spec.join("skill.yaml"), "a").unwrap();
        std::fs::write(spec.join("skill.yaml"), "b").unwrap();
        assert!(!watch.next().await.unwrap().sources);
        let none = tokio::time::timeout(Duration::from_millis(200), watch.next()).await;
        assert!(none.is_err(), "one save is one change");
        std::fs::write(stub.join("lib.rs"), "").unwrap();
        assert!(watch.next().await.unwrap().sources);
    }
}
