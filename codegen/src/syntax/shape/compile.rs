//! From a JSON schema, as schemars writes it for the spec's types, to rules.

use super::{
    Shape,
    rule::{Bounds, Field, Map, Rule, RuleId, Verbs, Wanted},
};
use serde_json::Value;
use std::collections::HashMap;

impl Shape {
    /// The shape that `schema` describes. A keyword that is not understood here wants nothing; a test sees to it that
    /// the spec's schemas have none.
    pub(super) fn of(schema: &Value) -> Self {
        let definitions = schema.get("$defs").unwrap_or(&Value::Null);
        let mut compiler =
            Compiler { definitions, rules: Vec::new(), named: HashMap::new(), unknown: Vec::new() };
        let root = compiler.rule(schema);
        debug_assert!(compiler.unknown.is_empty(), "not understood in a schema: {:?}", compiler.unknown);
        Self { rules: compiler.rules, root }
    }
}

struct Compiler<'a> {
    definitions: &'a Value,
    rules: Vec<Rule>,
    named: HashMap<&'a str, RuleId>,
    unknown: Vec<String>,
}

impl<'a> Compiler<'a> {
    fn rule(&mut self, schema: &'a Value) -> RuleId {
        if let Some(name) = reference(schema) {
            return self.named(name);
        }
        let id = self.reserve();
        self.fill(id, schema);
        id
    }

    fn named(&mut self, name: &'a str) -> RuleId {
        if let Some(id) = self.named.get(name) {
            return *id;
        }
        let id = self.reserve();
        self.named.insert(name, id);
        match self.definitions.get(name) {
            Some(schema) => self.fill(id, schema),
            None => self.unknown.push(format!("$ref {name}")),
        }
        id
    }

    /// A rule to be filled in: definitions may refer to themselves.
    fn reserve(&mut self) -> RuleId {
        self.rules.push(Rule { wanted: Wanted::Anything, nullable: true, description: None });
        RuleId(self.rules.len() - 1)
    }

    fn fill(&mut self, id: RuleId, schema: &'a Value) {
        let (wanted, nullable) = self.wanted(schema);
        if let Some(rule) = self.rules.get_mut(id.0) {
            *rule = Rule { wanted, nullable, description: description(schema) };
        }
    }

    fn wanted(&mut self, schema: &'a Value) -> (Wanted, bool) {
        if let Some(branches) = list(schema, "anyOf") {
            return self.any_of(branches);
        }
        if let Some(names) = names(schema) {
            return (Wanted::OneOf(names), false);
        }
        let (kind, nullable) = kind(schema);
        let wanted = match kind {
            Some("string") => Wanted::Text,
            Some("boolean") => Wanted::Bool,
            Some(kind @ ("integer" | "number")) => Wanted::Number(Bounds {
                whole: kind == "integer",
                least: schema.get("minimum").and_then(Value::as_f64),
                most: schema.get("maximum").and_then(Value::as_f64).or_else(|| most(schema)),
            }),
            Some("array") => Wanted::List(match schema.get("items") {
                Some(items) => self.rule(items),
                None => self.reserve(),
            }),
            Some("object") => Wanted::Map(self.map(schema)),
            _ => {
                self.unknown.push(schema.to_string());
                return (Wanted::Anything, true);
            }
        };
        (wanted, nullable)
    }

    /// Either verbs, or one thing or null.
    fn any_of(&mut self, branches: &'a [Value]) -> (Wanted, bool) {
        let verb = |branch: &'a Value| branch.get("x-verb").and_then(Value::as_str);
        if branches.iter().all(|branch| verb(branch).is_some()) {
            let (mut verbs, mut scalar) = (Vec::new(), None);
            for branch in branches {
                let rule = self.rule(branch);
                match verb(branch) {
                    Some("$scalar") => scalar = Some(rule),
                    Some(verb) => verbs.push((verb.to_owned(), rule)),
                    None => {}
                }
            }
            return (Wanted::Verbs(Verbs { verbs, scalar }), false);
        }
        let is_null = |branch: &&Value| branch.get("type").and_then(Value::as_str) == Some("null");
        let others: Vec<_> = branches.iter().filter(|branch| !is_null(branch)).collect();
        let [only] = others.as_slice() else {
            self.unknown.push("anyOf".to_owned());
            return (Wanted::Anything, true);
        };
        let only = match reference(only) {
            Some(name) => self.definitions.get(name).unwrap_or(&Value::Null),
            None => only,
        };
        (self.wanted(only).0, others.len() < branches.len())
    }

    fn map(&mut self, schema: &'a Value) -> Map {
        let required: Vec<_> =
            list(schema, "required").unwrap_or_default().iter().filter_map(Value::as_str).collect();
        let properties = schema.get("properties").and_then(Value::as_object);
        let field = |(name, schema): (&'a String, &'a Value)| {
            let (rule, required) = (self.rule(schema), required.contains(&name.as_str()));
            Field { name: name.clone(), rule, required, description: description(schema) }
        };
        let mut fields: Vec<_> = properties.into_iter().flatten().map(field).collect();
        // Properties are sorted by name; what is required is in the order of its declaration, and comes first.
        fields
            .sort_by_key(|field| required.iter().position(|name| *name == field.name).unwrap_or(usize::MAX));
        let others = match schema.get("additionalProperties") {
            Some(Value::Bool(false)) => None,
            Some(schema @ Value::Object(_)) => Some(self.rule(schema)),
            _ => Some(self.reserve()),
        };
        Map { fields, others }
    }
}

/// The name of the definition that a schema refers to.
fn reference(schema: &Value) -> Option<&str> {
    schema.get("$ref").and_then(Value::as_str).and_then(|path| path.strip_prefix("#/$defs/"))
}

fn list<'a>(schema: &'a Value, key: &str) -> Option<&'a [Value]> {
    schema.get(key).and_then(Value::as_array).map(Vec::as_slice)
}

fn description(schema: &Value) -> Option<String> {
    schema.get("description").and_then(Value::as_str).map(str::to_owned)
}

/// The type, and whether null is one too.
fn kind(schema: &Value) -> (Option<&str>, bool) {
    match schema.get("type") {
        Some(Value::String(kind)) => (Some(kind), false),
        Some(Value::Array(kinds)) => {
            let mut kinds = kinds.iter().filter_map(Value::as_str);
            (kinds.clone().find(|kind| *kind != "null"), kinds.any(|kind| kind == "null"))
        }
        _ => (None, false),
    }
}

/// The texts of an `enum`, or of a `oneOf` of constants, which schemars writes where variants have descriptions.
fn names(schema: &Value) -> Option<Vec<String>> {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    if let Some(values) = list(schema, "enum") {
        return values.iter().filter(|value| !value.is_null()).map(text).collect();
    }
    let branches = list(schema, "oneOf")?;
    let mut names = Vec::new();
    for branch in branches {
        match (branch.get("const").and_then(text), list(branch, "enum")) {
            (Some(name), _) => names.push(name),
            (None, Some(values)) => names.extend(values.iter().filter_map(text)),
            (None, None) => return None,
        }
    }
    Some(names)
}

/// The most that a number of the schema's format can be.
fn most(schema: &Value) -> Option<f64> {
    match schema.get("format").and_then(Value::as_str)? {
        "uint8" => Some(f64::from(u8::MAX)),
        "uint16" => Some(f64::from(u16::MAX)),
        "uint32" => Some(f64::from(u32::MAX)),
        "int32" => Some(f64::from(i32::MAX)),
        _ => None,
    }
}
