//! `sayso destroy`.

use super::deploy::ClientSecret;
use crate::cdk::{Cdk, Resource, Setting, Shown, Stack};
use crate::endpoints::Endpoints;
use crate::selection::Selection;
use crate::stage::{self, LOCAL, Programs, Skill, Wanted};
use crate::{Outcome, terminal};
use serde_json::Value;

/// Take a stage away from AWS
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  sayso destroy --stage dev
  sayso destroy --stage dev --skill shop --yes        asks nothing

What a stage with `retain` keeps (the table, the key, logs, the client secret) outlives its stacks, and is listed first.
Of another stage, the client secret can be brought back for seven days, by deploying again. Alexa's side stays as it is.")]
pub(crate) struct Arguments {
    /// The stage, as the spec names it.
    #[arg(long, value_name = "STAGE")]
    stage: String,
    /// Context of the CDK app.
    #[arg(short = 'c', long = "context", value_name = "KEY=VALUE")]
    context: Vec<Setting>,
    /// Ask nothing.
    #[arg(long, short)]
    yes: bool,
}

pub(crate) fn run(arguments: &Arguments, skill: Option<&str>) -> anyhow::Result<Outcome> {
    let selection = Selection::all(skill)?;
    let verb = destroy(arguments, &selection, skill);
    super::block_on(super::unless_interrupted(verb, super::CLOUDFORMATION_GOES_ON))
}

async fn destroy(
    arguments: &Arguments,
    selection: &Selection,
    skill: Option<&str>,
) -> anyhow::Result<Outcome> {
    let Arguments { stage, context, yes } = arguments;
    if stage == LOCAL {
        Endpoints::of_environment().must_be_loopback()?;
    }
    super::must_be_answered(*yes)?;
    let wanted = Wanted { stage, skill, settings: context };
    let staged = match stage::prepare(selection, &wanted, Programs::Placeholder).await? {
        Ok(staged) => staged,
        Err(outcome) => return Ok(outcome),
    };
    let cdk =
        Cdk { root: &selection.project.root, packages: &staged.packages, assembly: &staged.assembly.folder };
    let mut found = false;
    for skill in &staged.skills {
        found |= take_away(&cdk, skill, stage, *yes).await? == Outcome::Found;
    }
    Ok(Outcome::found(found))
}

/// Destroys the stacks of one skill, the edge last: the rest uses it.
async fn take_away(cdk: &Cdk<'_>, skill: &Skill, stage: &str, yes: bool) -> anyhow::Result<Outcome> {
    let name = Skill::name(&skill.plan, stage);
    let retain = skill.plan.stages.get(stage).is_some_and(|stage| stage.retain);
    for line in skill.stacks.iter().flat_map(kept) {
        terminal::result(format!("stays   {line}"));
    }
    let secret = skill.stacks.iter().any(ClientSecret::is_wanted);
    if secret && retain {
        terminal::result(format!("stays   the client secret {}", ClientSecret::name(&skill.plan, stage)));
    }
    if !yes && !super::confirmed(&format!("destroy {name}?")).await? {
        terminal::note(format!("{name} stays as it is"));
        return Ok(Outcome::Found);
    }
    for stack in skill.stacks.iter().rev() {
        let ran = cdk.run(&["destroy", &stack.name, "--exclusively", "--force"], Shown::Progress).await?;
        if let Some(error) = ran.environment() {
            return Err(error);
        }
        if !ran.succeeded {
            terminal::note(format!("{} was not destroyed; {}", stack.name, why(&ran.said, stack)));
            return Ok(Outcome::Found);
        }
    }
    if secret && !retain {
        let secret = ClientSecret::of(cdk.root, &skill.plan, stage).await?;
        match secret {
            Some(secret) => secret.retire().await?,
            None => return Ok(Outcome::Found),
        }
    }
    terminal::result(format!("gone    {name}"));
    Ok(Outcome::Clean)
}

/// Why a stack is still there, and what to do.
fn why(said: &str, stack: &Stack) -> String {
    if !said.contains("TerminationProtection") {
        return "the CDK says why above".to_owned();
    }
    let region = stack.region.as_ref().map(|region| format!(" --region {region}")).unwrap_or_default();
    format!(
        "it is protected, because the stage has `retain`. If its end is meant, switch that off first, for each of its \
         stacks: `aws cloudformation update-termination-protection --no-enable-termination-protection{region} \
         --stack-name {}`",
        stack.name
    )
}

/// What outlives a stack: kind and name of each.
fn kept(stack: &Stack) -> Vec<String> {
    let is_kept = |resource: &&Resource| {
        let retained = resource.deletion_policy.as_deref().is_some_and(|policy| policy.starts_with("Retain"));
        retained || resource.properties.get("DeletionProtectionEnabled") == Some(&Value::Bool(true))
    };
    let resources = stack.template.resources.iter();
    resources
        .filter(|(_, resource)| is_kept(resource))
        .map(|(id, resource)| {
            let names = ["TableName", "BucketName", "AliasName", "LogGroupName", "Name"];
            let name = names.iter().find_map(|name| resource.properties.get(*name)).and_then(Value::as_str);
            format!("{} {}", resource.kind, name.unwrap_or(id))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;
    use serde_json::json;

    #[test]
    fn what_outlives_a_stack_is_named() {
        let template = json!({"Resources": {
            "Table1": {"Type": "AWS::DynamoDB::Table", "DeletionPolicy": "Delete",
                       "Properties": {"TableName": "shop-prod-data", "DeletionProtectionEnabled": true}},
            "Key1": {"Type": "AWS::KMS::Key", "DeletionPolicy": "Retain"},
            "Role1": {"Type": "AWS::IAM::Role"},
            "Logs1": {"Type": "AWS::Logs::LogGroup", "DeletionPolicy": "RetainExceptOnCreate",
                      "Properties": {"LogGroupName": {"Ref": "X"}}},
        }});
        let template = serde_json::from_value(template).unwrap();
        let stack = Stack { name: "shop-prod".to_owned(), region: None, template };
        let expected =
            ["AWS::KMS::Key Key1", "AWS::Logs::LogGroup Logs1", "AWS::DynamoDB::Table shop-prod-data"];
        assert_eq!(kept(&stack), expected);
    }
}
