//! Holds `conformance.md` against the tests.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

/// The names of the suite, and how many they are.
const SUITE: usize = 123;

/// How many of them Go's runtime does.
const LEAST: usize = 97;

/// As functions are named in Rust: `testJSObject` is `test_js_object`.
fn snake(name: &str) -> String {
    let letters: Vec<char> = name.chars().collect();
    let mut snake = String::new();
    for (at, letter) in letters.iter().enumerate() {
        let before = at.checked_sub(1).map(|it| letters[it]);
        let after = letters.get(at + 1);
        let begins = letter.is_uppercase()
            && before.is_some_and(|it| {
                it != '_' && (!it.is_uppercase() || after.is_some_and(|it| it.is_lowercase()))
            });
        if begins {
            snake.push('_');
        }
        snake.extend(letter.to_lowercase());
    }
    snake
}

/// The rows of the list: a name, its state, and a remark.
fn rows() -> Vec<(String, String, String)> {
    let list =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/conformance/conformance.md"));
    let list = list.unwrap();
    let rows = list.lines().filter_map(|line| {
        let mut cells = line.strip_prefix("| `")?.split('|').map(|it| it.trim().to_owned());
        let name = cells.next()?.trim_end_matches('`').to_owned();
        Some((name, cells.next()?, cells.next()?))
    });
    rows.collect()
}

/// The tests of this target, by name, with their files.
fn tests() -> BTreeMap<String, String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/conformance");
    let mut tests = BTreeMap::new();
    for file in fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        let text = fs::read_to_string(&path).unwrap();
        for (_, after) in text.match_indices("#[test]\nfn ").map(|(at, it)| (at, &text[at + it.len()..])) {
            let name = after.split('(').next().unwrap().to_owned();
            tests.insert(name, path.file_name().unwrap().to_str().unwrap().to_owned());
        }
    }
    tests
}

#[test]
fn the_list_names_each_test_of_the_suite_once() {
    let rows = rows();
    let names: BTreeSet<&str> = rows.iter().map(|(name, ..)| name.as_str()).collect();
    assert_eq!((rows.len(), names.len()), (SUITE, SUITE));
}

#[test]
fn whatever_is_done_has_its_test() {
    let tests = tests();
    let rows = rows();
    for (name, state, remark) in &rows {
        let test = snake(name);
        match state.as_str() {
            "done" => assert!(tests.contains_key(&test), "there is no test `{test}`"),
            "does not apply" => {
                assert!(!remark.is_empty(), "`{name}` does not apply, but nothing says why");
                assert!(!tests.contains_key(&test), "`{name}` does not apply, but has a test");
            }
            "open" => {}
            other => panic!("`{other}` is no state"),
        }
    }
    let done = rows.iter().filter(|(_, state, _)| state == "done").count();
    assert!(done >= LEAST, "only {done} are done");
}

#[test]
fn nothing_is_open_among_calls_callbacks_structs_async_and_errors() {
    let open = rows().into_iter().filter(|(_, state, _)| state == "open").map(|(name, ..)| name);
    assert_eq!(open.collect::<Vec<_>>(), [""; 0]);
}
