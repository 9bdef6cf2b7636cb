//! What a team wrote survives the compiler.

use sayso_tests::sayso;
use std::fs;

#[test]
fn overrides_are_written_once_and_never_touched() {
    let folder = tempfile::tempdir().unwrap();
    let (root, own) = (sayso::root(), folder.path().join("infra/app/src/overrides/workshop.rs"));
    let skill = folder.path().join("schemas/workshop");
    fs::create_dir_all(&skill).unwrap();
    fs::copy(root.join("tests/cases/workshop/cdk.json"), folder.path().join("cdk.json")).unwrap();
    for file in fs::read_dir(root.join("tests/cases/workshop/schemas/workshop")).unwrap() {
        let file = file.unwrap();
        if file.path().is_file() {
            fs::copy(file.path(), skill.join(file.file_name())).unwrap();
        }
    }
    sayso::succeed(folder.path(), &["generate"]);
    assert!(fs::read_to_string(&own).unwrap().contains("impl Overrides for Workshop {}"));
    fs::write(&own, "// mine\n").unwrap();
    fs::remove_dir_all(folder.path().join("infra/app/src/generated")).unwrap();
    sayso::succeed(folder.path(), &["generate"]);
    assert_eq!(fs::read_to_string(&own).unwrap(), "// mine\n");
    assert!(folder.path().join("infra/app/src/generated/workshop.rs").is_file());
}
