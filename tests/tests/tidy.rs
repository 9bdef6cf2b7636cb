//! House rules that no compiler knows. ARCHITECTURE.md ("Invariants") says why.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use sayso_codegen::{compile, output::Owner, project::Project};
use sayso_tests::root;
use serde_json::Value;
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// A file of the repository.
struct File {
    /// Relative to the root, with `/`.
    path: String,
    /// None where it is not UTF-8.
    text: Option<String>,
}

impl File {
    fn is(&self, extension: &str) -> bool {
        Path::new(&self.path).extension().is_some_and(|it| it == extension)
    }

    fn text(&self) -> &str {
        self.text.as_deref().unwrap_or_default()
    }

    fn is_generated(&self) -> bool {
        self.path.split('/').any(|part| part == "generated")
    }

    /// Integration tests, and files of `mod tests`.
    fn is_test(&self) -> bool {
        self.path.split('/').any(|part| part == "tests" || part == "tests.rs")
            && !self.path.contains("/handlers/")
            && !self.path.contains("/infra/demo/")
    }

    /// Its lines, from 1, without those that are comments.
    fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        self.text().lines().enumerate().map(|(at, line)| (at + 1, line)).filter(|(_, line)| {
            let line = line.trim_start();
            !line.starts_with("//") && !line.starts_with("#![doc") && !line.starts_with("#[doc")
        })
    }
}

/// What is committed, or would be: git's list, or a walk where there is no git.
fn files() -> Vec<File> {
    let list = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
    let git = Command::new("git").args(list).current_dir(root()).output();
    let paths: Vec<PathBuf> = match git {
        Ok(output) if output.status.success() && !output.stdout.is_empty() => {
            String::from_utf8(output.stdout).unwrap().split_terminator('\0').map(PathBuf::from).collect()
        }
        _ => walk(&root()).into_iter().map(|path| path.strip_prefix(root()).unwrap().to_owned()).collect(),
    };
    let mut files: Vec<File> = paths
        .into_iter()
        .filter_map(|path| {
            // A file that is deleted, but not yet in the index.
            let bytes = fs::read(root().join(&path)).ok()?;
            Some(File {
                path: path.to_str().unwrap().replace('\\', "/"),
                text: String::from_utf8(bytes).ok(),
            })
        })
        .collect();
    files.sort_by(|a, b| a.path.cmp(&b.path));
    assert!(files.len() > 100, "the repository's files were not found");
    files
}

fn walk(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        match path.is_dir() {
            true if !["target", "node_modules", ".git", ".sayso"].contains(&name) => {
                found.extend(walk(&path));
            }
            true => {}
            false => found.push(path),
        }
    }
    found
}

/// Fails with all of what is wrong, one on a line.
fn none(wrong: &[String]) {
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// What cargo knows of the workspace's members.
fn packages() -> Vec<Value> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["metadata", "--offline", "--no-deps", "--format-version", "1"])
        .current_dir(root())
        .output()
        .unwrap();
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    metadata["packages"].as_array().unwrap().clone()
}

/// The folder of a package, relative to the root.
fn folder(package: &Value) -> String {
    let manifest = Path::new(package["manifest_path"].as_str().unwrap());
    manifest.parent().unwrap().strip_prefix(root()).unwrap().to_str().unwrap().replace('\\', "/")
}

/// The members that a package depends on, for what is built (not tested).
fn members_used(package: &Value) -> BTreeSet<String> {
    let dependencies = package["dependencies"].as_array().unwrap().iter();
    let built = dependencies.filter(|it| it["path"].is_string() && it["kind"] != "dev");
    built.map(|it| it["name"].as_str().unwrap().to_owned()).collect()
}

/// Which rooms know which: an entry for each kind of folder.
#[test]
fn rooms_know_only_what_they_may() {
    let mut wrong = Vec::new();
    for package in packages() {
        let folder = folder(&package);
        let may: &[&str] = match folder.as_str() {
            "schemas"
            | "handlers/runtime/formats"
            | "infra/client-secret"
            | "infra/demo/backend"
            | "infra/jsii"
            | "infra/jsii/bindgen" => &[],
            "codegen" | "handlers/runtime" => &["sayso-formats", "sayso-schemas"],
            "infra/local" => &["sayso-schemas"],
            "infra/app" | "tests/cases/workshop/infra/app" => &["sayso-cdk"],
            "infra/cdk" => &["sayso-jsii"],
            "infra/rewrap" => &["sayso-runtime"],
            "codegen/cli" | "tests" | "tests/bench" => &["sayso-codegen", "sayso-schemas"],
            folder if folder.contains("infra/demo/") => &["demo-backend"],
            folder if folder.starts_with("handlers/") || folder.contains("/handlers/") => &["sayso-runtime"],
            _ => {
                wrong.push(format!("{folder} is no room of the house: say here what it may know"));
                continue;
            }
        };
        for used in members_used(&package).iter().filter(|used| !may.contains(&used.as_str())) {
            wrong.push(format!("{folder} may not depend on `{used}`"));
        }
    }
    none(&wrong);
}

