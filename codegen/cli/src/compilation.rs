//! Compiling skills, showing what the compiler has to say, and writing what it made.

use crate::Outcome;
use crate::terminal::{self, Colour, Style};
use clap::ValueEnum;
use sayso_codegen::diagnostic::{Severity, render};
use sayso_codegen::model::{Comparison, ProxyLinking};
use sayso_codegen::output::Output;
use sayso_codegen::project::Project;
use sayso_codegen::write::{self, Written};
use sayso_schemas::plan::Plan;

/// How diagnostics are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum Format {
    /// For people, with the lines of the file.
    #[default]
    Human,
    /// One JSON object per line.
    Json,
    /// Annotations of a GitHub workflow.
    Github,
}

/// A skill that compiled.
pub(crate) struct Compiled {
    pub(crate) output: Output,
    pub(crate) plan: Plan,
    /// How a provider is asked, where Alexa sends users to one by itself.
    pub(crate) proxy: Option<ProxyLinking>,
    /// How the intents of each locale are told apart.
    pub(crate) comparisons: Vec<(String, Comparison)>,
}

/// How many errors and warnings were shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Count {
    pub(crate) errors: usize,
    pub(crate) warnings: usize,
}

impl Count {
    /// Adds another count.
    pub(crate) fn add(&mut self, other: Self) {
        self.errors += other.errors;
        self.warnings += other.warnings;
    }

    /// `2 errors, 1 warning`.
    pub(crate) fn in_words(self) -> String {
        let part = |number, noun| (number > 0).then(|| terminal::count(number, noun));
        let parts: Vec<_> =
            [part(self.errors, "error"), part(self.warnings, "warning")].into_iter().flatten().collect();
        if parts.is_empty() { "nothing to complain about".to_owned() } else { parts.join(", ") }
    }
}

/// Compiles one skill and shows its diagnostics: for people on stderr, for machines, who take them as the result, on
/// stdout. None where there are errors.
pub(crate) fn compile(project: &Project, skill: &str, format: Format) -> (Option<Compiled>, Count) {
    let compiled = sayso_codegen::compile(project, skill);
    let (diagnostics, sources) = (&compiled.diagnostics, &compiled.sources);
    match format {
        Format::Human => terminal::note_text(&render::human(diagnostics, sources, Style::stderr().colour)),
        Format::Json => terminal::result_text(&render::json(diagnostics, sources)),
        Format::Github => terminal::result_text(&render::github(diagnostics, sources)),
    }
    let errors = diagnostics.iter().filter(|found| found.severity == Severity::Error).count();
    let count = Count { errors, warnings: diagnostics.len() - errors };
    let whole = compiled.output.zip(compiled.plan).filter(|_| errors == 0);
    let (proxy, comparisons) = (compiled.proxy, compiled.comparisons);
    (whole.map(|(output, plan)| Compiled { output, plan, proxy, comparisons }), count)
}

/// A skill that was compiled and whose files are written.
pub(crate) struct Generated {
    pub(crate) skill: String,
    pub(crate) compiled: Compiled,
    pub(crate) written: Written,
}

/// Compiles skills and writes the files of those that compile; those with errors keep the files they have.
pub(crate) fn generate(project: &Project, skills: &[String]) -> anyhow::Result<(Vec<Generated>, Count)> {
    let mut generated = Vec::new();
    let mut total = Count::default();
    for skill in skills {
        let (compiled, count) = compile(project, skill, Format::Human);
        total.add(count);
        let Some(compiled) = compiled else { continue };
        let written = write::apply(&project.root, &compiled.output)?;
        generated.push(Generated { skill: skill.clone(), compiled, written });
    }
    Ok((generated, total))
}

/// As [`generate`], where nothing less than all skills will do. The error's outcome has been explained on stderr.
pub(crate) fn generate_all(
    project: &Project,
    skills: &[String],
) -> anyhow::Result<Result<Vec<Generated>, Outcome>> {
    let (generated, count) = generate(project, skills)?;
    for skill in &generated {
        show_written(&skill.written);
    }
    if generated.len() < skills.len() {
        terminal::note(count.in_words());
        return Ok(Err(Outcome::Found));
    }
    Ok(Ok(generated))
}

/// Shows, on stderr, what a developer should know of what was written: files that are theirs now, and orphans.
pub(crate) fn show_written(written: &Written) {
    for path in &written.scaffolded {
        terminal::note(format!("{path} is new and yours to fill in"));
    }
    show_orphans(written);
}

/// Shows the stubs that nothing asks for.
pub(crate) fn show_orphans(written: &Written) {
    let mark = Style::stderr().paint(Colour::Yellow, "warning");
    for path in &written.orphans {
        terminal::note(format!("{mark}: no step asks for {path} any more; delete it if you don't need it"));
    }
}
