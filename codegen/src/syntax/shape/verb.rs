//! Mappings that are one of several things, told apart by a verb key.

use super::{
    Check, Of,
    rule::{Rule, RuleId, Verbs, Wanted},
};
use crate::{
    diagnostic::{Code, Diagnostic, listed, nearest},
    syntax::tree::{Key, Kind, Node},
};

impl Check<'_> {
    /// Checks what should have exactly one verb, or be the short form.
    pub(super) fn verb(&mut self, node: &Node, rule: &Rule, verbs: &Verbs, of: Of<'_>) -> bool {
        match (&node.kind, verbs.scalar) {
            (Kind::Scalar(_), Some(scalar)) => self.node(node, scalar, of),
            (Kind::Map(entries), _) => {
                let chosen = verbs.verbs.iter().find_map(|(verb, rule)| Some((node.entry(verb)?, *rule)));
                match chosen {
                    Some(((verb, _), rule)) => self.chosen(node, entries, verbs, (verb, rule), of),
                    None => self.no_verb(node, entries, verbs, of),
                }
            }
            _ => self.wrong(node, rule, of),
        }
    }

    /// Checks a mapping by its verb. Another verb is wrong, unless the first has a key of that name (`each` has
    /// `call`).
    fn chosen(
        &mut self,
        node: &Node,
        entries: &[(Key, Node)],
        verbs: &Verbs,
        (verb, rule): (&Key, RuleId),
        of: Of<'_>,
    ) -> bool {
        let shape = self.shape;
        let Wanted::Map(map) = &shape.rule(rule).wanted else { return self.node(node, rule, of) };
        let others: Vec<&Key> = entries
            .iter()
            .map(|(key, _)| key)
            .filter(|key| verbs.names().any(|it| it == key.text) && map.field(&key.text).is_none())
            .collect();
        if !others.is_empty() {
            let all = std::iter::once(verb).chain(others.iter().copied());
            let names = listed(all.clone().map(|key| key.text.as_str()), "and");
            let found = Diagnostic::error(Code::SEVERAL_VERBS, format!("{names} exclude each other"));
            let found = all.fold(found, |found, key| found.at(key.span, format!("`{}` is a verb", key.text)));
            self.diagnostics.push(found.help("keep one; each needs a mapping of its own"));
        }
        let reported: Vec<_> = others.iter().map(|key| key.text.as_str()).collect();
        self.map_but(node, entries, map, of, &reported)
    }

    fn no_verb(&mut self, node: &Node, entries: &[(Key, Node)], verbs: &Verbs, of: Of<'_>) -> bool {
        let names = || verbs.names();
        let misspelt = entries.iter().find_map(|(key, _)| Some((key, nearest(&key.text, names())?)));
        let wanted = listed(names(), "or");
        let lacks = if verbs.verbs.len() == 1 { "lacks" } else { "has none of" };
        let found = Diagnostic::error(Code::NO_VERB, format!("{} {lacks} {wanted}", of.subject()));
        self.diagnostics.push(match misspelt {
            Some((key, meant)) => found.at(key.span, "here").help(format!("did you mean `{meant}`?")),
            None => found.at(of.place(node), "here").help(format!("{wanted} says what it is")),
        });
        false
    }
}
