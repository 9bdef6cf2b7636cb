//! The page on which users link: its files and headers.

use sayso_schemas::plan::Page;
use std::collections::BTreeMap;

/// The page's folder.
pub const FOLDER: &str = "linking-page";
/// The page itself.
pub const INDEX: &str = "index.html";
/// What the spec says for it: the ways to link, and all words.
pub const DATA: &str = "page.json";
/// How it looks.
pub const STYLE: &str = "page.css";
/// Its icon.
pub const ICON: &str = "icon.svg";
/// What it does; the other modules are imported by it.
pub const SCRIPT: &str = "page.js";
/// Modules of [`SCRIPT`].
pub const MODULES: [&str; 3] = ["linking.js", "views.js", "words.js"];

/// Nothing but what lies on the skill's own origin is loaded, nothing is sent elsewhere, no other page frames it, and
/// nothing of it is kept (OWASP ASVS 5.0, V3.4 and V14.3). Links are followed without a referrer: the linking's id may
/// still be in the address.
const HEADERS: [(&str, &str); 7] = [
    ("cache-control", "no-store"),
    (
        "content-security-policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; \
         form-action 'none'; frame-ancestors 'none'; base-uri 'none'",
    ),
    ("cross-origin-resource-policy", "same-origin"),
    (
        "permissions-policy",
        "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    ),
    ("referrer-policy", "no-referrer"),
    ("strict-transport-security", "max-age=31536000"),
    ("x-content-type-options", "nosniff"),
];

/// Derives it.
pub fn page() -> Page {
    let names = [INDEX, DATA, STYLE, ICON, SCRIPT].into_iter().chain(MODULES);
    Page {
        folder: FOLDER.to_owned(),
        files: names.map(|name| (name.to_owned(), content_type(name).to_owned())).collect(),
        headers: HEADERS.map(|(name, value)| (name.to_owned(), value.to_owned())).into(),
    }
}

/// Headers of answers that are no page: nothing of them is shown, kept or followed.
pub fn answer_headers() -> BTreeMap<String, String> {
    let mut headers: BTreeMap<_, _> = HEADERS.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
    let nothing = "default-src 'none'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'";
    headers.insert("content-security-policy".to_owned(), nothing.to_owned());
    headers
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map(|(_, extension)| extension) {
        Some("html") => "text/html; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("json") => "application/json",
        Some("svg") => "image/svg+xml",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_has_its_type_and_every_header_is_in_lower_case() {
        let page = page();
        assert_eq!(page.files.len(), 8);
        assert!(page.files.values().all(|kind| kind != "application/octet-stream"), "{:?}", page.files);
        assert!(page.headers.keys().all(|name| *name == name.to_lowercase()));
    }

    #[test]
    fn the_policy_lets_nothing_in_that_is_not_its_own() {
        let policy = &page().headers["content-security-policy"];
        assert!(policy.starts_with("default-src 'none'; "));
        for directive in policy.split("; ") {
            let source = directive.split_once(' ').map(|(_, source)| source);
            assert!(matches!(source, Some("'none'" | "'self'")), "{directive}");
        }
    }
}
