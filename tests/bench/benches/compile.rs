//! How long the compiler takes, from a small skill to the largest that Alexa allows: check and generate, in memory.

use anyhow::{Context, ensure};
use sayso_bench::{
    mode::Mode,
    spec::{LARGEST, Mix, Spec},
    statistics::{median, ms, percentile},
};
use sayso_codegen::{
    check::{self, Files},
    compile,
    diagnostic::Diagnostics,
    plan,
    project::Project,
    render,
    syntax::Sources,
};
use std::{
    fs,
    path::Path,
    time::{Duration, Instant},
};

/// The most for the largest skill.
const AIM: Duration = Duration::from_millis(100);

/// What one size takes.
struct Row {
    intents: usize,
    locales: usize,
    /// The larger of both locales' interaction models, in bytes.
    model: usize,
    files: usize,
    whole: Duration,
    /// The quickest run: what a machine takes that does nothing else.
    best: Duration,
    stages: [Duration; 4],
}

fn main() -> anyhow::Result<()> {
    let mode = Mode::of_process();
    println!("compile: check and generate, in memory (median; ms)\n");
    println!(
        "intents  locales  model MB  files    parse    check     plan   render    whole     best   per intent"
    );
    let mut rows = Vec::new();
    // `cargo bench --bench compile -- 239` measures one size.
    let asked: Vec<usize> = std::env::args().filter_map(|argument| argument.parse().ok()).collect();
    let sizes = if asked.is_empty() { mode.pick(vec![10, 50, LARGEST], vec![10]) } else { asked };
    for intents in sizes {
        for locales in [1, 2] {
            let row = measure(intents, locales, mode)?;
            print(&row);
            rows.push(row);
        }
    }
    match mode {
        Mode::Measure => verdict(&rows),
        Mode::Try => println!("Built with the dev profile: the numbers mean nothing."),
    }
    Ok(())
}

/// Leaves the default locale alone.
fn drop_overlay(project: &Path, skill: &str) -> std::io::Result<()> {
    let folder = project.join("schemas").join(skill);
    fs::remove_file(folder.join("words.de-DE.yaml"))?;
    let spec = fs::read_to_string(folder.join("skill.yaml"))?;
    let lines: Vec<&str> = spec.lines().filter(|line| !line.trim_start().starts_with("de-DE:")).collect();
    fs::write(folder.join("skill.yaml"), lines.join("\n") + "\n")
}

fn measure(intents: usize, locales: usize, mode: Mode) -> anyhow::Result<Row> {
    let folder = tempfile::tempdir().context("no folder for a project")?;
    let skill = format!("bench-{intents}");
    Spec::new(&skill, intents, Mix::Everything).write(folder.path())?;
    if locales == 1 {
        drop_overlay(folder.path(), &skill)?;
    }
    let project = Project { root: folder.path().to_owned() };
    let compiled = compile(&project, &skill);
    let first = compiled.diagnostics.iter().next();
    ensure!(first.is_none(), "the generated spec has findings: {first:?}");
    let output = compiled.output.context("the generated spec does not compile")?;
    let models = output.files.iter().filter(|file| file.path.contains("/interactionModels/"));
    let model = models.map(|file| file.contents.len()).max().unwrap_or_default();
    let runs = mode.pick(if intents > 100 { 30 } else { 100 }, 1);
    let mut whole = Vec::new();
    let mut stages: [Vec<Duration>; 4] = Default::default();
    for _ in 0..runs {
        let start = Instant::now();
        let compiled = compile(&project, &skill);
        whole.push(start.elapsed());
        drop(compiled);
        let times = self::stages(&project, &skill).context("the generated spec does not compile")?;
        stages.iter_mut().zip(times).for_each(|(all, time)| all.push(time));
    }
    let stages = stages.map(|times| median(&times));
    Ok(Row {
        intents,
        locales,
        model,
        files: output.files.len(),
        whole: median(&whole),
        best: percentile(&whole, 0.0),
        stages,
    })
}

/// Parse, check, plan, render. What `compile` does, with a clock; check reads and parses overlays and contracts.
fn stages(project: &Project, skill: &str) -> Option<[Duration; 4]> {
    let (mut sources, mut diagnostics) = (Sources::new(), Diagnostics::new());
    let folder = project.root.join("schemas").join(skill);
    let mut files = Files { folder: &folder, shown: format!("schemas/{skill}"), sources: &mut sources };
    let start = Instant::now();
    let root = files.tree("skill.yaml", None, &mut diagnostics)?;
    let parsed = Instant::now();
    let model = check::check(&root, skill, &mut files, &mut diagnostics)?;
    let checked = Instant::now();
    let plan = plan::plan(&model);
    let planned = Instant::now();
    std::hint::black_box(render::render(&plan, &[skill.to_owned()]));
    Some([parsed - start, checked - parsed, planned - checked, planned.elapsed()])
}

#[allow(clippy::cast_precision_loss, reason = "shown with two places")]
fn print(row: &Row) {
    let [parse, check, plan, render] = row.stages.map(ms);
    println!(
        "{:>7}  {:>7}  {:>8.2}  {:>5}  {parse:>7}  {check:>7}  {plan:>7}  {render:>7}  {:>7}  {:>7}  {:>8.3}",
        row.intents,
        row.locales,
        row.model as f64 / 1e6,
        row.files,
        ms(row.whole),
        ms(row.best),
        row.whole.as_secs_f64() * 1e3 / row.intents as f64,
    );
}

#[allow(clippy::cast_precision_loss, reason = "shown with two places")]
fn verdict(rows: &[Row]) {
    for locales in [1, 2] {
        let rows: Vec<&Row> = rows.iter().filter(|row| row.locales == locales).collect();
        growth_of(&rows);
    }
}

#[allow(clippy::cast_precision_loss, reason = "shown with two places")]
fn growth_of(rows: &[&Row]) {
    let [.., middle, largest] = rows else { return };
    let growth = largest.whole.as_secs_f64() / middle.whole.as_secs_f64();
    let size = largest.intents as f64 / middle.intents as f64;
    let linear = if growth <= size * 1.25 { "linear" } else { "more than linear" };
    println!(
        "\n{} locale(s): {size:.1} times the intents take {growth:.1} times as long, {linear}.",
        largest.locales
    );
    let met = if largest.whole <= AIM { "met" } else { "missed" };
    println!("The aim for the largest, {} ms, is {met}: {} ms.", AIM.as_millis(), ms(largest.whole));
}
