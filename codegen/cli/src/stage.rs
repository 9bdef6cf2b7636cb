//! A stage of skills, on its way to AWS.

use crate::cdk::{Assembly, FOLDER, Packages, Setting, Stack, Synthesis};
use crate::compilation::{self, Generated};
use crate::selection::{Selection, listed};
use crate::{Outcome, cargo, ship, terminal};
use anyhow::{Context, bail};
use sayso_schemas::plan::Plan;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// The stage that is on this machine.
pub(crate) const LOCAL: &str = "local";
/// The parameter of a stack that says which client secrets its token endpoint accepts.
pub(crate) const CLIENT_SECRET_HASHES: &str = "ClientSecretHashes";

/// What a verb was asked for.
pub(crate) struct Wanted<'a> {
    pub(crate) stage: &'a str,
    /// One skill; else all that have the stage.
    pub(crate) skill: Option<&'a str>,
    /// More context of the CDK app.
    pub(crate) settings: &'a [Setting],
}

/// Where the functions' programs come from.
pub(crate) enum Programs<'a> {
    /// They don't matter: the stacks are not deployed.
    Placeholder,
    /// They are there: a file, or a folder with one for each skill.
    At(&'a Path),
    /// They are built: as they ship, or for stage `local` as `dev` has them.
    Built,
}

/// A stage that is synthesised.
pub(crate) struct Staged {
    /// The skills that have it.
    pub(crate) skills: Vec<Skill>,
    pub(crate) assembly: Assembly,
    pub(crate) packages: Packages,
    /// Holds the programs until they are deployed.
    _programs: Option<TempDir>,
}

/// A skill of it.
pub(crate) struct Skill {
    pub(crate) plan: Plan,
    /// In the order in which they are deployed: what is at the edge, and then the rest.
    pub(crate) stacks: Vec<Stack>,
}

impl Skill {
    /// The name of its main stack, and the prefix of all that it names in the stage.
    pub(crate) fn name(plan: &Plan, stage: &str) -> String {
        format!("{}-{stage}", plan.skill)
    }
}

/// Generates and synthesises a stage. An outcome in place of it has been explained on stderr.
pub(crate) async fn prepare(
    selection: &Selection,
    wanted: &Wanted<'_>,
    programs: Programs<'_>,
) -> anyhow::Result<Result<Staged, Outcome>> {
    let root = &selection.project.root;
    let generated = match compilation::generate_all(&selection.project, &selection.skills)? {
        Ok(generated) => generated,
        Err(outcome) => return Ok(Err(outcome)),
    };
    let plans = having(generated, wanted.stage)?;
    let built = match programs {
        Programs::Built => {
            let built = build(root, &plans, wanted.stage).await?;
            if built.is_none() {
                terminal::note("the build failed; cargo says why above");
                return Ok(Err(Outcome::Found));
            }
            built
        }
        Programs::Placeholder | Programs::At(_) => None,
    };
    let bootstrap = match (&programs, &built) {
        (Programs::At(path), _) => Some(*path),
        (_, Some((path, _))) => Some(path.as_path()),
        _ => None,
    };
    let output = root.join(FOLDER);
    let synthesis = Synthesis {
        selection,
        skill: wanted.skill,
        stage: Some(wanted.stage),
        bootstrap,
        settings: wanted.settings,
        output: &output,
    };
    let (assembly, packages) = match synthesis.run().await? {
        Ok(made) => made,
        Err(outcome) => return Ok(Err(outcome)),
    };
    let with_stacks = |plan: Plan| {
        let stacks = stacks(&assembly, &Skill::name(&plan, wanted.stage))?;
        Ok(Skill { plan, stacks })
    };
    let skills = plans.into_iter().map(with_stacks).collect::<anyhow::Result<_>>()?;
    Ok(Ok(Staged { skills, assembly, packages, _programs: built.and_then(|(_, folder)| folder) }))
}

/// The plans that have a stage; it is an error if none has.
fn having(generated: Vec<Generated>, stage: &str) -> anyhow::Result<Vec<Plan>> {
    let all: Vec<Plan> = generated.into_iter().map(|skill| skill.compiled.plan).collect();
    let stages: std::collections::BTreeSet<&String> =
        all.iter().flat_map(|plan| plan.stages.keys()).collect();
    if !stages.iter().any(|it| *it == stage) {
        bail!("there is no stage `{stage}`; there are {}", listed(stages));
    }
    Ok(all.into_iter().filter(|plan| plan.stages.contains_key(stage)).collect())
}

/// The stacks of a skill's stage.
fn stacks(assembly: &Assembly, name: &str) -> anyhow::Result<Vec<Stack>> {
    let main = assembly.stack(name);
    let main =
        main.with_context(|| format!("the CDK app made no stack `{name}`; look at infra/app/src/main.rs"))?;
    let edge = assembly.stack(&format!("{name}-edge"));
    Ok(edge.into_iter().chain([main]).cloned().collect())
}

/// Builds the programs; the folder that has one for each skill, and what holds it. None where it failed.
async fn build(
    root: &Path,
    plans: &[Plan],
    stage: &str,
) -> anyhow::Result<Option<(PathBuf, Option<TempDir>)>> {
    if stage == LOCAL {
        let programs = plans.iter().map(|plan| plan.binary.clone()).collect();
        let build = cargo::build(root, &programs).await?;
        let folder = build.folder.filter(|_| build.succeeded);
        return Ok(folder.map(|folder| (folder, None)));
    }
    let folder = TempDir::with_prefix("sayso-").context("no temporary folder can be made")?;
    for plan in plans {
        terminal::note(format!("building {} as it ships", plan.binary));
        let Some(program) = ship::build(root, plan).await? else { return Ok(None) };
        let copied = std::fs::copy(&program, folder.path().join(&plan.binary));
        copied.with_context(|| format!("can't copy `{}`", program.display()))?;
    }
    Ok(Some((folder.path().to_owned(), Some(folder))))
}
