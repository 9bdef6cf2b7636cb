//! What `dev` keeps alive: from a saved file to a skill that answers with it.

use super::pending::Pending;
use super::report;
use crate::cargo;
use crate::cloud::running::{self, Claim};
use crate::cloud::{Client, Cloud, Events, Start};
use crate::compilation;
use crate::selection::Selection;
use crate::terminal;
use crate::watch::{Change, Watch};
use anyhow::bail;
use sayso_codegen::project::Project;
use sayso_schemas::plan::Plan;
use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;
use std::path::PathBuf;
use std::time::Instant;

/// Said where a change can't go live.
const OLD_ANSWERS: &str = "the last good version keeps answering";

/// The skills of a project, as far as they are live.
pub(super) struct Live<'a> {
    project: Project,
    /// The one skill asked for.
    wanted: Option<&'a str>,
    port: u16,
    claim: Claim,
    /// The last good plan of each skill that has one.
    plans: BTreeMap<String, Plan>,
    /// What each skill is opened with.
    invocations: BTreeMap<String, String>,
    pending: Pending,
    /// A skill has errors.
    broken: bool,
    /// Where cargo puts programs.
    folder: Option<PathBuf>,
    running: Option<Running>,
    /// It has run before.
    was_up: bool,
}

/// A cloud and what it was started with.
struct Running {
    cloud: Cloud,
    client: Client,
    skills: Vec<String>,
    programs: BTreeSet<String>,
}

impl<'a> Live<'a> {
    pub(super) fn new(project: Project, wanted: Option<&'a str>, port: u16, claim: Claim) -> Self {
        Self {
            project,
            wanted,
            port,
            claim,
            plans: BTreeMap::new(),
            invocations: BTreeMap::new(),
            pending: Pending::default(),
            broken: false,
            folder: None,
            running: None,
            was_up: false,
        }
    }

    /// Brings the skills up and keeps them up to date. Ends only by an error.
    pub(super) async fn run(&mut self, watch: &mut Watch) -> anyhow::Result<Infallible> {
        self.update(Change { at: Instant::now(), sources: true }).await?;
        loop {
            let change = match &mut self.running {
                None => {
                    terminal::note("waiting for a change");
                    watch.next().await?
                }
                Some(running) => tokio::select! {
                    change = watch.next() => change?,
                    status = running.cloud.ended() => bail!("the embedded cloud ended by itself ({})", status?),
                },
            };
            self.update(change).await?;
        }
    }

    /// Stops everything that was started.
    pub(super) async fn stop(&mut self) {
        if let Some(running) = self.running.take() {
            running.cloud.stop().await;
        }
    }

    /// Compiles what was saved and makes it live.
    async fn update(&mut self, change: Change) -> anyhow::Result<()> {
        if let Err(error) = self.compile() {
            terminal::error(&error);
            return Ok(());
        }
        self.pending.build |= change.sources;
        if !self.plans.is_empty() && self.build().await? {
            self.make_live(change.at).await?;
        }
        Ok(())
    }

    /// Compiles all skills; those with errors stay as they are.
    fn compile(&mut self) -> anyhow::Result<()> {
        let Selection { skills, .. } = Selection::of(self.project.clone(), self.wanted)?;
        let (generated, count) = compilation::generate(&self.project, &skills)?;
        self.broken = generated.len() < skills.len();
        if self.broken {
            let old = if self.running.is_some() { OLD_ANSWERS } else { "nothing runs until that is mended" };
            terminal::note(format!("{}; {old}", count.in_words()));
        }
        self.plans.retain(|name, _| skills.contains(name));
        for skill in generated {
            compilation::show_written(&skill.written);
            self.pending.take(&skill.skill, &skill.written);
            if let Some(invocation) = report::invocation(&skill.compiled) {
                self.invocations.insert(skill.skill.clone(), invocation);
            }
            self.plans.insert(skill.skill, skill.compiled.plan);
        }
        Ok(())
    }

    /// Builds where something must be; false if it failed.
    async fn build(&mut self) -> anyhow::Result<bool> {
        let programs = cargo::programs(self.plans.values());
        if !self.pending.build && self.running.as_ref().is_some_and(|running| running.programs == programs) {
            return Ok(true);
        }
        let build = cargo::build(&self.project.root, &programs).await?;
        for program in &build.rebuilt {
            match self.plans.iter().find(|(_, plan)| plan.binary == *program) {
                Some((skill, _)) => {
                    self.pending.rebuilt = true;
                    self.pending.reload.insert(skill.clone());
                }
                None => self.pending.restart = true,
            }
        }
        self.folder = build.folder.or(self.folder.take());
        self.pending.build = !build.succeeded;
        if !build.succeeded {
            let old = if self.running.is_some() { format!("; {OLD_ANSWERS}") } else { String::new() };
            terminal::note(format!("the build failed; cargo says why above{old}"));
        }
        Ok(build.succeeded)
    }

    /// Lets the cloud take over what is pending.
    async fn make_live(&mut self, since: Instant) -> anyhow::Result<()> {
        let skills: Vec<String> = self.plans.keys().cloned().collect();
        let programs = cargo::programs(self.plans.values());
        match &self.running {
            None => return self.start(skills, programs, since).await,
            Some(running)
                if running.skills != skills || running.programs != programs || self.pending.restart =>
            {
                self.stop().await;
                return self.start(skills, programs, since).await;
            }
            Some(_) if self.pending.reload.is_empty() => {
                // What is wrong has been said; without that, silence would look like being overheard.
                if !self.broken {
                    terminal::note("saved; it makes no difference");
                }
                return Ok(());
            }
            Some(running) => {
                for skill in &self.pending.reload {
                    if let Err(complaint) = running.client.reload(skill).await? {
                        terminal::note(format!("{skill}: {}; {OLD_ANSWERS}", complaint.in_words()));
                        return Ok(());
                    }
                }
            }
        }
        report::live(self.pending.what(), since);
        self.pending = Pending::default();
        Ok(())
    }

    /// Starts the cloud, for the first time or again.
    async fn start(
        &mut self,
        skills: Vec<String>,
        programs: BTreeSet<String>,
        since: Instant,
    ) -> anyhow::Result<()> {
        let Some(folder) = &self.folder else { bail!("cargo did not say where it put the programs") };
        let state = running::folder(&self.project.root).join("state");
        let start = Start {
            root: &self.project.root,
            state: &state,
            programs: folder,
            port: self.port,
            skills: &skills,
        };
        let cloud = match Cloud::start(&start, Events::Shown).await {
            Ok(cloud) => cloud,
            Err(error) if self.was_up => {
                terminal::error(&error);
                return Ok(());
            }
            Err(error) => return Err(error),
        };
        self.claim.announce(cloud.port)?;
        if self.was_up {
            report::live("restarted,", since);
        } else {
            report::welcome(&cloud, &self.invocations, &self.plans, since);
        }
        (self.was_up, self.port) = (true, cloud.port);
        let client = cloud.client()?;
        self.running = Some(Running { cloud, client, skills, programs });
        self.pending = Pending::default();
        Ok(())
    }
}
