//! `sayso check`.

use crate::Outcome;
use crate::compilation::{self, Count, Format};
use crate::selection::Selection;
use crate::terminal;
use crate::watch::Watch;
use sayso_codegen::project::Project;

/// Look for mistakes in the specs, schemas/<skill>/*.yaml; writes nothing
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  sayso check                    every skill of the project
  sayso check --watch            again whenever a file of schemas/ is saved
  sayso check --format github    annotations in a pull request

Exit code 1 if there is an error; warnings alone are 0. `sayso explain SAY101` tells more about a code.")]
pub(crate) struct Arguments {
    /// How mistakes are shown: `human` on stderr, `json` and `github` on stdout.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Check again whenever a file of schemas/ is saved, until Ctrl-C.
    #[arg(long)]
    watch: bool,
}

pub(crate) fn run(arguments: &Arguments, skill: Option<&str>) -> anyhow::Result<Outcome> {
    let selection = Selection::all(skill)?;
    if arguments.watch {
        return super::block_on(watch(selection.project, skill, arguments.format));
    }
    Ok(check(&selection, arguments.format))
}

fn check(selection: &Selection, format: Format) -> Outcome {
    let mut total = Count::default();
    for skill in &selection.skills {
        total.add(compilation::compile(&selection.project, skill, format).1);
    }
    let summary = format!("{}: {}", terminal::count(selection.skills.len(), "skill"), total.in_words());
    match format {
        Format::Human => terminal::result(summary),
        Format::Json | Format::Github => terminal::note(summary),
    }
    Outcome::found(total.errors > 0)
}

async fn watch(project: Project, skill: Option<&str>, format: Format) -> anyhow::Result<Outcome> {
    let mut watch = Watch::specs(&project)?;
    let rounds = async {
        loop {
            // A skill may have come or gone.
            match Selection::of(project.clone(), skill) {
                Ok(selection) => drop(check(&selection, format)),
                Err(error) => terminal::error(&error),
            }
            terminal::note("watching schemas/; Ctrl-C stops");
            watch.next().await?;
        }
    };
    tokio::select! {
        result = rounds => result,
        signal = super::interrupted() => Ok(signal.map(|()| Outcome::Clean)?),
    }
}