/// The framework serves any service, so it knows the name of none.
#[test]
fn the_framework_does_not_know_the_services_of_its_skills() {
    let framework =
        ["schemas/src/", "codegen/", "handlers/runtime/", "infra/local/", "infra/jsii/", "infra/cdk/"];
    let within = |file: &&File| {
        framework.iter().any(|it| file.path.starts_with(it))
            || (file.path.starts_with("schemas/") && file.path.ends_with(".schema.json"))
    };
    let files = files();
    let mut wrong = Vec::new();
    for file in files.iter().filter(within) {
        for name in ["jira", "atlassian"] {
            if file.path.to_lowercase().contains(name) {
                wrong.push(format!("{}: `{name}` in its name", file.path));
            }
            for (at, line) in file.text().lines().enumerate() {
                if line.to_lowercase().contains(name) {
                    wrong.push(format!("{}:{}: `{name}`", file.path, at + 1));
                }
            }
        }
    }
    none(&wrong);
    assert!(files.iter().filter(within).count() > 300, "the framework's files were not found");
}

/// The members that a package is built from, itself included.
fn built_from(packages: &[Value], name: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::from([name.to_owned()]);
    let package = packages.iter().find(|it| it["name"] == name);
    for used in members_used(package.unwrap_or_else(|| panic!("there is no package `{name}`"))) {
        found.extend(built_from(packages, &used));
    }
    found
}

/// What skills have in common is the framework, by dependency and by copy.
#[test]
fn skills_share_nothing_but_the_framework() {
    let packages = packages();
    let of = |skill: &str| built_from(&packages, &format!("{skill}-skill"));
    for (one, other) in [("hello", "jira"), ("hello", "wear"), ("jira", "wear")] {
        let shared: Vec<String> = of(one).intersection(&of(other)).cloned().collect();
        assert_eq!(shared, ["sayso-formats", "sayso-runtime", "sayso-schemas"], "{one} and {other}");
    }

    let files = files();
    let of = |skill: &str| -> Vec<&File> {
        let folders = [
            format!("schemas/{skill}/"),
            format!("handlers/{skill}/"),
            format!("infra/app/generated/{skill}/"),
        ];
        let own = files.iter().filter(|file| folders.iter().any(|it| file.path.starts_with(it)));
        // What ASK CLI wants to be told of any package.
        let own = own.filter(|file| !file.path.ends_with("/ask-resources.json"));
        own.filter(|file| !file.text().trim().is_empty()).collect()
    };
    let skills = ["hello", "jira", "wear"].map(of);
    assert!(skills.iter().all(|files| files.len() > 5), "the skills' files were not found");
    let pairs = skills.iter().enumerate().flat_map(|(at, skill)| {
        let others = skills.iter().skip(at + 1).flatten();
        others.flat_map(move |other| skill.iter().map(move |file| (file, other)))
    });
    let same = pairs.filter(|(file, other)| file.text == other.text);
    none(&same.map(|(file, other)| format!("{} is {}", file.path, other.path)).collect::<Vec<_>>());
}

/// Two binaries of one name overwrite each other in the target folder.
#[test]
fn each_binary_has_its_own_name() {
    let mut owners: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for package in packages() {
        for target in package["targets"].as_array().unwrap() {
            if target["kind"].as_array().unwrap().iter().any(|kind| kind == "bin") {
                owners.entry(target["name"].as_str().unwrap().to_owned()).or_default().push(folder(&package));
            }
        }
    }
    let twice = owners.iter().filter(|(_, owners)| owners.len() > 1);
    none(&twice.map(|(name, owners)| format!("`{name}` is a binary of {owners:?}")).collect::<Vec<_>>());
    assert!(owners.contains_key("sayso") && owners.contains_key("hello-skill"));
}

#[test]
fn each_member_takes_the_lints_of_the_workspace() {
    let manifests = packages().iter().map(|it| folder(it) + "/Cargo.toml").collect::<Vec<_>>();
    let lacks = |path: &&String| {
        !fs::read_to_string(root().join(path)).unwrap().contains("[lints]\nworkspace = true\n")
    };
    let wrong = manifests.iter().filter(lacks);
    none(&wrong.map(|path| format!("{path} lacks `[lints]` `workspace = true`")).collect::<Vec<_>>());
}

