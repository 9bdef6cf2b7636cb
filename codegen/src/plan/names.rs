//! Rust names. Made here once; renderers only print them.

use crate::model::{Record, Type};
use heck::{ToSnakeCase, ToUpperCamelCase};
use indexmap::IndexMap;

/// Keywords that may stand as raw identifiers (Rust reference, "Keywords", edition 2024).
const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn", "else",
    "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro",
    "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return", "static", "struct", "trait",
    "true", "try", "type", "typeof", "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];
/// Words that may not stand as identifiers at all.
const UNUSABLE: &[&str] = &["self", "Self", "super", "crate", "_", ""];

/// A value, function or field name: snake case, raw where it is a keyword.
pub fn value(name: &str) -> String {
    let snake = plain(&name.to_snake_case());
    if KEYWORDS.contains(&snake.as_str()) {
        format!("r#{snake}")
    } else if UNUSABLE.contains(&snake.as_str()) {
        format!("{snake}_")
    } else {
        snake
    }
}

/// A local of generated code that belongs to something of the spec.
pub fn local(name: &str, what: &str) -> String {
    format!("{}_{what}", plain(&name.to_snake_case()))
}

/// A module or file name: snake case; never a keyword, because a file cannot be called `r#type`.
pub fn module(name: &str) -> String {
    let snake = plain(&name.to_snake_case());
    if KEYWORDS.contains(&snake.as_str()) || UNUSABLE.contains(&snake.as_str()) {
        format!("{snake}_")
    } else {
        snake
    }
}

/// A type or variant name: upper camel case.
pub fn kind(name: &str) -> String {
    let camel = plain(&name.to_upper_camel_case());
    if UNUSABLE.contains(&camel.as_str()) { format!("{camel}_") } else { camel }
}

/// A constant's name.
pub fn constant(name: &str) -> String {
    plain(&name.to_snake_case()).to_uppercase()
}

/// What may stand in an identifier: ASCII letters, digits and underscores, not a digit first. The spec's own names are
/// such anyway; names of a contract's properties may be anything.
fn plain(name: &str) -> String {
    let kept: String = name.chars().filter(|it| it.is_ascii_alphanumeric() || *it == '_').collect();
    if kept.starts_with(|first: char| first.is_ascii_digit()) { format!("n{kept}") } else { kept }
}

/// An environment variable's name.
pub fn variable(prefix: &str, name: &str) -> String {
    format!("{prefix}{}", constant(name))
}

/// Where a record's struct stands and what it is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordName {
    /// Path from the generated root: `calls`, `find_tools`; or `stubs`.
    pub module: Vec<String>,
    /// `OutputItems`; `AverageUseOutput`.
    pub name: String,
}

/// Names of all records, by origin.
#[derive(Debug, Clone, Default)]
pub struct RecordNames(IndexMap<String, RecordName>);

impl RecordNames {
    /// Names a record and those within it: `calls.find_tools.items` → `calls::find_tools::OutputItems`.
    pub fn add(&mut self, record: &Record) {
        let parts: Vec<&str> = record.origin.split('.').collect();
        let name = match parts.as_slice() {
            ["calls", call, within @ ..] => RecordName {
                module: vec!["calls".to_owned(), module(call)],
                name: kind(&["output"].iter().chain(within).copied().collect::<Vec<_>>().join("_")),
            },
            parts => RecordName {
                module: vec!["stubs".to_owned()],
                name: kind(&parts.get(1..).unwrap_or_default().join("_")),
            },
        };
        self.0.insert(record.origin.clone(), name);
        for field in record.fields.values() {
            self.add_within(field);
        }
    }

    fn add_within(&mut self, within: &Type) {
        match within {
            Type::Record(record) => self.add(record),
            Type::List(inner) | Type::Option(inner) => self.add_within(inner),
            _ => {}
        }
    }

    /// The name of a record that was added.
    pub fn get(&self, origin: &str) -> Option<&RecordName> {
        self.0.get(origin)
    }
}
