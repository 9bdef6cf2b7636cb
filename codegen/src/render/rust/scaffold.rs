//! Files that are written once and then belong to the developer.

use super::{composite, stubs};
use crate::{
    model::{Parts, Stub},
    output::{File, Owner},
    plan::{Plan, names},
};

/// The crate around the generated folder, and one file per stub.
pub(in crate::render) fn files(plan: &Plan<'_>) -> Vec<File> {
    let skill = &plan.skill.name;
    let folder = format!("handlers/{skill}");
    let own = |path: String, contents: String| File { path, contents, owner: Owner::Scaffold };
    let library = format!("{}_skill", names::module(skill));
    let mut files = vec![
        own(format!("{folder}/Cargo.toml"), MANIFEST.replace("SKILL", skill)),
        own(format!("{folder}/src/lib.rs"), LIBRARY.replace("SKILL", skill)),
        own(
            format!("{folder}/src/main.rs"),
            MAIN.replace("LIBRARY", &library).replace("TYPE", &names::kind(skill)).replace("SKILL", skill),
        ),
    ];
    for (intent, stub, uses) in stubs::all(plan) {
        let path = format!("{folder}/src/intents/{}.rs", names::module(&stub.name));
        let text = self::stub(&path, intent, stub, uses.is_some());
        files.push(own(path, text));
    }
    for (name, parts) in composite::all(plan) {
        let path = format!("{folder}/src/parsers/{}.rs", names::module(&parts.parser));
        let text = parser(&path, name, parts);
        files.push(own(path, text));
    }
    files
}

const MANIFEST: &str = r#"[package]
name = "SKILL-skill"
version.workspace = true
edition.workspace = true
publish = false

[dependencies]
sayso-runtime = { workspace = true }
serde = { workspace = true }
"#;

const LIBRARY: &str = "//! The skill `SKILL`: `generated` is the compiler's, `intents/*.rs` are yours.

#[rustfmt::skip] // As the compiler writes it.
pub mod generated;
";

const MAIN: &str = "//! The `bootstrap` of the skill `SKILL`.

fn main() -> std::process::ExitCode {
    sayso_runtime::main::<LIBRARY::generated::TYPE>()
}
";

/// A parser that says what is to be written, and does not compile until it is.
fn parser(path: &str, name: &str, parts: &Parts) -> String {
    let (function, heard) = (names::value(&parts.parser), names::kind(&format!("{}_heard", parts.parser)));
    format!(
        "//! `parser: {}` of the type `{name}`.\n\nuse crate::generated::stubs::{heard};\nuse sayso_runtime::Understood;\n\n\
         /// A pure function: what was heard to the text that it means, or to a question where that is not clear.\n\
         pub fn {function}(heard: {heard}) -> Understood {{\n    compile_error!(\"write `{}` in {path}\")\n}}\n",
        parts.parser, parts.parser
    )
}

/// A stub that says what is to be written, and does not compile until it is.
fn stub(path: &str, intent: &str, stub: &Stub, handler: bool) -> String {
    let (verb, function) = (if handler { "handler" } else { "compute" }, names::value(&stub.name));
    let kind = |suffix: &str| names::kind(&format!("{}_{suffix}", stub.name));
    let (input, output) = (kind("input"), kind("output"));
    let todo = format!("compile_error!(\"write `{}` in {path}\")", stub.name);
    let intro = format!("//! `{verb}: {}` of the intent `{intent}`.\n\n", stub.name);
    if handler {
        let reads = kind("reads");
        format!(
            "{intro}use crate::generated::stubs::{{{input}, {output}, {reads}}};\nuse sayso_runtime::Failure;\n\n\
             /// An async function that may use the declared safe calls; `?` passes a failed call on to the spec's error rules.\n\
             pub async fn {function}(input: {input}, calls: &{reads}<'_>) -> Result<{output}, Failure> {{\n    {todo}\n}}\n"
        )
    } else {
        format!(
            "{intro}use crate::generated::stubs::{{{input}, {output}}};\n\n\
             /// A pure function: no clock, no network, no files.\n\
             pub fn {function}(input: {input}) -> {output} {{\n    {todo}\n}}\n"
        )
    }
}
