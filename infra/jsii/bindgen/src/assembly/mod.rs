//! What a jsii library says of itself: its assembly, `.jsii`, as far as bindings are made from it.
//!
//! The form is `@jsii/spec`'s.

mod load;

pub use load::{Library, load};

use serde::Deserialize;
use std::collections::BTreeMap;

/// One package's assembly.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Assembly {
    /// The npm package's name.
    pub name: String,
    /// The npm package's version.
    pub version: String,
    /// Every type by its full name, such as `aws-cdk-lib.aws_kms.Key`.
    #[serde(default)]
    pub types: BTreeMap<String, Type>,
    /// Packages whose types appear in this one's.
    #[serde(default)]
    pub dependencies: BTreeMap<String, String>,
}

/// A class, an interface or an enum.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Type {
    /// Its full name.
    pub fqn: String,
    /// Its own name.
    pub name: String,
    /// Where it lies within its assembly: modules, or the class that it is nested in.
    pub namespace: Option<String>,
    /// Which of the three it is.
    pub kind: Kind,
    /// What it is for.
    #[serde(default)]
    pub docs: Docs,
    /// Whether an interface is a struct: data, passed by value.
    #[serde(default)]
    pub datatype: bool,
    /// Whether a class has no instances of its own.
    #[serde(rename = "abstract", default)]
    pub is_abstract: bool,
    /// A class's base class.
    pub base: Option<String>,
    /// What a class implements, or an interface extends.
    #[serde(default)]
    pub interfaces: Vec<String>,
    /// A class's constructor.
    pub initializer: Option<Callable>,
    /// Methods of a class or an interface.
    #[serde(default)]
    pub methods: Vec<Callable>,
    /// Properties of a class, an interface or a struct.
    #[serde(default)]
    pub properties: Vec<Property>,
    /// Members of an enum.
    #[serde(default)]
    pub members: Vec<Member>,
}

/// The kinds of types.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A class.
    Class,
    /// An interface, or a struct.
    Interface,
    /// An enum.
    Enum,
}

/// A constructor or a method.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Callable {
    /// A method's name.
    #[serde(default)]
    pub name: String,
    /// What it does.
    #[serde(default)]
    pub docs: Docs,
    /// What it takes.
    #[serde(default)]
    pub parameters: Vec<Parameter>,
    /// What it gives back; nothing where absent.
    pub returns: Option<Returned>,
    /// Whether it belongs to the class.
    #[serde(rename = "static", default)]
    pub is_static: bool,
    /// Whether it returns a promise.
    #[serde(rename = "async", default)]
    pub is_async: bool,
    /// Whether only subclasses see it.
    #[serde(default)]
    pub protected: bool,
}

/// A parameter.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// What it is for.
    #[serde(default)]
    pub docs: Docs,
    /// Its type.
    #[serde(rename = "type")]
    pub of: Reference,
    /// Whether it may be left out.
    #[serde(default)]
    pub optional: bool,
    /// Whether it stands for any number of arguments.
    #[serde(default)]
    pub variadic: bool,
}

/// What a method gives back.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Returned {
    /// Its type.
    #[serde(rename = "type")]
    pub of: Reference,
    /// Whether there may be nothing.
    #[serde(default)]
    pub optional: bool,
}

/// A property.
#[expect(clippy::struct_excessive_bools, reason = "each is a key of the assembly")]
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Property {
    /// Its name.
    pub name: String,
    /// What it is.
    #[serde(default)]
    pub docs: Docs,
    /// Its type.
    #[serde(rename = "type")]
    pub of: Reference,
    /// Whether there may be nothing.
    #[serde(default)]
    pub optional: bool,
    /// Whether it cannot be set.
    #[serde(default)]
    pub immutable: bool,
    /// Whether it belongs to the class.
    #[serde(rename = "static", default)]
    pub is_static: bool,
    /// Whether only subclasses see it.
    #[serde(default)]
    pub protected: bool,
}

/// A member of an enum.
#[derive(Debug, Deserialize)]
pub struct Member {
    /// Its name, such as `PAY_PER_REQUEST`.
    pub name: String,
    /// What it stands for.
    #[serde(default)]
    pub docs: Docs,
}

/// Documentation, in Markdown.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Docs {
    /// One sentence.
    pub summary: Option<String>,
    /// The rest.
    pub remarks: Option<String>,
    /// What holds where a value is left out.
    pub default: Option<String>,
    /// Why it is not to be used any more.
    pub deprecated: Option<String>,
    /// What a method gives back.
    pub returns: Option<String>,
    /// Where there is more.
    pub see: Option<String>,
}

/// A type where it is used.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Reference {
    /// A type of this or another assembly, by its full name.
    Fqn(String),
    /// A built-in type.
    Primitive(Primitive),
    /// A list or a map.
    Collection(Collection),
    /// One of several types.
    Union(Several),
    /// All of several types at once.
    Intersection(Several),
}

/// The built-in types.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Primitive {
    /// Text.
    String,
    /// A number.
    Number,
    /// True or false.
    Boolean,
    /// An instant.
    Date,
    /// A JSON object.
    Json,
    /// Whatever can cross.
    Any,
}

/// A list or a map, and what is in it.
#[derive(Debug, Deserialize)]
pub struct Collection {
    /// Which of the two.
    pub kind: Shape,
    /// The type of what is in it.
    pub elementtype: Box<Reference>,
}

/// The kinds of collections. Keys of maps are text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Shape {
    /// A list.
    Array,
    /// A map from text.
    Map,
}

/// The types of a union or an intersection.
#[derive(Debug, Deserialize)]
pub struct Several {
    /// They.
    pub types: Vec<Reference>,
}

impl Reference {
    /// Calls `each` with the full name of every type in it.
    pub fn names<'a>(&'a self, each: &mut impl FnMut(&'a str)) {
        match self {
            Self::Fqn(name) => each(name),
            Self::Primitive(_) => {}
            Self::Collection(collection) => collection.elementtype.names(each),
            Self::Union(several) | Self::Intersection(several) => {
                for of in &several.types {
                    of.names(each);
                }
            }
        }
    }
}
