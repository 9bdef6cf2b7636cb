//! Types that the generated `calls.rs` makes of calls: none twice, and none that it needs for itself.

use super::super::{context::Context, naming};
use crate::{
    diagnostic::{Code, Diagnostic},
    model::{Record, Type},
    plan::names::kind,
};
use sayso_schemas::spec::Text;
use std::collections::BTreeMap;

/// What `calls.rs` imports, and what it has without.
const TAKEN: &[&str] = &[
    "Calls",
    "Failure",
    "Method",
    "Operation",
    "Option",
    "Result",
    "Rule",
    "Service",
    "String",
    "Then",
    "Vec",
    "When",
];

/// Reports calls of which the same type would be made: `fact` with a list `tags`, and `fact_tags`.
pub(super) fn report(context: &mut Context<'_>) {
    let mut made: BTreeMap<String, &Text> = BTreeMap::new();
    for (name, call) in
        context.draft.calls.keys().filter_map(|name| Some((name, context.calls.get(&name.value)?)))
    {
        let mut types = vec![kind(&format!("{name}_input"))];
        if !call.record.fields.is_empty() {
            types.push(kind(name));
            lists(name, &call.record, &mut types);
        }
        for made_of in types {
            if TAKEN.contains(&made_of.as_str()) {
                context.diagnostics.push(naming::taken(name, &made_of, "call"));
            }
            match made.get(&made_of) {
                Some(first) => context.diagnostics.push(
                    Diagnostic::error(
                        Code::NAMES_COLLIDE,
                        format!("two types of Rust would be called `{made_of}`"),
                    )
                    .at(name.span, "one is made of this")
                    .at(first.span, "one of this")
                    .help("rename the call, or the list that it takes"),
                ),
                None => _ = made.insert(made_of, name),
            }
        }
    }
}

/// The elements of lists are named after the call and the list.
fn lists(name: &str, record: &Record, types: &mut Vec<String>) {
    for (field, found) in &record.fields {
        if let Type::List(element) = found
            && let Type::Record(record) = &**element
        {
            let name = format!("{name}_{field}");
            types.push(kind(&name));
            lists(&name, record, types);
        }
    }
}
