//! The command `sayso`, as a library: a project's root binary is `fn main() -> ExitCode { sayso_cli::main() }`.
//!
//! It compiles specs (`sayso-codegen`) and builds and spawns everything else as programs of their own, so that every
//! verb that needs no build works while generated or hand-written code does not compile.
//!
//! Results go to stdout, progress and diagnostics to stderr. Exit codes: 0, 1 (found something), 2 (usage or
//! environment).

mod arguments;
mod cargo;
mod cdk;
mod cloud;
mod compilation;
mod cost;
mod credentials;
mod dialog;
mod endpoints;
mod linking;
mod oauth;
mod selection;
mod ship;
mod stage;
mod terminal;
mod verbs;
mod watch;

use arguments::{Arguments, Verb};
use clap::Parser;
use std::process::ExitCode;

/// How a verb ended, where nothing went wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    /// All is well.
    Clean,
    /// It found what it looks for: errors in a spec, stale files, a dialog that went otherwise.
    Found,
}

impl Outcome {
    /// [`Outcome::Found`] if something was.
    fn found(something: bool) -> Self {
        if something { Self::Found } else { Self::Clean }
    }
}

/// Reads the command line, runs its verb and returns the exit code.
pub fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            // Nothing is left to tell the user where the terminal itself is gone.
            let _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
    };
    match run(arguments) {
        Ok(Outcome::Clean) => ExitCode::SUCCESS,
        Ok(Outcome::Found) => ExitCode::from(1),
        Err(error) => {
            terminal::error(&error);
            ExitCode::from(2)
        }
    }
}

fn run(arguments: Arguments) -> anyhow::Result<Outcome> {
    let skill = arguments.skill.as_deref();
    match arguments.verb {
        Verb::Check(verb) => verbs::check::run(&verb, skill),
        Verb::Generate(verb) => verbs::generate::run(&verb, skill),
        Verb::Dev(verb) => verbs::dev::run(&verb, skill),
        Verb::Say(verb) => verbs::say::run(verb, skill),
        Verb::Token(verb) => verbs::token::run(&verb, skill),
        Verb::Test(verb) => verbs::test::run(&verb, skill),
        Verb::New(verb) => verbs::new::run(&verb),
        Verb::Explain(verb) => verbs::explain::run(&verb),
        Verb::Synth(verb) => verbs::synth::run(&verb, skill),
        Verb::Diff(verb) => verbs::diff::run(&verb, skill),
        Verb::Deploy(verb) => verbs::deploy::run(&verb, skill),
        Verb::Destroy(verb) => verbs::destroy::run(&verb, skill),
        Verb::Rewrap(verb) => verbs::rewrap::run(&verb, skill),
    }
}
