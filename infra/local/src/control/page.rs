//! The index page: what runs, and where. Self-contained.

use crate::{cloud::Hub, lambda::Health, skill::Skill};
use std::fmt::Write;

/// The page.
pub(super) fn render(hub: &Hub) -> String {
    let mut skills = String::new();
    for skill in hub.skills.values() {
        section(&mut skills, skill, &hub.origin(&skill.name));
    }
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>sayso</title>\n<style>{STYLE}</style>\n\
         <h1>What runs here</h1>\n{skills}<p>As JSON: <a href=\"/api/status\">/api/status</a></p>\n</html>\n"
    )
}

const STYLE: &str = "body{font:1rem/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}\
    td,th{text-align:left;padding:.2rem 1rem .2rem 0}code{background:#8882;padding:.1rem .3rem}\
    :root{color-scheme:light dark}";

fn section(out: &mut String, skill: &Skill, origin: &str) {
    let name = escape(&skill.name);
    // Writing to a string can't fail.
    let _ = writeln!(out, "<h2>{name}</h2>");
    talk(out, skill, &name);
    if skill.linking().is_some() {
        let _ = writeln!(out, "<p><a href=\"/link/{name}\">Link an account</a></p>");
    }
    routes(out, skill, &escape(origin));
    functions(out, skill);
}

/// How to open the skill in each of its locales.
fn talk(out: &mut String, skill: &Skill, name: &str) {
    let model = skill.model();
    let _ = writeln!(out, "<table>\n<tr><th>Locale</th><th>Talk to it in a terminal</th></tr>");
    for locale in skill.locales() {
        let invocation = model.invocation_name(&locale).unwrap_or_default();
        let open = if locale.starts_with("de") { "öffne" } else { "open" };
        let _ = writeln!(
            out,
            "<tr><td>{locale}</td><td><code>cargo run -- say --skill {name} --locale {locale} \"{open} {}\"</code></td></tr>",
            escape(invocation),
            locale = escape(&locale),
        );
    }
    let _ = writeln!(out, "</table>");
}

/// What the skill answers on its own origin.
fn routes(out: &mut String, skill: &Skill, origin: &str) {
    let routes = skill.routes();
    if routes.is_empty() {
        let _ = writeln!(out, "<p>It has no HTTP routes of its own.</p>");
        return;
    }
    let _ = writeln!(out, "<p>Routes:</p>\n<ul>");
    for route in &routes {
        let (method, path) = (escape(&route.method), escape(&route.path));
        let _ = writeln!(out, "<li><code>{method} {origin}{path}</code></li>");
    }
    let _ = writeln!(out, "</ul>");
}

fn functions(out: &mut String, skill: &Skill) {
    let _ = writeln!(
        out,
        "<table>\n<tr><th>Function</th><th>State</th><th>Environments</th><th>Generation</th><th></th></tr>"
    );
    for function in skill.functions() {
        let state = match function.state {
            Health::Ready => "ready",
            Health::Starting => "starting",
            Health::Failed => "failed",
        };
        let error = function.error.as_deref().map(escape).unwrap_or_default();
        let _ = writeln!(
            out,
            "<tr><td>{}</td><td>{state}</td><td>{}</td><td>{}</td><td>{error}</td></tr>",
            escape(&function.name),
            function.environments,
            function.generation,
        );
    }
    let _ = writeln!(out, "</table>");
}

pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}
