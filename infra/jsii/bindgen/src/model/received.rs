//! Which structs and unions may come from JavaScript: only these need something that reads them.

use super::{Handle, Item, Path, Type};
use std::collections::{BTreeMap, BTreeSet};

/// Marks the structs that are given back, or handed to what Rust implements, and what is in them.
pub(super) fn mark(modules: &mut BTreeMap<Vec<String>, Vec<Item>>) {
    let mut found = BTreeSet::new();
    let mut left: Vec<Path> = Vec::new();
    for item in modules.values().flatten() {
        if let Item::Handle(handle) = item {
            outputs(handle, &mut |of| named(of, &mut left));
        }
    }
    let inner = contents(modules);
    while let Some(path) = left.pop() {
        if found.insert(path.clone()) {
            left.extend(inner.get(&path).into_iter().flatten().cloned());
        }
    }
    for (module, items) in modules {
        for item in items {
            let path = Path { module: module.clone(), name: item.name().to_owned() };
            match item {
                Item::Struct(of) => of.received = found.contains(&path),
                Item::Union(of) => of.received = found.contains(&path),
                Item::Handle(_) | Item::Enum(_) => {}
            }
        }
    }
}

/// The types that a handle's members give.
fn outputs(handle: &Handle, each: &mut impl FnMut(&Type)) {
    handle.properties.iter().for_each(|it| each(&it.slot.of));
    handle.methods.iter().filter_map(|it| it.returns.as_ref()).for_each(|it| each(&it.of));
    if let Some(members) = &handle.implemented {
        members.methods.iter().flat_map(|it| &it.parameters).for_each(|it| each(&it.slot.of));
        members.properties.iter().for_each(|it| each(&it.slot.of));
    }
}

/// What structs and unions are made of.
fn contents(modules: &BTreeMap<Vec<String>, Vec<Item>>) -> BTreeMap<Path, Vec<Path>> {
    let mut found = BTreeMap::new();
    for (module, items) in modules {
        for item in items {
            let mut inner = Vec::new();
            match item {
                Item::Struct(of) => of.fields.iter().for_each(|it| named(&it.slot.of, &mut inner)),
                Item::Union(of) => of.variants.iter().for_each(|(_, it)| named(it, &mut inner)),
                _ => {}
            }
            found.insert(Path { module: module.clone(), name: item.name().to_owned() }, inner);
        }
    }
    found
}

fn named(of: &Type, found: &mut Vec<Path>) {
    match of {
        Type::Struct(path) | Type::Union(path) => found.push(path.clone()),
        Type::List(element) | Type::Map(element) => named(element, found),
        _ => {}
    }
}
