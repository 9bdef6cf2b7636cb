//! The allow-list: which packages are bound, and what of them.
//!
//! ```text
//! # A comment.
//! package aws-cdk-lib as core          # its types without a module of their own go to `core`
//! package constructs
//! strip aws_                           # modules are called `kms`, not `aws_kms`
//!
//! aws-cdk-lib.aws_kms.Key              # a type, and all that its members name
//! aws-cdk-lib.aws_kms.Key*             # every type of a pattern, but what is deprecated
//! aws-cdk-lib.IAspect implement        # an interface that Rust may implement
//! aws-cdk-lib.Stack requires scope id  # arguments of the constructor that may not be left out
//! aws-cdk-lib.aws_s3.Bucket.policy     # a member that would stay out, because it is deprecated
//! !aws-cdk-lib.aws_ec2.*               # types to leave untyped, unless a line names them
//! !aws-cdk-lib.aws_s3.Bucket.onEvent   # a member to leave out
//! ```

use crate::Error;
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

/// An allow-list.
#[derive(Debug, Default)]
pub struct List {
    /// Packages, with the module for types that have none of their own.
    pub packages: BTreeMap<String, String>,
    /// What is cut from the beginning of modules' names.
    pub prefixes: Vec<String>,
    /// Full names of types and members, or patterns of types' names, with the lines that name them.
    pub names: BTreeMap<String, usize>,
    /// Interfaces that Rust may implement; patterns, too.
    pub implemented: BTreeSet<String>,
    /// Parameters of classes' constructors that Rust must give, though JavaScript need not.
    pub required: BTreeMap<String, BTreeSet<String>>,
    /// What is left out.
    pub cuts: Vec<Cut>,
}

/// A pattern of full names that are left out.
#[derive(Debug)]
pub struct Cut {
    /// The pattern; `*` stands for any text.
    pub pattern: String,
    /// Its line.
    pub line: usize,
}

impl Cut {
    /// Whether a full name is of this pattern.
    pub fn matches(&self, name: &str) -> bool {
        matches(&self.pattern, name)
    }
}

/// Whether a text is of a pattern in which `*` stands for any text.
fn matches(pattern: &str, text: &str) -> bool {
    let Some((start, rest)) = pattern.split_once('*') else {
        return pattern == text;
    };
    let Some(text) = text.strip_prefix(start) else {
        return false;
    };
    (0..=text.len()).filter(|at| text.is_char_boundary(*at)).any(|at| matches(rest, &text[at..]))
}

impl List {
    /// Reads a list from its file.
    pub fn read(path: &Path) -> Result<Self, Error> {
        let text =
            fs::read_to_string(path).map_err(|source| Error::File { path: path.to_owned(), source })?;
        Self::parse(&text)
    }

