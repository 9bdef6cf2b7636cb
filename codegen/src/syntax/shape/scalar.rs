//! Texts, bools, numbers and names.

use super::{
    Check, Of,
    rule::{Bounds, Rule, Wanted},
};
use crate::{
    diagnostic::{Code, Diagnostic, listed, nearest},
    syntax::tree::{Node, Scalar},
};

impl Check<'_> {
    /// Checks a scalar, which is not null, where one is wanted.
    pub(super) fn scalar(&mut self, node: &Node, scalar: &Scalar, rule: &Rule, of: Of<'_>) -> bool {
        match &rule.wanted {
            Wanted::Bool => scalar.as_bool().is_some() || self.not_a_bool(node, scalar, of),
            Wanted::Number(bounds) => self.number(node, scalar, *bounds, of),
            Wanted::OneOf(names) => names.contains(&scalar.text) || self.not_one_of(node, scalar, names, of),
            _ => true,
        }
    }

    fn not_a_bool(&mut self, node: &Node, scalar: &Scalar, of: Of<'_>) -> bool {
        let meant = match scalar.text.to_ascii_lowercase().as_str() {
            "true" | "yes" | "on" | "y" | "1" => Some("true"),
            "false" | "no" | "off" | "n" | "0" => Some("false"),
            _ => None,
        };
        let found =
            Diagnostic::error(Code::WRONG_SHAPE, format!("{} must be `true` or `false`", of.subject()))
                .at(node.span, format!("this is {}", node.described()));
        self.diagnostics.push(match meant {
            Some(meant) => found.help(format!("write `{meant}`, without quotes")),
            None => found,
        });
        false
    }

    fn number(&mut self, node: &Node, scalar: &Scalar, bounds: Bounds, of: Of<'_>) -> bool {
        let Bounds { whole, least, most } = bounds;
        let kind = if whole { "a whole number" } else { "a number" };
        let Some(number) = scalar.as_f64().filter(|number| !whole || number.fract() == 0.0) else {
            let found = Diagnostic::error(Code::WRONG_SHAPE, format!("{} must be {kind}", of.subject()))
                .at(node.span, format!("this is {}", node.described()));
            let quoted = !scalar.plain && scalar.text.trim().parse::<f64>().is_ok();
            self.diagnostics.push(if quoted { found.help("write it without quotes") } else { found });
            return false;
        };
        if least.is_none_or(|least| number >= least) && most.is_none_or(|most| number <= most) {
            return true;
        }
        let range = match (least, most) {
            (Some(least), Some(most)) => format!("from {least} to {most}"),
            (Some(least), None) => format!("at least {least}"),
            (None, Some(most)) => format!("at most {most}"),
            (None, None) => String::new(),
        };
        self.diagnostics.push(
            Diagnostic::error(Code::OUT_OF_RANGE, format!("{} is out of range", of.subject()))
                .at(node.span, format!("must be {range}")),
        );
        false
    }

    fn not_one_of(&mut self, node: &Node, scalar: &Scalar, names: &[String], of: Of<'_>) -> bool {
        let names = || names.iter().map(String::as_str);
        let found = Diagnostic::error(
            Code::NOT_ONE_OF,
            format!("{} must be {}", of.subject(), listed(names(), "or")),
        );
        self.diagnostics.push(match nearest(&scalar.text, names()) {
            Some(meant) => found.at(node.span, "not one of them").help(format!("did you mean `{meant}`?")),
            None => found.at(node.span, "not one of them"),
        });
        false
    }
}
