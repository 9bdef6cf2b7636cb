//! `sayso synth`.

use crate::cdk::{FOLDER, Setting, Synthesis};
use crate::cost::{self, Cost};
use crate::selection::Selection;
use crate::terminal::{self, Style};
use crate::{Outcome, compilation};
use anyhow::Context;
use clap::ValueEnum;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// Make the CloudFormation templates of the stages, and say what they cost
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  sayso synth                          every stage of every skill but local, into cdk.out
  sayso synth --skill shop --stage prod
  sayso synth --format json            what each stack holds and costs, for a script

It needs Node.js for the CDK, whose packages it installs on first use, but no AWS account and, once they are there, no
internet. `npx --prefix infra/app cdk synth` makes the same.

The functions' programs are placeholders, so that no optimised build is needed; CloudFormation refuses such a template,
whoever deploys it. `sayso deploy` builds the real ones; `--bootstrap PATH` takes one that is there.

Costs are estimates from list prices of us-east-1: idle is what a month costs without a single request.")]
pub(crate) struct Arguments {
    /// Only this stage; else all but local.
    #[arg(long, value_name = "STAGE")]
    stage: Option<String>,
    /// The functions' program: a file, or a folder with one for each skill.
    #[arg(long, value_name = "PATH")]
    bootstrap: Option<PathBuf>,
    /// Context of the CDK app.
    #[arg(short = 'c', long = "context", value_name = "KEY=VALUE")]
    context: Vec<Setting>,
    /// Where to; cdk.out of the project where left out.
    #[arg(short, long, value_name = "DIR")]
    output: Option<PathBuf>,
    /// How the summary is written.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
enum Format {
    /// A few lines for each stack.
    #[default]
    Human,
    /// One JSON object.
    Json,
}

pub(crate) fn run(arguments: &Arguments, skill: Option<&str>) -> anyhow::Result<Outcome> {
    let selection = Selection::all(skill)?;
    super::block_on(super::unless_interrupted(synth(arguments, &selection, skill), "interrupted"))
}

async fn synth(arguments: &Arguments, selection: &Selection, skill: Option<&str>) -> anyhow::Result<Outcome> {
    if let Err(outcome) = compilation::generate_all(&selection.project, &selection.skills)? {
        return Ok(outcome);
    }
    let root = &selection.project.root;
    let output = match &arguments.output {
        Some(output) => std::path::absolute(output).context("the current folder can't be read")?,
        None => root.join(FOLDER),
    };
    let synthesis = Synthesis {
        selection,
        skill,
        stage: arguments.stage.as_deref(),
        bootstrap: arguments.bootstrap.as_deref(),
        settings: &arguments.context,
        output: &output,
    };
    let assembly = match synthesis.run().await? {
        Ok((assembly, _)) => assembly,
        Err(outcome) => return Ok(outcome),
    };
    let costs: Vec<_> = assembly.stacks.iter().map(|stack| (stack, Cost::of(stack))).collect();
    match arguments.format {
        Format::Human => {
            for (stack, cost) in &costs {
                terminal::result(cost::in_words(stack, cost, Style::stdout()));
            }
        }
        Format::Json => {
            let stacks: Vec<Value> = costs
                .iter()
                .map(|(stack, cost)| {
                    json!({
                        "name": stack.name, "region": stack.region, "resources": cost::counts(stack),
                        "idle_dollars_a_month": cost::total(&cost.idle),
                        "dollars_a_million_spoken": cost::total(&cost.spoken),
                        "dollars_a_million_over_http": cost::total(&cost.http),
                        "cost": cost,
                    })
                })
                .collect();
            terminal::result(json!({ "output": output, "stacks": stacks }).to_string());
        }
    }
    told(&output, root, arguments.bootstrap.is_none());
    Ok(Outcome::Clean)
}

/// Where it is, and what it is not.
fn told(output: &Path, root: &Path, placeholder: bool) {
    let place = output.strip_prefix(root).unwrap_or(output);
    terminal::note(format!("the templates are in {}", place.display()));
    if placeholder {
        let deploy = terminal::command("deploy --stage STAGE");
        terminal::note(format!(
            "their functions are placeholders, which CloudFormation refuses; `{deploy}` builds what can be deployed"
        ));
    }
}
