//! A cloud of one verb's own: freshly built, empty, gone afterwards.

use super::{Client, Cloud, Events, Log, Start};
use crate::{Outcome, cargo, compilation, terminal};
use anyhow::{Context, bail};
use sayso_codegen::project::Project;
use tempfile::TempDir;

/// A cloud with state of its own.
pub(crate) struct Own {
    cloud: Cloud,
    /// Removed when dropped.
    _state: TempDir,
    /// What the skills wrote.
    pub(crate) log: Log,
    pub(crate) client: Client,
}

impl Own {
    /// Generates, builds and starts. An outcome in place of a cloud has been explained on stderr.
    pub(crate) async fn start(project: &Project, skills: &[String]) -> anyhow::Result<Result<Self, Outcome>> {
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
        let Some(folder) = build.folder else { bail!("cargo did not say where it put the programs") };
        let state = TempDir::with_prefix("sayso-").context("no temporary folder can be made")?;
        let start = Start { root: &project.root, state: state.path(), programs: &folder, port: 0, skills };
        let log = Log::default();
        let cloud = Cloud::start(&start, Events::Kept(log.clone())).await?;
        let client = cloud.client()?;
        Ok(Ok(Self { cloud, _state: state, log, client }))
    }

    /// Stops it and removes its state.
    pub(crate) async fn stop(self) {
        self.cloud.stop().await;
    }
}
