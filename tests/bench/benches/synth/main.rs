//! What synthesising an app costs from Rust, beside the same app in JavaScript and in what `cdk init` gives; and what
//! compiling the bindings costs. The app is `infra/cdk/tests/fixture`: every construct that is bound.
//!
//! It needs Node.js and the packages (`npm ci --prefix infra/app`, or a folder in `SAYSO_NODE_MODULES`). The rows about
//! TypeScript install `ts-node` from the registry, and are left out where that fails.

mod app;
mod compile;
mod process;
mod typescript;

use app::App;
use process::Usage;
use sayso_bench::{
    mode::Mode,
    statistics::{median, percentile},
    workspace::Workspace,
};
use std::{path::PathBuf, time::Duration};

/// The most that a synth from Rust may take, of what one from JavaScript takes.
const AIM: f64 = 1.3;

fn main() -> anyhow::Result<()> {
    let mode = Mode::of_process();
    let workspace = Workspace::of_process(mode)?;
    println!("synth: an app of every construct that is bound\n");
    let Some(packages) = packages(&workspace) else { return Ok(()) };
    let folder = tempfile::tempdir()?;
    let apps = app::all(&workspace, &packages, folder.path(), mode)?;
    println!("\n{:<52} {:>8} {:>8} {:>8} {:>8}", "", "wall s", "best s", "CPU s", "MB");
    let mut walls = Vec::new();
    // `cargo bench --bench synth -- TypeScript` measures what has this word in its name.
    let word = std::env::args().skip(1).find(|argument| !argument.starts_with('-')).unwrap_or_default();
    for app in apps.iter().filter(|app| app.name.contains(&word)) {
        let runs: Vec<Usage> = (0..mode.pick(app.runs, 1)).map(|_| app.run()).collect::<Result<_, _>>()?;
        walls.push((app.name, print(app, &runs)));
    }
    match mode {
        Mode::Measure if !word.is_empty() => Ok(()),
        Mode::Measure => {
            verdict(&walls);
            compile::print(&workspace)
        }
        Mode::Try => {
            println!("Run once, by nothing that waits for a quiet machine: the numbers mean nothing.");
            Ok(())
        }
    }
}

/// The packages; nothing, with a word about it, where they are not installed.
fn packages(workspace: &Workspace) -> Option<PathBuf> {
    let named = std::env::var_os("SAYSO_NODE_MODULES").map(PathBuf::from);
    let folder = named.unwrap_or_else(|| workspace.root.join("infra/app/node_modules"));
    let installed = folder.join("aws-cdk-lib").is_dir();
    if !installed {
        println!("skipped: no aws-cdk-lib in {}; `npm ci --prefix infra/app` installs it", folder.display());
    }
    folder.canonicalize().ok().filter(|_| installed)
}

/// A row; its median time.
fn print(app: &App, runs: &[Usage]) -> Duration {
    let walls: Vec<Duration> = runs.iter().map(|run| run.wall).collect();
    let cpus: Vec<Duration> = runs.iter().map(|run| run.cpu).collect();
    let memory = runs.iter().map(|run| run.memory).max().unwrap_or_default();
    let seconds = |time: Duration| format!("{:.2}", time.as_secs_f64());
    println!(
        "{:<52} {:>8} {:>8} {:>8} {:>8}",
        app.name,
        seconds(median(&walls)),
        seconds(percentile(&walls, 0.0)),
        seconds(median(&cpus)),
        memory / 1_000_000
    );
    median(&walls)
}

fn verdict(walls: &[(&str, Duration)]) {
    let of = |name: &str| walls.iter().find(|(known, _)| *known == name).map(|(_, wall)| wall.as_secs_f64());
    if let (Some(rust), Some(js)) = (of(app::RUST), of(app::JAVASCRIPT)) {
        let times = rust / js;
        let word = if times <= AIM { "within" } else { "over" };
        println!("\nRust takes {times:.2} of JavaScript's time, {word} the aim of {AIM}.");
    }
}
