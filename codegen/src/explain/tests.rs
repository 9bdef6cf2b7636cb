//! The table of codes, the pages and the files are the same.
#![allow(clippy::expect_used, reason = "a test fails by panicking")]

use super::{explain, pages::PAGES};
use crate::diagnostic::{Code, TABLE};
use std::{collections::BTreeSet, fs, path::Path};

#[test]
fn every_code_has_its_page_and_every_page_its_code() {
    let codes: BTreeSet<_> = TABLE.iter().map(|(code, _)| code.as_str().to_owned()).collect();
    assert_eq!(codes.len(), TABLE.len(), "a code is there twice");
    let pages: BTreeSet<_> = PAGES.iter().map(|(name, _)| (*name).to_owned()).collect();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/explain");
    let files: BTreeSet<_> = fs::read_dir(folder)
        .expect("the folder of pages")
        .filter_map(|entry| entry.expect("an entry").file_name().into_string().ok())
        .filter_map(|name| name.strip_suffix(".md").map(str::to_owned))
        .collect();
    let missing =
        |from: &BTreeSet<String>, of: &BTreeSet<String>| of.difference(from).cloned().collect::<Vec<_>>();
    assert_eq!(missing(&files, &codes), [""; 0], "codes without a page");
    assert_eq!(missing(&codes, &files), [""; 0], "pages without a code");
    assert_eq!(missing(&pages, &files), [""; 0], "pages that are not in `pages.rs`");
}

#[test]
fn a_page_has_title_rule_and_source() {
    for (name, text) in PAGES {
        let Some(code) = Code::parse(name) else { continue };
        let page = explain(code).expect("a page");
        assert!(
            text.starts_with(&format!("# {name}: {}\n\n", page.title)),
            "{name}: the title is not the table's"
        );
        assert!(text.contains("\nSource: "), "{name} has no source");
        assert_eq!(text.matches("\nWrong:\n").count(), text.matches("\nRight:\n").count(), "{name}");
        assert_eq!(text.matches("```").count() % 2, 0, "{name}");
    }
}

#[test]
fn codes_are_found_in_any_case() {
    let code = Code::parse("say101").expect("a code");
    assert_eq!((code, code.as_str()), (Code::UNKNOWN_KEY, "SAY101"));
    assert!(explain(code).is_some_and(|page| page.text.contains("samples")));
    assert_eq!(Code::parse("SAY000"), None);
}
