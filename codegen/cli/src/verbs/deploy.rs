//! `sayso deploy`.

mod alexa;
mod ask;
mod client_secret;
mod stacks;

pub(super) use client_secret::ClientSecret;

use crate::cdk::{Cdk, Setting, Shown, Stack};
use crate::endpoints::Endpoints;
use crate::selection::Selection;
use crate::stage::{self, LOCAL, Programs, Skill, Wanted};
use crate::{Outcome, credentials, terminal};
use alexa::Deployed;
use anyhow::bail;
use std::path::PathBuf;

/// Build a stage, deploy it to AWS, and tell Alexa of it
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  sayso deploy --stage dev                          shows what changes, asks, deploys, and says what to do at Alexa
  sayso deploy --stage prod --skill shop --yes      in CI: asks nothing
  sayso deploy --stage dev --rotate-client-secret   Alexa gets a new client secret; the old one is accepted for a week
  sayso deploy --stage dev --create-skill           the first time: makes the skill at Alexa, which gives the skill_id

It builds the functions' programs as they ship (with cargo-zigbuild, where that is installed), synthesises, and deploys by
the CDK, with AWS's usual environment (AWS_PROFILE, AWS_ACCESS_KEY_ID, …). What is at the edge (the certificate and the
firewall, in us-east-1) is deployed before the rest. An account and region are prepared once, by `cdk bootstrap`.

A skill that links accounts has a client secret for Alexa, one for each stage, in Secrets Manager: the stack knows its hash
alone. Where the ASK CLI is installed (npm install -g ask-cli; ask configure), it is told of the skill package and of
account linking; else this says what to do in Alexa's developer console.

The first time, a stage has no `skill_id`: deploy, let --create-skill make the skill (or make it in the console), put
its id into the spec, `skill_id` of the stage, and deploy again. Until then the function refuses every request.

Stage local goes to an emulator: every AWS_ENDPOINT_URL must be on this machine.

Exit codes: 1 if CloudFormation or Alexa refused something, 2 if something is missing here (credentials, the CDK's
bootstrap stack, leave to use it).")]
pub(crate) struct Arguments {
    /// The stage, as the spec names it.
    #[arg(long, value_name = "STAGE")]
    stage: String,
    /// The functions' program, instead of building it: a file, or a folder with one for each skill.
    #[arg(long, value_name = "PATH")]
    bootstrap: Option<PathBuf>,
    /// Context of the CDK app.
    #[arg(short = 'c', long = "context", value_name = "KEY=VALUE")]
    context: Vec<Setting>,
    /// Ask nothing.
    #[arg(long, short)]
    yes: bool,
    /// Replace the client secret.
    #[arg(long)]
    rotate_client_secret: bool,
    #[command(flatten)]
    alexa: AlexaArguments,
}

/// What is done at Alexa.
#[derive(Debug, clap::Args)]
struct AlexaArguments {
    /// Make the skill at Alexa, where the stage has no `skill_id`.
    #[arg(long, conflicts_with = "no_ask")]
    create_skill: bool,
    /// Leave Alexa alone, also where the ASK CLI is installed.
    #[arg(long)]
    no_ask: bool,
}

pub(crate) fn run(arguments: &Arguments, skill: Option<&str>) -> anyhow::Result<Outcome> {
    let selection = Selection::all(skill)?;
    let verb = deploy(arguments, &selection, skill);
    super::block_on(super::unless_interrupted(verb, super::CLOUDFORMATION_GOES_ON))
}

async fn deploy(
    arguments: &Arguments,
    selection: &Selection,
    skill: Option<&str>,
) -> anyhow::Result<Outcome> {
    let endpoints = Endpoints::of_environment();
    if arguments.stage == LOCAL {
        endpoints.must_be_loopback()?;
    }
    super::must_be_answered(arguments.yes)?;
    // What would be missed only after minutes of building.
    credentials::find().await?;
    let programs = arguments.bootstrap.as_deref().map_or(Programs::Built, Programs::At);
    let wanted = Wanted { stage: &arguments.stage, skill, settings: &arguments.context };
    let staged = match stage::prepare(selection, &wanted, programs).await? {
        Ok(staged) => staged,
        Err(outcome) => return Ok(outcome),
    };
    let cdk =
        Cdk { root: &selection.project.root, packages: &staged.packages, assembly: &staged.assembly.folder };
    // Alexa can't reach what is on this machine.
    let ask = !arguments.alexa.no_ask
        && arguments.stage != LOCAL
        && endpoints != Endpoints::Loopback
        && ask::is_there().await;
    if arguments.alexa.create_skill && !ask {
        bail!("`--create-skill` needs the ASK CLI: `npm install -g ask-cli`, and then `ask configure`");
    }
    for skill in &staged.skills {
        if deploy_skill(arguments, &cdk, skill, ask).await? == Outcome::Found {
            return Ok(Outcome::Found);
        }
    }
    Ok(Outcome::Clean)
}

/// Deploys one skill, and tells Alexa.
async fn deploy_skill(
    arguments: &Arguments,
    cdk: &Cdk<'_>,
    skill: &Skill,
    ask: bool,
) -> anyhow::Result<Outcome> {
    let stage = arguments.stage.as_str();
    let name = Skill::name(&skill.plan, stage);
    let linked = skill.stacks.iter().any(ClientSecret::is_wanted);
    let secret = if linked { ClientSecret::of(cdk.root, &skill.plan, stage).await? } else { None };
    if linked && secret.is_none() {
        terminal::note("the build failed; cargo says why above");
        return Ok(Outcome::Found);
    }
    if !arguments.yes && !approved(cdk, &skill.stacks, &name).await? {
        terminal::note(format!("{name} stays as it is"));
        return Ok(Outcome::Found);
    }
    let accepted = match &secret {
        Some(secret) => Some(secret.accepted(arguments.rotate_client_secret).await?),
        None => None,
    };
    let Some(outputs) = stacks::deploy(cdk, &skill.stacks, accepted.as_ref()).await? else {
        terminal::note(format!("{name} is not deployed; the CDK says why above"));
        return Ok(Outcome::Found);
    };
    let deployed = Deployed {
        plan: &skill.plan,
        stage,
        generated: cdk.root.join("infra/app/generated").join(&skill.plan.skill),
        outputs,
        secret: secret.as_ref().zip(accepted),
    };
    terminal::result(deployed.told());
    if stage != LOCAL && deployed.lacks_store()? {
        terminal::note("the skill can't be submitted for certification yet: its spec has no `store`");
    }
    if ask && let Some(outcome) = ask::tell(&deployed, arguments.alexa.create_skill).await? {
        return Ok(outcome);
    }
    if stage != LOCAL {
        terminal::result(deployed.instructions()?);
    }
    Ok(Outcome::Clean)
}

/// Shows what would change, and asks.
async fn approved(cdk: &Cdk<'_>, stacks: &[Stack], name: &str) -> anyhow::Result<bool> {
    let names = stacks.iter().map(|stack| stack.name.as_str());
    let arguments: Vec<&str> = ["diff"].into_iter().chain(names).chain(["--exclusively"]).collect();
    if !super::diff::differs(cdk, &arguments, Shown::Progress).await? {
        // Its client secret may be another one, and Alexa may have missed something.
        terminal::note(format!("{name} is as it should be"));
    }
    super::confirmed(&format!("deploy {name}?")).await
}
