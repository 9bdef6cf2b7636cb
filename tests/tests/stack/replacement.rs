//! What becomes of resources when a template takes the place of another: AWS's own specification, as the CDK's command
//! has it, says which properties cannot be changed in place.

use flate2::read::GzDecoder;
use serde_json::Value;
use std::{
    collections::{BTreeMap, BTreeSet},
    fs::File,
    path::Path,
};

/// Resource type to the properties whose change makes another resource.
pub struct Specification(BTreeMap<String, BTreeSet<String>>);

impl Specification {
    /// Reads it from among the Node packages.
    pub fn read(packages: &Path) -> Self {
        let file = File::open(packages.join("aws-cdk/db.json.gz")).unwrap();
        let database: Value = serde_json::from_reader(GzDecoder::new(file)).unwrap();
        let kinds = database["schema"]["resource"]["entities"].as_array().unwrap();
        let properties = |kind: &Value| -> BTreeSet<String> {
            let all = kind["properties"].as_object().into_iter().flatten();
            all.filter(|it| it.1["causesReplacement"] == "yes").map(|it| it.0.clone()).collect()
        };
        let kinds =
            kinds.iter().map(|it| (it["cloudFormationType"].as_str().unwrap().to_owned(), properties(it)));
        Self(kinds.collect())
    }

    /// What of `before` is another resource in `after`, or is gone; one line each.
    pub fn lost(&self, before: &Value, after: &Value) -> Vec<String> {
        let none = serde_json::Map::new();
        let resources = |of: &'_ Value| of["Resources"].as_object().unwrap_or(&none).clone();
        let (before, after) = (resources(before), resources(after));
        let mut lines = Vec::new();
        for (id, old) in &before {
            let kind = old["Type"].as_str().unwrap_or_default();
            let Some(new) = after.get(id) else {
                lines.push(format!("{id} ({kind}) is REMOVED"));
                continue;
            };
            if new["Type"] != old["Type"] {
                lines.push(format!("{id} ({kind}) is REPLACED: it is now {}", new["Type"]));
                continue;
            }
            let fixed = self.0.get(kind).into_iter().flatten();
            let changed: Vec<_> = fixed
                .filter(|name| old["Properties"][name.as_str()] != new["Properties"][name.as_str()])
                .collect();
            if !changed.is_empty() {
                let names = changed.into_iter().map(String::as_str).collect::<Vec<_>>().join(", ");
                lines.push(format!("{id} ({kind}) is REPLACED: {names} changed"));
            }
        }
        lines
    }
}

#[test]
fn it_knows_what_cannot_be_changed_in_place() {
    let Some(packages) = crate::synth::packages() else { return };
    let specification = Specification::read(&packages);
    let table = |name: &str, days: u32| {
        serde_json::json!({"Resources": {
            "Table": {"Type": "AWS::DynamoDB::Table", "Properties": {"TableName": name}},
            "Logs": {"Type": "AWS::Logs::LogGroup", "Properties": {"RetentionInDays": days}},
        }})
    };
    assert_eq!(specification.lost(&table("a", 7), &table("a", 30)), [""; 0]);
    assert_eq!(
        specification.lost(&table("a", 7), &table("b", 7)),
        ["Table (AWS::DynamoDB::Table) is REPLACED: TableName changed"]
    );
    let gone = serde_json::json!({"Resources": {}});
    assert_eq!(specification.lost(&table("a", 7), &gone).len(), 2);
}
