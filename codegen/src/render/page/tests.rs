#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use super::*;
use crate::{
    model::{AccountCall, Comparison, Infra, LinkKind, LinkMethod, Linking, Locale, LocaleWords, Skill},
    plan,
    stock::page::words,
};
use indexmap::IndexMap;
use sayso_schemas::{span::Span, spec::Architecture, words::Part};
use serde_json::{Value, json};

const HOSTILE: &str = "</script><img src=x onerror=alert(1)>{{privacy}} \"&'{name}";

/// A skill with both ways to link; every text of it is `text` and its own id.
fn skill(text: &str) -> Skill {
    let ids = [
        "title",
        "intro",
        "methods.cloud.name",
        "methods.own.name",
        "methods.own.hint",
        "methods.own.form.site",
        "methods.own.form.user",
        "methods.own.form.secret",
    ];
    let message = |id: &str| (format!("linking.{id}"), vec![Part::Text(format!("{id} {text}"))]);
    let locale = |tag: &str| Locale {
        tag: tag.to_owned(),
        place: Span::default(),
        invocation: String::new(),
        words: LocaleWords {
            name: format!("{tag} {text}"),
            messages: ids.into_iter().map(message).collect(),
            ..LocaleWords::default()
        },
        comparison: Comparison::default(),
        listing: None,
    };
    let way = |kind| LinkMethod {
        service: "shop".to_owned(),
        variant: None,
        account: AccountCall { call: "me".to_owned(), id: "id".to_owned(), name: None },
        kind,
    };
    let oauth = LinkKind::Oauth {
        authorize: String::new(),
        token: String::new(),
        parameters: IndexMap::new(),
        scopes: Vec::new(),
        leeway_s: 0,
        connected_apps: Some("https://cloud.example/apps".to_owned()),
        base: String::new(),
        sites: None,
    };
    let form = LinkKind::Form { user: true, refuse: Vec::new(), attempts: 2 };
    Skill {
        name: "shop".to_owned(),
        locales: ["en-US", "de-DE", "it-IT"].map(locale).into(),
        services: IndexMap::new(),
        types: IndexMap::new(),
        calls: IndexMap::new(),
        memory: IndexMap::new(),
        profile: IndexMap::new(),
        linking: Some(Linking {
            privacy: "https://shop.example/privacy?a=1&b=\"".to_owned(),
            terms: "https://shop.example/terms".to_owned(),
            methods: [("own", form), ("cloud", oauth)]
                .map(|(name, kind)| (name.to_owned(), way(kind)))
                .into(),
            code_s: 60,
            access_s: 3_600,
            refresh_idle_s: 1,
            refresh_absolute_s: 1,
            data_keys_s: 0,
        }),
        proxy: None,
        store: None,
        intents: IndexMap::new(),
        infra: Infra { region: String::new(), architecture: Architecture::X86_64, stages: IndexMap::new() },
    }
}

/// The page's files by name.
fn rendered(skill: &Skill) -> Vec<(String, String)> {
    let plan = plan::plan(skill);
    let files = super::super::pending::render(&files(&plan, "folder"));
    files
        .into_iter()
        .map(|it| (it.path.strip_prefix("folder/linking-page/").unwrap().to_owned(), it.contents))
        .collect()
}

fn file(skill: &Skill, name: &str) -> String {
    rendered(skill).into_iter().find(|(it, _)| it == name).unwrap().1
}

#[test]
fn the_files_are_those_of_the_plan() {
    let mut names: Vec<String> = rendered(&skill("")).into_iter().map(|(name, _)| name).collect();
    names.sort();
    assert_eq!(names, plan::page::page().files.into_keys().collect::<Vec<_>>());
    let unlinked = Skill { linking: None, ..skill("") };
    assert_eq!(rendered(&unlinked), []);
}

#[test]
fn it_is_the_same_every_time() {
    assert_eq!(rendered(&skill("x")), rendered(&skill("x")));
}

#[test]
fn hostile_words_are_text() {
    let index = file(&skill(HOSTILE), page::INDEX);
    let shown = "&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;{{privacy}} &quot;&amp;&#39;{name}";
    assert!(index.contains(&format!("<p id=\"skill\">en-US {shown}</p>")), "{index}");
    assert!(index.contains("href=\"https://shop.example/privacy?a=1&amp;b=&quot;\""), "{index}");
    // Nothing but what the template has for the reader of friendly words.
    let tags = |index: &str| index.matches('<').count();
    assert_eq!(tags(&index), tags(&file(&skill(""), page::INDEX)));
}

