//! Types where they are used, with the paths of what they name.

use super::{Path, Slot, Type, names, unions::Unions};
use crate::{
    assembly::{Kind, Primitive, Reference, Shape, Type as Declared},
    list::List,
    list::module_of,
    select::Selection,
};
use std::collections::{BTreeMap, BTreeSet};

/// The bound types' paths, and the unions that were met.
pub(super) struct Types<'a> {
    selection: &'a Selection<'a>,
    paths: BTreeMap<&'a str, Path>,
    pub(super) unions: Unions,
}

impl<'a> Types<'a> {
    /// Gives each type of a selection its path.
    pub(super) fn new(selection: &'a Selection<'a>) -> Self {
        let mut taken = BTreeSet::new();
        let mut paths = BTreeMap::new();
        for (fqn, of) in &selection.types {
            let module = module(selection.list, of);
            let mut path = Path { module, name: names::kind(&of.name) };
            while !taken.insert(path.clone()) {
                path.name.push('_');
            }
            paths.insert(*fqn, path);
        }
        Self { selection, paths, unions: Unions::new(taken) }
    }

    /// Where a bound type is.
    pub(super) fn path(&self, fqn: &str) -> Option<&Path> {
        self.paths.get(fqn)
    }

    /// What is declared under a name, where it is bound.
    pub(super) fn declared(&self, fqn: &str) -> Option<&'a Declared> {
        self.selection.types.get(fqn).copied()
    }

    /// A place for a value.
    pub(super) fn slot(&mut self, reference: &Reference, optional: bool, owner: &Path) -> Slot {
        let of = self.of(reference, owner);
        // What may be anything may also be nothing.
        Slot { optional: optional && of != Type::Any, of }
    }

    /// A type where it is used; `owner` is whose member it is.
    fn of(&mut self, reference: &Reference, owner: &Path) -> Type {
        match reference {
            Reference::Primitive(primitive) => match primitive {
                Primitive::String => Type::Text,
                Primitive::Number => Type::Number,
                Primitive::Boolean => Type::Bool,
                Primitive::Date => Type::Date,
                Primitive::Json | Primitive::Any => Type::Any,
            },
            Reference::Collection(collection) => {
                let element = Box::new(self.of(&collection.elementtype, owner));
                match collection.kind {
                    Shape::Array => Type::List(element),
                    Shape::Map => Type::Map(element),
                }
            }
            Reference::Fqn(fqn) => self.named(fqn),
            // An object that is several things at once has no type here.
            Reference::Intersection(_) => Type::Untyped,
            Reference::Union(several) => {
                let types: BTreeSet<Type> = several.types.iter().map(|it| self.of(it, owner)).collect();
                self.unions.of(types, owner)
            }
        }
    }

    fn named(&self, fqn: &str) -> Type {
        let Some(path) = self.paths.get(fqn) else {
            // An object can be passed on without a type; data cannot be told from any other.
            let object =
                self.selection.library.get(fqn).is_none_or(|of| of.kind != Kind::Enum && !of.datatype);
            return if object { Type::Untyped } else { Type::Any };
        };
        match self.declared(fqn) {
            Some(of) if of.kind == Kind::Enum => Type::Enum(path.clone()),
            Some(of) if of.datatype => Type::Struct(path.clone()),
            _ => Type::Handle(path.clone()),
        }
    }
}

/// The module of a type: its package's, or what its namespace says.
fn module(list: &List, of: &Declared) -> Vec<String> {
    let package = of.fqn.split_once('.').map_or(of.fqn.as_str(), |(package, _)| package);
    let root = || list.packages.get(package).cloned().unwrap_or_else(|| module_of(package));
    let Some(namespace) = of.namespace.as_deref() else {
        return vec![root()];
    };
    let mut parts: Vec<String> = Vec::new();
    // A type that is nested in a class of the root is below the root's module.
    let nested_in_class = namespace.starts_with(char::is_uppercase);
    parts.extend(nested_in_class.then(root));
    for part in namespace.split('.') {
        let short = list.prefixes.iter().find_map(|prefix| part.strip_prefix(prefix.as_str()));
        parts.push(names::module(short.unwrap_or(part)));
    }
    parts
}
