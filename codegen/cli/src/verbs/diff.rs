//! `sayso diff`.

use crate::Outcome;
use crate::cdk::{Cdk, Setting, Shown};
use crate::endpoints::Endpoints;
use crate::selection::Selection;
use crate::stage::{self, LOCAL, Programs, Wanted};
use anyhow::bail;
use std::path::{Path, PathBuf};

/// Show what a deployment would change
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  sayso diff --stage dev
  sayso diff --stage dev --bootstrap placeholder      without building: the functions' code differs, then

It builds the functions' programs as they ship, synthesises, and compares with what is deployed, by the CDK's own
`diff`. Exit code 1 if something differs, 2 if the comparison failed. It changes nothing but, while it looks, a change set.")]
pub(crate) struct Arguments {
    /// The stage, as the spec names it.
    #[arg(long, value_name = "STAGE")]
    stage: String,
    /// The functions' program, a file or a folder with one for each skill, or `placeholder`.
    #[arg(long, value_name = "PATH")]
    bootstrap: Option<PathBuf>,
    /// Context of the CDK app.
    #[arg(short = 'c', long = "context", value_name = "KEY=VALUE")]
    context: Vec<Setting>,
}

pub(crate) fn run(arguments: &Arguments, skill: Option<&str>) -> anyhow::Result<Outcome> {
    let selection = Selection::all(skill)?;
    super::block_on(super::unless_interrupted(diff(arguments, &selection, skill), "interrupted"))
}

async fn diff(arguments: &Arguments, selection: &Selection, skill: Option<&str>) -> anyhow::Result<Outcome> {
    let Arguments { stage, bootstrap, context } = arguments;
    if stage == LOCAL {
        Endpoints::of_environment().must_be_loopback()?;
    }
    let programs = match bootstrap.as_deref() {
        Some(path) if path == Path::new("placeholder") => Programs::Placeholder,
        Some(path) => Programs::At(path),
        None => Programs::Built,
    };
    let wanted = Wanted { stage, skill, settings: context };
    let staged = match stage::prepare(selection, &wanted, programs).await? {
        Ok(staged) => staged,
        Err(outcome) => return Ok(outcome),
    };
    let cdk =
        Cdk { root: &selection.project.root, packages: &staged.packages, assembly: &staged.assembly.folder };
    let names = staged.skills.iter().flat_map(|skill| &skill.stacks).map(|stack| stack.name.as_str());
    let arguments: Vec<&str> = ["diff"].into_iter().chain(names).chain(["--exclusively"]).collect();
    differs(&cdk, &arguments, Shown::Result).await.map(Outcome::found)
}

/// Whether the CDK finds differences, which it shows.
pub(super) async fn differs(cdk: &Cdk<'_>, arguments: &[&str], shown: Shown) -> anyhow::Result<bool> {
    let ran = cdk.run(arguments, shown).await?;
    if let Some(error) = ran.environment() {
        return Err(error);
    }
    match ran.succeeded.then(|| stacks_with_differences(&ran.said)).flatten() {
        Some(number) => Ok(number > 0),
        None => bail!("the comparison failed; the CDK says why above"),
    }
}

/// The number in the CDK's last words, `Number of stacks with differences: 1`. Its exit code does not tell.
fn stacks_with_differences(said: &str) -> Option<usize> {
    let (_, rest) = said.rsplit_once("Number of stacks with differences:")?;
    rest.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_words_tell_whether_something_differs() {
        assert_eq!(stacks_with_differences("…\n\n✨  Number of stacks with differences: 2\n\n"), Some(2));
        assert_eq!(stacks_with_differences("Stack hello-dev\nThere were no differences\n"), None);
    }
}
