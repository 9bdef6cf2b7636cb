//! `sayso check`.

use crate::Outcome;
use crate::compilation::{self, Count, Format};
use crate::selection::Selection;
use crate::terminal;
use crate::watch::Watch;
use sayso_codegen::model::{Comparison, SharedSentence};
use sayso_codegen::project::Project;
use std::collections::BTreeSet;

/// Look for mistakes in the specs, schemas/<skill>/*.yaml; writes nothing
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  sayso check                    every skill of the project
  sayso check --watch            again whenever a file of schemas/ is saved
  sayso check --format github    annotations in a pull request
  sayso check --overlaps         which intents share sentences, and whose they are

Exit code 1 if there is an error; warnings alone are 0. `sayso explain SAY101` tells more about a code.")]
pub(crate) struct Arguments {
    /// How mistakes are shown: `human` on stderr, `json` and `github` on stdout.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Check again whenever a file of schemas/ is saved, until Ctrl-C.
    #[arg(long, conflicts_with = "overlaps")]
    watch: bool,
    /// Tell, on stdout, how the intents of each locale are told apart: all sentences of each two are compared.
    #[arg(long)]
    overlaps: bool,
}

pub(crate) fn run(arguments: &Arguments, skill: Option<&str>) -> anyhow::Result<Outcome> {
    let selection = Selection::all(skill)?;
    if arguments.watch {
        return super::block_on(watch(selection.project, skill, arguments.format));
    }
    Ok(check(&selection, arguments.format, arguments.overlaps))
}

fn check(selection: &Selection, format: Format, overlaps: bool) -> Outcome {
    let mut total = Count::default();
    for skill in &selection.skills {
        let (compiled, count) = compilation::compile(&selection.project, skill, format);
        total.add(count);
        for (locale, comparison) in compiled.iter().filter(|_| overlaps).flat_map(|it| &it.comparisons) {
            terminal::result_text(&in_words(skill, locale, comparison));
        }
    }
    let summary = format!("{}: {}", terminal::count(selection.skills.len(), "skill"), total.in_words());
    match format {
        Format::Human => terminal::result(summary),
        Format::Json | Format::Github => terminal::note(summary),
    }
    Outcome::found(total.errors > 0)
}

/// What the comparison of a locale's intents came to, and each sentence that only its words decide.
fn in_words(skill: &str, locale: &str, comparison: &Comparison) -> String {
    let Comparison { intents, overlapping, shared, complete } = comparison;
    let pairs = terminal::count(comparison.pairs(), "pair");
    let decided = pairs_of(shared);
    let apart = comparison.pairs().saturating_sub(overlapping + decided);
    let mut text = format!(
        "{skill} {locale}: {}, {pairs}: {apart} share no sentence, {decided} share some that the words decide, \
         {overlapping} {} left to chance{}\n",
        terminal::count(*intents, "intent"),
        if *overlapping == 1 { "is" } else { "are" },
        if *complete { "" } else { "; too ambiguous to be compared to the end" },
    );
    for SharedSentence { sentence, taken, left } in shared {
        text.extend(["  ", taken, ", not ", left, ": ", sentence, "\n"]);
    }
    text
}

/// How many pairs share sentences, whichever of the two has them.
fn pairs_of(shared: &[SharedSentence]) -> usize {
    let pairs: BTreeSet<_> =
        shared.iter().map(|it| (it.taken.as_str().min(&it.left), it.taken.as_str().max(&it.left))).collect();
    pairs.len()
}

async fn watch(project: Project, skill: Option<&str>, format: Format) -> anyhow::Result<Outcome> {
    let mut watch = Watch::specs(&project)?;
    let rounds = async {
        loop {
            // A skill may have come or gone.
            match Selection::of(project.clone(), skill) {
                Ok(selection) => drop(check(&selection, format, false)),
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