/// Data flows one way: a stage of the compiler does not know the ones after it, a renderer not the ones before `plan`.
#[test]
fn stages_of_the_compiler_know_only_earlier_ones() {
    let rules: [(&str, &[&str]); 6] = [
        ("codegen/src/diagnostic/", &["check", "model", "plan", "render"]),
        ("codegen/src/syntax/", &["check", "model", "plan", "render", "write"]),
        ("codegen/src/check/", &["render", "write"]),
        ("codegen/src/model/", &["syntax", "check", "plan", "render", "write"]),
        ("codegen/src/plan/", &["syntax", "check", "render", "write"]),
        ("codegen/src/render/", &["syntax", "check", "write"]),
    ];
    let mut wrong = Vec::new();
    for file in files().iter().filter(|file| file.is("rs") && !file.is_test()) {
        let Some((_, stages)) = rules.iter().find(|(folder, _)| file.path.starts_with(folder)) else {
            continue;
        };
        // `use crate::{a, b::c}` is looked at as `use crate::a use crate::b::c`.
        let mut within = false;
        for (line, text) in file.code() {
            within = (within || text.starts_with("use crate::{")) && !text.starts_with("};");
            for stage in *stages {
                let grouped = within && text.trim_start().starts_with(&format!("{stage}::"));
                let named = [
                    format!("crate::{stage}::"),
                    format!("crate::{{{stage}::"),
                    format!("use crate::{stage};"),
                ];
                if grouped || named.iter().any(|it| text.contains(it)) {
                    wrong.push(format!("{}:{line}: `{stage}` is not to be known here", file.path));
                }
            }
        }
    }
    none(&wrong);
}

#[test]
fn only_write_touches_the_disk() {
    let writing = [
        "fs::write",
        "fs::create_dir",
        "fs::remove",
        "fs::rename",
        "fs::copy",
        "fs::hard_link",
        "fs::set_permissions",
        "File::create",
        "OpenOptions",
        "symlink(",
    ];
    let mut wrong = Vec::new();
    for file in files() {
        let within = file.path.starts_with("codegen/src/") && !file.path.starts_with("codegen/src/write");
        if !within || !file.is("rs") || file.is_test() {
            continue;
        }
        let own = file.code().take_while(|(_, line)| *line != "#[cfg(test)]");
        for (line, _) in own.filter(|(_, line)| writing.iter().any(|it| line.contains(it))) {
            wrong.push(format!("{}:{line}: only `write` touches the disk", file.path));
        }
    }
    none(&wrong);
}

#[test]
fn files_are_short_and_well_named() {
    let vague = ["utils", "util", "helpers", "helper", "common", "manager", "misc", "stuff"];
    let mut wrong = Vec::new();
    for file in files().iter().filter(|file| file.is("rs")) {
        let lines = file.text().lines().count();
        if lines > 500 && !file.is_test() && !file.is_generated() {
            wrong.push(format!("{} has {lines} lines, and 500 are too many", file.path));
        }
        let parts: Vec<&str> = file.path.trim_end_matches(".rs").split('/').collect();
        if let Some(name) = vague.iter().find(|name| parts.contains(name)) {
            wrong.push(format!("{}: `{name}` says nothing; name it after what is in it", file.path));
        }
    }
    none(&wrong);
}

/// This file names what it looks for.
fn other_rust(files: &[File]) -> impl Iterator<Item = &File> {
    files.iter().filter(|file| file.is("rs") && file.path != "tests/tests/tidy.rs")
}

#[test]
fn nothing_is_left_to_be_done() {
    let marks = ["todo!(", "unimplemented!(", "dbg!(", "FIXME", "XXX"];
    let files = files();
    let mut wrong = Vec::new();
    for file in other_rust(&files) {
        for (at, line) in file.text().lines().enumerate() {
            if let Some(mark) = marks.iter().find(|mark| line.contains(**mark)) {
                wrong.push(format!("{}:{}: `{mark}`", file.path, at + 1));
            }
        }
    }
    none(&wrong);
}

#[test]
fn each_exception_has_a_reason() {
    let files = files();
    let mut wrong = Vec::new();
    for file in other_rust(&files) {
        for start in
            ["[allow(", "[expect("].iter().flat_map(|it| file.text().match_indices(it)).map(|(at, _)| at)
        {
            let text = &file.text()[start..];
            let attribute = &text[..text.find(")]").map_or(text.len(), |end| end + 2)];
            if file.text()[..start].ends_with(['#', '!']) && !attribute.contains("reason = ") {
                let line = file.text()[..start].matches('\n').count() + 1;
                wrong.push(format!("{}:{line}: say why, with `reason = \"…\"`", file.path));
            }
        }
    }
    none(&wrong);
}

