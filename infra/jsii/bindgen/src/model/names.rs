//! Names in Rust for names in JavaScript.

use heck::ToSnakeCase;
use std::collections::BTreeSet;

/// Words that Rust keeps for itself, and those that a generated function could not be called beside.
const RESERVED: [&str; 54] = [
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop",
    "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return", "self", "static",
    "struct", "super", "trait", "true", "try", "type", "typeof", "union", "unsafe", "unsized", "use",
    "virtual", "where", "while", "yield", "default", "clone",
];

/// Types that generated code names without their modules.
const PRELUDE: [&str; 16] = [
    "AsRef",
    "Clone",
    "Debug",
    "Default",
    "From",
    "Into",
    "IntoIterator",
    "Option",
    "Ok",
    "Err",
    "None",
    "Result",
    "Self",
    "Some",
    "String",
    "Vec",
];

/// The name of a function, a parameter or a field.
pub(super) fn value(name: &str) -> String {
    let snake =
        if is_constant(name) { name.to_lowercase() } else { name.replace("IPv", "Ipv").to_snake_case() };
    if RESERVED.contains(&snake.as_str()) { format!("{snake}_") } else { snake }
}

/// The name of a module.
pub(super) fn module(name: &str) -> String {
    value(name)
}

/// The name of a type: its own, which is in upper camel case already.
pub(super) fn kind(name: &str) -> String {
    if PRELUDE.contains(&name) { format!("{name}_") } else { name.to_owned() }
}

/// The name of an enum's member: `PAY_PER_REQUEST` is `PayPerRequest`, `TLS_V1_2_2021` is `TlsV1_2_2021`.
pub(super) fn member(name: &str) -> String {
    let mut camel = String::new();
    for word in name.split('_').filter(|word| !word.is_empty()) {
        let digits = camel.ends_with(|it: char| it.is_ascii_digit())
            && word.starts_with(|it: char| it.is_ascii_digit());
        if digits {
            camel.push('_');
        }
        let (first, rest) = word.split_at(word.chars().next().map_or(0, char::len_utf8));
        camel.push_str(&first.to_uppercase());
        if is_constant(name) { camel.push_str(&rest.to_lowercase()) } else { camel.push_str(rest) }
    }
    if camel.starts_with(|it: char| it.is_ascii_digit()) || camel == "Self" {
        format!("_{camel}")
    } else {
        camel
    }
}

/// Whether a name is in capitals, as constants and members of enums are.
fn is_constant(name: &str) -> bool {
    !name.contains(|it: char| it.is_lowercase())
}

/// Names that are taken in one scope.
#[derive(Debug, Default)]
pub(super) struct Scope(BTreeSet<String>);

impl Scope {
    /// A scope in which names are taken already.
    pub(super) fn with(taken: &[&str]) -> Self {
        Self(taken.iter().map(|it| (*it).to_owned()).collect())
    }

    /// Takes a name, with an underscore where another has it.
    pub(super) fn take(&mut self, name: String) -> String {
        let mut name = name;
        while !self.0.insert(name.clone()) {
            name.push('_');
        }
        name
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_what_rust_calls_such_things() {
        assert_eq!(value("addToRolePolicy"), "add_to_role_policy");
        assert_eq!(value("PROVIDED_AL2023"), "provided_al2023");
        assert_eq!(value("type"), "type_");
        assert_eq!(value("toJSON"), "to_json");
        assert_eq!(module("CfnWebACL"), "cfn_web_acl");
        assert_eq!(kind("Option"), "Option_");
    }

    #[test]
    fn members_keep_numbers_apart() {
        assert_eq!(member("PAY_PER_REQUEST"), "PayPerRequest");
        assert_eq!(member("TLS_V1_2_2021"), "TlsV1_2_2021");
        assert_eq!(member("X86_64"), "X86_64");
        assert_eq!(member("128_BIT"), "_128Bit");
        assert_eq!(member("camelCase"), "CamelCase");
    }

    #[test]
    fn a_name_that_is_taken_gets_an_underscore() {
        let mut scope = Scope::with(&["new"]);
        assert_eq!(scope.take("new".to_owned()), "new_");
        assert_eq!(scope.take("new".to_owned()), "new__");
    }
}
