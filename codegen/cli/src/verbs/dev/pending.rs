//! What is on disk but not live.

use sayso_codegen::write::Written;
use std::collections::BTreeSet;
use std::path::Path;

/// What is on disk but not live. It grows until a build and a reload succeed.
#[derive(Debug, Default)]
pub(super) struct Pending {
    /// Cargo must look.
    pub(super) build: bool,
    /// A program other than a skill's is new.
    pub(super) restart: bool,
    /// A skill's program is new.
    pub(super) rebuilt: bool,
    /// Skills with something new.
    pub(super) reload: BTreeSet<String>,
    /// Of the data, only words are new; none where no data is.
    words_only: Option<bool>,
}

impl Pending {
    /// Takes in what a compilation of a skill wrote.
    pub(super) fn take(&mut self, skill: &str, written: &Written) {
        for path in written.changed.iter().chain(&written.scaffolded).chain(&written.removed) {
            let path = Path::new(path);
            if path.extension().is_some_and(|extension| extension == "rs") || path.ends_with("Cargo.toml") {
                self.build = true;
            } else if path.starts_with("infra/app/generated") {
                let words = path.components().any(|part| part.as_os_str() == "words");
                self.words_only = Some(words && self.words_only.unwrap_or(true));
                self.reload.insert(skill.to_owned());
            }
        }
    }

    /// What is about to be made live, in a word.
    pub(super) fn what(&self) -> &'static str {
        match self {
            Self { rebuilt: true, .. } => "rebuilt,",
            Self { words_only: Some(true), .. } => "words",
            _ => "interaction model",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WORDS: &str = "infra/app/generated/hello/words/en-US.json";
    const MODEL: &str = "infra/app/generated/hello/skill-package/interactionModels/custom/en-US.json";
    const RUST: &str = "handlers/hello/src/generated/mod.rs";

    fn after(paths: &[&str]) -> Pending {
        let changed = paths.iter().map(|path| (*path).to_owned()).collect();
        let mut pending = Pending::default();
        pending.take("hello", &Written { changed, ..Written::default() });
        pending
    }

    #[test]
    fn only_rust_asks_for_a_build_and_only_data_for_a_reload() {
        for (paths, build, reload, what) in [
            (&[WORDS][..], false, true, "words"),
            (&[MODEL], false, true, "interaction model"),
            (&[WORDS, MODEL], false, true, "interaction model"),
            (&[MODEL, WORDS], false, true, "interaction model"),
            (&[RUST, WORDS], true, true, "words"),
            (&[RUST], true, false, "interaction model"),
            (&["schemas/skill.schema.json"], false, false, "interaction model"),
        ] {
            let pending = after(paths);
            assert_eq!(
                (pending.build, !pending.reload.is_empty(), pending.what()),
                (build, reload, what),
                "{paths:?}"
            );
        }
    }

    #[test]
    fn what_waits_for_a_build_is_not_forgotten() {
        let mut pending = after(&[RUST, WORDS]);
        pending
            .take("wear", &Written { changed: vec![WORDS.replace("hello", "wear")], ..Written::default() });
        assert!(pending.build && pending.reload.len() == 2);
        pending.rebuilt = true;
        assert_eq!(pending.what(), "rebuilt,");
    }
}