#[test]
fn every_mark_of_the_template_is_filled() {
    let index = file(&skill(""), page::INDEX);
    assert!(!index.contains("{{") && !index.contains("}}"), "{index}");
    assert!(index.starts_with("<!doctype html>"));
    assert!(index.contains("<html lang=\"en-US\">"));
}

#[test]
fn the_data_has_all_words_in_the_order_of_the_spec() {
    let data: Value = serde_json::from_str(&file(&skill(HOSTILE), page::DATA)).unwrap();
    assert_eq!(data["default"], "en-US");
    let methods: Vec<&str> =
        data["methods"].as_array().unwrap().iter().map(|it| it["name"].as_str().unwrap()).collect();
    assert_eq!(methods, ["own", "cloud"]);
    assert_eq!(data["methods"][0], json!({ "name": "own", "kind": "form", "user": true }));
    let apps = "https://cloud.example/apps";
    let cloud = json!({ "name": "cloud", "kind": "oauth", "sites": false, "connected_apps": apps });
    assert_eq!(data["methods"][1], cloud);
    let german = &data["locales"]["de-DE"];
    assert_eq!(german["skill"], format!("de-DE {HOSTILE}"));
    assert_eq!(german["stock"], "de");
    assert_eq!(data["locales"]["it-IT"]["stock"], "en");
    let own = &german["methods"]["own"];
    for (key, id) in [
        ("name", "name"),
        ("hint", "hint"),
        ("site", "form.site"),
        ("user", "form.user"),
        ("secret", "form.secret"),
    ] {
        assert_eq!(own[key], format!("methods.own.{id} {HOSTILE}"), "{key}");
    }
    assert!(german["methods"]["cloud"].get("hint").is_none());
}

/// The texts in quotes that follow `before`.
fn quoted<'t>(text: &'t str, before: &str) -> Vec<&'t str> {
    text.split(before).skip(1).filter_map(|rest| rest.split('"').nth(1)).collect()
}

#[test]
fn scripts_say_only_what_is_in_stock() {
    let stock = serde_json::to_value(words("en")).unwrap();
    let scripts = [SCRIPT, MODULES[0], MODULES[1], MODULES[2]].concat();
    let said: Vec<&str> =
        scripts.split("words.say(\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert!(said.len() > 20, "{said:?}");
    let codes = SCRIPT.split("const known = ").nth(1).unwrap().split("];").next().unwrap();
    let codes: Vec<&str> = codes.split('"').skip(1).step_by(2).collect();
    assert!(codes.contains(&"credential"), "{codes:?}");
    for name in said.iter().chain(&codes) {
        assert!(stock.get(name).is_some(), "`{name}` is not in stock");
    }
    // And nothing is in stock that nobody says: the page itself says the last two.
    for name in stock.as_object().unwrap().keys() {
        let spoken =
            scripts.contains(&format!("\"{name}\"")) || ["noscript", "broken"].contains(&name.as_str());
        assert!(spoken, "`{name}` is never said");
    }
}

#[test]
fn no_file_is_named_that_is_not_there() {
    let names = plan::page::page().files;
    let own = |name: &str| names.contains_key(name.trim_start_matches("./"));
    let routes = plan::surface();
    let is_route = |name: &str| routes.iter().any(|it| it.path == name);
    for name in quoted(INDEX, " href=").into_iter().chain(quoted(INDEX, " src=")) {
        assert!(own(name) || is_route(name) || name.starts_with("{{"), "{name}");
    }
    // What the scripts ask for, up to a query.
    let paths: Vec<&str> = [SCRIPT, MODULES[0]]
        .iter()
        .flat_map(|script| script.split(['"', '`', '?']))
        .filter(|it| it.starts_with("/link/"))
        .collect();
    assert_eq!(paths.len(), 6, "{paths:?}");
    for path in paths {
        assert!(is_route(path), "{path}");
    }
    for script in [SCRIPT, MODULES[0], MODULES[1], MODULES[2]] {
        for name in quoted(script, " from ").into_iter().filter(|name| name.starts_with("./")) {
            assert!(own(name), "{name}");
        }
    }
}

#[test]
fn nothing_is_put_into_the_document_as_markup() {
    for script in [SCRIPT, MODULES[0], MODULES[1], MODULES[2]] {
        for word in ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "Function("] {
            assert!(!script.contains(word), "{word}");
        }
    }
    for word in ["style=", "<style", "onclick", "javascript:"] {
        assert!(!INDEX.contains(word), "{word}");
    }
}
