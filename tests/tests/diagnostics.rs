//! Every rule has a case, and says exactly this.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod made;

use sayso_codegen::{
    Compiled,
    diagnostic::{Code, TABLE, render},
    explain::explain,
};
use sayso_tests::{Case, EXPECTED, cases, difference, rendered};
use std::{collections::BTreeSet, fs, sync::LazyLock};

/// The skill that each case is compiled as, unless it says otherwise in its `skill.yaml`.
const SKILL: &str = "tiny";

/// Codes that no spec raises, with the reason.
const NEVER: &[(Code, &str)] = &[(
    Code::UNREADABLE,
    "what the types of a spec cannot hold, its schema refuses first; this is the net below",
)];

/// Codes whose label says all that a help line could.
const LABEL_SAYS_IT: &[Code] = &[Code::EMPTY_FILE, Code::OUT_OF_RANGE, Code::TOO_DEEP, Code::TOO_MANY_NODES];

/// Every case, compiled once.
static CASES: LazyLock<Vec<(Case, Compiled)>> = LazyLock::new(|| {
    let cases = cases("diagnostics").unwrap().into_iter();
    cases.map(|case| (case.clone(), case.compile(SKILL).unwrap())).collect()
});

/// Every case by name, with those that are made.
fn all() -> impl Iterator<Item = (&'static str, &'static Compiled)> {
    static MADE: LazyLock<Vec<(&'static str, Compiled)>> = LazyLock::new(made::all);
    let kept = CASES.iter().map(|(case, compiled)| (case.name.as_str(), compiled));
    kept.chain(MADE.iter().map(|(name, compiled)| (*name, compiled)))
}

fn codes(compiled: &Compiled) -> Vec<Code> {
    compiled.diagnostics.iter().map(|it| it.code).collect()
}

/// Fails with all of what is wrong, one on a line.
fn none(wrong: &[String]) {
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn each_case_says_what_is_expected() {
    let bless = std::env::var_os("SAYSO_BLESS").is_some();
    let mut wrong = String::new();
    for (case, compiled) in CASES.iter() {
        let (path, found) = (case.folder.join(EXPECTED), rendered(compiled));
        if bless {
            fs::write(&path, &found).unwrap();
        }
        let expected = fs::read_to_string(&path).unwrap_or_default();
        let difference = difference(&expected, &found);
        if !difference.is_empty() {
            wrong.extend([case.name.as_str(), ":\n", &difference, "\n"]);
        }
    }
    assert!(
        wrong.is_empty(),
        "{wrong}\nIf this is how it should be: SAYSO_BLESS=1 cargo test -p sayso-tests --test diagnostics"
    );
}

/// A case named after a code shows that one alone; nothing is generated where there is an error.
#[test]
fn each_case_shows_its_own_rule() {
    let mut wrong = Vec::new();
    for (case, compiled) in CASES.iter() {
        let found = codes(compiled);
        let own = case.name.split('-').next().and_then(Code::parse);
        if found.is_empty() || own.is_some_and(|own| found.iter().any(|it| *it != own)) {
            wrong.push(format!("{}: {found:?}", case.name));
        }
        assert_eq!(compiled.diagnostics.has_errors(), compiled.output.is_none(), "{}", case.name);
    }
    none(&wrong);
}

#[test]
fn each_code_has_a_case_and_a_page() {
    let shown: BTreeSet<Code> = all().flat_map(|(_, compiled)| codes(compiled)).collect();
    let mut wrong = Vec::new();
    for (code, title) in TABLE {
        match (shown.contains(code), NEVER.iter().any(|(it, _)| it == code)) {
            (false, false) => {
                wrong.push(format!("{code} ({title}): add a case, tests/cases/diagnostics/{code}-…"));
            }
            (true, true) => wrong.push(format!("{code} ({title}) has a case: take it out of `NEVER`")),
            _ => {}
        }
        if explain(*code).is_none() {
            wrong.push(format!("{code} ({title}): add a page, codegen/src/explain/{code}.md"));
        }
    }
    none(&wrong);
}

/// Names of cases tell what they show: `SAYnnn-…`, `hostile-…` (nothing bad happens), `once-…` (one mistake is one
/// finding, whatever follows from it), `eight-mistakes`.
#[test]
fn cases_are_named_after_what_they_show() {
    for (case, _) in CASES.iter() {
        let (first, _) =
            case.name.split_once('-').unwrap_or_else(|| panic!("{} has no second word", case.name));
        let known = ["hostile", "once", "eight"].contains(&first) || Code::parse(first).is_some();
        assert!(known, "{}: name it after a code", case.name);
    }
}

/// Wherever a mistake is, it has a place, its label and a way out, and is told once.
#[test]
fn each_finding_has_a_place_and_help_and_is_told_once() {
    let mut wrong = Vec::new();
    for (name, compiled) in all() {
        let mut told = BTreeSet::new();
        for found in compiled.diagnostics.iter() {
            let code = found.code;
            let Some(span) = found.span() else {
                wrong.push(format!("{name}: {code} has no place"));
                continue;
            };
            if found.help.is_none() && !LABEL_SAYS_IT.contains(&code) {
                wrong.push(format!("{name}: {code} has no help"));
            }
            if !told.insert((span, code)) {
                wrong.push(format!("{name}: {code} is told twice at one place"));
            }
            assert!(span.end as usize <= compiled.sources.text(span.file).len(), "{name}");
            let texts = found.labels.iter().map(|it| &it.text).chain([&found.message]).chain(&found.help);
            for text in texts.filter(|text| text.ends_with('.') || text.contains("  ")) {
                wrong.push(format!("{name}: {code} says {text:?}, which is no clause"));
            }
            if found.message.starts_with(char::is_uppercase) && !found.message.starts_with("Alexa") {
                wrong.push(format!("{name}: {code} begins with a capital"));
            }
        }
    }
    none(&wrong);
}

#[test]
fn machines_read_the_same() {
    for (case, compiled) in CASES.iter() {
        let (found, sources) = (&compiled.diagnostics, &compiled.sources);
        let json = render::json(found, sources);
        assert_eq!(json.lines().count(), found.len(), "{}", case.name);
        for (line, diagnostic) in json.lines().zip(found.iter()) {
            let read: serde_json::Value = serde_json::from_str(line).unwrap();
            assert_eq!(read["code"], diagnostic.code.as_str(), "{}", case.name);
            assert!(
                read["line"].as_u64() >= Some(1) && read["column"].as_u64() >= Some(1),
                "{}: {line}",
                case.name
            );
            assert!(read["file"].as_str().unwrap().starts_with("schemas/tiny/"), "{}: {line}", case.name);
        }
        let github = render::github(found, sources);
        assert_eq!(github.lines().count(), found.len(), "{}", case.name);
        assert!(github.lines().all(|line| line.starts_with("::error ") || line.starts_with("::warning ")));
    }
}

#[test]
fn eight_mistakes_are_eight_findings() {
    let (_, found) = CASES.iter().find(|(case, _)| case.name == "eight-mistakes").unwrap();
    let codes: BTreeSet<_> = codes(found).into_iter().collect();
    let eight = [
        Code::UNKNOWN_KEY,
        Code::WRONG_SHAPE,
        Code::NOT_DECLARED,
        Code::SAMPLES_OVERLAP,
        Code::PLURAL_FORM_MISSING,
        Code::UNKNOWN_FIELD,
        Code::WRITE_WITHOUT_CONFIRM,
        Code::NOTHING_TO_TRANSLATE,
    ];
    assert_eq!(codes, eight.into_iter().collect(), "{}", rendered(found));
    assert_eq!(found.diagnostics.len(), 8, "{}", rendered(found));
}

/// A case is small: its spec can be read at a glance.
#[test]
fn cases_are_small() {
    for (case, _) in CASES.iter() {
        let text = fs::read(case.folder.join("skill.yaml")).unwrap();
        let lines = text.split(|byte| *byte == b'\n').count() - 1;
        assert!(lines <= 60, "{} has {lines} lines", case.name);
    }
}
