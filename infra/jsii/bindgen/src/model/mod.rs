//! What is rendered: modules of items whose names are final.

mod build;
mod docs;
mod members;
mod names;
mod received;
mod types;
mod unions;

pub use build::build;

use std::collections::BTreeMap;

/// The bindings of a selection.
#[derive(Debug)]
pub struct Model {
    /// The packages that they were made from, with their versions.
    pub packages: BTreeMap<String, String>,
    /// Items by module; the path is relative to the root of the bindings.
    pub modules: BTreeMap<Vec<String>, Vec<Item>>,
    /// Types that stay untyped, by their full names.
    pub cut: Vec<String>,
    /// Constructs that can be made, by their full names; none where the library is not of constructs.
    pub constructs: Vec<String>,
}

/// Where an item is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Path {
    /// Modules, from the root of the bindings.
    pub module: Vec<String>,
    /// The item's name.
    pub name: String,
}

/// A type of a module.
#[derive(Debug)]
pub enum Item {
    /// A class or an interface: an object in the kernel.
    Handle(Box<Handle>),
    /// A struct: data.
    Struct(Struct),
    /// An enum.
    Enum(Enum),
    /// One of several types.
    Union(Union),
}

impl Item {
    /// Its name.
    pub fn name(&self) -> &str {
        match self {
            Self::Handle(of) => &of.name,
            Self::Struct(of) => &of.name,
            Self::Enum(of) => &of.name,
            Self::Union(of) => &of.name,
        }
    }
}

/// What a doc comment says, as Markdown that rustdoc takes; and whether it is deprecated.
#[derive(Debug, Clone, Default)]
pub struct Doc {
    /// Its lines.
    pub text: String,
    /// Why it is not to be used any more.
    pub deprecated: Option<String>,
}

/// A class or an interface.
#[derive(Debug)]
pub struct Handle {
    /// Its name.
    pub name: String,
    /// Its full name in the assembly.
    pub fqn: String,
    /// What it is.
    pub doc: Doc,
    /// What it dereferences to: the base class, or the first interface that it extends.
    pub base: Option<Path>,
    /// Everything that it is besides itself.
    pub ancestors: Vec<Path>,
    /// How one is made.
    pub constructor: Option<Method>,
    /// Methods, of objects and of the class.
    pub methods: Vec<Method>,
    /// Properties, of objects and of the class.
    pub properties: Vec<Accessor>,
    /// What there is to implement, where it is an interface that Rust may implement.
    pub implemented: Option<Members>,
}

/// All members of an interface, inherited ones, too.
#[derive(Debug)]
pub struct Members {
    /// Its methods.
    pub methods: Vec<Method>,
    /// Its properties.
    pub properties: Vec<Accessor>,
}

/// A method or a constructor.
#[derive(Debug)]
pub struct Method {
    /// Its name in Rust.
    pub name: String,
    /// Its name in JavaScript.
    pub js: String,
    /// What it does.
    pub doc: Doc,
    /// Whether it belongs to the class.
    pub is_static: bool,
    /// Whether it returns a promise.
    pub is_async: bool,
    /// What it takes.
    pub parameters: Vec<Parameter>,
    /// What it gives back.
    pub returns: Option<Slot>,
}

/// A parameter.
#[derive(Debug)]
pub struct Parameter {
    /// Its name in Rust.
    pub name: String,
    /// What it takes.
    pub slot: Slot,
    /// Whether it stands for any number of arguments.
    pub variadic: bool,
}

/// A place for a value.
#[derive(Debug, Clone)]
pub struct Slot {
    /// Its type.
    pub of: Type,
    /// Whether it may be empty.
    pub optional: bool,
}

/// A property of a class or an interface.
#[derive(Debug)]
pub struct Accessor {
    /// Its name in Rust.
    pub name: String,
    /// The name of what sets it, where it can be set.
    pub setter: Option<String>,
    /// Its name in JavaScript.
    pub js: String,
    /// What it is.
    pub doc: Doc,
    /// Whether it belongs to the class.
    pub is_static: bool,
    /// What it holds.
    pub slot: Slot,
}

/// A struct.
#[derive(Debug)]
pub struct Struct {
    /// Its name.
    pub name: String,
    /// Its full name in the assembly.
    pub fqn: String,
    /// What it is.
    pub doc: Doc,
    /// What it holds; inherited ones, too.
    pub fields: Vec<Field>,
    /// Whether one may come from JavaScript, so that its fields must be readable.
    pub received: bool,
}

/// A field of a struct.
#[derive(Debug)]
pub struct Field {
    /// Its name in Rust.
    pub name: String,
    /// The name of what reads it.
    pub getter: String,
    /// Its name in JavaScript.
    pub js: String,
    /// What it is.
    pub doc: Doc,
    /// What it holds.
    pub slot: Slot,
    /// Whether there is no struct without it.
    pub required: bool,
}

/// An enum.
#[derive(Debug)]
pub struct Enum {
    /// Its name.
    pub name: String,
    /// Its full name in the assembly.
    pub fqn: String,
    /// What it is.
    pub doc: Doc,
    /// Its members.
    pub members: Vec<Member>,
}

/// A member of an enum.
#[derive(Debug)]
pub struct Member {
    /// Its name in Rust.
    pub name: String,
    /// Its name in JavaScript.
    pub js: String,
    /// What it stands for.
    pub doc: Doc,
}

/// One of several types.
#[derive(Debug)]
pub struct Union {
    /// Its name.
    pub name: String,
    /// The types, each with the name of its variant.
    pub variants: Vec<(String, Type)>,
    /// Whether one may come from JavaScript.
    pub received: bool,
}

/// A type where it is used.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Type {
    /// Text.
    Text,
    /// A number.
    Number,
    /// True or false.
    Bool,
    /// An instant.
    Date,
    /// Whatever can cross; JSON, too.
    Any,
    /// A class or an interface.
    Handle(Path),
    /// An object whose type is not bound.
    Untyped,
    /// A struct.
    Struct(Path),
    /// An enum.
    Enum(Path),
    /// One of several types.
    Union(Path),
    /// A list.
    List(Box<Type>),
    /// A map from text.
    Map(Box<Type>),
}

impl Type {
    /// Whether a value of it lives in the kernel.
    pub fn is_object(&self) -> bool {
        matches!(self, Self::Handle(_) | Self::Untyped)
    }
}
