//! Which types are bound: those that the list names, and all that their members name, but what is cut.

use crate::{
    Error,
    assembly::{Callable, Docs, Kind, Library, Property, Type},
    list::{Cut, List},
};
use std::collections::{BTreeMap, BTreeSet};

/// What is bound of a library.
#[derive(Debug)]
pub struct Selection<'a> {
    /// All that is installed.
    pub library: &'a Library,
    /// What was asked for.
    pub list: &'a List,
    /// The types that are bound, by their full names.
    pub types: BTreeMap<&'a str, &'a Type>,
    /// The types that members name, but that are not bound.
    pub cut: BTreeSet<&'a str>,
}

/// Selects what a list asks for.
pub fn select<'a>(library: &'a Library, list: &'a List) -> Result<Selection<'a>, Error> {
    check(library, list)?;
    let mut selection = Selection { library, list, types: BTreeMap::new(), cut: BTreeSet::new() };
    let named = list.names.keys().filter_map(|name| library.get(name));
    let asked = library.types().filter(|of| list.asks_for(&of.fqn) && !selection.leaves_out(of));
    let mut left: Vec<&Type> = named.chain(asked).collect();
    while let Some(of) = left.pop() {
        if selection.types.insert(&of.fqn, of).is_none() {
            left.extend(selection.named_by(of));
        }
    }
    Ok(selection)
}

impl<'a> Selection<'a> {
    /// The types that a type needs, and those that its members name; cut ones are noted.
    fn named_by(&mut self, of: &'a Type) -> Vec<&'a Type> {
        let mut names = Vec::new();
        for callable in of.initializer.iter().chain(self.methods(of)) {
            for parameter in &callable.parameters {
                parameter.of.names(&mut |name| names.push(name));
            }
            if let Some(returned) = &callable.returns {
                returned.of.names(&mut |name| names.push(name));
            }
        }
        for property in self.properties(of) {
            property.of.names(&mut |name| names.push(name));
        }
        if !of.datatype {
            names.extend(of.interfaces.iter().map(String::as_str));
        }
        let mut found = Vec::new();
        for name in names {
            let target = self.library.get(name);
            match target.filter(|target| !self.leaves_out(target)) {
                Some(target) => found.push(target),
                None => drop(self.cut.insert(name)),
            }
        }
        // What is inherited must come from somewhere, so a base class is never cut.
        found.extend(of.base.iter().filter_map(|base| self.library.get(base)));
        found
    }

    fn leaves_out(&self, of: &Type) -> bool {
        let listed = self.list.names.contains_key(&of.fqn);
        !listed && (of.docs.deprecated.is_some() || self.list.cuts_type(&of.fqn))
    }

    /// The methods of a type that are bound.
    pub fn methods(&self, of: &'a Type) -> impl Iterator<Item = &'a Callable> + use<'_, 'a> {
        of.methods.iter().filter(|it| !it.protected && self.has(of, &it.name, &it.docs))
    }

    /// The properties of a type that are bound; of a struct, those of what it extends, too.
    pub fn properties(&self, of: &'a Type) -> impl Iterator<Item = &'a Property> + use<'_, 'a> {
        let all = if of.datatype { self.flat(of) } else { of.properties.iter().collect() };
        all.into_iter().filter(|it| !it.protected && self.has(of, &it.name, &it.docs))
    }

    fn has(&self, of: &Type, member: &str, docs: &Docs) -> bool {
        let name = format!("{}.{member}", of.fqn);
        match docs.deprecated {
            Some(_) => self.list.names.contains_key(&name),
            None => !self.list.cuts_member(&of.fqn, &name),
        }
    }

    /// The properties of a struct and of all that it extends; its own first, each name once.
    fn flat(&self, of: &'a Type) -> Vec<&'a Property> {
        let mut found: Vec<&Property> = of.properties.iter().collect();
        for parent in of.interfaces.iter().filter_map(|name| self.library.get(name)) {
            for property in self.flat(parent) {
                if found.iter().all(|it| it.name != property.name) {
                    found.push(property);
                }
            }
        }
        found
    }
}

/// Fails with every line that names nothing.
fn check(library: &Library, list: &List) -> Result<(), Error> {
    let unknown = list.names.iter().filter(|(name, _)| !is_known(library, name));
    let mut wrong: Vec<String> = unknown
        .map(|(name, line)| format!("line {line}: there is no `{name}`{}", nearest(library, name)))
        .collect();
    let names: Vec<String> = library.types().flat_map(names_of).collect();
    for cut in &list.cuts {
        if !names.iter().any(|name| cut.matches(name)) {
            wrong.push(format!("line {}: `!{}` cuts nothing\nhelp: drop the line", cut.line, cut.pattern));
        }
    }
    for name in &list.implemented {
        let of = library.get(name);
        if of.is_some_and(|of| of.kind != Kind::Interface || of.datatype) {
            wrong.push(format!("`{name}` is no interface, so nothing can implement it"));
        }
    }
    for (name, required) in &list.required {
        let constructor = library.get(name).and_then(|of| of.initializer.as_ref());
        let known = constructor.map(|it| it.parameters.as_slice()).unwrap_or_default();
        for parameter in required.iter().filter(|it| known.iter().all(|known| known.name != **it)) {
            wrong.push(format!("the constructor of `{name}` has no parameter `{parameter}`"));
        }
    }
    if wrong.is_empty() { Ok(()) } else { Err(Error::List(wrong)) }
}

fn is_known(library: &Library, name: &str) -> bool {
    if name.contains('*') {
        let pattern = Cut { pattern: name.to_owned(), line: 0 };
        return library.types().any(|of| pattern.matches(&of.fqn));
    }
    let member = || {
        let (of, member) = name.rsplit_once('.')?;
        let of = library.get(of)?;
        members(of).any(|it| it == member).then_some(())
    };
    library.get(name).is_some() || member().is_some()
}

fn members(of: &Type) -> impl Iterator<Item = &str> {
    let methods = of.methods.iter().map(|it| it.name.as_str());
    methods.chain(of.properties.iter().map(|it| it.name.as_str()))
}

fn names_of(of: &Type) -> Vec<String> {
    let own = members(of).map(|member| format!("{}.{member}", of.fqn));
    std::iter::once(of.fqn.clone()).chain(own).collect()
}

/// A help line with the known name that is most like an unknown one.
fn nearest(library: &Library, name: &str) -> String {
    let types = library.types().map(|of| of.fqn.clone());
    let owner = name.rsplit_once('.').and_then(|(of, _)| library.get(of));
    let candidates = types.chain(owner.into_iter().flat_map(names_of));
    let scored = candidates.map(|it| (strsim::jaro_winkler(name, &it), it));
    let best = scored.max_by(|a, b| a.0.total_cmp(&b.0));
    best.map(|(_, it)| format!("\nhelp: the nearest name is `{it}`")).unwrap_or_default()
}
