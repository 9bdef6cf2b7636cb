//! Building the binary, in the same run that synthesises.

use super::{architecture::Architecture, error::Error};
use serde_json::Value;
use std::{
    ffi::OsString,
    path::PathBuf,
    process::{Command, Stdio},
};

/// What Cargo builds. The profile is `release` unless said otherwise.
#[derive(Debug, Clone)]
pub struct Build {
    package: String,
    binary: Option<String>,
    profile: String,
    features: Vec<String>,
    target: Option<String>,
    zig: bool,
}

impl Build {
    /// The package's binary of the same name.
    pub fn new(package: impl Into<String>) -> Self {
        Self {
            package: package.into(),
            binary: None,
            profile: "release".to_owned(),
            features: Vec::new(),
            target: None,
            zig: false,
        }
    }

    /// The binary, where it is not called like the package.
    pub fn binary(mut self, binary: impl Into<String>) -> Self {
        self.binary = Some(binary.into());
        self
    }

    /// A profile of the workspace.
    pub fn profile(mut self, profile: impl Into<String>) -> Self {
        self.profile = profile.into();
        self
    }

    /// One more feature of the package.
    pub fn feature(mut self, feature: impl Into<String>) -> Self {
        self.features.push(feature.into());
        self
    }

    /// Rust's target, `x86_64-unknown-linux-musl`. Unless said otherwise it is this machine's, where that is Linux on the
    /// function's processor, and else glibc's for that processor.
    pub fn target(mut self, target: impl Into<String>) -> Self {
        self.target = Some(target.into());
        self
    }

    /// Builds with `cargo zigbuild`, which links against another glibc where the target says which:
    /// `x86_64-unknown-linux-gnu.2.34`.
    pub fn zigbuild(mut self) -> Self {
        self.zig = true;
        self
    }

    /// Builds it; Cargo's progress goes to standard error. Where it is.
    pub(super) fn run(&self, architecture: Architecture) -> Result<PathBuf, Error> {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo"));
        let arguments = self.arguments(architecture);
        let command = format!("cargo {}", arguments.join(" "));
        let mut process = Command::new(&cargo);
        process.args(&arguments).stdin(Stdio::null()).stderr(Stdio::inherit());
        let output = process.output().map_err(|source| Error::NoCargo {
            program: cargo.to_string_lossy().into_owned(),
            source,
            help: "install Rust from https://rustup.rs, or give a binary that was built elsewhere",
        })?;
        if !output.status.success() {
            return Err(Error::Build { command, help: self.help(architecture) });
        }
        let built = program(&String::from_utf8_lossy(&output.stdout), self.name());
        built.ok_or_else(|| Error::NoBinary { command, binary: self.name().to_owned() })
    }

    fn name(&self) -> &str {
        self.binary.as_deref().unwrap_or(&self.package)
    }

    fn arguments(&self, architecture: Architecture) -> Vec<String> {
        let verb = if self.zig { "zigbuild" } else { "build" };
        let mut arguments: Vec<String> =
            [verb, "--package", &self.package, "--bin", self.name(), "--profile", &self.profile]
                .map(str::to_owned)
                .into();
        if !self.features.is_empty() {
            arguments.extend(["--features".to_owned(), self.features.join(",")]);
        }
        if let Some(target) = self.target_for(architecture) {
            arguments.extend(["--target".to_owned(), target]);
        }
        arguments.push("--message-format=json-render-diagnostics".to_owned());
        arguments
    }

    /// The target to name; none where Cargo's own is right, because a named one has a folder of its own.
    fn target_for(&self, architecture: Architecture) -> Option<String> {
        let is_own = cfg!(target_os = "linux") && Architecture::of_host() == Some(architecture);
        let other = || (!is_own).then(|| format!("{}-unknown-linux-gnu", architecture.of_target()));
        self.target.clone().or_else(other)
    }

    fn help(&self, architecture: Architecture) -> String {
        let Some(target) = self.target_for(architecture) else {
            return "Cargo says above what is wrong".to_owned();
        };
        // With zigbuild a target may end in a version of glibc.
        let plain = target.split('.').next().unwrap_or_default();
        format!(
            "Cargo says above what is wrong; where the target is missing: `rustup target add {plain}`; where its \
             linker is: `pip install cargo-zigbuild` and build with zigbuild"
        )
    }
}

/// Where the program called `binary` is, by Cargo's messages: one JSON object a line.
fn program(messages: &str, binary: &str) -> Option<PathBuf> {
    let artifacts = messages.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let ours = |message: &Value| {
        let target = message.get("target")?;
        let is_ours = target.get("name")?.as_str() == Some(binary)
            && target.get("kind")?.as_array()?.iter().any(|kind| kind == "bin");
        if is_ours { message.get("executable")?.as_str().map(PathBuf::from) } else { None }
    };
    artifacts.filter_map(|message| ours(&message)).next_back()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(build: &Build, architecture: Architecture) -> String {
        build.arguments(architecture).join(" ")
    }

    #[test]
    fn cargo_is_told_what_to_build() {
        let own = Architecture::of_host().unwrap_or(Architecture::X86_64);
        let plain = of(&Build::new("shop-skill"), own);
        assert!(
            plain.starts_with("build --package shop-skill --bin shop-skill --profile release"),
            "{plain}"
        );
        assert_eq!(plain.contains("--target"), !cfg!(target_os = "linux"), "{plain}");
        let much = Build::new("a").binary("b").profile("small").feature("c").feature("d").zigbuild();
        let much = of(&much.target("x86_64-unknown-linux-gnu.2.34"), own);
        assert_eq!(
            much,
            "zigbuild --package a --bin b --profile small --features c,d --target x86_64-unknown-linux-gnu.2.34 \
             --message-format=json-render-diagnostics"
        );
    }

    #[test]
    fn another_processor_is_a_target_of_its_own() {
        let (other, target) = match Architecture::of_host() {
            Some(Architecture::Arm64) => (Architecture::X86_64, "x86_64-unknown-linux-gnu"),
            _ => (Architecture::Arm64, "aarch64-unknown-linux-gnu"),
        };
        let build = Build::new("a");
        assert!(of(&build, other).contains(&format!("--target {target}")));
        assert!(build.help(other).contains(&format!("rustup target add {target}")));
    }

    #[test]
    fn cargo_says_where_the_program_is() {
        let messages = r#"
            {"reason":"compiler-artifact","target":{"kind":["lib"],"name":"a"},"executable":null}
            {"reason":"compiler-artifact","target":{"kind":["bin"],"name":"b"},"executable":"/t/b"}
            {"reason":"compiler-artifact","target":{"kind":["bin"],"name":"a"},"executable":"/t/a"}
            not JSON
            {"reason":"build-finished","success":true}"#;
        assert_eq!(program(messages, "a"), Some(PathBuf::from("/t/a")));
        assert_eq!(program(messages, "c"), None);
    }
}
