//! Plans to files, one module per output. A renderer sees no YAML and decides no name.

mod alexa;
mod infra;
mod openapi;
mod page;
mod pending;
mod plan;
mod rust;
mod schemas;
mod words;

use crate::{
    output::{File, Output, Owner},
    plan::Plan,
};
use pending::Pending;

/// Renders everything of one skill, and what lists all skills of the project.
pub fn render(plan: &Plan<'_>, skills: &[String]) -> Output {
    let skill = &plan.skill.name;
    let data = format!("infra/app/generated/{skill}");
    let code = format!("handlers/{skill}/src/generated");
    // The longest to render come first, so that no processor is left with one of them in the end.
    let mut pending = alexa::files(plan, &data);
    pending.extend(words::files(plan, &data));
    pending.extend(page::files(plan, &data));
    pending.extend(rust::files(plan, &code));
    pending.push(infra::file(plan));
    let mut files = pending::render(&pending);
    let assets = alexa::assets(plan, &data);
    files.push(plan::file(plan, &data));
    files.push(openapi::file(plan, &data));
    files.extend(schemas::files());
    files.extend(rust::scaffold(plan));
    files.extend(infra::shared(skills));
    files.extend(infra::scaffold(plan));
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Output {
        skill: skill.clone(),
        folders: vec![code, data],
        files,
        assets,
        stub_folders: ["intents", "parsers"].map(|of| format!("handlers/{skill}/src/{of}")).into(),
    }
}

/// A generated file.
fn generated(path: String, contents: String) -> File {
    File { path, contents, owner: Owner::Generated }
}

/// A JSON document as text, with a line end.
fn json(document: &impl serde::Serialize) -> String {
    // Our documents have string keys and finite numbers only, so this cannot fail.
    let mut text = serde_json::to_string_pretty(document).unwrap_or_default();
    text.push('\n');
    text
}
