//! Every template as it is committed in `tests/snapshots/`, so that a change of the cloud is reviewed like one of code.
//! A change that takes the place of a resource is named first. `SAYSO_BLESS=1` writes them anew.

use crate::{
    canonical,
    replacement::Specification,
    synth::{packages, stacks},
};
use sayso_tests::sayso;
use similar::TextDiff;
use std::{collections::BTreeSet, env, fs, path::PathBuf};

fn folder() -> PathBuf {
    sayso::root().join("tests/snapshots")
}

fn is_blessed() -> bool {
    env::var_os("SAYSO_BLESS").is_some_and(|it| it == "1")
}

#[test]
fn templates_are_as_they_were_reviewed() {
    let Some(packages) = packages() else { return };
    let is_blessed = is_blessed();
    let specification = Specification::read(&packages);
    let mut wrong = Vec::new();
    for stack in stacks() {
        let path = folder().join(format!("{}.json", stack.name));
        let (found, known) =
            (canonical::text(stack.template.json()), fs::read_to_string(&path).unwrap_or_default());
        if found == known {
            continue;
        }
        if is_blessed {
            fs::create_dir_all(folder()).unwrap();
            fs::write(&path, &found).unwrap();
            continue;
        }
        let before = serde_json::from_str(&known).unwrap_or_default();
        let lost = specification.lost(&before, &serde_json::from_str(&found).unwrap());
        let diff = TextDiff::from_lines(&known, &found);
        wrong.push(format!(
            "{}:\n{}\n{}",
            stack.name,
            lost.join("\n"),
            diff.unified_diff().context_radius(3).header("reviewed", "now")
        ));
    }
    assert!(
        wrong.is_empty(),
        "{}\nif that is meant, run this with SAYSO_BLESS=1, and read the difference again",
        wrong.join("\n")
    );
}

#[test]
fn no_template_is_kept_that_nobody_makes() {
    if packages().is_none() || is_blessed() {
        return;
    }
    let made: BTreeSet<String> = stacks().iter().map(|it| format!("{}.json", it.name)).collect();
    let kept: BTreeSet<String> =
        fs::read_dir(folder()).unwrap().map(|it| it.unwrap().file_name().into_string().unwrap()).collect();
    assert_eq!(kept, made);
}

/// What holds data, or is known to others by its address, has the logical id that it always had: with another one
/// CloudFormation would make another resource and take the old one away.
#[test]
fn what_must_not_be_lost_keeps_its_id() {
    let ids = [
        "TableCD117FA1",
        "Key961B73FD",
        "KeyAlias05F1A7FE",
        "OriginSecret5DDC59F1",
        "ApiF70053CD",
        "PageBucket5D37958D",
        "Distribution830FAC52",
        "SkillFunction63F28660",
        "LinkFunctionA9834088",
        "TokenFunction0E51A6ED",
        "LinkIntegration",
        "TokenIntegration",
    ];
    for stack in stacks().iter().filter(|it| !it.is_edge()) {
        let plan = &stack.plan;
        let has_link = plan["functions"].as_array().unwrap().iter().any(|it| it["name"] == "link");
        let wanted = |id: &&&str| match **id {
            id if id.starts_with("SkillFunction") => true,
            id if id.starts_with("Key") => plan["key"].is_object(),
            id if id.starts_with("PageBucket") => plan["linking"]["page"].is_object(),
            id if id.starts_with("Link") => has_link,
            _ => plan["linking"].is_object(),
        };
        for id in ids.iter().filter(wanted) {
            let is_there = stack.template.section("Resources").any(|it| it.0 == *id);
            assert!(is_there, "{} has no {id}", stack.name);
        }
    }
}
