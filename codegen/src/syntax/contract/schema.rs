//! Schemas of values that cross the wire, as far as a voice skill asks about them: kinds, properties, presence.
//!
//! The schemas of one contract lie side by side in an arena and point at each other by number, so a schema that
//! contains itself (a comment with replies) costs nothing and leaks nothing; a [`Schema`] is a handle to one.

use indexmap::IndexMap;
use sayso_schemas::span::Span;
use std::{
    fmt,
    sync::{Arc, OnceLock},
};

/// The shape of a JSON value. Cheap to clone.
#[derive(Clone)]
pub struct Schema {
    pub(super) arena: Arc<Arena>,
    pub(super) id: Id,
    /// `x-format` of the parameter that has this schema, where it says more than the schema itself.
    pub(super) claimed: Option<Arc<str>>,
}

/// What kind of JSON value a schema describes.
#[derive(Debug, Clone)]
pub enum Kind<'a> {
    /// A string.
    Text {
        /// `format`: `date`, `date-time`, `uri`, ….
        format: Option<&'a str>,
        /// The only strings allowed (`enum`, `const`); empty where any is.
        values: &'a [String],
    },
    /// A number.
    Number {
        /// Whole numbers only.
        integer: bool,
    },
    /// `true` or `false`.
    Bool,
    /// A list of values of one schema.
    Array(Schema),
    /// A mapping.
    Object(Object<'a>),
    /// Anything: the contract does not say, or says several things at once.
    Any,
}

impl Kind<'_> {
    /// The kind in a sentence: `text`, `a list`.
    pub fn name(&self) -> &'static str {
        match self {
            Kind::Text { .. } => "text",
            Kind::Number { integer: true } => "a whole number",
            Kind::Number { integer: false } => "a number",
            Kind::Bool => "true or false",
            Kind::Array(_) => "a list",
            Kind::Object(_) => "an object",
            Kind::Any => "of no declared type",
        }
    }
}

/// The properties of a mapping.
#[derive(Clone, Copy)]
pub struct Object<'a> {
    arena: &'a Arc<Arena>,
    members: &'a Members,
}

/// One property of a mapping.
#[derive(Debug, Clone)]
pub struct Property {
    /// Its value.
    pub schema: Schema,
    /// Every such mapping has it. (The value may still be null: [`Schema::nullable`].)
    pub required: bool,
    /// Its name in the contract; `None` where it is not named there ([`Object::rest`]).
    pub span: Option<Span>,
}

impl Schema {
    pub(super) fn new(arena: &Arc<Arena>, id: Id) -> Self {
        Self { arena: Arc::clone(arena), id, claimed: None }
    }

    /// What kind of value this is.
    pub fn kind(&self) -> Kind<'_> {
        match &self.data().shape {
            Shape::Text { format, values } => Kind::Text { format: format.as_deref(), values },
            Shape::Number { integer } => Kind::Number { integer: *integer },
            Shape::Bool => Kind::Bool,
            Shape::Array(items) => Kind::Array(self.sibling(*items)),
            Shape::Object(members) => Kind::Object(Object { arena: &self.arena, members }),
            Shape::Any => Kind::Any,
        }
    }

    /// The value may be null.
    pub fn nullable(&self) -> bool {
        self.data().nullable
    }

    /// The language of the text within, which the contract claims by `x-format`: `jql`, `adf`, `wiki`.
    pub fn x_format(&self) -> Option<&str> {
        self.claimed.as_deref().or(self.data().x_format.as_deref())
    }

    /// The service decides it; a request does not send it, whatever `required` says.
    pub fn read_only(&self) -> bool {
        self.data().read_only
    }

    /// A request may send it; an answer never has it.
    pub fn write_only(&self) -> bool {
        self.data().write_only
    }

    /// Where the contract describes it: the first key of its mapping.
    pub fn span(&self) -> Span {
        self.data().span
    }

    fn data(&self) -> &Data {
        self.arena.nodes.get().and_then(|nodes| nodes.get(self.id)).unwrap_or(&ANY)
    }

    fn sibling(&self, id: Id) -> Self {
        Self::new(&self.arena, id)
    }
}

impl fmt::Debug for Schema {
    /// One level only: a schema may contain itself.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Schema({}{})", self.kind().name(), if self.nullable() { " or null" } else { "" })
    }
}

impl<'a> Object<'a> {
    /// The property called `name`.
    pub fn get(&self, name: &str) -> Option<Property> {
        self.members.properties.get(name).map(|member| self.property(member))
    }

    /// Names of the properties, as the contract orders them.
    pub fn names(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        self.members.properties.keys().map(String::as_str)
    }

    /// Every property with its name, as the contract orders them.
    pub fn properties(&self) -> impl Iterator<Item = (&'a str, Property)> + use<'a> {
        let this = *self;
        self.members.properties.iter().map(move |(name, member)| (name.as_str(), this.property(member)))
    }

    /// The contract says that there may be properties which it does not name. (An object that leaves
    /// `additionalProperties` out but names its properties does not count, though JSON Schema would allow more.)
    pub fn open(&self) -> bool {
        self.members.open
    }

    /// What the properties hold that are not named, where the contract types them.
    pub fn rest(&self) -> Option<Schema> {
        self.members.rest.map(|id| Schema::new(self.arena, id))
    }

    fn property(&self, member: &Member) -> Property {
        Property {
            schema: Schema::new(self.arena, member.schema),
            required: member.required,
            span: Some(member.span),
        }
    }
}

impl fmt::Debug for Object<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.names()).finish()
    }
}

/// Index of a schema in its arena.
pub(super) type Id = usize;

/// The schemas of one contract; filled once, when all of them are known.
#[derive(Default)]
pub(super) struct Arena {
    pub(super) nodes: OnceLock<Vec<Data>>,
}

pub(super) struct Data {
    pub(super) span: Span,
    pub(super) nullable: bool,
    pub(super) x_format: Option<String>,
    pub(super) read_only: bool,
    pub(super) write_only: bool,
    pub(super) shape: Shape,
}

pub(super) enum Shape {
    Text { format: Option<String>, values: Vec<String> },
    Number { integer: bool },
    Bool,
    Array(Id),
    Object(Members),
    Any,
}

pub(super) struct Members {
    pub(super) properties: IndexMap<String, Member>,
    pub(super) open: bool,
    pub(super) rest: Option<Id>,
}

pub(super) struct Member {
    pub(super) schema: Id,
    pub(super) required: bool,
    pub(super) span: Span,
}

/// What an unfilled place of an arena reads as.
static ANY: Data = Data {
    span: Span { file: 0, start: 0, end: 0, verbatim: false },
    nullable: false,
    x_format: None,
    read_only: false,
    write_only: false,
    shape: Shape::Any,
};
