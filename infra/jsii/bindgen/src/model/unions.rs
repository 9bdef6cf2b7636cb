//! Unions, each of which becomes an enum with a name of its own.

use super::{Path, Type, Union};
use std::collections::{BTreeMap, BTreeSet};

/// The unions that were met, by what they are of.
pub(super) struct Unions {
    taken: BTreeSet<Path>,
    known: BTreeMap<Vec<Type>, Path>,
}

impl Unions {
    /// No unions yet; `taken` are paths that they may not have.
    pub(super) fn new(taken: BTreeSet<Path>) -> Self {
        Self { taken, known: BTreeMap::new() }
    }

    /// The type that stands for a union; `owner` is whose member it is.
    pub(super) fn of(&mut self, types: BTreeSet<Type>, owner: &Path) -> Type {
        // A collection of anything is as good as anything: it can be written in more ways than one.
        if types.iter().any(is_any) || types.is_empty() {
            return Type::Any;
        }
        // Data first, since what an object is cannot be told from the wire.
        let (objects, mut types): (Vec<Type>, Vec<Type>) = types.into_iter().partition(Type::is_object);
        types.extend(objects);
        if let [only] = types.as_slice() {
            return only.clone();
        }
        let path = match self.known.get(&types) {
            Some(path) => path.clone(),
            None => self.add(types, owner),
        };
        Type::Union(path)
    }

    fn add(&mut self, types: Vec<Type>, owner: &Path) -> Path {
        let home = types.iter().find_map(home).unwrap_or(owner);
        let labels: Vec<String> = types.iter().map(label).collect();
        let mut path = Path { module: home.module.clone(), name: labels.join("Or") };
        while !self.taken.insert(path.clone()) {
            path.name.push('_');
        }
        self.known.insert(types, path.clone());
        path
    }

    /// The unions, with their modules.
    pub(super) fn finish(self) -> impl Iterator<Item = (Vec<String>, Union)> {
        self.known.into_iter().map(|(types, path)| {
            let mut taken = BTreeSet::new();
            let variants = types.into_iter().map(|of| {
                let mut name = variant(&of);
                while !taken.insert(name.clone()) {
                    name.push('_');
                }
                (name, of)
            });
            (path.module, Union { name: path.name, variants: variants.collect(), received: false })
        })
    }
}

fn is_any(of: &Type) -> bool {
    match of {
        Type::List(element) | Type::Map(element) => is_any(element),
        of => *of == Type::Any,
    }
}

/// What a union of a type is put beside.
fn home(of: &Type) -> Option<&Path> {
    match of {
        Type::Handle(path) | Type::Struct(path) | Type::Enum(path) | Type::Union(path) => Some(path),
        Type::List(element) | Type::Map(element) => home(element),
        _ => None,
    }
}

/// What a type is called within a union's name.
fn label(of: &Type) -> String {
    match of {
        Type::List(element) => format!("{}List", label(element)),
        Type::Map(element) => format!("{}Map", label(element)),
        // `RuleOrToken`s in a list are called by the first: `RuleListOrToken`.
        Type::Union(path) => path.name.split("Or").next().unwrap_or(&path.name).to_owned(),
        _ => variant(of),
    }
}

fn variant(of: &Type) -> String {
    match of {
        Type::Text => "String".to_owned(),
        Type::Number => "Number".to_owned(),
        Type::Bool => "Bool".to_owned(),
        Type::Date => "Date".to_owned(),
        Type::Any => "Any".to_owned(),
        Type::Untyped => "Object".to_owned(),
        Type::Handle(path) | Type::Struct(path) | Type::Enum(path) | Type::Union(path) => path.name.clone(),
        Type::List(_) => "List".to_owned(),
        Type::Map(_) => "Map".to_owned(),
    }
}
