//! `sayso rewrap`.

use crate::Outcome;
use crate::cloud::Client;
use crate::cloud::running::{self, Address, Other};
use crate::selection::{Selection, listed};
use crate::{cargo, compilation, terminal};
use anyhow::{Context, bail};
use sayso_schemas::plan::Plan;
use std::collections::BTreeMap;
use tokio::process::Command;

/// The program that does it.
const PROGRAM: &str = "sayso-rewrap";
/// The stage that is on this machine.
const LOCAL: &str = "local";

/// Seal all linked accounts anew, after the skill's key was replaced
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  sayso rewrap --stage local                 the `sayso dev` that runs for this project
  sayso rewrap --stage prod --skill shop     with the credentials that the environment holds

A linked account's credential is sealed under a data key of its own, and that under the skill's key. This has KMS seal
each data key under the key that the skill's alias names now; nothing is opened on the way, and the skill answers
meanwhile. Once it says that none failed, the old key may be disabled. Broken off, it is simply run again.

Outside of stage local it needs AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_REGION of a role that may scan the table
and use kms:ReEncrypt*. `eval \"$(aws configure export-credentials --format env)\"` sets the first two.

It prints one line of JSON: the number of links, of how many the data key was sealed anew, and for which it could not be.
Exit code 1 if there are such.")]
pub(crate) struct Arguments {
    /// The stage, as the spec names it.
    #[arg(long, value_name = "STAGE")]
    stage: String,
    /// In stage local: the port of the cloud, where it is not the `sayso dev` of this project.
    #[arg(long, value_name = "N")]
    port: Option<u16>,
}

pub(crate) fn run(arguments: &Arguments, skill: Option<&str>) -> anyhow::Result<Outcome> {
    if arguments.port.is_some() && arguments.stage != LOCAL {
        bail!("`--port` is for `--stage local` alone");
    }
    let selection = Selection::one(skill)?;
    super::block_on(async {
        tokio::select! {
            result = rewrap(arguments, &selection) => result,
            signal = super::interrupted() => signal.map(|()| Outcome::Clean).context("can't wait for Ctrl-C"),
        }
    })
}

async fn rewrap(arguments: &Arguments, selection: &Selection) -> anyhow::Result<Outcome> {
    let Selection { project, skills } = selection;
    let [skill] = skills.as_slice() else { bail!("one skill's accounts are sealed anew at a time") };
    let (Some(compiled), _) = compilation::compile(project, skill, compilation::Format::Human) else {
        return Ok(Outcome::Found);
    };
    let variables = if arguments.stage == LOCAL {
        let port = match arguments.port {
            Some(port) => port,
            None => running(selection)?,
        };
        of_cloud(&Client::new(port)?, skill).await?
    } else {
        of_stage(&compiled.plan, &arguments.stage, &std::env::vars().collect())?
    };
    let build = cargo::build(&project.root, &[PROGRAM.to_owned()].into()).await?;
    if !build.succeeded {
        terminal::note("the build failed; cargo says why above");
        return Ok(Outcome::Found);
    }
    let Some(folder) = build.folder else { bail!("cargo did not say where it put `{PROGRAM}`") };
    let mut command = Command::new(folder.join(PROGRAM));
    command.env_remove("AWS_SESSION_TOKEN").envs(variables).kill_on_drop(true);
    let status = command.status().await.with_context(|| format!("can't start `{PROGRAM}`"))?;
    match status.code() {
        Some(0) => Ok(Outcome::Clean),
        Some(1) => Ok(Outcome::Found),
        _ => bail!("nothing, or not everything, was sealed anew; what is written above says why"),
    }
}

/// The port of the cloud that runs for this project.
fn running(selection: &Selection) -> anyhow::Result<u16> {
    match running::find(&selection.project.root)? {
        Other::Ready(Address { port, .. }) => Ok(port),
        Other::Starting => {
            bail!("`sayso dev` runs for this project but has not come up; look at what it says there")
        }
        Other::None => bail!(
            "stage local is the `sayso dev` that runs for this project, and none does; start it with `{}`, or name the \
             port of another cloud with `--port`",
            terminal::command("dev")
        ),
    }
}

/// What the program needs to know.
type Variables = BTreeMap<&'static str, String>;

