//! The largest generated skill is what the benchmarks say that it is: legal, and close to Alexa's limits.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

use sayso_bench::spec::{LARGEST, Mix, Spec};
use sayso_codegen::{
    check::alexa::{MAX_INTENTS, MAX_MODEL_BYTES},
    compile,
    project::Project,
};
use serde_json::Value;

#[test]
fn the_largest_skill_nearly_reaches_every_limit() {
    let folder = tempfile::tempdir().unwrap();
    Spec::new("large", LARGEST, Mix::Everything).write(folder.path()).unwrap();
    let compiled = compile(&Project { root: folder.path().to_owned() }, "large");
    let findings: Vec<_> = compiled.diagnostics.iter().take(3).collect();
    assert!(findings.is_empty(), "{findings:#?}");
    let output = compiled.output.expect("it compiles");
    let models: Vec<_> = output.files.iter().filter(|file| file.path.contains("interactionModels")).collect();
    assert_eq!(models.len(), 2);
    for model in models {
        let size = model.contents.len();
        eprintln!("{size}");
        assert!((1_300_000..=MAX_MODEL_BYTES).contains(&size), "{} has {size} bytes", model.path);
        let json: Value = serde_json::from_str(&model.contents).unwrap();
        let intents = json["interactionModel"]["languageModel"]["intents"].as_array().unwrap();
        assert_eq!(intents.len(), MAX_INTENTS, "{}", model.path);
    }
}
