//! Members of a type, under their final names.

use super::{
    Accessor, Field, Method, Parameter, Path,
    docs::doc,
    names::{self, Scope},
    types::Types,
};
use crate::assembly::{Callable, Property};

/// A method or a constructor.
pub(super) fn method(of: &Callable, name: String, owner: &Path, types: &mut Types<'_>) -> Method {
    let mut scope = Scope::with(&["at"]);
    let parameters = of.parameters.iter().map(|it| Parameter {
        name: scope.take(names::value(&it.name)),
        slot: types.slot(&it.of, it.optional && !it.variadic, owner),
        variadic: it.variadic,
    });
    let parameters = parameters.collect();
    let fallback = match of.name.as_str() {
        "" => "Makes an object of this class.".to_owned(),
        name => format!("Calls `{name}`."),
    };
    Method {
        doc: doc(&of.docs, &fallback),
        is_static: of.is_static,
        is_async: of.is_async,
        parameters,
        returns: of.returns.as_ref().map(|it| types.slot(&it.of, it.optional, owner)),
        name,
        js: of.name.clone(),
    }
}

/// A property of a class or an interface.
pub(super) fn accessor(of: &Property, scope: &mut Scope, owner: &Path, types: &mut Types<'_>) -> Accessor {
    let name = scope.take(names::value(&of.name));
    let setter = (!of.immutable).then(|| scope.take(format!("set_{}", name.trim_end_matches('_'))));
    Accessor {
        doc: doc(&of.docs, &format!("The property `{}`.", of.name)),
        is_static: of.is_static,
        slot: types.slot(&of.of, of.optional, owner),
        name,
        setter,
        js: of.name.clone(),
    }
}

/// A field of a struct.
pub(super) fn field(of: &Property, scope: &mut Scope, owner: &Path, types: &mut Types<'_>) -> Field {
    let name = scope.take(names::value(&of.name));
    let getter = scope.take(format!("get_{}", name.trim_end_matches('_')));
    Field {
        doc: doc(&of.docs, &format!("The property `{}`.", of.name)),
        slot: types.slot(&of.of, of.optional, owner),
        required: !of.optional,
        name,
        getter,
        js: of.name.clone(),
    }
}
