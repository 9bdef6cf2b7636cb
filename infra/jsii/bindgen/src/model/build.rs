//! A selection to a model: the place where everything gets its final name.

use super::{
    Enum, Handle, Item, Member, Members, Method, Model, Path, Struct, docs::doc, members, names,
    names::Scope, received, types::Types,
};
use crate::{
    assembly::{Callable, Kind, Property, Type as Declared},
    select::Selection,
};
use std::collections::{BTreeMap, BTreeSet};

/// Builds what is rendered of a selection.
pub fn build(selection: &Selection<'_>) -> Model {
    let mut types = Types::new(selection);
    let mut modules: BTreeMap<Vec<String>, Vec<Item>> = BTreeMap::new();
    for (fqn, of) in &selection.types {
        let Some(path) = types.path(fqn).cloned() else { continue };
        let item = match of.kind {
            Kind::Enum => Item::Enum(enumeration(of, &path)),
            Kind::Interface if of.datatype => Item::Struct(structure(selection, of, &path, &mut types)),
            _ => Item::Handle(Box::new(handle(selection, of, &path, &mut types))),
        };
        modules.entry(path.module).or_default().push(item);
    }
    for (module, union) in types.unions.finish() {
        modules.entry(module).or_default().push(Item::Union(union));
    }
    for items in modules.values_mut() {
        items.sort_by(|a, b| a.name().cmp(b.name()));
    }
    received::mark(&mut modules);
    let assemblies = selection.library.assemblies.values();
    let used: BTreeSet<&str> = selection.types.values().filter_map(|of| of.fqn.split('.').next()).collect();
    let used = assemblies.filter(|it| used.contains(it.name.as_str()));
    let constructs = selection.types.values().filter(|of| is_construct(selection, of));
    Model {
        constructs: constructs.map(|of| of.fqn.clone()).collect(),
        packages: used.map(|it| (it.name.clone(), it.version.clone())).collect(),
        modules,
        cut: selection.cut.iter().map(|it| (*it).to_owned()).collect(),
    }
}

/// Whether a class is one of the nodes that apps are made of, and can be made.
fn is_construct(selection: &Selection<'_>, of: &Declared) -> bool {
    let mut ancestor = Some(of);
    while let Some(class) = ancestor.filter(|it| it.fqn != "constructs.Construct") {
        ancestor = class.base.as_ref().and_then(|base| selection.library.get(base));
    }
    ancestor.is_some() && of.initializer.is_some() && !of.is_abstract
}

fn enumeration(of: &Declared, path: &Path) -> Enum {
    let mut scope = Scope::default();
    let members = of.members.iter().map(|it| Member {
        name: scope.take(names::member(&it.name)),
        js: it.name.clone(),
        doc: doc(&it.docs, &format!("`{}`.", it.name)),
    });
    Enum {
        members: members.collect(),
        name: path.name.clone(),
        fqn: of.fqn.clone(),
        doc: doc(&of.docs, &format!("The enum `{}`.", of.name)),
    }
}

fn structure(selection: &Selection<'_>, of: &Declared, path: &Path, types: &mut Types<'_>) -> Struct {
    let mut scope = Scope::with(&["new", "default", "clone", "into_value"]);
    let mut properties: Vec<_> = selection.properties(of).collect();
    properties.sort_by_key(|it| it.name.as_str());
    let fields = properties.into_iter().map(|it| members::field(it, &mut scope, path, types));
    Struct {
        fields: fields.collect(),
        received: false,
        name: path.name.clone(),
        fqn: of.fqn.clone(),
        doc: doc(&of.docs, &format!("The struct `{}`.", of.name)),
    }
}

fn handle(selection: &Selection<'_>, of: &Declared, path: &Path, types: &mut Types<'_>) -> Handle {
    let base = base(of, types);
    let inherited = base.map(|base| inherited(selection, base, types)).unwrap_or_default();
    let (mut methods, mut properties) = own(selection, of, types);
    methods.retain(|it| it.is_static || !inherited.contains(it.name.as_str()));
    properties.retain(|it| it.is_static || !inherited.contains(it.name.as_str()));
    let Members { methods, properties } = named(methods, properties, path, types);
    let implemented = (of.kind == Kind::Interface && selection.list.implements(&of.fqn)).then(|| {
        let (methods, properties) = all(selection, of, types);
        named(methods, properties, path, types)
    });
    let constructor = of.initializer.as_ref().filter(|_| !of.is_abstract);
    let constructor = constructor.map(|it| members::method(it, "new".to_owned(), path, types));
    let constructor = constructor.map(|it| insist(selection, of, it));
    let base = base.and_then(|base| types.path(&base.fqn)).cloned();
    Handle {
        name: path.name.clone(),
        fqn: of.fqn.clone(),
        doc: doc(&of.docs, &format!("The {} `{}`.", kind(of), of.name)),
        ancestors: ancestors(selection, of, types).into_iter().collect(),
        implemented,
        base,
        constructor,
        methods,
        properties,
    }
}

