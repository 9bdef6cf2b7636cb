//! What constructs have to say of themselves: the `cdk` command shows it, and refuses an assembly with an error.

use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;

/// One remark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Annotation {
    /// The construct, `/shop-dev/Distribution`.
    pub(crate) path: String,
    pub(crate) level: Level,
    pub(crate) text: String,
}

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Level {
    /// The stack can't be deployed.
    Error,
    Warning,
}

/// The metadata of a stack's constructs, by path.
pub(super) type Metadata = BTreeMap<String, Vec<Entry>>;

#[derive(Deserialize)]
pub(super) struct Entry {
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    data: Value,
}

/// The remarks among the metadata.
pub(super) fn among(metadata: Metadata) -> impl Iterator<Item = Annotation> {
    let of = |path: String, entries: Vec<Entry>| {
        entries.into_iter().filter_map(move |entry| {
            let level = match entry.kind.as_str() {
                "aws:cdk:error" => Level::Error,
                "aws:cdk:warning" => Level::Warning,
                _ => return None,
            };
            Some(Annotation { path: path.clone(), level, text: entry.data.as_str()?.to_owned() })
        })
    };
    metadata.into_iter().flat_map(move |(path, entries)| of(path, entries))
}
