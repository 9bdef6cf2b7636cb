//! Values of the wrong kind, and how kinds are called.

use super::{
    Check, Of,
    rule::{Bounds, Rule, Wanted},
};
use crate::{
    diagnostic::{Code, Diagnostic, listed},
    syntax::tree::{Kind, Node},
};
use sayso_schemas::span::Span;

impl Of<'_> {
    /// The value, as the subject of a sentence.
    pub(super) fn subject(self) -> String {
        match self {
            Self::Root => "the file".to_owned(),
            Self::Key(key) => format!("`{}`", key.text),
            Self::Element(Some(key)) => format!("an element of `{}`", key.text),
            Self::Element(None) => "an element".to_owned(),
        }
    }

    /// Where to point at when `node` as a whole is meant: its key, or its first key, so that not half of the file is
    /// underlined.
    pub(super) fn place(self, node: &Node) -> Span {
        match (self, node.entries().first(), node.items().first()) {
            (Self::Key(key), ..) => key.span,
            (_, Some((first, _)), _) => first.span,
            (_, None, Some(first)) => Self::Element(None).place(first),
            (_, None, None) => node.span,
        }
    }
}

impl Check<'_> {
    /// A value of the wrong kind.
    pub(super) fn wrong(&mut self, node: &Node, rule: &Rule, of: Of<'_>) -> bool {
        let place = match node.kind {
            Kind::Scalar(_) => node.span,
            Kind::List(_) | Kind::Map(_) => of.place(node),
        };
        if let Some(text) = unquoted(node, &rule.wanted) {
            let found = Diagnostic::error(Code::NEEDS_QUOTES, format!("{} must be a text", of.subject()));
            self.diagnostics.push(found.at(place, format!("this is {}", node.described())).help(text));
            return false;
        }
        let wanted = self.wanted(&rule.wanted);
        let found = Diagnostic::error(Code::WRONG_SHAPE, format!("{} must be {wanted}", of.subject()))
            .at(place, format!("this is {}", node.described()));
        self.diagnostics.push(match help(node, rule) {
            Some(help) => found.help(help),
            None => found,
        });
        false
    }

    /// Nothing where something is needed.
    pub(super) fn null(&mut self, node: &Node, rule: &Rule, of: Of<'_>) -> bool {
        if rule.nullable {
            return true;
        }
        let place = match of {
            Of::Key(key) => key.span,
            Of::Root | Of::Element(_) => node.span,
        };
        let help = match &rule.wanted {
            Wanted::Text => "; a text of no words is `\"\"`",
            Wanted::List(_) => "; a list of nothing is `[]`",
            Wanted::Map(map) if !map.fields.iter().any(|field| field.required) => {
                "; a mapping of nothing is `{}`"
            }
            _ => "",
        };
        let wanted = self.wanted(&rule.wanted);
        self.diagnostics.push(
            Diagnostic::error(Code::NULL, format!("{} is empty", of.subject()))
                .at(place, "nothing follows")
                .help(format!("write {wanted}, or leave it out{help}")),
        );
        false
    }

    /// What is wanted, as the object of a sentence.
    pub(super) fn wanted(&self, wanted: &Wanted) -> String {
        match wanted {
            Wanted::Anything => "a value".to_owned(),
            Wanted::Text => "a text".to_owned(),
            Wanted::Bool => "`true` or `false`".to_owned(),
            Wanted::Number(Bounds { whole: true, .. }) => "a whole number".to_owned(),
            Wanted::Number(_) => "a number".to_owned(),
            Wanted::OneOf(names) => listed(names.iter().map(String::as_str), "or"),
            Wanted::List(element) => match self.shape.rule(*element).wanted {
                Wanted::Text => "a list of texts".to_owned(),
                Wanted::Map(_) | Wanted::Verbs(_) => "a list of mappings".to_owned(),
                _ => "a list".to_owned(),
            },
            Wanted::Map(_) => "a mapping".to_owned(),
            Wanted::Verbs(verbs) => {
                let keys = listed(verbs.names(), "or");
                let short = if verbs.scalar.is_some() { "a text, or " } else { "" };
                format!("{short}a mapping with {keys}")
            }
        }
    }
}

/// How to write what is wanted.
fn help(node: &Node, rule: &Rule) -> Option<String> {
    match (&rule.wanted, &node.kind) {
        (Wanted::List(_), Kind::Scalar(scalar))
            if scalar.text.len() <= 60 && !scalar.text.contains(['"', '\n']) =>
        {
            Some(format!("a list of one is `[\"{}\"]`", scalar.text))
        }
        (Wanted::List(_), _) => Some("write each element on a line of its own, after `- `".to_owned()),
        (Wanted::Map(map), Kind::List(_)) if map.fields.is_empty() => {
            Some("write `name: …` instead of `- …`".to_owned())
        }
        (Wanted::Map(_) | Wanted::Verbs(_), Kind::Scalar(_)) => {
            Some("write `key: value` lines below it, or `{key: value}`".to_owned())
        }
        _ => rule.description.clone(),
    }
}

/// How to write what was probably meant as a text: braces and brackets begin a mapping or list unless quoted.
fn unquoted(node: &Node, wanted: &Wanted) -> Option<String> {
    if !matches!(wanted, Wanted::Text) {
        return None;
    }
    match &node.kind {
        Kind::Map(entries) => match entries.as_slice() {
            [(key, value)] if value.is_null() => Some(format!("put it in quotes: `\"{{{}}}\"`", key.text)),
            _ => Some("a text that begins with `{` needs quotes: `\"{topic}\"`".to_owned()),
        },
        Kind::List(_) => {
            Some("a text that begins with `[` or `-` needs quotes: `\"[please] stop\"`".to_owned())
        }
        Kind::Scalar(_) => None,
    }
}
