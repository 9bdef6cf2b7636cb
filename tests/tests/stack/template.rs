//! Reading a template.

use serde_json::Value;

/// A template.
pub struct Template(Value);

/// A resource with its logical id.
#[derive(Clone, Copy)]
pub struct Resource<'t> {
    pub id: &'t str,
    whole: &'t Value,
}

impl Template {
    pub fn new(template: Value) -> Self {
        Self(template)
    }

    pub fn json(&self) -> &Value {
        &self.0
    }

    /// What it says about itself.
    pub fn about(&self, key: &str) -> String {
        self.0["Metadata"]["Sayso"][key].as_str().unwrap_or_default().to_owned()
    }

    /// A section's entries.
    pub fn section(&self, name: &str) -> impl Iterator<Item = (&str, &Value)> {
        self.0[name].as_object().into_iter().flatten().map(|(id, value)| (id.as_str(), value))
    }

    /// All resources of a type.
    pub fn all(&self, kind: &str) -> Vec<Resource<'_>> {
        let all = self.section("Resources").map(|(id, whole)| Resource { id, whole });
        all.filter(|it| it.kind() == kind).collect()
    }

    /// The resource of a construct: its logical id is the construct's with a hash.
    pub fn of(&self, construct: &str) -> Resource<'_> {
        let found: Vec<_> = self
            .section("Resources")
            .filter(|(id, _)| {
                let hash = id.strip_prefix(construct);
                hash.is_some_and(|hash| {
                    hash.is_empty() || hash.len() == 8 && hash.bytes().all(|it| it.is_ascii_hexdigit())
                })
            })
            .collect();
        let [(id, whole)] = found[..] else { panic!("there are {} resources `{construct}`", found.len()) };
        Resource { id, whole }
    }

    /// The resource that `{"Ref": …}` or `{"Fn::GetAtt": [.., ..]}` names.
    pub fn named_by(&self, reference: &Value) -> Resource<'_> {
        let id = reference["Ref"].as_str().or_else(|| reference["Fn::GetAtt"][0].as_str());
        let id = id.unwrap_or_else(|| panic!("{reference} names no resource"));
        let (id, whole) = self.0["Resources"].as_object().unwrap().get_key_value(id).unwrap();
        Resource { id, whole }
    }
}

impl<'t> Resource<'t> {
    pub fn kind(&self) -> &'t str {
        self.whole["Type"].as_str().unwrap()
    }

    /// A property.
    pub fn get(&self, name: &str) -> &'t Value {
        &self.whole["Properties"][name]
    }

    /// A text among the properties.
    pub fn text(&self, name: &str) -> &'t str {
        self.get(name).as_str().unwrap_or_else(|| panic!("`{}` has no text `{name}`", self.id))
    }

    /// What becomes of it when it is taken out of the template.
    pub fn deletion(&self) -> (&'t Value, &'t Value) {
        (&self.whole["DeletionPolicy"], &self.whole["UpdateReplacePolicy"])
    }
}
