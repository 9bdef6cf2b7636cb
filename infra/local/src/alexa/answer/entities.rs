//! `Dialog.UpdateDynamicEntities` ("Use Dynamic Entities for Customized Interactions").

use super::directive::Entities;
use crate::alexa::{catalog::Catalog, error::BadResponse, model::TypeValue, skill::Locale};
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;

/// The most values of one type, synonyms counted.
const MOST: usize = 100;

/// Reads the directive.
pub(super) fn read(directive: &Value, locale: &Locale, at: &str) -> Result<Entities, BadResponse> {
    match directive.get("updateBehavior").and_then(Value::as_str) {
        Some("CLEAR") => return Ok(Entities::Clear),
        Some("REPLACE") => {}
        _ => {
            return Err(BadResponse::new(format!("{at}.updateBehavior"), "is not `REPLACE` or `CLEAR`"));
        }
    }
    let types = directive.get("types").and_then(Value::as_array);
    let types = types.ok_or_else(|| BadResponse::new(format!("{at}.types"), "is missing or not a list"))?;
    let mut catalogs = BTreeMap::new();
    for (index, ty) in types.iter().enumerate() {
        let at = format!("{at}.types[{index}]");
        let name = ty.get("name").and_then(Value::as_str);
        let name = name.ok_or_else(|| BadResponse::new(format!("{at}.name"), "is missing"))?;
        if !locale.types.iter().any(|known| known.name == name) {
            return Err(BadResponse::new(
                format!("{at}.name"),
                format!("is `{name}`, a type that the model lacks"),
            ));
        }
        let values =
            ty.get("values").ok_or_else(|| BadResponse::new(format!("{at}.values"), "is missing"))?;
        let values = Vec::<TypeValue>::deserialize(values)
            .map_err(|fault| BadResponse::new(format!("{at}.values"), fault.to_string()))?;
        let count: usize = values.iter().map(|value| 1 + value.name.synonyms.len()).sum();
        if count > MOST {
            let fault = format!("has {count} values and synonyms; at most {MOST}");
            return Err(BadResponse::new(format!("{at}.values"), fault));
        }
        catalogs.insert(name.to_owned(), Catalog::of(&values, locale.language));
    }
    Ok(Entities::Replace(catalogs))
}