/// … of a skill in the embedded cloud.
async fn of_cloud(client: &Client, skill: &str) -> anyhow::Result<Variables> {
    let operator = match client.operator(skill).await? {
        Ok(operator) => operator,
        Err(complaint) => bail!("{}", complaint.in_words()),
    };
    Ok(BTreeMap::from([
        ("SAYSO_APP", skill.to_owned()),
        ("SAYSO_TABLE", operator.table),
        ("SAYSO_KEY", operator.key),
        ("AWS_REGION", operator.region),
        ("AWS_ACCESS_KEY_ID", operator.access_key_id),
        ("AWS_SECRET_ACCESS_KEY", operator.secret_access_key),
        ("AWS_ENDPOINT_URL_DYNAMODB", operator.endpoint.clone()),
        ("AWS_ENDPOINT_URL_KMS", operator.endpoint),
    ]))
}

/// … of a skill in AWS: names are the plan's, credentials the environment's.
fn of_stage(plan: &Plan, stage: &str, environment: &BTreeMap<String, String>) -> anyhow::Result<Variables> {
    if !plan.stages.contains_key(stage) {
        bail!("`{}` has no stage `{stage}`; it has {}", plan.skill, listed(plan.stages.keys()));
    }
    let (Some(table), Some(key)) = (&plan.table, &plan.key) else {
        bail!("`{}` links no account, so there is nothing to seal anew", plan.skill)
    };
    let set = |name: &str| environment.get(name).filter(|value| !value.is_empty()).cloned();
    let needed = |name: &'static str, value: Option<String>| {
        let help =
            "`eval \"$(aws configure export-credentials --format env)\"` sets the credentials of a profile";
        value.with_context(|| format!("`{name}` is not set; {help}"))
    };
    let name = |name: &str| format!("{}-{stage}-{name}", plan.skill);
    let mut variables = BTreeMap::from([
        ("SAYSO_APP", plan.skill.clone()),
        ("SAYSO_TABLE", name(&table.name)),
        ("SAYSO_KEY", format!("alias/{}", name(&key.name))),
        ("AWS_ACCESS_KEY_ID", needed("AWS_ACCESS_KEY_ID", set("AWS_ACCESS_KEY_ID"))?),
        ("AWS_SECRET_ACCESS_KEY", needed("AWS_SECRET_ACCESS_KEY", set("AWS_SECRET_ACCESS_KEY"))?),
    ]);
    let region = set("AWS_REGION").or_else(|| set("AWS_DEFAULT_REGION"));
    let region = region.context("`AWS_REGION` is not set; it is the region that the stage is deployed to")?;
    variables.insert("AWS_REGION", region);
    // Of a user there is none.
    variables.extend(set("AWS_SESSION_TOKEN").map(|token| ("AWS_SESSION_TOKEN", token)));
    Ok(variables)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    fn plan() -> Plan {
        let fixture = include_str!("../../../../tests/cases/workshop/infra/app/generated/workshop/plan.json");
        let mut plan: Plan = serde_json::from_str(fixture).unwrap();
        let stage = plan.stages.values().next().unwrap().clone();
        plan.stages.insert("prod".to_owned(), stage);
        plan
    }

    fn environment(of: &[&str]) -> BTreeMap<String, String> {
        of.iter().map(|name| ((*name).to_owned(), format!("the-{name}"))).collect()
    }

    #[test]
    fn names_are_the_plans_and_credentials_the_environments() {
        let all = environment(&["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_DEFAULT_REGION"]);
        let variables = of_stage(&plan(), "prod", &all).unwrap();
        assert_eq!(variables["SAYSO_APP"], "workshop");
        assert_eq!(variables["SAYSO_TABLE"], "workshop-prod-data");
        assert_eq!(variables["SAYSO_KEY"], "alias/workshop-prod-records");
        assert_eq!(variables["AWS_REGION"], "the-AWS_DEFAULT_REGION");
        assert_eq!(variables.get("AWS_SESSION_TOKEN"), None);
    }

    #[test]
    fn what_is_missing_is_said_with_what_to_do() {
        let told = |plan: &Plan, stage: &str, names: &[&str]| {
            of_stage(plan, stage, &environment(names)).unwrap_err().to_string()
        };
        let plan = plan();
        assert!(told(&plan, "staging", &[]).contains("no stage `staging`; it has `local`, `prod`"));
        for (names, missing) in [
            (&[][..], "`AWS_ACCESS_KEY_ID` is not set"),
            (&["AWS_ACCESS_KEY_ID"][..], "`AWS_SECRET_ACCESS_KEY` is not set"),
            (&["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"][..], "`AWS_REGION` is not set"),
        ] {
            assert!(told(&plan, "prod", names).contains(missing), "{missing}");
        }
        assert!(told(&plan, "prod", &[]).contains("aws configure export-credentials --format env"));
        let unlinked = Plan { table: None, key: None, ..plan };
        assert!(told(&unlinked, "prod", &[]).contains("links no account"));
    }
}