/// Members under names that are apart.
fn named(
    methods: Vec<&Callable>,
    properties: Vec<&Property>,
    owner: &Path,
    types: &mut Types<'_>,
) -> Members {
    let mut scope = Scope::with(&["new", "implement"]);
    let methods = methods.into_iter().map(|it| {
        let name = scope.take(names::value(&it.name));
        members::method(it, name, owner, types)
    });
    let methods = methods.collect();
    let properties = properties.into_iter().map(|it| members::accessor(it, &mut scope, owner, types));
    Members { methods, properties: properties.collect() }
}

/// A constructor whose listed parameters may not be left out.
fn insist(selection: &Selection<'_>, of: &Declared, mut constructor: Method) -> Method {
    let required = selection.list.required.get(&of.fqn);
    for parameter in &mut constructor.parameters {
        if required.is_some_and(|required| required.contains(&parameter.name)) {
            parameter.slot.optional = false;
        }
    }
    constructor
}

fn kind(of: &Declared) -> &'static str {
    if of.kind == Kind::Class { "class" } else { "interface" }
}

/// What a handle dereferences to: the base class, or the first interface that it extends.
fn base<'a>(of: &'a Declared, types: &Types<'a>) -> Option<&'a Declared> {
    let names = match of.kind {
        Kind::Class => of.base.as_slice(),
        _ => of.interfaces.as_slice(),
    };
    names.iter().find_map(|name| types.declared(name))
}

/// Names of members that are reached by dereferencing.
fn inherited<'a>(selection: &Selection<'a>, of: &'a Declared, types: &Types<'a>) -> BTreeSet<&'a str> {
    let (methods, properties) = own(selection, of, types);
    let methods = methods.into_iter().filter(|it| !it.is_static).map(|it| it.name.as_str());
    let properties = properties.into_iter().filter(|it| !it.is_static).map(|it| it.name.as_str());
    let mut names: BTreeSet<&str> = methods.chain(properties).collect();
    if let Some(base) = base(of, types) {
        names.extend(inherited(selection, base, types));
    }
    names
}

type Declarations<'a> = (Vec<&'a Callable>, Vec<&'a Property>);

/// The members that a handle has besides those of what it dereferences to. An interface has those of what else it
/// extends; a class declares what it implements.
fn own<'a>(selection: &Selection<'a>, of: &'a Declared, types: &Types<'a>) -> Declarations<'a> {
    let (mut methods, mut properties): Declarations<'a> =
        (selection.methods(of).collect(), selection.properties(of).collect());
    if of.kind == Kind::Interface {
        let base = base(of, types);
        let others = of.interfaces.iter().filter(|it| base.is_none_or(|base| base.fqn != **it));
        for other in others.filter_map(|it| selection.library.get(it)) {
            let (more_methods, more_properties) = all(selection, other, types);
            methods.extend(more_methods);
            properties.extend(more_properties);
        }
    }
    let mut seen = BTreeSet::new();
    methods.retain(|it| seen.insert((it.is_static, it.name.as_str())));
    properties.retain(|it| seen.insert((it.is_static, it.name.as_str())));
    methods.sort_by_key(|it| (it.is_static, it.name.as_str()));
    properties.sort_by_key(|it| (it.is_static, it.name.as_str()));
    (methods, properties)
}

/// Its own members and those of its base.
fn all<'a>(selection: &Selection<'a>, of: &'a Declared, types: &Types<'a>) -> Declarations<'a> {
    let (mut methods, mut properties) = own(selection, of, types);
    if let Some(base) = base(of, types) {
        let (more_methods, more_properties) = all(selection, base, types);
        methods.extend(more_methods);
        properties.extend(more_properties);
    }
    (methods, properties)
}

/// Everything that a class or an interface is besides itself, as far as it is bound.
fn ancestors(selection: &Selection<'_>, of: &Declared, types: &Types<'_>) -> BTreeSet<Path> {
    let mut found = BTreeSet::new();
    for name in of.base.iter().chain(&of.interfaces) {
        found.extend(types.path(name).cloned());
        if let Some(parent) = selection.library.get(name) {
            found.extend(ancestors(selection, parent, types));
        }
    }
    found
}
