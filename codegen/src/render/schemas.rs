//! The JSON schemas of the spec, for editors. The same for every skill.

use crate::output::File;
use sayso_schemas::spec;

pub(super) fn files() -> [File; 2] {
    [
        super::generated("schemas/skill.schema.json".to_owned(), super::json(&spec::skill_schema())),
        super::generated("schemas/words.schema.json".to_owned(), super::json(&spec::overlay_schema())),
    ]
}
