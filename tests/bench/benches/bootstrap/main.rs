//! What a skill's `bootstrap` costs on Lambda beside an empty function: cold start, warm requests, memory, size.
//!
//! Each binary is built as it is shipped, alone and with the release profile, and runs against a stand-in for the
//! Lambda Runtime API. What counts is the difference to the empty function: the rest is `lambda_runtime`'s.

mod build;
mod measure;
mod subject;
mod table;

use sayso_bench::{mode::Mode, workspace::Workspace};

fn main() -> anyhow::Result<()> {
    let mode = Mode::of_process();
    println!("bootstrap: a skill's process beside an empty function\n");
    let workspace = Workspace::of_process(mode)?;
    let mut subjects = Vec::new();
    for (name, built) in subject::all(&workspace) {
        match built {
            Ok(subject) => subjects.push(subject),
            Err(error) => println!("skipped `{name}`: {error:#}"),
        }
    }
    let measured = measure::all(&subjects, mode)?;
    table::print(&measured);
    match mode {
        Mode::Measure => table::aims(&measured),
        Mode::Try => println!("Built with the dev profile: the numbers mean nothing."),
    }
    Ok(())
}
