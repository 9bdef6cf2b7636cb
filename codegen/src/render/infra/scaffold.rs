//! Files that are written once and then belong to the team: the app's crate, the Node packages that it needs, and per
//! skill what the team wants otherwise.

use super::{kind, module};
use crate::{
    output::{File, Owner},
    plan::Plan,
};

/// The app's own files.
const APP: [(&str, &str); 5] = [
    ("Cargo.toml", include_str!("template/scaffold/Cargo.toml.template")),
    ("src/lib.rs", include_str!("template/scaffold/lib.rs")),
    ("src/main.rs", include_str!("template/scaffold/main.rs")),
    ("package.json", include_str!("template/scaffold/package.json")),
    ("package-lock.json", include_str!("template/scaffold/package-lock.json")),
];
/// What a team wants otherwise: nothing yet.
const OVERRIDES: &str = include_str!("template/scaffold/overrides.rs");

/// The app around the generated code.
pub(in crate::render) fn files(plan: &Plan<'_>) -> Vec<File> {
    let skill = &plan.skill.name;
    let own = |path: String, contents: String| File { path, contents, owner: Owner::Scaffold };
    let overrides = OVERRIDES
        .replace("SKILL", skill)
        .replace("MODULE", &module(skill))
        .replace("TYPE", &kind(skill).to_string());
    let mut files: Vec<_> =
        APP.iter().map(|(path, text)| own(format!("infra/app/{path}"), (*text).to_owned())).collect();
    files.push(own(format!("infra/app/src/overrides/{}.rs", module(skill)), overrides));
    files
}
