//! A cloud assembly: the stacks that an app has made of itself
//! (<https://docs.aws.amazon.com/cdk/v2/guide/deploy.html#deploy-how-synth-assemblies>).

use super::annotations::{self, Annotation, Metadata};
use anyhow::Context;
use serde::Deserialize;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The file that lists what is in it.
const MANIFEST: &str = "manifest.json";

/// A cloud assembly.
pub(crate) struct Assembly {
    /// Its folder.
    pub(crate) folder: PathBuf,
    /// Sorted by name.
    pub(crate) stacks: Vec<Stack>,
    /// What its constructs have to say.
    pub(crate) annotations: Vec<Annotation>,
}

/// One stack of it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Stack {
    /// `hello-dev`.
    pub(crate) name: String,
    /// The region that it goes to, where the app says.
    pub(crate) region: Option<String>,
    pub(crate) template: Template,
}

/// The part of a template in use.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(crate) struct Template {
    pub(crate) resources: BTreeMap<String, Resource>,
    pub(crate) parameters: BTreeMap<String, Parameter>,
}

/// A resource.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Resource {
    /// `AWS::KMS::Key`.
    #[serde(rename = "Type")]
    pub(crate) kind: String,
    #[serde(default)]
    pub(crate) properties: Map<String, Value>,
    pub(crate) deletion_policy: Option<String>,
}

/// A parameter.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Parameter {
    pub(crate) default: Option<Value>,
}

#[derive(Deserialize)]
struct Manifest {
    #[serde(default)]
    artifacts: BTreeMap<String, Artifact>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Artifact {
    #[serde(rename = "type")]
    kind: String,
    environment: Option<String>,
    #[serde(default)]
    properties: Properties,
    #[serde(default)]
    metadata: Metadata,
    additional_metadata_file: Option<PathBuf>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Properties {
    template_file: Option<PathBuf>,
    stack_name: Option<String>,
}

impl Assembly {
    /// Whether a folder holds one.
    pub(crate) fn is_in(folder: &Path) -> bool {
        folder.join(MANIFEST).is_file() || folder.join("cdk.out").is_file()
    }

    /// Reads the one in a folder.
    pub(crate) fn read(folder: &Path) -> anyhow::Result<Self> {
        let manifest: Manifest = read(&folder.join(MANIFEST))?;
        let (mut stacks, mut remarks) = (Vec::new(), Vec::new());
        for (id, artifact) in manifest.artifacts {
            let properties = artifact.properties;
            let (true, Some(file)) = (artifact.kind == "aws:cloudformation:stack", properties.template_file)
            else {
                continue;
            };
            remarks.extend(annotations::among(artifact.metadata));
            if let Some(file) = artifact.additional_metadata_file {
                remarks.extend(annotations::among(read(&folder.join(file))?));
            }
            stacks.push(Stack {
                name: properties.stack_name.unwrap_or(id),
                region: artifact.environment.as_deref().and_then(region),
                template: read(&folder.join(file))?,
            });
        }
        stacks.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(Self { folder: folder.to_owned(), stacks, annotations: remarks })
    }

    /// The stack of a name.
    pub(crate) fn stack(&self, name: &str) -> Option<&Stack> {
        self.stacks.iter().find(|stack| stack.name == name)
    }
}

impl Stack {
    /// The parameters that a deployment must be given.
    pub(crate) fn wanted(&self) -> impl Iterator<Item = &str> {
        let open = self.template.parameters.iter().filter(|(_, parameter)| parameter.default.is_none());
        open.map(|(name, _)| name.as_str())
    }
}

/// The region of `aws://unknown-account/us-east-1`.
fn region(environment: &str) -> Option<String> {
    let region = environment.strip_prefix("aws://")?.split('/').nth(1)?;
    (!region.starts_with("unknown")).then(|| region.to_owned())
}

fn read<T: serde::de::DeserializeOwned>(path: &Path) -> anyhow::Result<T> {
    let text = std::fs::read(path).with_context(|| format!("can't read `{}`", path.display()))?;
    serde_json::from_slice(&text).with_context(|| format!("`{}` is not what it should be", path.display()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::super::annotations::Level;
    use super::*;

    #[test]
    fn its_stacks_are_found_with_what_they_ask_for() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
        write(
            "manifest.json",
            r#"{"version": "55.0.0", "artifacts": {
                "tree": {"type": "cdk:tree", "properties": {"file": "tree.json"}},
                "b-prod": {"type": "aws:cloudformation:stack", "environment": "aws://unknown-account/eu-west-1",
                           "properties": {"templateFile": "b.json", "tags": {}},
                           "metadata": {"/b-prod/K": [{"type": "aws:cdk:logicalId", "data": "K"}]},
                           "additionalMetadataFile": "b.metadata.json"},
                "A": {"type": "aws:cloudformation:stack", "environment": "aws://unknown-account/unknown-region",
                      "properties": {"templateFile": "a.json", "stackName": "a-dev"}}}}"#,
        );
        write("a.json", "{}");
        write(
            "b.json",
            r#"{"Resources": {"K": {"Type": "AWS::KMS::Key", "DeletionPolicy": "Retain"}},
                "Parameters": {"Hashes": {"Type": "String"}, "BootstrapVersion": {"Type": "X", "Default": "y"}}}"#,
        );
        write(
            "b.metadata.json",
            r#"{"/b-prod/K": [{"type": "aws:cdk:error", "data": "no"}, {"type": "aws:cdk:path"}]}"#,
        );
        let assembly = Assembly::read(folder.path()).unwrap();
        let error = Annotation { path: "/b-prod/K".to_owned(), level: Level::Error, text: "no".to_owned() };
        assert_eq!(assembly.annotations, [error]);
        let names: Vec<_> = assembly.stacks.iter().map(|stack| stack.name.as_str()).collect();
        assert_eq!(names, ["a-dev", "b-prod"]);
        let stack = assembly.stack("b-prod").unwrap();
        assert_eq!(stack.region.as_deref(), Some("eu-west-1"));
        assert_eq!(stack.wanted().collect::<Vec<_>>(), ["Hashes"]);
        assert_eq!(stack.template.resources["K"].deletion_policy.as_deref(), Some("Retain"));
        assert_eq!(assembly.stack("a-dev").unwrap().region, None);
    }
}