/// The paths of every file that the compiler owns, in both projects of the repository.
fn generated() -> BTreeSet<String> {
    let mut paths = BTreeSet::new();
    for prefix in ["", "tests/cases/workshop/"] {
        let project = Project { root: root().join(prefix) };
        for skill in project.skills().unwrap() {
            let output = compile(&project, &skill).output.unwrap();
            let owned = output.files.into_iter().filter(|file| file.owner == Owner::Generated);
            let owned = owned.map(|file| file.path).chain(output.assets.into_iter().map(|it| it.path));
            paths.extend(owned.map(|path| format!("{prefix}{path}")));
        }
    }
    paths
}

/// What `jsii-bindgen` owns. That it is what the packages give is a test beside each.
const BINDINGS: [&str; 3] = [
    "infra/cdk/src/generated/",
    "infra/jsii/bindgen/tests/calc/generated/",
    "infra/jsii/bindgen/tests/shop/generated/",
];

/// Rust says in its first line that it is generated; JSON cannot, but lies in a folder of that name, or is a schema.
#[test]
fn generated_files_are_marked_and_nothing_else_is() {
    let generated = generated();
    let mut wrong = Vec::new();
    // Cargo marks its own file.
    for file in files().iter().filter(|file| file.path != "Cargo.lock") {
        let marked = file.text().lines().next().is_some_and(|line| line.contains("@generated"));
        let bindings = BINDINGS.iter().any(|folder| file.path.starts_with(folder));
        let owned = bindings || generated.contains(&file.path);
        match (owned, marked) {
            (true, false) if file.is("rs") => {
                wrong.push(format!("{} lacks the mark `@generated`", file.path));
            }
            (false, true) => {
                wrong.push(format!("{} is marked `@generated`, but nothing generates it", file.path));
            }
            (false, false) if file.is_generated() => {
                wrong.push(format!("{} lies in a generated folder, but nothing generates it", file.path));
            }
            (true, _) if !file.is("rs") && !file.is_generated() && !file.path.ends_with(".schema.json") => {
                wrong.push(format!("{} is generated, but nothing shows it", file.path));
            }
            _ => {}
        }
    }
    none(&wrong);
}

#[test]
fn no_file_knows_the_machine_it_was_written_on() {
    let homes = ["/home/", "/Users/", "/root/", "/tmp/", "C:\\Users"];
    let mut wrong = Vec::new();
    for file in files().iter().filter(|file| file.path != "tests/tests/tidy.rs") {
        for (at, line) in file.text().lines().enumerate() {
            for home in homes {
                // Within an address or a longer path it is something else.
                let begins = |at: usize| {
                    !line[..at].ends_with(|it: char| it.is_alphanumeric() || "._-{}>)".contains(it))
                };
                if line.match_indices(home).any(|(at, _)| begins(at)) {
                    wrong.push(format!("{}:{}: `{home}…`", file.path, at + 1));
                }
            }
        }
    }
    none(&wrong);
}

#[test]
fn lines_end_where_their_text_ends() {
    let mut wrong = Vec::new();
    for file in files() {
        let Some(text) = &file.text else { continue };
        for (at, line) in text.lines().enumerate().filter(|(_, line)| line.ends_with([' ', '\t', '\r'])) {
            wrong.push(format!("{}:{}: blanks at the end of {line:?}", file.path, at + 1));
        }
        if !text.is_empty() && !text.ends_with('\n') {
            wrong.push(format!("{}: no line end at the end", file.path));
        }
    }
    none(&wrong);
}

#[test]
fn links_between_documents_lead_somewhere() {
    let mut wrong = Vec::new();
    for file in files().iter().filter(|file| file.is("md")) {
        let folder = root().join(&file.path).parent().unwrap().to_owned();
        let mut fenced = false;
        for (at, line) in file.text().lines().enumerate() {
            fenced ^= line.trim_start().starts_with("```");
            if fenced {
                continue;
            }
            for (start, _) in line.match_indices("](") {
                let rest = &line[start + 2..];
                let target = rest.split([')', ' ', '#']).next().unwrap_or_default();
                let elsewhere = target.contains("://") || target.starts_with("mailto:") || target.is_empty();
                if !elsewhere && !folder.join(target).exists() {
                    wrong.push(format!("{}:{}: there is no `{target}`", file.path, at + 1));
                }
            }
        }
    }
    none(&wrong);
}
