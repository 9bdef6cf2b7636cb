//! What `dev` tells.

use crate::cloud::Cloud;
use crate::compilation::Compiled;
use crate::selection::listed;
use crate::terminal;
use sayso_schemas::plan::Plan;
use serde_json::Value;
use std::collections::BTreeMap;
use std::time::Instant;

/// One line: `words live in 0.21 s`.
pub(super) fn live(what: &str, since: Instant) {
    terminal::result(format!("{what} live in {}", seconds(since)));
}

/// What runs, how to talk to it, and in the last line where it is.
pub(super) fn welcome(
    cloud: &Cloud,
    invocations: &BTreeMap<String, String>,
    plans: &BTreeMap<String, Plan>,
    since: Instant,
) {
    let names = cloud.origins.iter().map(|(name, _)| name);
    terminal::result(format!(
        "\n{} live in {}; what you save is live, too. Ctrl-C stops.",
        listed(names),
        seconds(since)
    ));
    for (name, _) in &cloud.origins {
        let choice = if cloud.origins.len() > 1 { format!("--skill {name} ") } else { String::new() };
        let words = invocations.get(name).map_or(name.as_str(), String::as_str);
        terminal::result(format!(
            "In another terminal: {} {choice}\"open {words}\"",
            terminal::command("say")
        ));
    }
    let index = format!("http://localhost:{}/", cloud.port);
    let links = |name: &str| plans.get(name).is_some_and(|plan| plan.linking.is_some());
    for (name, _) in cloud.origins.iter().filter(|(name, _)| links(name)) {
        let choice = if cloud.origins.len() > 1 { format!("--skill {name} ") } else { String::new() };
        terminal::result(format!(
            "To link an account of {name}: {index}link/{name} in a browser, or {} {choice}--linked",
            terminal::command("say")
        ));
    }
    // A skill without linking answers nothing on its own origin, so a link there would lead nowhere.
    terminal::result(format!("Links: {index}"));
}

fn seconds(since: Instant) -> String {
    let seconds = since.elapsed().as_secs_f64();
    if seconds < 1.0 { format!("{seconds:.2} s") } else { format!("{seconds:.1} s") }
}

/// What a user says to open a skill in its default locale, from its interaction model.
pub(super) fn invocation(compiled: &Compiled) -> Option<String> {
    let path = format!("/{}", compiled.plan.locales.first()?.model);
    let file = compiled.output.files.iter().find(|file| file.path.ends_with(&path))?;
    let model: Value = serde_json::from_str(&file.contents).ok()?;
    model.pointer("/interactionModel/languageModel/invocationName")?.as_str().map(str::to_owned)
}
