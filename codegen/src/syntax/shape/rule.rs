//! What a shape wants of a value.
//!
//! Keys are found by walking: a mapping of the spec has at most a dozen, and most differ in length.

/// Index of a rule in its shape.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct RuleId(pub(super) usize);

/// What is wanted of one value.
#[derive(Debug)]
pub(super) struct Rule {
    pub(super) wanted: Wanted,
    /// Nothing is fine too.
    pub(super) nullable: bool,
    /// From the schema; for help.
    pub(super) description: Option<String>,
}

/// A rule that is always kept.
pub(super) static ANYTHING: Rule = Rule { wanted: Wanted::Anything, nullable: true, description: None };

#[derive(Debug)]
pub(super) enum Wanted {
    Anything,
    /// Any scalar but null.
    Text,
    Bool,
    Number(Bounds),
    /// One of these texts.
    OneOf(Vec<String>),
    /// Each element follows the rule.
    List(RuleId),
    Map(Map),
    Verbs(Verbs),
}

/// Bounds of a number, inclusive.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bounds {
    pub(super) whole: bool,
    pub(super) least: Option<f64>,
    pub(super) most: Option<f64>,
}

#[derive(Debug)]
pub(super) struct Map {
    /// Known keys; the required ones first, in the order of their declaration.
    pub(super) fields: Vec<Field>,
    /// What the values of other keys follow; none where there are no other keys.
    pub(super) others: Option<RuleId>,
}

#[derive(Debug)]
pub(super) struct Field {
    pub(super) name: String,
    pub(super) rule: RuleId,
    pub(super) required: bool,
    /// From the schema; for help.
    pub(super) description: Option<String>,
}

/// One of several things, told apart by a key.
#[derive(Debug)]
pub(super) struct Verbs {
    /// The first whose key is there decides.
    pub(super) verbs: Vec<(String, RuleId)>,
    /// The short form.
    pub(super) scalar: Option<RuleId>,
}

impl Wanted {
    /// Whether a scalar is wanted.
    pub(super) fn is_scalar(&self) -> bool {
        matches!(self, Self::Text | Self::Bool | Self::Number(_) | Self::OneOf(_))
    }
}

impl Map {
    /// The known key `name`.
    pub(super) fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// The known keys.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.fields.iter().map(|field| field.name.as_str())
    }
}

impl Verbs {
    /// The verb keys.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.verbs.iter().map(|(verb, _)| verb.as_str())
    }
}
