//! The generated data files of a skill: the plan, the interaction models and the words.

use crate::{alexa, aws::OPERATOR, problem::Problem};
use sayso_schemas::plan::{self, Plan};
use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

/// Where a project keeps them, one folder per skill.
const GENERATED: &str = "infra/app/generated";
/// What to do about most of what can be wrong here.
const GENERATE: &str = "run `sayso generate`";

/// The data files of one skill, read and checked.
pub struct Data {
    /// The plan.
    pub plan: Plan,
    /// What the stand-in for Alexa knows of the skill.
    pub model: alexa::Skill,
    /// The folder that holds `plan.json`; the plan's paths are relative to it.
    pub folder: PathBuf,
}

/// The names of the skills that have a plan in the project at `root`, in order.
pub fn skills(root: &Path) -> Result<Vec<String>, Problem> {
    let folder = root.join(GENERATED);
    let entries = fs::read_dir(&folder).map_err(|error| {
        Problem::project(format!("`{}` can't be read: {error}", folder.display()), GENERATE)
    })?;
    let mut names = BTreeSet::new();
    for entry in entries.flatten() {
        if entry.path().join("plan.json").is_file()
            && let Ok(name) = entry.file_name().into_string()
        {
            names.insert(name);
        }
    }
    if names.is_empty() {
        return Err(Problem::project(
            format!("there is no plan of a skill in `{}`", folder.display()),
            GENERATE,
        ));
    }
    Ok(names.into_iter().collect())
}

/// Reads the data files of `skill` in the project at `root`.
pub fn load(root: &Path, skill: &str) -> Result<Data, Problem> {
    let folder = root.join(GENERATED).join(skill);
    let path = folder.join("plan.json");
    let plan: Plan = serde_json::from_str(&read(&path)?)
        .map_err(|error| Problem::project(format!("`{}` is no plan: {error}", path.display()), GENERATE))?;
    check(&plan, skill)
        .map_err(|wrong| Problem::project(format!("`{}` can't be run: {wrong}", path.display()), GENERATE))?;
    let mut models = Vec::with_capacity(plan.locales.len());
    for locale in &plan.locales {
        let path = folder.join(&locale.model);
        let model = serde_json::from_str(&read(&path)?).map_err(|error| {
            Problem::project(format!("`{}` is no JSON: {error}", path.display()), GENERATE)
        })?;
        models.push((locale.locale.clone(), model));
    }
    let model = alexa::Skill::load(&models).map_err(|error| {
        Problem::project(format!("the interaction model of `{skill}` can't be used: {error}"), GENERATE)
    })?;
    Ok(Data { plan, model, folder })
}

fn read(path: &Path) -> Result<String, Problem> {
    fs::read_to_string(path)
        .map_err(|error| Problem::project(format!("`{}` can't be read: {error}", path.display()), GENERATE))
}

/// What must hold before any of it becomes a host name, a path or a variable.
fn check(plan: &Plan, skill: &str) -> Result<(), String> {
    if plan.format != plan::FORMAT {
        return Err(format!("its format is {}, not {}", plan.format, plan::FORMAT));
    }
    if plan.skill != skill {
        return Err(format!("it is the plan of `{}`", plan.skill));
    }
    if !is_label(skill) {
        return Err(format!("`{skill}` can't be part of a host name"));
    }
    if plan.binary.is_empty() || plan.binary.contains(['/', '\\']) {
        return Err(format!("`{}` is no name of a program", plan.binary));
    }
    if plan.locales.is_empty() {
        return Err("it has no locale".to_owned());
    }
    let mut functions = BTreeSet::new();
    for function in &plan.functions {
        let taken = function.name == OPERATOR || !functions.insert(function.name.as_str());
        if taken || !is_label(&function.name) {
            return Err(format!("the function's name `{}` is taken or odd", function.name));
        }
    }
    match plan.routes.iter().find(|route| !functions.contains(route.function.as_str())) {
        Some(route) => Err(format!("`{} {}` leads to no function", route.method, route.path)),
        None => Ok(()),
    }
}

/// A label of a host name (RFC 1123 section 2.1), in lower case.
fn is_label(name: &str) -> bool {
    (1..=63).contains(&name.len())
        && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        && !name.starts_with('-')
        && !name.ends_with('-')
}
