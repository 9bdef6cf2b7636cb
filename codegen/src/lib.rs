//! The compiler: a spec to everything that is derived from it.
//!
//! Data flows one way: YAML → [`syntax`] → [`check`] → [`model`] → [`plan`](mod@plan) → [`render`](mod@render) →
//! files; [`compile`] shows it on one screen. [`write`](mod@write) is the only code that touches the disk.

pub mod check;
pub mod diagnostic;
pub mod explain;
pub mod model;
pub mod output;
pub mod package;
pub mod plan;
pub mod project;
pub mod render;
mod stock;
pub mod syntax;
pub mod write;

use crate::{diagnostic::Diagnostics, output::Output, project::Project, syntax::Sources};

/// What a spec compiles to, or why it does not.
#[derive(Debug)]
pub struct Compiled {
    /// Every file that was read; places refer to it.
    pub sources: Sources,
    /// Every finding.
    pub diagnostics: Diagnostics,
    /// The files to write; `None` where there is an error.
    pub output: Option<Output>,
    /// The cloud's part of the plan; `None` where there is an error.
    pub plan: Option<sayso_schemas::plan::Plan>,
    /// How a provider is asked, where Alexa sends users to one by itself; `None` where there is an error, too.
    pub proxy: Option<model::ProxyLinking>,
    /// How the intents of each locale are told apart; empty where there is an error.
    pub comparisons: Vec<(String, model::Comparison)>,
}

/// Compiles one skill of a project. Reads `schemas/<skill>/*`, writes nothing.
pub fn compile(project: &Project, skill: &str) -> Compiled {
    let mut sources = Sources::new();
    let mut diagnostics = Diagnostics::new();
    let folder = project.root.join("schemas").join(skill);
    let mut files =
        check::Files { folder: &folder, shown: format!("schemas/{skill}"), sources: &mut sources };
    let output = (|| {
        let root = files.tree("skill.yaml", None, &mut diagnostics)?;
        let model = check::check(&root, skill, &mut files, &mut diagnostics)?;
        let plan = plan::plan(&model);
        check::check_limits(&plan, &mut diagnostics);
        if diagnostics.has_errors() {
            return None;
        }
        // The list of skills is part of the output; where it can't be read, there is this one.
        let skills = project.skills().unwrap_or_else(|_| vec![skill.to_owned()]);
        let comparisons = model.locales.iter().map(|it| (it.tag.clone(), it.comparison.clone())).collect();
        Some((render::render(&plan, &skills), (plan.cloud, (model.proxy.clone(), comparisons))))
    })();
    let (output, rest) = output.unzip();
    let (plan, rest) = rest.unzip();
    let (proxy, comparisons) = rest.unzip();
    let comparisons: Vec<_> = comparisons.unwrap_or_default();
    Compiled { sources, diagnostics, output, plan, proxy: proxy.flatten(), comparisons }
}
