//! A cloud of one verb's own: freshly built, empty, gone afterwards.

use super::{Client, Cloud, Events, Log, Start};
use crate::{Outcome, cargo, compilation, terminal};
use anyhow::{Context, bail};
use sayso_codegen::project::Project;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use tempfile::TempDir;

const NO_FOLDER: &str = "no temporary folder can be made";

/// How the skills of a cloud are built.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Profile {
    /// For development: soon.
    Dev,
    /// As they ship; the cloud and the demo backends are still built for development.
    Shipped,
}

/// A cloud with state of its own.
pub(crate) struct Own {
    cloud: Cloud,
    /// Its state, and the programs as they ship; removed when dropped.
    _folders: (TempDir, Rc<TempDir>),
    /// What the skills wrote.
    pub(crate) log: Log,
    pub(crate) client: Client,
}

impl Own {
    /// Generates, builds and starts. An outcome in place of a cloud has been explained on stderr.
    pub(crate) async fn start(
        project: &Project,
        skills: &[String],
        profile: Profile,
    ) -> anyhow::Result<Result<Self, Outcome>> {
        Ok(match Self::start_several(project, skills, profile, 1).await? {
            Ok(mut clouds) => Ok(clouds.pop().context("no cloud was started")?),
            Err(outcome) => Err(outcome),
        })
    }

    /// The same with several clouds, which know nothing of each other.
    pub(crate) async fn start_several(
        project: &Project,
        skills: &[String],
        profile: Profile,
        count: usize,
    ) -> anyhow::Result<Result<Vec<Self>, Outcome>> {
        let generated = match compilation::generate_all(project, skills)? {
            Ok(generated) => generated,
            Err(outcome) => return Ok(Err(outcome)),
        };
        let programs = cargo::programs(generated.iter().map(|skill| &skill.compiled.plan));
        let build = cargo::build(&project.root, &programs).await?;
        if !build.succeeded {
            terminal::note("the build failed; cargo says why above");
            return Ok(Err(Outcome::Found));
        }
        let Some(mut folder) = build.folder else { bail!("cargo did not say where it put the programs") };
        let together = TempDir::with_prefix("sayso-").context(NO_FOLDER)?;
        if profile == Profile::Shipped {
            let shipped = generated.iter().map(|skill| skill.compiled.plan.binary.clone()).collect();
            match shipped_among(&project.root, &programs, &shipped, &folder, together.path()).await? {
                Some(shipped) => folder = shipped,
                None => return Ok(Err(Outcome::Found)),
            }
        }
        let together = Rc::new(together);
        let mut clouds = Vec::new();
        for _ in 0..count {
            let state = TempDir::with_prefix("sayso-").context(NO_FOLDER)?;
            let start =
                Start { root: &project.root, state: state.path(), programs: &folder, port: 0, skills };
            let log = Log::default();
            let cloud = Cloud::start(&start, Events::Kept(log.clone())).await?;
            let client = cloud.client()?;
            clouds.push(Self { cloud, _folders: (state, Rc::clone(&together)), log, client });
        }
        Ok(Ok(clouds))
    }

    /// Stops it and removes its state.
    pub(crate) async fn stop(self) {
        self.cloud.stop().await;
    }
}

/// Builds `shipped` as they ship, and puts them into one folder with the other `programs`. None where the build failed,
/// which cargo has explained.
async fn shipped_among(
    root: &Path,
    programs: &BTreeSet<String>,
    shipped: &BTreeSet<String>,
    folder: &Path,
    state: &Path,
) -> anyhow::Result<Option<PathBuf>> {
    let build = cargo::build_to_ship(root, shipped).await?;
    let (true, Some(release)) = (build.succeeded, build.folder) else {
        terminal::note("the build failed; cargo says why above");
        return Ok(None);
    };
    let together = state.join("programs");
    std::fs::create_dir(&together).context("no folder can be made for the programs")?;
    for program in programs {
        let from = if shipped.contains(program) { &release } else { folder };
        link(&from.join(program), &together.join(program))
            .with_context(|| format!("`{program}` can't be put beside the others"))?;
    }
    Ok(Some(together))
}

#[cfg(unix)]
fn link(from: &Path, to: &Path) -> std::io::Result<()> {
    std::os::unix::fs::symlink(from, to)
}

#[cfg(not(unix))]
fn link(from: &Path, to: &Path) -> std::io::Result<()> {
    std::fs::copy(from, to).map(drop)
}
