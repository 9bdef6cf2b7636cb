//! Templates as people compare them.

use serde_json::{Map, Value, json};

/// A value with its references as text, `${Table.Arn}`: a logical id is shown as its construct's.
pub fn shown(value: &Value) -> Value {
    match value {
        Value::Object(map) if map.len() == 1 => {
            if let Some(name) = map.get("Ref").and_then(Value::as_str) {
                return json!(format!("${{{}}}", construct(name)));
            }
            if let Some([id, attribute]) = map.get("Fn::GetAtt").and_then(Value::as_array).map(Vec::as_slice)
            {
                let (id, attribute) = (id.as_str().unwrap(), attribute.as_str().unwrap());
                return json!(format!("${{{}.{attribute}}}", construct(id)));
            }
            if let Some(text) = map.get("Fn::Sub").and_then(Value::as_str) {
                return json!(text);
            }
            if let Some([separator, parts]) = map.get("Fn::Join").and_then(Value::as_array).map(Vec::as_slice)
            {
                let parts: Vec<Value> = parts.as_array().unwrap().iter().map(shown).collect();
                let parts: Vec<&str> = parts.iter().map(|it| it.as_str().unwrap()).collect();
                return json!(parts.join(separator.as_str().unwrap()));
            }
            all(map)
        }
        Value::Object(map) => all(map),
        Value::Array(list) => list.iter().map(shown).collect(),
        other => other.clone(),
    }
}

fn all(map: &Map<String, Value>) -> Value {
    map.iter().map(|(key, value)| (key.clone(), shown(value))).collect()
}

/// A logical id without its hash.
fn construct(id: &str) -> &str {
    match id.len().checked_sub(8).and_then(|at| id.split_at_checked(at)) {
        Some((name, hash))
            if !name.is_empty()
                && hash.bytes().all(|it| it.is_ascii_digit() || (b'A'..=b'F').contains(&it)) =>
        {
            name
        }
        _ => id,
    }
}

/// A template as text: keys sorted, hashes of assets left out, so that only what was changed differs.
pub fn text(template: &Value) -> String {
    let mut text = serde_json::to_string_pretty(&sorted(template)).unwrap();
    text.push('\n');
    text
}

fn sorted(value: &Value) -> Value {
    match value {
        Value::Object(map) => {
            let mut entries: Vec<_> = map.iter().collect();
            entries.sort_by_key(|it| it.0);
            entries.into_iter().map(|(key, value)| (key.clone(), sorted(value))).collect()
        }
        Value::Array(list) => list.iter().map(sorted).collect(),
        Value::String(text) => json!(without_hashes(text)),
        other => other.clone(),
    }
}

/// Without the SHA-256 hashes that assets are named by.
fn without_hashes(text: &str) -> String {
    let is_hex = |it: char| it.is_ascii_digit() || ('a'..='f').contains(&it);
    let (mut kept, mut run) = (String::new(), String::new());
    for character in text.chars().chain(['\n']) {
        if is_hex(character) {
            run.push(character);
            continue;
        }
        kept.push_str(if run.len() == 64 { "<hash>" } else { &run });
        run.clear();
        kept.push(character);
    }
    kept.pop();
    kept
}

#[test]
fn a_reference_is_shown_by_its_constructs_name() {
    let arn = json!({"Fn::Join": ["", ["arn:", {"Ref": "AWS::Partition"}, ":x/", {"Fn::GetAtt": ["Key961B73FD", "Arn"]}]]});
    assert_eq!(shown(&arn), json!("arn:${AWS::Partition}:x/${Key.Arn}"));
    assert_eq!(shown(&json!({"Ref": "ClientSecretHashes"})), json!("${ClientSecretHashes}"));
}

#[test]
fn hashes_of_assets_do_not_count() {
    let hash = "0123456789abcdef".repeat(4);
    assert_eq!(without_hashes(&format!("{hash}.zip")), "<hash>.zip");
    assert_eq!(without_hashes("^[0-9a-f]{64}$ cafe"), "^[0-9a-f]{64}$ cafe");
}
