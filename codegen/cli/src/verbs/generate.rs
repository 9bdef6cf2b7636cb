//! `sayso generate`.

use crate::Outcome;
use crate::compilation::{self, Count, Format};
use crate::selection::Selection;
use crate::terminal;
use sayso_codegen::write::{self, Stale, Why, Written};
use std::collections::BTreeSet;

/// Write everything that follows from the specs: code, words, interaction models, the cloud's plan
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  sayso generate            writes what changed
  sayso generate --check    for CI: fails if a generated file is not up to date

Generated folders belong to the compiler. Files of yours (stubs in handlers/<skill>/src/intents) are made once, where
they are missing, and never touched again. `sayso dev` does this by itself whenever you save.")]
pub(crate) struct Arguments {
    /// Write nothing; exit with 1 if a file is not up to date.
    #[arg(long)]
    check: bool,
}

pub(crate) fn run(arguments: &Arguments, skill: Option<&str>) -> anyhow::Result<Outcome> {
    let selection = Selection::all(skill)?;
    if arguments.check { check(&selection) } else { generate(&selection) }
}

fn generate(selection: &Selection) -> anyhow::Result<Outcome> {
    let (generated, count) = compilation::generate(&selection.project, &selection.skills)?;
    let mut written = 0;
    for skill in &generated {
        written += show(&skill.written);
        compilation::show_orphans(&skill.written);
    }
    if generated.len() < selection.skills.len() {
        terminal::note(format!("{}; skills with errors keep the files they have", count.in_words()));
        return Ok(Outcome::Found);
    }
    if written == 0 {
        terminal::note("everything is up to date");
    }
    Ok(Outcome::Clean)
}

/// Lists what was written; returns how many lines that took.
fn show(written: &Written) -> usize {
    let Written { changed, scaffolded, removed, orphans: _ } = written;
    for (word, paths) in [("wrote", changed), ("yours", scaffolded), ("removed", removed)] {
        for path in paths {
            terminal::result(format!("{word:<8}{path}"));
        }
    }
    changed.len() + scaffolded.len() + removed.len()
}

fn check(selection: &Selection) -> anyhow::Result<Outcome> {
    let mut total = Count::default();
    // A file that several skills share is told once.
    let mut stale = BTreeSet::new();
    for skill in &selection.skills {
        let (compiled, count) = compilation::compile(&selection.project, skill, Format::Human);
        total.add(count);
        if let Some(compiled) = compiled {
            stale.extend(write::check(&selection.project.root, &compiled.output)?);
        }
    }
    for Stale { path, why } in &stale {
        let why = match why {
            Why::Missing => "missing",
            Why::Differs => "stale",
            Why::Extra => "extra",
        };
        terminal::result(format!("{why:<8}{path}"));
    }
    if total.errors > 0 {
        terminal::note(total.in_words());
    } else if stale.is_empty() {
        terminal::note("everything is up to date");
    } else {
        let files = terminal::count(stale.len(), "file");
        terminal::note(format!("{files} not up to date; run `{}` and commit", terminal::command("generate")));
    }
    Ok(Outcome::found(total.errors > 0 || !stale.is_empty()))
}
