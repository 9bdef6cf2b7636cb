//! Mappings: unknown keys, missing keys, and the values of the known ones.

use super::{
    Check, Of,
    rule::{Field, Map},
};
use crate::{
    diagnostic::{Code, Diagnostic, listed, nearest},
    syntax::tree::{Key, Node},
};

/// Up to this many allowed keys are listed.
const FEW: usize = 14;

impl Check<'_> {
    /// Checks a mapping against its known keys.
    pub(super) fn map(&mut self, node: &Node, entries: &[(Key, Node)], map: &Map, of: Of<'_>) -> bool {
        self.map_but(node, entries, map, of, &[])
    }

    /// The same, where keys in `reported` are known to be wrong already.
    pub(super) fn map_but(
        &mut self,
        node: &Node,
        entries: &[(Key, Node)],
        map: &Map,
        of: Of<'_>,
        reported: &[&str],
    ) -> bool {
        let mut right = true;
        // What is there was not meant by another key. What a misspelt key was meant to be is not missing as well.
        let absent: Vec<&Field> = map.fields.iter().filter(|field| node.get(&field.name).is_none()).collect();
        let mut meant = Vec::new();
        for (key, value) in entries {
            let rule = map.field(&key.text).map(|field| field.rule).or(map.others);
            match rule {
                Some(rule) => right &= self.node(value, rule, Of::Key(key)),
                None if reported.contains(&key.text.as_str()) => {}
                None => {
                    right = false;
                    meant.extend(self.unknown(key, &absent, map, of));
                }
            }
        }
        if !reported.is_empty() {
            // It is not even clear which keys there should be.
            return false;
        }
        let missing: Vec<&Field> =
            absent.into_iter().filter(|it| it.required && !meant.contains(&it.name.as_str())).collect();
        if missing.is_empty() {
            return right;
        }
        self.missing(node, &missing, of);
        false
    }

    /// Reports an unknown key; the known one that it was probably meant to be.
    fn unknown<'m>(&mut self, key: &Key, absent: &[&'m Field], map: &Map, of: Of<'_>) -> Option<&'m str> {
        if self.diagnostics.is_full() {
            return None;
        }
        let meant = nearest(&key.text, absent.iter().map(|field| field.name.as_str()));
        let at = match of {
            Of::Root => "not a key of this file".to_owned(),
            Of::Key(parent) => format!("not a key of `{}`", parent.text),
            Of::Element(Some(parent)) => format!("not a key of an element of `{}`", parent.text),
            Of::Element(None) => "not a key of an element".to_owned(),
        };
        let found =
            Diagnostic::error(Code::UNKNOWN_KEY, format!("unknown key `{}`", key.text)).at(key.span, at);
        self.diagnostics.push(match meant {
            Some(meant) => found.help(format!("did you mean `{meant}`?")),
            None if map.fields.len() <= FEW => {
                found.help(format!("the keys are {}", listed(map.names(), "and")))
            }
            None => found,
        });
        meant
    }

    fn missing(&mut self, node: &Node, fields: &[&Field], of: Of<'_>) {
        let names = listed(fields.iter().map(|field| field.name.as_str()), "and");
        let found = Diagnostic::error(Code::MISSING_KEY, format!("{} lacks {names}", of.subject()))
            .at(of.place(node), format!("add {names}"));
        let description = match fields {
            [only] => only.description.as_deref(),
            _ => None,
        };
        self.diagnostics.push(match description {
            Some(description) => found.help(format!("{names}: {}", first_sentence(description))),
            None => found,
        });
    }
}

/// The first sentence of a description, on one line.
fn first_sentence(description: &str) -> String {
    let text = description.split_whitespace().collect::<Vec<_>>().join(" ");
    match text.split_once(". ") {
        Some((first, _)) => first.to_owned(),
        None => text.trim_end_matches('.').to_owned(),
    }
}
