//! The command line. Each verb's arguments stand with the verb.

use crate::verbs;
use clap::{Parser, Subcommand};

/// Declare a voice skill once; sayso makes the rest of it and runs it on your machine.
#[derive(Debug, Parser)]
#[command(name = "sayso", version, max_term_width = 100, after_help = EXAMPLE)]
pub(crate) struct Arguments {
    /// The skill to work on, where a project has more than one.
    #[arg(long, global = true, value_name = "NAME")]
    pub(crate) skill: Option<String>,
    /// What to do.
    #[command(subcommand)]
    pub(crate) verb: Verb,
}

const EXAMPLE: &str = "\
A first hour:
  sayso new tea-time        make a project
  cd tea-time
  cargo run -- dev          run its skill on this machine; edit schemas/tea-time/skill.yaml
  cargo run -- say          talk to it, in another terminal
  cargo run -- test         play its dialogs

Inside a project, `cargo run --` stands for `sayso`.";

/// The verbs, in the order in which a newcomer meets them.
#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    New(verbs::new::Arguments),
    Dev(verbs::dev::Arguments),
    Say(verbs::say::Arguments),
    Token(verbs::token::Arguments),
    Test(verbs::test::Arguments),
    Check(verbs::check::Arguments),
    Generate(verbs::generate::Arguments),
    Explain(verbs::explain::Arguments),
    Synth(verbs::synth::Arguments),
    Diff(verbs::diff::Arguments),
    Deploy(verbs::deploy::Arguments),
    Destroy(verbs::destroy::Arguments),
    Rewrap(verbs::rewrap::Arguments),
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn every_verb_is_well_formed_and_shows_an_example() {
        Arguments::command().debug_assert();
        for verb in Arguments::command().get_subcommands() {
            let example = verb.get_after_help().map(ToString::to_string).unwrap_or_default();
            assert!(example.contains("sayso "), "`{}` shows no example", verb.get_name());
            assert!(verb.get_about().is_some(), "`{}` does not say what it does", verb.get_name());
        }
    }
}
