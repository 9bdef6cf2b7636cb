//! The JSON schema of an enum whose variants are verb keys.

/// Implements `JsonSchema` for an enum of newtype variants: any one of the variants' schemas, each marked with the
/// key that selects it (`x-verb`; `$scalar` for the short form).
macro_rules! verbs {
    ($name:ident, $doc:literal, [$($verb:literal => $variant:ty),+ $(,)?]) => {
        impl schemars::JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }
            fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
                let branches = vec![$({
                    let mut branch = generator.subschema_for::<$variant>();
                    branch.insert("x-verb".to_owned(), $verb.into());
                    branch
                }),+];
                schemars::json_schema!({ "description": $doc, "anyOf": branches })
            }
        }
    };
}
pub(super) use verbs;