    /// Reads a list from its text.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let mut list = Self::default();
        let mut wrong = Vec::new();
        for (at, line) in text.lines().enumerate() {
            let words: Vec<&str> = line.split('#').next().unwrap_or_default().split_whitespace().collect();
            if let Err(reason) = list.add(&words, at + 1) {
                wrong.push(format!("line {}: {reason}", at + 1));
            }
        }
        if list.packages.is_empty() {
            wrong.push("no package is named\nhelp: add a line `package <npm name>`".to_owned());
        }
        if wrong.is_empty() { Ok(list) } else { Err(Error::List(wrong)) }
    }

    fn add(&mut self, words: &[&str], line: usize) -> Result<(), String> {
        match words {
            [] => {}
            ["package", package] => {
                self.packages.insert((*package).to_owned(), module_of(package));
            }
            ["package", package, "as", module] => {
                self.packages.insert((*package).to_owned(), (*module).to_owned());
            }
            ["strip", prefix] => self.prefixes.push((*prefix).to_owned()),
            [name] => match name.strip_prefix('!') {
                Some(pattern) => self.cuts.push(Cut { pattern: pattern.to_owned(), line }),
                None => drop(self.names.insert((*name).to_owned(), line)),
            },
            [name, "implement"] => {
                self.names.insert((*name).to_owned(), line);
                self.implemented.insert((*name).to_owned());
            }
            [name, "requires", parameters @ ..] if !parameters.is_empty() => {
                self.names.insert((*name).to_owned(), line);
                let parameters = parameters.iter().map(|it| (*it).to_owned());
                self.required.insert((*name).to_owned(), parameters.collect());
            }
            _ => {
                let said = words.join(" ");
                return Err(format!(
                    "`{said}` says nothing\nhelp: a line is `package <npm name> [as <module>]`, `strip <prefix>`, `<full name> [implement | requires <parameter>…]` or `!<pattern>`"
                ));
            }
        }
        Ok(())
    }

    /// The patterns among the names.
    pub fn patterns(&self) -> impl Iterator<Item = &str> {
        self.names.keys().map(String::as_str).filter(|name| name.contains('*'))
    }

    /// Whether a type is of a pattern among the names.
    pub fn asks_for(&self, name: &str) -> bool {
        self.patterns().any(|pattern| matches(pattern, name))
    }

    /// Whether Rust may implement an interface.
    pub fn implements(&self, name: &str) -> bool {
        self.implemented.iter().any(|pattern| matches(pattern, name))
    }

    /// Whether a member of a type is left out. A pattern of types says nothing about the members of those that are
    /// bound all the same.
    pub fn cuts_member(&self, of: &str, name: &str) -> bool {
        self.cuts.iter().any(|cut| cut.matches(name) && !cut.matches(of))
    }

    /// Whether a type is left out. A line that names it wins over any pattern, and over one that is for it and
    /// others also where it comes to the types that are nested in it and to its properties: `CfnKey` brings `CfnKeyProps`.
    pub fn cuts_type(&self, name: &str) -> bool {
        if self.names.contains_key(name) {
            return false;
        }
        let nested = name.rsplit_once('.').map(|(owner, _)| owner);
        let owner =
            nested.into_iter().chain(name.strip_suffix("Props")).find(|it| self.names.contains_key(*it));
        let mut cuts = self.cuts.iter().filter(|cut| cut.matches(name));
        cuts.any(|cut| owner.is_none_or(|owner| !cut.matches(owner)))
    }
}

/// The module of a package without one: `@aws-cdk/cloud-assembly-schema` is `cloud_assembly_schema`.
pub(crate) fn module_of(package: &str) -> String {
    let name = package.rsplit('/').next().unwrap_or(package);
    name.replace(['-', '.'], "_")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    #[test]
    fn a_star_stands_for_any_text() {
        assert!(matches("a.*", "a.b.c"));
        assert!(matches("*.Cfn*", "a.CfnKey"));
        assert!(matches("a", "a") && !matches("a", "ab"));
        assert!(!matches("*.Cfn*", "a.Key"));
    }

    #[test]
    fn a_line_that_names_a_type_wins_over_a_pattern() {
        let list = List::parse("package lib\nlib.a.CfnKey\n!lib.a.*\n!lib.a.CfnKey.Tag").unwrap();
        assert!(list.cuts_type("lib.a.Key") && list.cuts_type("lib.a.CfnKeyring"));
        assert!(!list.cuts_type("lib.a.CfnKey") && !list.cuts_type("lib.a.CfnKeyProps"));
        assert!(!list.cuts_type("lib.a.CfnKey.Policy") && list.cuts_type("lib.a.CfnKey.Tag"));
    }

    #[test]
    fn a_line_that_says_nothing_is_named_with_what_a_line_may_be() {
        let text = List::parse("package lib\nlib.Key typed").unwrap_err().to_string();
        assert!(text.starts_with("line 2: `lib.Key typed` says nothing\nhelp: "), "{text}");
    }

    #[test]
    fn a_package_without_a_module_gets_one_from_its_name() {
        let list = List::parse("package @scope/some-lib\npackage other as own").unwrap();
        assert_eq!(list.packages["@scope/some-lib"], "some_lib");
        assert_eq!(list.packages["other"], "own");
    }
}
