//! The project and the skills that a verb works on.

use anyhow::{Context, bail};
use sayso_codegen::project::Project;

/// A project and some of its skills.
pub(crate) struct Selection {
    pub(crate) project: Project,
    /// Sorted, never empty.
    pub(crate) skills: Vec<String>,
}

impl Selection {
    /// The skill asked for, or all.
    pub(crate) fn all(wanted: Option<&str>) -> anyhow::Result<Self> {
        let folder = std::env::current_dir().context("the current folder can't be read")?;
        Self::of(Project::find(&folder)?, wanted)
    }

    /// The skill asked for, or the only one.
    pub(crate) fn one(wanted: Option<&str>) -> anyhow::Result<Self> {
        let selection = Self::all(wanted)?;
        if selection.skills.len() > 1 {
            bail!(
                "this project has several skills; choose one with `--skill`: {}",
                listed(&selection.skills)
            );
        }
        Ok(selection)
    }

    /// The skill asked for, or all, of a project.
    pub(crate) fn of(project: Project, wanted: Option<&str>) -> anyhow::Result<Self> {
        let skills = project.skills()?;
        if skills.is_empty() {
            bail!("this project has no skill yet; a skill is a file `schemas/<name>/skill.yaml`");
        }
        match wanted {
            None => Ok(Self { project, skills }),
            Some(name) if skills.iter().any(|skill| skill == name) => {
                Ok(Self { project, skills: vec![name.to_owned()] })
            }
            Some(name) => bail!("this project has no skill `{name}`; it has {}", listed(&skills)),
        }
    }
}

/// Names in backticks: "`a`, `b`".
pub(crate) fn listed<T: AsRef<str>>(names: impl IntoIterator<Item = T>) -> String {
    names.into_iter().map(|name| format!("`{}`", name.as_ref())).collect::<Vec<_>>().join(", ")
}
